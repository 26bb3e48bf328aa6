"""One network of a text run closely: what may come next, and the same random numbers at several temperatures."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app.figures.next_characters import next_characters
from app.figures.palette import palette
from app.live.engine import OwnRun
from app.view import session
from app.view.asking import answered
from app.view.chart import show_chart, theme
from app.view.lab import Lab
from app.view.origin import origin_of_answer
from app.view.plain import plain
from app.view.scope import module
from app.view.text import written_text
from app.view.widgets import choice
from rnn_core.frames.frame import Frame, Lane
from rnn_core.inside.question import Answer
from rnn_core.language.novelty import TextNovelty
from rnn_core.language.sampling import TextSample
from rnn_core.numbers import short
from rnn_core.tasks.text.corpus import visible

LADDER = (0.0, 0.5, 1.0, 1.5)

_ladder = module("written_ladder", "pages/written")


def show(lab: Lab, frame: Frame, asked: TextSample, answer: Answer, at: OwnRun) -> None:
    """Let the user choose a lane; the probabilities of its next character, and its text at several temperatures.

    `answer` is that of all lanes to `asked` at the moment `at`.
    """
    names = {lane.id: lane.name for lane in frame.lanes}
    known = session.parameter(lab, "writer") or next(iter(names))
    chosen = choice(lab, f"text_writer_{lab.entry.id}", "One network closely", list(names), known, names.__getitem__)
    session.set_parameter(lab, "writer", "" if chosen == next(iter(names)) else chosen)
    lane = next(lane for lane in frame.lanes if lane.id == chosen)
    _next(lab, frame, asked, answer, lane)
    st.markdown(f"**{plain(lane.name)}: the same random numbers at {len(LADDER)} temperatures**")
    _at_temperatures(lab, [replace(asked, temperature=each, lanes=(chosen,)) for each in LADDER], lane, at)


def _next(lab: Lab, frame: Frame, asked: TextSample, answer: Answer, lane: Lane) -> None:
    """The first character's probabilities before and after temperature and top-k."""
    before, after = answer.arrays[f"{lane.id}.next"]
    read = "".join(map(visible, answer.words["read"][-12:]))
    chart = next_characters(
        [visible(symbol) for symbol in answer.words["symbols"]],
        before,
        after,
        palette(theme()).lane(lane),
        theme(),
        title=f"{lane.name}: what may come after “{read}”",
        words=f"temperature {short(asked.temperature)}" + (f", top-{asked.top_k}" if asked.top_k else ""),
    )
    show_chart(chart, origin_of_answer(lab, frame, answer), "next_characters")


def _at_temperatures(lab: Lab, asked: list[TextSample], lane: Lane, at: OwnRun) -> None:
    answers = list[Answer]()
    for each in asked:
        # Of one moment: while the run trains, each would be of another network.
        answer = answered(lab, each, at)
        if answer is None:
            return
        answers.append(answer)
    texts = tuple(answer.words["texts"][lane.id] for answer in answers)
    novelty = answered(lab, TextNovelty(texts, asked[0].prompt), at)
    if novelty is None:
        return
    drawn, named = [], []
    for each, answer, novel in zip(asked, answers, novelty.words["texts"], strict=True):
        always = " (argmax: always the likeliest)" if each.temperature == 0 else ""
        title = f"Temperature {short(each.temperature)}{always}"
        text = written_text.text_of(lab, each, answer, lane, novel)
        drawn.append(text | {"id": f"T{each.temperature:g}", "title": title, "shades": []})
        named.append((f"{lane.name}, temperature {short(each.temperature)}", lane.id, answer))
    _ladder(key="written_ladder", data=written_text.data_of(lab, drawn, 1, ("", "")))
    written_text.offer_csv(lab, "written_ladder", named)
