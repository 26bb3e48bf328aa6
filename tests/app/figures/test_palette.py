"""A colour has one meaning: no cell's colour is a sign or a gate, and silence is the panel.

Distances are CIELAB's ΔE of 1976.
"""

from __future__ import annotations

import itertools

import numpy as np
import plotly.graph_objects as go
import pytest

from app.figures.palette import Palette, ThemeName, palette, translucent

THEMES: tuple[ThemeName, ...] = ("light", "dark")
PALE = 0.25
"""From this share on a signed value is seen as a colour and not as the panel."""


def lab(colour: np.ndarray) -> np.ndarray:
    """CIELAB coordinates (D65) of sRGB colours from 0 to 1."""
    linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    to_xyz = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    xyz = linear @ np.array(to_xyz).T / [0.95047, 1.0, 1.08883]
    x, y, z = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29).T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])


def blended(start: str, end: str, first: float = 0.0) -> np.ndarray:
    """A hundred colours on the way from `start` to `end`, from the share `first` on."""
    shares = np.linspace(first, 1, 100)[:, None]
    return (1 - shares) * rgb(start) + shares * rgb(end)


def distance(some: np.ndarray, others: np.ndarray) -> float:
    """That of the two nearest colours of both."""
    return float(np.linalg.norm(lab(some)[:, None] - lab(others)[None], axis=-1).min())


def cells(known: Palette) -> np.ndarray:
    return np.array([rgb(colour) for shades in known.cells.values() for colour in shades])


@pytest.mark.parametrize("theme", THEMES)
def test_no_cell_has_the_colour_of_a_sign_or_a_gate(theme: ThemeName) -> None:
    known = palette(theme)
    for sign in (known.negative, known.positive):
        assert distance(blended(known.panel, sign, PALE), cells(known)) > 25
    assert distance(blended(known.panel, known.text), cells(known)) > 18


@pytest.mark.parametrize("theme", THEMES)
def test_signs_are_far_apart_and_far_from_silence(theme: ThemeName) -> None:
    known = palette(theme)
    ends = [np.array([rgb(colour)]) for colour in (known.negative, known.panel, known.positive)]
    for one, other in itertools.combinations(ends, 2):
        assert distance(one, other) > 60


@pytest.mark.parametrize("theme", THEMES)
def test_gates_are_ink_on_the_panel_and_silence_is_the_panel(theme: ThemeName) -> None:
    known = palette(theme)
    assert known.gates == [[0.0, known.panel], [1.0, known.text]]
    assert known.signed == [[0.0, known.negative], [0.5, known.panel], [1.0, known.positive]]


@pytest.mark.parametrize("opacity", [0.0, 3.9e-5, 0.35, 1.0, float("nan")])
def test_plotly_takes_a_colour_of_any_opacity(opacity: float) -> None:
    assert (
        go.Scatter(marker={"color": [translucent("#1d2129", opacity)]}).marker.color[0].startswith("rgba(29, 33, 41, ")
    )
