"""The presets of the page "Word vectors": what one click sets, and two sentences about what is seen then.

`tests/rnn_core/language` and `tests.benchmarks.language_vectors` hold what the sentences say.
"""

from __future__ import annotations

from app.view import presets
from app.view.lab import Lab
from app.view.presets import Preset
from rnn_core.settings.lane_config import LaneConfig

PRESETS = (
    Preset(
        "king − man + woman",
        "",
        {},
        {"vectors_joined": "male and female", "vectors_groups": ""},
        "GloVe's nearest word to king − man + woman is queen. If the three words may be an answer too, it is king.",
    ),
    Preset(
        "Countries and capitals",
        "",
        {},
        {
            "vectors_groups": "",
            "vectors_joined": "country and capital",
            "vectors_question": "france paris italy",
            "vectors_words": "paris, italy, rome",
        },
        "The lines from countries to their capitals run in nearly the same direction. Lines of random vectors do not.",
    ),
    Preset(
        "Learn from Shakespeare",
        "",
        {},
        {
            "vectors_source": "word2vec",
            "vectors_groups": "family,time,pronouns",
            "vectors_words": "thou, king, night, she",
        },
        "Press Train: at first the neighbours of “thou” are chance. After ten epochs they are wilt, art, hast and the "
        "like.",
    ),
    Preset(
        "What newspapers wrote",
        "",
        {},
        {"vectors_question": "man doctor woman", "vectors_words": "doctor, nurse", "vectors_groups": "family"},
        "Doctor − man + woman gives nurse: vectors repeat the prejudice of their texts. But the word nearest of all is "
        "doctor, which may not be the answer.",
    ),
    Preset(
        "Gender that English lacks",
        "phrases",
        {"lanes": (LaneConfig("gru", attention="dot"),)},
        {"vectors_source": "run", "vectors_side": "source", "vectors_symbols": "dog, book, mouse, letter"},
        "Press Play: English nouns move towards nouns that have the same gender in French. After 1,000 steps two of "
        "three have one for their nearest noun.",
    ),
)


def show(lab: Lab) -> None:
    """The cases as buttons with their sentences."""
    presets.show_presets(lab, PRESETS, page="word_vectors")
