"""What the user brings to learn from: a text, or pairs of sentences; refused with a sentence, or kept by the lab."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from app.view import session
from app.view.lab import Lab
from app.view.plain import plain
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
        "Plain text in UTF-8 with any ending (.txt, .md, .abc, .py), at most 5 MB.",
        "Train on this text",
        "Paste or upload a text to train on. The run on screen stays until then.",
        check_text,
    ),
    "own_pairs": _Kind(
        "Your pairs",
        "one pair a line: English, a tab, the translation",
        "Plain text in UTF-8, at most 5 MB: the English sentence, a tab, the translation. Further columns are ignored, "
        "as in the files of manythings.org/anki.",
        "Train on these pairs",
        "Paste or upload pairs of sentences. The run on screen stays until then.",
        check_pairs,
    ),
}


def own_data(lab: Lab, task: str) -> str | None:
    """Draw the fields of the task; the data that can be learned from, None while there is none."""
    kind, known = KINDS[task], _known(lab, task)
    with st.expander(kind.title, expanded=known is None):
        with st.form(task, border=False, enter_to_submit=False):
            pasted = st.text_area("Paste it", height=120, placeholder=kind.example)
            uploaded = st.file_uploader("or upload it", help=kind.help, max_upload_size=6)
            given = st.form_submit_button(kind.button, width="stretch", disabled=lab.past_step is not None)
        if given:
            try:
                known = kind.check(uploaded.getvalue() if uploaded is not None else pasted)
                session.use_text(lab, known)
            except UserError as error:
                st.error(plain(str(error)))
        if known is None:
            st.caption(kind.wanted)
        else:
            st.caption(f"{len(known):,} characters, beginning “{plain(known[:40])}…”")
    return known


def _known(lab: Lab, task: str) -> str | None:
    """What was given before, if this task can learn from it too."""
    if lab.text is None:
        return None
    try:
        return KINDS[task].check(lab.text)
    except UserError:
        return None
