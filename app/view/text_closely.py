"""One network of a text run closely: what may come next, and the same dice at several temperatures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from app.figures.next_characters import next_characters
from app.figures.palette import palette
from app.view import session, text_drawn
from app.view.asking import answered
from app.view.chart import show_chart, theme
from app.view.lab import Lab
from app.view.origin import origin_of
from app.view.plain import plain
from app.view.scope import module
from app.view.widgets import choice
from rnn_core.frames.frame import Frame, Lane
from rnn_core.language.novelty import TextNovelty
from rnn_core.language.sampling import TextSample
from rnn_core.numbers import short
from rnn_core.tasks.text.corpus import LINE_END, visible

LADDER = (0.0, 0.5, 1.0, 1.5)

_ladder = module("written_ladder", "pages/written")


def show(lab: Lab, frame: Frame, asked: TextSample) -> None:
    """Let the user choose a lane; the probabilities of its next character, and its text at several temperatures."""
    names = {lane.id: lane.name for lane in frame.lanes}
    known = session.parameter(lab, "writer") or next(iter(names))
    chosen = choice(lab, f"text_writer_{lab.entry.id}", "One network closely", list(names), known, names.__getitem__)
    session.set_parameter(lab, "writer", "" if chosen == next(iter(names)) else chosen)
    lane = next(lane for lane in frame.lanes if lane.id == chosen)
    own = replace(asked, lanes=(chosen,))
    if _next(lab, frame, own, lane):
        st.markdown(f"**{plain(lane.name)}: the same dice at {len(LADDER)} temperatures**")
        texts = [_at(lab, replace(own, temperature=temperature), lane) for temperature in LADDER]
        drawn = [text for text in texts if text is not None]
        _ladder(key="written_ladder", data=text_drawn.data_of(lab, drawn, 1, ("", "")))


def _next(lab: Lab, frame: Frame, own: TextSample, lane: Lane) -> bool:
    """The first character's probabilities before and after temperature and top-k; whether they are there."""
    answer = answered(lab, own)
    if answer is None:
        return False
    before, after = answer.arrays[f"{lane.id}.next"]
    read = "".join(map(visible, (own.prompt or LINE_END)[-12:]))
    chart = next_characters(
        [visible(symbol) for symbol in answer.words["symbols"]],
        before,
        after,
        palette(theme()).lane(lane),
        theme(),
        title=f"{lane.name}: what may come after “{read}”",
        words=f"temperature {short(own.temperature)}" + (f", top-{own.top_k}" if own.top_k else ""),
    )
    show_chart(chart, origin_of(frame, lab.entry.id, lab.entry.run.latest.name), "next_characters")
    return True


def _at(lab: Lab, own: TextSample, lane: Lane) -> dict[str, Any] | None:
    answer = answered(lab, own)
    novelty = answered(lab, TextNovelty(tuple(answer.words["texts"].values()), own.prompt)) if answer else None
    if answer is None or novelty is None:
        return None
    text = text_drawn.text_of(lab, own, answer, lane, novelty.words["texts"][0])
    always = " (argmax: always the likeliest)" if own.temperature == 0 else ""
    title = f"Temperature {short(own.temperature)}{always}"
    return text | {"id": f"T{own.temperature:g}", "title": title, "shades": []}
