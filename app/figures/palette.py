"""The colours of charts: the same file that the canvas reads, so that a colour means the same everywhere."""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rnn_core.frames.frame import Lane

ThemeName = Literal["light", "dark"]

_FILE = Path(__file__).parents[2] / "assets" / "palette.json"


@dataclass(frozen=True)
class Palette:
    """One theme's colours, as CSS hex codes.

    `cells` has for each cell the shades of its first to its fourth lane. `negative` and `positive` are the ends of the
    scale of signed values, which no lane has.
    """

    cells: Mapping[str, Sequence[str]]
    negative: str
    positive: str
    text: str
    muted: str
    grid: str
    panel: str
    accent: str

    def cell(self, name: str, shade: int = 0) -> str:
        """The colour of the lane number `shade` (from 0) of the cell `name`."""
        return self.cells[name][shade]

    def lane(self, lane: Lane) -> str:
        """The colour of a frame's lane."""
        return self.cell(lane.cell, lane.shade)

    @property
    def signed(self) -> list[list[float | str]]:
        """The diverging scale on [-1, 1], zero in the colour of the panel: silence looks silent."""
        return [[0.0, self.negative], [0.5, self.panel], [1.0, self.positive]]

    @property
    def gates(self) -> list[list[float | str]]:
        """The scale on [0, 1]: ink on the panel, which reads alike in light and dark."""
        return [[0.0, self.panel], [1.0, self.text]]


@functools.cache
def palette(theme: ThemeName) -> Palette:
    """The palette of `theme`."""
    known = json.loads(_FILE.read_text(encoding="utf-8"))[theme]
    cells = {name: colours for name, colours in known.items() if isinstance(colours, list)}
    return Palette(cells, **{name: known[name] for name in Palette.__dataclass_fields__ if name != "cells"})


def translucent(colour: str, opacity: float) -> str:
    """The hex `colour` (#rrggbb) at an opacity from 0 to 1, none where that is no number."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    # Plotly refuses a power of ten in a colour.
    return f"rgba({red}, {green}, {blue}, {0 if math.isnan(opacity) else round(opacity, 3):g})"
