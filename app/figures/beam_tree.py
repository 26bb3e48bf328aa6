"""The tree of a beam search: the words that were tried, from left to right, the winner in the colour of its lane."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence

import plotly.graph_objects as go

from app.figures.chart import Chart, framed
from app.figures.palette import ThemeName, palette
from app.figures.word_axis import untagged
from rnn_core.numbers import number, percent

Node = tuple[int, str, float, float, bool]
"""The node before it (−1: none), its token, ln p of the token and of all up to it, whether the sentence won."""

ROW, AROUND = 30, 90


def beam_tree(
    nodes: Sequence[Node], colour: str, theme: ThemeName, *, title: str, width: int, begun: bool = False
) -> Chart:
    """The tree of `nodes`, each behind its parent; `width` is that of the beam, `begun` whether words were given."""
    colours = palette(theme)
    depths = _depths(nodes)
    places = _places(nodes, depths)
    figure = go.Figure()
    for won, paint, thick in ((False, colours.grid, 1.5), (True, colour, 3)):
        across, down = list[float | None](), list[float | None]()
        for number_of, node in enumerate(nodes):
            if node[4] != won:
                continue
            parent = node[0]
            across += [depths[parent] if parent >= 0 else 0, depths[number_of], None]
            down += [places[parent] if parent >= 0 else 0, places[number_of], None]
        figure.add_scatter(
            x=across, y=down, mode="lines", line={"color": paint, "width": thick}, hoverinfo="skip", showlegend=False
        )
    for won in (False, True):
        chosen = [n for n, node in enumerate(nodes) if node[4] == won]
        figure.add_scatter(
            x=[depths[n] for n in chosen],
            y=[places[n] for n in chosen],
            mode="markers+text",
            marker={"color": colour if won else colours.muted, "size": 9 if won else 6},
            text=[f"<b>{untagged(nodes[n][1])}</b>" if won else untagged(nodes[n][1]) for n in chosen],
            textposition="top center",
            textfont={"size": 13, "color": colours.text if won else colours.muted},
            customdata=[(nodes[n][1], percent(math.exp(nodes[n][2])), number(nodes[n][3])) for n in chosen],
            hovertemplate="%{customdata[0]}: p = %{customdata[1]}, ln p so far %{customdata[2]}<extra></extra>",
            showlegend=False,
        )
    rows = max((places[n] for n in range(len(nodes))), default=0)
    figure.update_yaxes(visible=False, range=[rows + 0.6, -0.9])
    figure.update_xaxes(dtick=1, range=[-0.3, max(depths, default=0) + 0.6], showgrid=False)
    return Chart(
        framed(
            figure,
            theme,
            x="word number",
            height=AROUND + ROW * round(rows + 2),
            margin={"l": 16, "r": 16, "t": 8, "b": 48},
        ),
        title,
        f"{_how(width, any(node[4] for node in nodes), begun)} The score is ln p of the whole sentence, so a longer "
        "one pays for its length. First seed.",
        _numbers(nodes),
    )


def _how(width: int, won: bool, begun: bool) -> str:
    where = "After the given beginning, at every word" if begun else "At every word"
    if width == 1:
        return f"{where} the likeliest one is taken, and nothing else is tried."
    greedy = "" if won else " The greedy sentence is likelier than all of these, but the beam dropped it on the way."
    return (
        f"{where} the {width} likeliest sentences go on; a branch that ends was dropped or is finished (⟨end⟩).{greedy}"
    )


def _depths(nodes: Sequence[Node]) -> list[int]:
    depths = list[int]()
    for parent, *_ in nodes:
        depths.append(1 if parent < 0 else depths[parent] + 1)
    return depths


def _places(nodes: Sequence[Node], depths: Sequence[int]) -> list[float]:
    """The row of each node: those of one word number stand under one another, the likelier above."""
    places = [0.0] * len(nodes)
    for depth in set(depths):
        here = [n for n in range(len(nodes)) if depths[n] == depth]
        for row, n in enumerate(sorted(here, key=lambda n: -nodes[n][3])):
            places[n] = float(row)
    return places


def _numbers(nodes: Sequence[Node]) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["node", "parent", "word", "ln p of the word", "ln p so far", "in the sentence that won"])
    table.writerows(
        [n, "" if parent < 0 else parent, word, repr(log_p), repr(total), int(won)]
        for n, (parent, word, log_p, total, won) in enumerate(nodes)
    )
    return text.getvalue()
