"""The parameters of pages, which stand in the address beside the run's settings.

A row here is all that a page needs for a parameter of its own: it is read from a link, checked, written back, and kept
while other pages are on screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rnn_core.settings.setting import Setting


@dataclass(frozen=True)
class PageParameter:
    """A parameter of the page `page`; `setting` has its name, its name in a link and what is allowed."""

    page: str
    setting: Setting
    default: Any


PARAMETERS: tuple[PageParameter, ...] = (
    PageParameter(
        "hidden_states", Setting("lane", "lane", "Lane", "The id of the lane whose states are shown.", "text"), ""
    ),
    PageParameter(
        "hidden_states",
        Setting("trace", "trace", "Shown", "The state or gate that is shown, by its name in the trace.", "text"),
        "hidden",
    ),
    PageParameter(
        "hidden_states",
        Setting("sequence", "sequence", "Your own sequence", "A sequence typed by the user, as it was typed.", "text"),
        "",
    ),
    PageParameter(
        "text_generator",
        Setting(
            "prompt",
            "prompt",
            "The text begins with",
            "The networks read this first and go on from there. Empty: they begin after a line's end.",
            "text",
        ),
        "",
    ),
    PageParameter(
        "text_generator",
        Setting(
            "temperature",
            "temperature",
            "Temperature",
            "The scores are divided by it before the softmax. 0 = always the likeliest character (argmax), 1 = as the "
            "network says.",
            "float",
            low=0.0,
            high=2.0,
            noun="a temperature",
        ),
        0.8,
    ),
    PageParameter(
        "text_generator",
        Setting(
            "top_k",
            "topk",
            "Top-k",
            "Only the k likeliest characters may come. 0 = all.",
            "int",
            low=0,
            high=256,
            noun="a number of characters",
        ),
        0,
    ),
    PageParameter(
        "text_generator",
        Setting("length", "length", "Length", "Number of characters that are written.", "int", low=1, high=2000),
        300,
    ),
    PageParameter(
        "text_generator",
        Setting(
            "dice",
            "dice",
            "Dice",
            "The number that all draws come from. The same number gives the same text.",
            "int",
            low=0,
            high=1_000_000,
        ),
        0,
    ),
    PageParameter(
        "text_generator",
        Setting(
            "colour",
            "colour",
            "Colour by",
            "What the background of a character shows.",
            "word",
            ("none", "surprise", "unit"),
            noun="a colouring",
        ),
        "none",
    ),
    PageParameter(
        "text_generator",
        Setting(
            "unit", "unit", "Unit", "The hidden unit of the top layer whose value is shown.", "int", low=1, high=512
        ),
        1,
    ),
    PageParameter(
        "text_generator",
        Setting("writer", "writer", "One network closely", "The id of the lane that is looked at closely.", "text"),
        "",
    ),
)
BY_LINK = {parameter.setting.link: parameter for parameter in PARAMETERS}
BY_NAME = {parameter.setting.name: parameter for parameter in PARAMETERS}


def parameters_of(page: str) -> tuple[PageParameter, ...]:
    """The parameters of `page`."""
    return tuple(parameter for parameter in PARAMETERS if parameter.page == page)
