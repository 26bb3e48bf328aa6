"""One parameter of a page, which stands in the address beside the run's settings."""

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
