"""A question that a page asks: its answer, or what the page shows until there is one."""

from __future__ import annotations

import secrets

import streamlit as st

from app.live.engine import OwnRun
from app.live.questions import NOT_YET
from app.view.lab import Lab
from app.view.plain import plain
from app.view.visitor import tab
from rnn_core.errors import UserError
from rnn_core.frames.frame import Frame
from rnn_core.inside.question import Answer, Question

LOOK_AGAIN_SECONDS, ASKED_AGAIN_SECONDS = 0.5, 0.1
SILENT_SECONDS = 1.0
"""An answer that takes longer is said to be computed: the page below it is still empty."""
WAIT_SECONDS = 5.0
MOST_MOMENTS, OVER_TRAINING_SECONDS = 20, 4.0
SOME_MOMENTS = "{shown} of {all} moments are drawn so far. The others are being computed and come by themselves."
ONE_MOMENT = "The run has one kept moment so far. This fills as the run trains."
WAITS = " It stays as it is while the run trains, and follows when the run pauses."
COMPUTED = "This is still being computed. It comes by itself."
LATE = "answered_late"
"""The key of the moments about which a tab has waited for answers, by question, until those are on the page."""


def answered(lab: Lab, question: Question, at: OwnRun | None = None) -> Answer | None:
    """The answer at the moment that is looked at, or `at` another; None where there is none yet, or no answer to that.

    The page says why. While the answer is being computed it looks again by itself; of a run that trains on, the moment
    stays the one that was asked about first, or no answer that takes long would ever come.
    """
    try:
        at = moment_for(lab, question) if at is None else at
        return waited_for(lab, question, WAIT_SECONDS, tab(), at)
    except UserError as error:
        if str(error) == NOT_YET:
            _wait(lab, question, at)
        else:
            st.warning(plain(str(error)))
        return None


def moment_for(lab: Lab, *questions: Question) -> OwnRun:
    """The moment that is looked at, or while the run trains the one whose answer the page has waited for.

    It is that of the `questions`, or without them one moment for all that the page asks.
    """
    run, kept = lab.entry.run, st.session_state.get(LATE, {})
    late = [kept.pop(question, ("", None)) for question in questions or tuple(kept)]
    trains = run.status == "training" and run.past_step is None
    return next((at for entry, at in late if at is not None and trains and entry == lab.entry.id), None) or run.now()


def keep_moment(lab: Lab, question: Question, at: OwnRun | None) -> None:
    """The page waits for the answer to `question` of the moment `at`: `moment_for` gives that one next."""
    st.session_state.setdefault(LATE, {})[question] = (lab.entry.id, at)


def waited_for(lab: Lab, question: Question, seconds: float, page: str, at: OwnRun | None = None) -> Answer:
    """The answer, or a `UserError` when it takes longer than `seconds`; meanwhile the page says that it is computed.

    It is that of the moment `at`, or of the one that is looked at now.
    """
    run = lab.entry.run
    at = run.now() if at is None else at
    place = st.empty()
    try:
        return run.ask(question, SILENT_SECONDS, page, at)
    except UserError as error:
        if str(error) != NOT_YET:
            raise
    place.info(COMPUTED)
    try:
        return run.ask(question, seconds - SILENT_SECONDS, page, at)
    finally:
        place.empty()


def for_a_file(lab: Lab, question: Question, seconds: float) -> Answer:
    """The answer for a file that is about to be downloaded, or a `UserError` when it takes longer than `seconds`.

    Each has a name of its own: of a class that downloads, nobody's question takes the place of another one's.
    """
    return lab.entry.run.ask(question, seconds, f"file {secrets.token_hex(8)}")


def answered_over_training(lab: Lab, question: Question) -> dict[int, Answer] | None:
    """The answers at the kept moments by step; None where there is none yet, and the page says so."""
    try:
        return lab.entry.run.ask_over_training(question, MOST_MOMENTS, OVER_TRAINING_SECONDS, tab())
    except UserError as error:
        if str(error) != NOT_YET:
            st.warning(plain(str(error)))
            return None
    # Asked once alone, the page waits for it.
    answer = answered(lab, question)
    return None if answer is None else {int(answer.words["step"]): answer}


def say_moments(lab: Lab, frame: Frame, question: Question, found: dict[int, Answer]) -> None:
    """Below a chart of what `answered_over_training` has `found`: that the rest will come, or that there is no more.

    While the run trains there are always more, and a page that follows is drawn again anyhow.
    """
    kept = min(1 + sum(step < frame.step for step in frame.kept_steps), MOST_MOMENTS)
    if len(found) < kept and lab.entry.run.status != "training":
        _wait_for_moments(lab, question, len(found), kept)
    elif kept == 1:
        st.info(ONE_MOMENT)


def of_step(lab: Lab, answer: Answer) -> str:
    """Of which step an answer on the page is, and what it does while the run goes on."""
    waits = WAITS if lab.entry.run.status == "training" else ""
    return f"Step {answer.words['step']:,}.{waits}"


@st.fragment(run_every=LOOK_AGAIN_SECONDS)
def _wait(lab: Lab, question: Question, at: OwnRun | None) -> None:
    try:
        lab.entry.run.ask(question, ASKED_AGAIN_SECONDS, tab(), at)
    except UserError as error:
        if str(error) == NOT_YET:
            st.info(COMPUTED)
            return
    # The page shows the answer, or why there is none.
    keep_moment(lab, question, at)
    st.rerun()


@st.fragment(run_every=LOOK_AGAIN_SECONDS)
def _wait_for_moments(lab: Lab, question: Question, shown: int, kept: int) -> None:
    try:
        # Under a name of its own: what the page asks meanwhile goes on.
        found = lab.entry.run.ask_over_training(question, MOST_MOMENTS, ASKED_AGAIN_SECONDS, f"{tab()} moments")
    except UserError:
        found = {}
    if len(found) >= kept:
        st.rerun()
    st.info(SOME_MOMENTS.format(shown=shown, all=kept))
