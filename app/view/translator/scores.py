"""How well the networks translate what they never saw, live: a table against three baselines, and the sentences."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.figures.quality_by_length import MEASURES, quality_by_length, written
from app.live.questions import NOT_YET
from app.view import link, session
from app.view.asking import keep_moment, moment_for
from app.view.chart import show_chart, theme
from app.view.lab import Lab
from app.view.moment import newest_frame
from app.view.number_table import show_table
from app.view.origin import origin_of_answer
from app.view.pair import pair
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
TOLD, ALONE = "right, told", "right, alone"
EXAMPLES = "The first 32 held-out sentences; ✓ is one of the correct translations."
WHAT = (
    "**Exact match**: the translation is one of the correct ones, token by token. **BLEU** (0 to 100) counts runs of 1 "
    "to 4 tokens that a correct translation has too. **chrF** does so with letters. **Length ratio**: tokens written "
    "over tokens of the references. **Right, told**: each token is asked for with the right ones before it (teacher "
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
        with st.container(key="live_scores"):
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
    signature = next(iter(words["scores"].values()))
    where = f"Step {words['step']:,}, {words['count']} sentences. "
    caption = where + SIGNED.format(bleu=signature["bleu_signature"], chrf=signature["chrf_signature"])
    _table(frame, words, caption)
    left, right = pair("scores")
    with right:
        st.markdown(WHAT)
    with left:
        known = session.parameter(lab, "measure")
        measure = choice(lab, "translator_measure", "By length", list(MEASURES), known, MEASURES.__getitem__)
        session.set_parameter(lab, "measure", measure)
        unit = "letter" if lab.entry.run.present.task == "pig_latin" else "word"
        chart = quality_by_length(words["bins"], _lanes(frame, words), measure, theme(), unit=unit)
        show_chart(chart, origin_of_answer(lab, frame, answer), "quality_by_length")
    _examples(frame, words)
    link.write_link(lab, PAGE)


def _answer(lab: Lab) -> Answer | None:
    """The newest answer; while another one is computed, the one before, which says its step."""
    kept = st.session_state.setdefault("translator_scores", {})
    mine = (lab.entry.id, lab.entry.run.past_step)
    at = None
    try:
        # Under a name of its own: what the page asks meanwhile goes on.
        at = moment_for(lab, HeldOut())
        answer = lab.entry.run.ask(HeldOut(), WAIT_SECONDS, f"{tab()} scores", at)
    except UserError as error:
        if str(error) != NOT_YET:
            st.info(plain(str(error)))
            return None
        before: Answer | None = kept.get(mine)
        if before is None:
            st.info(PREPARING)
        keep_moment(lab, HeldOut(), at)
        return before
    kept.clear()
    kept[mine] = answer
    return answer


def _lanes(frame: Frame, words: dict[str, Any]) -> list[Any]:
    return [lane for lane in frame.lanes if lane.id in words["scores"]]


def _table(frame: Frame, words: dict[str, Any], caption: str) -> None:
    """A row for each lane and each baseline."""
    lanes = _lanes(frame, words)
    names = [*(lane.name for lane in lanes), *words["baselines"]]
    scores = [*(words["scores"][lane.id] for lane in lanes), *words["baselines"].values()]
    numbers: dict[str, list[object]] = {"": list(names)}
    numbers |= {title: [each[measure] for each in scores] for measure, title in MEASURES.items()}
    for title, of_lanes in ((TOLD, words["told"]), (ALONE, words["alone"])):
        numbers[title] = [*(of_lanes[lane.id] for lane in lanes), *[""] * len(words["baselines"])]
    shown = {"": names}
    shown |= {title: [written(measure, each[measure]) for each in scores] for measure, title in MEASURES.items()}
    shown |= {
        title: ["" if each == "" else percent(float(str(each))) for each in numbers[title]] for title in (TOLD, ALONE)
    }
    show_table("How well they translate", shown, caption, "scores", numbers=numbers, ranks=False)


def _examples(frame: Frame, words: dict[str, Any]) -> None:
    lanes, examples = _lanes(frame, words), words["examples"]
    columns = {
        "read": [example["source"] for example in examples],
        "correct": [" · ".join(example["references"][:2]) for example in examples],
    }
    for lane in lanes:
        columns[lane.name] = [_marked(example["written"][lane.id], example["references"]) for example in examples]
    with st.container(height=400):
        show_table("From the shortest to the longest", columns, EXAMPLES, "sentences", ranks=False)


def _marked(text: str, references: list[str]) -> str:
    """A translation with a mark that needs no colour."""
    shown = text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
    return f"{'✓' if text in references else '✗'} {shown or '(nothing)'}"
