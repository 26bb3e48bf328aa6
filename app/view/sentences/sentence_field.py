"""A field for a sentence of the words that the networks of a run know."""

from __future__ import annotations

import streamlit as st

from app.view import session
from app.view.lab import Lab
from app.view.page_parameters import BY_NAME
from app.view.plain import plain
from app.view.widgets import widget_key, widget_value
from rnn_core.errors import UserError
from rnn_core.language.typed_sentence import read_sentence


def sentence_field(lab: Lab, name: str, labels: tuple[str, ...]) -> tuple[str, ...] | None:
    """Draw the field of the page's parameter `name`; the words typed there, or None where the page says why not."""
    setting = BY_NAME[name].setting
    typed = st.text_input(
        setting.label,
        widget_value(lab, f"sentence_{name}", session.parameter(lab, name)),
        key=widget_key(lab, f"sentence_{name}"),
        help=setting.help,
    )
    session.set_parameter(lab, name, typed)
    try:
        return read_sentence(typed, labels)
    except UserError as error:
        st.warning(plain(str(error)))
        return None
