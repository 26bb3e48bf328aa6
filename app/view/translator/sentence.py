"""The user's own sentence, translated by every lane: greedily or with a beam, with a given beginning."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.figures.attention_matrix import attention_matrix
from app.figures.beam_tree import beam_tree
from app.figures.palette import palette
from app.view import session
from app.view.asking import answered, of_step
from app.view.chart import show_chart, theme
from app.view.lab import Lab
from app.view.origin import origin_of_answer
from app.view.page_parameters import BY_NAME
from app.view.plain import plain
from app.view.said import speak
from app.view.widgets import choice, widget_key, widget_value
from rnn_core.frames.frame import Frame, Lane
from rnn_core.inside.question import Answer
from rnn_core.language.translation import Translation
from rnn_core.numbers import number, percent
from rnn_core.settings.lane_names import ATTENTION_NAMES
from rnn_core.tasks.text.corpus import named
from rnn_core.tasks.translation.own_pairs import own_pairs
from rnn_core.tasks.translation.vocabulary import UNKNOWN as NOT_KNOWN

EXAMPLES = {
    "numbers": "nine thousand, nine hundred and ninety-seven",
    "dates": "friday, june 7, 2024",
    "iso_dates": "june 7, 2024",
    "pig_latin": "translate",
    "phrases": "the old man does not see the big black cat",
    "interface": "open a new window",
}
"""A sentence of each task to begin with; the user's own pairs begin with one of theirs."""
NO_ATTENTION = (
    "Without attention, all that “{lane}” knows of the source is the one state that the encoder hands over. Give it "
    "attention in the sidebar, or choose another network."
)
UNKNOWN = "The networks do not know: {words}. Training has each too rarely or never, so they read it as {unknown}."
SAYS = "p = {p} · {words}"
NOTHING = "(nothing)"


def show(lab: Lab, frame: Frame) -> None:
    """The fields, what every lane says, and one lane closely."""
    st.subheader("Translate your own sentence")
    asked = _fields(lab)
    answer = answered(lab, asked)
    if answer is None:
        return
    if answer.words["unknown"]:
        st.warning(plain(UNKNOWN.format(words=", ".join(map(named, answer.words["unknown"])), unknown=NOT_KNOWN)))
    st.caption(of_step(lab, answer))
    lanes = [lane for lane in frame.lanes if lane.id in answer.words["said"]]
    for lane, column in zip(lanes, st.columns(len(lanes)), strict=True):
        with column:
            _said(lane, answer.words["said"][lane.id], asked.width)
    said = [f"{lane.name}: {answer.words['said'][lane.id]['text'] or NOTHING}." for lane in lanes]
    speak("translation", " ".join(said))
    _closely(lab, frame, lanes, answer, asked)


def _fields(lab: Lab) -> Translation:
    """Draw the fields; what they ask for."""
    sentence, width, beginning = st.columns((5, 2, 3), vertical_alignment="bottom")
    with sentence:
        text = _typed(lab, "source_sentence", _example(lab))
    with width:
        setting = BY_NAME["beam"].setting
        beam = st.number_input(
            setting.label,
            int(setting.low),
            int(setting.high),
            int(widget_value(lab, "translator_beam", session.parameter(lab, "beam"))),
            key=widget_key(lab, "translator_beam"),
            help=setting.help,
        )
        session.set_parameter(lab, "beam", beam)
    with beginning:
        begin = _typed(lab, "beginning", "")
    return Translation(text or _example(lab), int(beam), begin)


def _typed(lab: Lab, name: str, example: str) -> str:
    setting, key = BY_NAME[name].setting, f"translator_{name}"
    typed = st.text_input(
        setting.label,
        str(widget_value(lab, key, session.parameter(lab, name))),
        key=widget_key(lab, key),
        placeholder=example,
        help=setting.help,
    )
    session.set_parameter(lab, name, typed)
    return typed


def _example(lab: Lab) -> str:
    """A sentence that this run can read."""
    task = lab.entry.run.present.task
    if task in EXAMPLES or lab.entry.run.text is None:
        return EXAMPLES.get(task, "")
    pairs = own_pairs(lab.entry.run.text)
    return pairs.source_writing.join(pairs.train[0].source)


def _said(lane: Lane, said: dict[str, Any], width: int) -> None:
    st.markdown(f"**{plain(lane.name)}**  \n### {plain(said['text'] or NOTHING)}")
    greedy = "" if said["greedy"] == said["text"] else f" Greedily it says: {said['greedy'] or NOTHING}, ln p = "
    greedy += f"{number(said['greedy_log_p'])}." if greedy else ""
    others = ", ".join(f"{text or NOTHING} ({number(log_p)})" for text, log_p in said["others"][:3])
    beam = f" Also finished: {others}." if width > 1 and others else ""
    st.caption(plain(f"ln p = {number(said['log_p'])} for the whole sentence.{greedy}{beam}"))


def _closely(lab: Lab, frame: Frame, lanes: list[Lane], answer: Answer, asked: Translation) -> None:
    """The tree of the beam and the attention of one lane."""
    names = {lane.id: lane.name for lane in lanes}
    known = session.parameter(lab, "translator_lane")
    chosen = choice(lab, f"translator_lane_{lab.entry.id}", "Look closely at", list(names), known, names.__getitem__)
    session.set_parameter(lab, "translator_lane", "" if chosen == lanes[0].id else chosen)
    lane = next(each for each in lanes if each.id == chosen)
    said, origin = answer.words["said"][chosen], origin_of_answer(lab, frame, answer)
    tree, width = [tuple(node) for node in said["tree"]], asked.width
    title = f"{lane.name}: what the beam of {width} tried" if width > 1 else f"{lane.name}: greedy, word by word"
    # Its words need room beside one another: on a phone the tree is scrolled in its own place.
    with st.container(key="wide_tree"):
        begun, colour = bool(asked.prefix.strip()), palette(theme()).lane(lane)
        chart = beam_tree(tree, colour, theme(), title=title, width=width, begun=begun)
        show_chart(chart, origin, "beam_tree")
    words = [
        SAYS.format(p=percent(p), words=word)
        for p, word in zip(answer.arrays[f"{chosen}.p"], said["tokens"], strict=True)
    ]
    st.caption(plain("Word by word: " + "; ".join(words) + "."))
    shares = answer.arrays[f"{chosen}.attention"]
    if not shares.shape[1]:
        st.info(plain(NO_ATTENTION.format(lane=lane.name)))
        return
    kind = next(each.attention for each, name in _full_lanes(lab) if name == chosen)
    how = {
        "dot": "Scores: h_t · h_s (Luong et al. 2015).",
        "additive": "Scores: v · tanh(h_t W_q + h_s W_k) (Bahdanau et al. 2015).",
    }
    chart = attention_matrix(
        shares,
        said["tokens"],
        answer.words["source"],
        theme(),
        title=f"{lane.name}: attention ({ATTENTION_NAMES[kind]})",
        kind=how[kind],
    )
    show_chart(chart, origin, "attention")


def _full_lanes(lab: Lab) -> list[tuple[Any, str]]:
    config = lab.entry.run.present
    return list(zip(config.full_lanes, config.lane_ids, strict=True))
