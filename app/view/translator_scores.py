"""How well the networks translate what they never saw, live: a table against three baselines, and the sentences."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.figures.quality_by_length import MEASURES, quality_by_length, written
from app.live.questions import NOT_YET
from app.view import link, session
from app.view.chart import show_chart, theme
from app.view.lab import Lab
from app.view.moment import newest_frame
from app.view.origin import origin_of
from app.view.plain import plain
from app.view.visitor import tab
from app.view.widgets import choice
from rnn_core.errors import UserError
from rnn_core.frames.frame import Frame, from_bytes
from rnn_core.inside.question import Answer
from rnn_core.language.held_out import HeldOut
from rnn_core.numbers import percent

PAGE = "translator"
LOOK_SECONDS = 4.0
LONGEST_SHOWN = 80
"""Letters of a translation in the list: one that never ends is long."""
WAIT_SECONDS = 8.0
PREPARING = "The held-out sentences are being translated."
WHAT = (
    "**Exact match**: the translation is one of the correct ones, token by token. **BLEU** (0 to 100) counts runs of 1 "
    "to 4 tokens that a correct translation has too. **chrF** does so with letters. **Length**: tokens written over "
    "tokens of the references. **Right, told**: each token is asked for with the right ones before it (teacher "
    "forcing). **Right, alone**: the network reads what it wrote itself, so one error can shift all that follows. A "
    "token is a word, or a letter where the network spells."
)
SIGNED = (
    "BLEU: {bleu}. chrF: {chrf}. Computed by sacrebleu over the sentences as they are shown, lower case. First seed."
)


def show(lab: Lab) -> None:
    """The table, the quality by length and the sentences; they follow the run while it trains."""
    st.subheader("Sentences that the networks never saw")
    if newest_frame(lab) is not None:
        _live(lab)


@st.fragment(run_every=LOOK_SECONDS)
def _live(lab: Lab) -> None:
    data = lab.entry.run.latest.frame
    assert data is not None, "the page waits for the first frame"
    frame = from_bytes(data)
    answer = _answer(lab)
    if answer is None:
        return
    words = answer.words
    with st.container(key="translator_table"):
        st.markdown(_table(frame, words))
    signature = next(iter(words["scores"].values()))
    st.caption(
        f"Step {words['step']:,}, {words['count']} sentences. "
        + plain(SIGNED.format(bleu=signature["bleu_signature"], chrf=signature["chrf_signature"]))
    )
    left, right = st.columns(2)
    with right:
        st.markdown(WHAT)
    with left:
        known = session.parameter(lab, "measure")
        measure = choice(lab, "translator_measure", "By length", list(MEASURES), known, MEASURES.__getitem__)
        session.set_parameter(lab, "measure", measure)
        unit = "letter" if lab.entry.run.present.task == "pig_latin" else "word"
        chart = quality_by_length(words["bins"], _lanes(frame, words), measure, theme(), unit=unit)
        show_chart(chart, origin_of(frame, lab.entry.id, lab.entry.run.latest.name), "quality_by_length")
    _examples(frame, words)
    link.write_link(lab, PAGE)


def _answer(lab: Lab) -> Answer | None:
    """The newest answer; while another one is computed, the one before, which says its step."""
    kept = st.session_state.setdefault("translator_scores", {})
    mine = (lab.entry.id, lab.entry.run.past_step)
    try:
        # Under a name of its own: what the page asks meanwhile goes on.
        answer = lab.entry.run.ask(HeldOut(), WAIT_SECONDS, page=f"{tab()} scores")
    except UserError as error:
        if str(error) != NOT_YET:
            st.info(plain(str(error)))
            return None
        before: Answer | None = kept.get(mine)
        if before is None:
            st.info(PREPARING)
        return before
    kept.clear()
    kept[mine] = answer
    return answer


def _lanes(frame: Frame, words: dict[str, Any]) -> list[Any]:
    return [lane for lane in frame.lanes if lane.id in words["scores"]]


def _table(frame: Frame, words: dict[str, Any]) -> str:
    """Markdown: a row for each lane and each baseline."""
    titles = ["", "exact match", "BLEU", "chrF", "length", "right, told", "right, alone"]
    rows = [titles, ["---", *["---:"] * (len(titles) - 1)]]
    for lane in _lanes(frame, words):
        told, alone = words["told"][lane.id], words["alone"][lane.id]
        numbers = _row(words["scores"][lane.id])
        rows.append([f"**{plain(lane.name)}**", *(f"**{each}**" for each in numbers), percent(told), percent(alone)])
    for name, scores in words["baselines"].items():
        rows.append([plain(name), *_row(scores), "", ""])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _row(scores: dict[str, Any]) -> list[str]:
    return [written(measure, scores[measure]) for measure in MEASURES]


def _examples(frame: Frame, words: dict[str, Any]) -> None:
    st.markdown("**Held-out sentences, from short to long**")
    lanes = _lanes(frame, words)
    rows = [["read", "correct", *(plain(lane.name) for lane in lanes)], ["---"] * (2 + len(lanes))]
    for example in words["examples"]:
        references = example["references"]
        said = [_marked(example["written"][lane.id], references) for lane in lanes]
        rows.append([plain(example["source"]), " · ".join(map(plain, references[:2])), *said])
    with st.container(height=360, key="translator_sentences"):
        st.markdown("\n".join(f"| {' | '.join(row)} |" for row in rows))


def _marked(text: str, references: list[str]) -> str:
    """A translation with a mark that needs no colour."""
    shown = text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
    return f"{'✓' if text in references else '✗'} {plain(shown) or '(nothing)'}"
