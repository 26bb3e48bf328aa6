"""A text that somebody pastes or uploads: of the two, what was given last counts."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app.view.plain import plain
from rnn_core.errors import UserError
from rnn_core.tasks.text.own_text import LARGEST_BYTES, unlike

READABLE = f"Plain text in UTF-8 (or UTF-16 with its mark) with any ending, at most {LARGEST_BYTES // 1_000_000} MB"
NOTHING = f"No text has come. Paste one, or choose a file of at most {LARGEST_BYTES // 1_000_000} MB."
BOTH = "Here are a new text in the field and a new file. Empty the field or take the file away."


def given_text(
    key: str, example: str, help: str, button: str, check: Callable[[bytes | str], str], *, disabled: bool = False
) -> str | None:
    """Draw the form called `key`; what `check` makes of what was given just now, None where nothing was.

    What cannot be read is refused with a sentence.
    """
    with st.form(key, border=False, enter_to_submit=False):
        pasted = st.text_area("Paste it", height=120, placeholder=example)
        uploaded = st.file_uploader("or upload it", help=help, max_upload_size=LARGEST_BYTES // 1_000_000)
        given = st.form_submit_button(button, width="stretch", disabled=disabled)
    if not given:
        return None
    if uploaded is None and not pasted.strip():
        # A file that is too large stays in the browser, with no more than a small sign beside it.
        st.error(NOTHING)
        return None
    file = "" if uploaded is None else uploaded.file_id
    before = st.session_state.get(f"{key}_taken", ("", ""))
    new = bool(pasted.strip()) and pasted != before[0], bool(file) and file != before[1]
    if all(new):
        st.error(BOTH)
        return None
    # Where nothing is new, what counted before counts again.
    takes_file = new[1] or (not new[0] and uploaded is not None and not (pasted.strip() and before[2:] == ("field",)))
    st.session_state[f"{key}_taken"] = (pasted, file, "file" if takes_file else "field")
    try:
        return check(uploaded.getvalue() if takes_file and uploaded is not None else pasted)
    except UserError as error:
        st.error(plain(str(error)))
        return None


def say_text(text: str | None, wanted: str, *, split: bool = True) -> None:
    """What is known of the text, or `wanted` where there is none; with `split` its last tenth is the test part."""
    if text is None:
        st.caption(wanted)
        return
    st.caption(f"{len(text):,} characters, beginning “{plain(text[:40])}…”")
    if split and (warning := unlike(text)):
        st.warning(warning)
