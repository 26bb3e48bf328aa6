"""A small picture of a saved run: how the loss of each cell went."""

from __future__ import annotations

import math
from collections.abc import Sequence

from app.figures.palette import ThemeName, palette

WIDTH, HEIGHT, MARGIN = 160, 56, 4
DASHES = ("", "6 3", "2 2.5", "6 2.5 1.5 2.5")
"""The line styles of `rnn_core.settings.lane_names.DASHES`: solid, dash, dot and dashdot."""


def run_picture(lanes: Sequence[tuple[str, int, Sequence[float | None]]], theme: ThemeName) -> str:
    """The training losses of each lane's first seed as an SVG: evenly spaced in steps, on one log axis for all.

    A lane is its cell, its number among the lanes of that cell (from 0), and its losses.
    """
    heights = [math.log(loss) for _, _, curve in lanes for loss in curve if loss is not None and loss > 0]
    low, high = (min(heights), max(heights)) if heights else (0.0, 1.0)
    lines = "".join(_line(curve, palette(theme).cell(cell, number), number, low, high) for cell, number, curve in lanes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="6" fill="{palette(theme).panel}" stroke="{palette(theme).grid}"/>'
        f"{lines}</svg>"
    )


def _line(curve: Sequence[float | None], colour: str, number: int, low: float, high: float) -> str:
    dashed = f' stroke-dasharray="{DASHES[number]}"' if number else ""
    points = [
        f"{MARGIN + (WIDTH - 2 * MARGIN) * k / max(len(curve) - 1, 1):.1f},"
        f"{MARGIN + (HEIGHT - 2 * MARGIN) * (high - math.log(loss)) / ((high - low) or 1):.1f}"
        for k, loss in enumerate(curve)
        if loss is not None and loss > 0
    ]
    return f'<polyline points="{" ".join(points)}" fill="none" stroke="{colour}" stroke-width="1.6"{dashed}/>'
