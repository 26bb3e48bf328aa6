"""What the user brings to learn from: a text, or pairs of sentences; refused with a sentence, or kept by the lab."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from app.view import session
from app.view.given_text import READABLE, given_text, say_text
from app.view.lab import Lab
from rnn_core.errors import UserError
from rnn_core.tasks.text import check_text
from rnn_core.tasks.translation import check_pairs


@dataclass(frozen=True)
class _Kind:
    """The words around the fields for one kind of data, and what checks it."""

    title: str
    example: str
    help: str
    button: str
    wanted: str
    check: Callable[[bytes | str], str]


KINDS = {
    "own_text": _Kind(
        "Your text",
        "At least 200 characters",
        f"{READABLE}. The saved run and its file hold the text, a link does not.",
        "Train on this text",
        "Paste or upload a text to train on. The run on screen stays until then.",
        check_text,
    ),
    "own_pairs": _Kind(
        "Your pairs",
        "one pair a line: English, a tab, the translation",
        f"{READABLE}: the English sentence, a tab, the translation. Further columns are ignored, as in the files of "
        "manythings.org/anki. The saved run and its file hold the text, a link does not.",
        "Train on these pairs",
        "Paste or upload pairs of sentences. The run on screen stays until then.",
        check_pairs,
    ),
}


def own_data(lab: Lab, task: str) -> str | None:
    """Draw the fields of the task; the data that can be learned from, None while there is none."""
    kind, known = KINDS[task], _known(lab, task)
    with st.expander(kind.title, expanded=known is None):
        given = given_text(task, kind.example, kind.help, kind.button, kind.check, disabled=lab.past_step is not None)
        if given is not None:
            known = given
            session.use_text(lab, known)
        # Of pairs, the test part is drawn from all places.
        say_text(known, kind.wanted, split=task == "own_text")
    return known


def _known(lab: Lab, task: str) -> str | None:
    """What was given before, if this task can learn from it too."""
    if lab.text is None:
        return None
    try:
        return KINDS[task].check(lab.text)
    except UserError:
        return None
