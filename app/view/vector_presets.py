"""The presets of the page "Word vectors": what one click sets, and two sentences about what is seen then.

`tests/rnn_core/language` and `tests.benchmarks.language_vectors` hold what the sentences say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from app.view import session
from app.view.lab import Lab
from app.view.page_parameters import parameters_of
from app.view.widgets import forget_widgets


@dataclass(frozen=True)
class Preset:
    """A click: the parameters of the page that are then not at their defaults."""

    title: str
    sentences: str
    parameters: dict[str, Any]


PRESETS = (
    Preset(
        "king − man + woman",
        "GloVe's nearest word to king − man + woman is queen. If the three words may be an answer too, it is king.",
        {"vectors_joined": "male and female", "vectors_groups": ""},
    ),
    Preset(
        "Countries and capitals",
        "The lines from countries to their capitals run in nearly the same direction. Lines of random vectors do not.",
        {
            "vectors_groups": "",
            "vectors_joined": "country and capital",
            "vectors_question": "france paris italy",
            "vectors_words": "paris, italy, rome",
        },
    ),
    Preset(
        "Learn from Shakespeare",
        "Press Train: at first the neighbours of “thou” are chance. After ten passes they are wilt, art, hast and the "
        "like.",
        {
            "vectors_source": "word2vec",
            "vectors_groups": "family,time,pronouns",
            "vectors_words": "thou, king, night, she",
        },
    ),
    Preset(
        "What newspapers wrote",
        "Doctor − man + woman gives nurse: vectors repeat the prejudice of their texts. But the word nearest of all is "
        "doctor, which may not be the answer.",
        {"vectors_question": "man doctor woman", "vectors_words": "doctor, nurse", "vectors_groups": "family"},
    ),
)


def show_presets(lab: Lab) -> None:
    """Draw them, each a button and its sentences."""
    st.markdown("**Try this**")
    with st.container(key="presets"):
        columns = st.columns(len(PRESETS))
    for preset, column in zip(PRESETS, columns, strict=True):
        with column:
            st.button(preset.title, key=f"preset_{preset.title}", on_click=_take, args=(lab, preset), width="stretch")
            st.caption(preset.sentences)


def _take(lab: Lab, preset: Preset) -> None:
    for parameter in parameters_of("word_vectors"):
        name = parameter.setting.name
        session.set_parameter(lab, name, preset.parameters.get(name, parameter.default))
    forget_widgets(lab)
