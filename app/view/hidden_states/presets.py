"""Telling cases of the page "Hidden states", whose sentences are held by the tests of the pages they are from."""

from __future__ import annotations

from app.view import next_character
from app.view.cases import of_page
from app.view.presets import Preset

_PATH = {"states_view": "path"}
PRESETS = (
    *of_page("hidden_states"),
    Preset(
        "One letter, two states",
        next_character.TASK,
        {},
        _PATH,
        "The two l's of “hello” are one input. Within 250 steps all three cells are sure of all four letters, which "
        "they can only be with two states: on the path these are two points.",
    ),
    Preset(
        "A state that counts",
        next_character.TASK,
        {"word": "aaaaab"},
        _PATH,
        "Only the number of a's so far says when the b comes. Within 400 steps all three cells count to five: on the "
        "path every a is a point of its own.",
    ),
)
