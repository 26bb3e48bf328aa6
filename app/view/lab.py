"""The lab as one browser tab has it: the run on screen, what the widgets asked for last, the user's own text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.live.entry import Entry
from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_config import LaneConfig


@dataclass
class Lab:
    """The lab as one browser tab has it.

    `wanted` are the settings that the widgets asked for last, or those of the earlier step `past_step` that is looked
    at; `pending` is the config of a link whose text has not come yet, with its changes: until then the default run is
    on screen. `lanes` are those that the sidebar edits, in their
    `edition`: another number makes its widgets anew.
    `parameters` are those of all pages (`app.view.page_parameters`), by name, where they are not at their defaults.
    `heard` counts the wishes that the page's controls have sent: they wait for one another by it.
    `lecture` is the id of the run that was watched here last: where “Back to the lecture” begins to look.
    `notices` are sentences about the link, `news` one about the run on screen, `refusal` why the last wish was not met.
    """

    entry: Entry
    owns: bool
    wanted: RunConfig
    pending: RunConfig | None = None
    notices: tuple[str, ...] = ()
    news: str = ""
    refusal: str = ""
    text: str | None = None
    moment: bytes | None = None
    parameters: dict[str, Any] = field(default_factory=dict)
    remembered: dict[str, object] = field(default_factory=dict)
    lanes: tuple[LaneConfig, ...] = ()
    edition: int = 0
    lecture: str = ""
    past_step: int | None = None
    heard: int = 0

    def __post_init__(self) -> None:
        self.lanes = self.lanes or self.wanted.lanes
