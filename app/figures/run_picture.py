"""A small picture of a saved run: how the loss of each cell went."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from app.figures.palette import CELL_NAMES, ThemeName, palette

WIDTH, HEIGHT, MARGIN = 160, 56, 4


def run_picture(losses: Mapping[str, Sequence[float | None]], theme: ThemeName) -> str:
    """The training losses of each cell's first seed as an SVG: evenly spaced in steps, on one log axis for all."""
    known = {cell: losses[cell] for cell in CELL_NAMES if cell in losses}
    heights = [math.log(loss) for curve in known.values() for loss in curve if loss is not None and loss > 0]
    low, high = (min(heights), max(heights)) if heights else (0.0, 1.0)
    lines = "".join(_line(curve, palette(theme).cell(cell), low, high) for cell, curve in known.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="6" fill="{palette(theme).panel}" stroke="{palette(theme).grid}"/>'
        f"{lines}</svg>"
    )


def _line(curve: Sequence[float | None], colour: str, low: float, high: float) -> str:
    points = [
        f"{MARGIN + (WIDTH - 2 * MARGIN) * k / max(len(curve) - 1, 1):.1f},"
        f"{MARGIN + (HEIGHT - 2 * MARGIN) * (high - math.log(loss)) / ((high - low) or 1):.1f}"
        for k, loss in enumerate(curve)
        if loss is not None and loss > 0
    ]
    return f'<polyline points="{" ".join(points)}" fill="none" stroke="{colour}" stroke-width="1.6"/>'
