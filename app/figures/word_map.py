"""Words as points: the map of their vectors' two principal components."""

from __future__ import annotations

import csv as writer
import io
from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed
from app.figures.palette import ThemeName, palette
from rnn_core.numbers import decimal, percent

SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "star", "x", "hexagon", "triangle-down", "pentagon")
PLACES = {"top center": (0, 1), "middle right": (1, 0), "middle left": (-1, 0), "bottom center": (0, -1)}
"""Where a name may stand beside its point: on which side of it, to the right and above."""
ROOM = (400, 370)
"""CSS pixels that the map surely has, and those of a letter and a line: a name that finds no room is left out."""
LETTER, LINE, GAP = 7.5, 15, 9


def word_map(
    groups: Mapping[str, Sequence[str]],
    points: Mapping[str, tuple[float, float]],
    theme: ThemeName,
    *,
    title: str,
    share: float,
    reach: float,
    joined: Sequence[tuple[str, str]] = (),
) -> Chart:
    """The words of `groups` at their `points`, each group with a symbol of its own; lines join the pairs `joined`.

    `share` is the share of the vectors' variance that the map shows; both axes end at ±`reach`, so that two maps can be
    compared. No colour of a cell is used: words belong to none.
    """
    colours = palette(theme)
    figure = go.Figure()
    ends = [(points[a], points[b]) for a, b in joined if a in points and b in points]
    if ends:
        figure.add_scatter(
            x=[x for one, other in ends for x in (one[0], other[0], None)],
            y=[y for one, other in ends for y in (one[1], other[1], None)],
            mode="lines",
            line={"color": colours.muted, "width": 1},
            hoverinfo="skip",
            showlegend=False,
        )
    unnamed = placed_names(points, [word for words in groups.values() for word in words], reach)
    placed = dict(unnamed)
    for number, (group, words) in enumerate(groups.items()):
        shown = [word for word in words if word in points]
        # A word of two groups has both their symbols, and its name once.
        names = [word if unnamed.pop(word, "") else "" for word in shown]
        figure.add_scatter(
            x=[points[word][0] for word in shown],
            y=[points[word][1] for word in shown],
            text=names,
            hovertext=shown,
            customdata=[f"{decimal(points[word][0])}, {decimal(points[word][1])}" for word in shown],
            mode="markers+text",
            textposition=[placed.get(word, "top center") for word in shown],
            textfont={"size": 12, "color": colours.text},
            marker={
                "symbol": SYMBOLS[number % len(SYMBOLS)],
                "size": 7,
                "color": colours.accent if number % 2 == 0 else colours.muted,
            },
            name=group,
            hovertemplate="%{hovertext}: %{customdata}<extra>" + group + "</extra>",
        )
    figure.update_xaxes(range=[-reach, reach], dtick=0.5)
    figure.update_yaxes(range=[-reach, reach], dtick=0.5, title="second direction")
    caption = (
        "Each point is a word; its vector has length 1. The two directions are those along which these words differ "
        f"most (principal components). They show {percent(share)} of the words' differences. "
        "A name without room is left out: hover the point."
    )
    return Chart(
        framed(figure, theme, x="first direction", height=460, showlegend=len(groups) > 1),
        title,
        caption,
        _csv(groups, points),
    )


def reach_of(points: Sequence[np.ndarray]) -> float:
    """Where the axes of maps of `points` end: a quarter beyond the furthest, in quarters, so that they rarely move."""
    furthest = max((float(np.abs(each).max(initial=0)) for each in points), default=0.0)
    return max(0.5, float(np.ceil(furthest * 1.1 * 4) / 4))


def placed_names(points: Mapping[str, tuple[float, float]], words: Sequence[str], reach: float) -> dict[str, str]:
    """On which side of its point each name stands, so that no two names touch and none lies on a point.

    The words are placed in their order, and one that finds no room is left out.
    """
    across, up = ROOM[0] / (2 * reach), ROOM[1] / (2 * reach)
    centres = {word: (points[word][0] * across, points[word][1] * up) for word in words if word in points}
    taken = [(x - 4, x + 4, y - 4, y + 4) for x, y in centres.values()]
    placed = dict[str, str]()
    for word, (x, y) in centres.items():
        wide = LETTER * len(word) / 2
        for place, (right, above) in PLACES.items():
            middle, height = x + right * (wide + GAP), y + above * (LINE / 2 + GAP / 2)
            box = (middle - wide, middle + wide, height - LINE / 2, height + LINE / 2)
            own = (x - 4, x + 4, y - 4, y + 4)
            if max(abs(box[0]), abs(box[1])) > ROOM[0] / 2 or abs(height) > (ROOM[1] - LINE) / 2:
                # Beyond the edge it would be cut.
                continue
            if not any(_touch(box, other) for other in taken if other != own):
                placed[word] = place
                taken.append(box)
                break
    return placed


def _touch(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def _csv(groups: Mapping[str, Sequence[str]], points: Mapping[str, tuple[float, float]]) -> str:
    text = io.StringIO()
    table = writer.writer(text, lineterminator="\n")
    table.writerow(["word", "group", "first direction", "second direction"])
    for group, words in groups.items():
        table.writerows([word, group, *map(repr, points[word])] for word in words if word in points)
    return text.getvalue()
