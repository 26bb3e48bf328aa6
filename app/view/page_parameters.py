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
)
BY_LINK = {parameter.setting.link: parameter for parameter in PARAMETERS}
BY_NAME = {parameter.setting.name: parameter for parameter in PARAMETERS}


def parameters_of(page: str) -> tuple[PageParameter, ...]:
    """The parameters of `page`."""
    return tuple(parameter for parameter in PARAMETERS if parameter.page == page)
