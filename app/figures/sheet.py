"""A chart as it leaves the page: at the size of a slide, with all that a reader elsewhere must know printed in.

It is drawn at half a slide's size and enlarged twice, letters and lines alike, so that a last row can read it.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from app.figures.chart import LETTERS, Chart

WIDTH, HEIGHT, SCALE = 960, 540, 2
"""In CSS pixels, and how many times larger the picture is."""

_TITLE, _HEAD, _FOOT = 19, 13, 10
_LINE = 1.4
_MARGIN = 24
_AXIS = 50
# Characters that surely fit a line at these sizes, in whatever font the browser takes.
_HEAD_CHARACTERS, _FOOT_CHARACTERS = 130, 155


@dataclass(frozen=True)
class Origin:
    """The origin of a chart: the task and the step, the settings, how its numbers came about, the run's link.

    A line break in them is one in the picture.
    """

    moment: str
    settings: str
    how: str
    link: str


def sheet(chart: Chart, origin: Origin) -> go.Figure:
    """The layout alone of `chart`'s figure at `WIDTH` × `HEIGHT`: title and settings above, caption and link below."""
    head = [*_wrapped(origin.moment, _HEAD_CHARACTERS), *_wrapped(origin.settings, _HEAD_CHARACTERS)]
    foot = [line for words in (chart.caption, origin.how, origin.link) for line in _wrapped(words, _FOOT_CHARACTERS)]
    top = _MARGIN + _LINE * (_TITLE + _HEAD * len(head))
    below = _LINE * _FOOT * len(foot)
    figure = go.Figure(layout=chart.figure.layout)
    figure.update_layout(
        width=WIDTH,
        height=HEIGHT,
        autosize=False,
        margin={"l": 76, "r": _MARGIN, "t": top + 12, "b": _AXIS + below + 14},
        legend={
            "orientation": "v",
            "x": 1.01,
            "xanchor": "left",
            "y": 1,
            "yanchor": "top",
            "maxheight": 1,
            "font": {"size": LETTERS},
        },
        title={
            # Plotly sets its lines as far apart as the title's own font asks.
            "text": f'<b style="font-size:{_TITLE}px">{html.escape(chart.title)}</b><br>{_lines(head)}',
            "font": {"size": _HEAD},
            "x": _MARGIN / WIDTH,
            "xanchor": "left",
            "y": 1 - _MARGIN / HEIGHT,
            "yanchor": "top",
            "yref": "container",
        },
    )
    figure.update_xaxes(title_standoff=8)
    figure.add_annotation(
        text=_lines(foot),
        font={"size": _FOOT},
        align="left",
        showarrow=False,
        xref="paper",
        yref="paper",
        x=0,
        xanchor="left",
        xshift=_MARGIN - 76,
        y=0,
        yanchor="top",
        yshift=-_AXIS,
    )
    return figure


def around(origin: Origin) -> dict[str, Any]:
    """Everything around a picture that is drawn elsewhere, in the measures of `sheet`: its lines and their sizes."""
    return {
        "head": _wrapped(origin.settings, _HEAD_CHARACTERS),
        "foot": [line for words in (origin.how, origin.link) for line in _wrapped(words, _FOOT_CHARACTERS)],
        "width": WIDTH,
        "height": HEIGHT,
        "scale": SCALE,
        "margin": _MARGIN,
        "sizes": (_TITLE, _HEAD, _FOOT),
        "line": _LINE,
    }


def _wrapped(words: str, characters: int) -> list[str]:
    return [line for part in words.splitlines() for line in textwrap.wrap(part, characters)]


def _lines(lines: Sequence[str]) -> str:
    # Plotly reads tags in every text, and names that users give may hold some.
    return "<br>".join(map(html.escape, lines))
