"""One parameter of a page, which stands in the address beside the run's settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rnn_core.settings.setting import Setting

FOLLOW = (
    "Follow the training",
    "The figures are drawn anew every two seconds. Training gives up a little of its time for them.",
    "bool",
    False,
)
"""Of a switch that several pages have: label, help, kind and default."""


@dataclass(frozen=True)
class PageParameter:
    """A parameter of the page `page`; `setting` has its name, its name in a link and what is allowed."""

    page: str
    setting: Setting
    default: Any


def parameters_for(page: str, name: str, link: str) -> Callable[..., PageParameter]:
    """A maker of parameters of `page`: their names begin with `name`, and in a link with `link`.

    It takes what follows there, the words and the kind of a `Setting`, the default, and what else a `Setting` takes.
    """

    def made(rest: str, label: str, help: str, kind: Any, default: Any, **limits: Any) -> PageParameter:
        return PageParameter(page, Setting(f"{name}_{rest}", f"{link}_{rest}", label, help, kind, **limits), default)

    return made
