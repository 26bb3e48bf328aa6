"""Two sentences word by word: how far apart their states are, what is said after each word, and their paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from app.figures.chart import Chart, framed
from app.figures.palette import Palette, ThemeName, palette
from app.figures.table import columns_csv
from rnn_core.frames.bytes import Arrays
from rnn_core.frames.frame import Lane
from rnn_core.frames.result import called
from rnn_core.numbers import decimal, percent

Sentences = tuple[Sequence[str], Sequence[str]]
NAMES = ("first", "second")
MARKERS, DASHES = ("circle", "diamond"), ("solid", "dash")
ROW = 150
APART = (
    "The length (L2 norm) of the difference between the two sentences' hidden states h at the same timestep. "
    "Below: the word of sentence 1, then that of sentence 2. Equal words so far: exactly 0. First seed, top layer; "
    "drawn as far as both sentences go."
)


def distances(
    arrays: Arrays,
    lanes: Sequence[Lane],
    sentences: Sentences,
    theme: ThemeName,
    *,
    title: str = "Where the two sentences part",
    caption: str = APART,
) -> Chart:
    """‖h_t − h'_t‖₂ of the two sentences' states at each timestep, one line a lane."""
    figure, colours = go.Figure(), palette(theme)
    columns: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for lane in lanes:
        apart = arrays[f"{lane.id}.distance"]
        timesteps = np.arange(1, len(apart) + 1)
        columns[lane.name] = timesteps, apart
        figure.add_scatter(
            x=timesteps,
            y=apart,
            mode="lines+markers",
            name=lane.name,
            line={"color": colours.lane(lane), "width": 2.5, "dash": lane.dash},
            text=list(map(decimal, apart)),
            hovertemplate=f"{lane.name}, timestep %{{x}}<br>distance %{{text}}<extra></extra>",
        )
    _words_below(figure, sentences)
    figure.update_yaxes(title="distance of the states", rangemode="tozero")
    return Chart(
        framed(figure, theme, x="", height=360),
        title,
        caption,
        columns_csv("timestep", columns),
    )


def answers_by_word(
    arrays: Arrays, lanes: Sequence[Lane], sentences: Sentences, answer: tuple[int, str], theme: ThemeName
) -> Chart:
    """The probability of `answer` (its number and its name) after each word of both sentences, one row a lane."""
    colours = palette(theme)
    figure = make_subplots(rows=len(lanes), shared_xaxes=True, vertical_spacing=0.06)
    columns: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for row, lane in enumerate(lanes, start=1):
        for k, (name, words) in enumerate(zip(NAMES, sentences, strict=True)):
            says = arrays[f"{lane.id}.{name}_says"][:, answer[0]]
            timesteps = np.arange(1, len(says) + 1)
            columns[f"{lane.name}, sentence {k + 1}"] = timesteps, says
            figure.add_scatter(
                x=timesteps,
                y=says,
                mode="lines+markers",
                name=f"sentence {k + 1}",
                legendgroup=name,
                showlegend=row == 1,
                line={"color": _colour(colours, k), "width": 2, "dash": DASHES[k]},
                marker={"symbol": MARKERS[k], "size": 8},
                customdata=list(words),
                text=list(map(percent, says)),
                hovertemplate=f"{lane.name}, after “%{{customdata}}”: %{{text}}<extra></extra>",
                row=row,
                col=1,
            )
        figure.update_yaxes(range=[-0.06, 1.06], tickvals=[0, 0.5, 1], row=row, col=1)
        named = called(lane, lanes).replace(" (", "<br>(")
        figure.update_yaxes(title=named, title_font_color=colours.lane(lane), row=row, col=1)
    framed(figure, theme, x="", height=ROW * len(lanes) + 130)
    figure.update_yaxes(title_font_size=15)
    _words_below(figure, sentences, row=len(lanes))
    return Chart(
        figure,
        f"The probability of “{answer[1]}” after each word",
        "What each network would say if the sentence ended there. It is trained to answer after the last word alone. "
        "First seed.",
        columns_csv("timestep", columns),
    )


def paths(arrays: Arrays, lane: Lane, sentences: Sentences, theme: ThemeName) -> Chart:
    """The two ways of the hidden state through a plane, word by word, from the zero state."""
    figure, colours = go.Figure(), palette(theme)
    columns: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for k, (name, words) in enumerate(zip(NAMES, sentences, strict=True)):
        points = arrays[f"{lane.id}.{name}_path"]
        for axis in (0, 1):
            columns[f"sentence {k + 1}, direction {axis + 1}"] = np.arange(len(points)), points[:, axis]
        figure.add_scatter(
            x=points[:, 0],
            y=points[:, 1],
            mode="lines+markers+text",
            name=f"sentence {k + 1}",
            line={"color": _colour(colours, k), "width": 2, "dash": DASHES[k]},
            marker={"symbol": MARKERS[k], "size": 8},
            text=["start", *words] if k == 0 else _from_the_parting(sentences),
            textfont={"color": _colour(colours, k), "size": 13},
            textposition="top center" if k == 0 else "bottom center",
            customdata=["start", *words],
            hovertemplate="sentence " + str(k + 1) + ", %{customdata}<extra></extra>",
            cliponaxis=False,
        )
    everything = np.concatenate([arrays[f"{lane.id}.{name}_path"] for name in NAMES])
    for axis, update in ((0, figure.update_xaxes), (1, figure.update_yaxes)):
        low, high = everything[:, axis].min(), everything[:, axis].max()
        room = 0.18 * (high - low) + 0.05
        update(range=[low - room, high + room])
    figure.update_yaxes(title="second direction")
    share = percent(float(arrays[f"{lane.id}.share"][0]))
    return Chart(
        framed(figure, theme, x="first direction", height=400),
        f"{lane.name}: the way of the state",
        f"These two directions show {share} of the variance of the states of both sentences.",
        columns_csv("words read", columns),
    )


def _from_the_parting(sentences: Sentences) -> list[str]:
    """The labels of the second way, the start's first: where both ways are one, the first has them."""
    first, second = sentences
    same = next((k for k, pair in enumerate(zip_longest(first, second)) if pair[0] != pair[1]), len(second))
    return ["", *[""] * same, *second[same:]]


def _colour(colours: Palette, sentence: int) -> str:
    """Sentences are told apart by ink and accent: the colours of the cells are those of lanes."""
    return (colours.text, colours.accent)[sentence]


def _words_below(figure: go.Figure, sentences: Sentences, **where: int) -> None:
    """Each timestep's words on the axis: one where both sentences have the same, else one below the other."""
    pairs = list(zip_longest(*sentences, fillvalue="–"))
    words = [one if one == other else f"{one}<br>{other}" for one, other in pairs]
    more: Mapping[str, int] = where | {"col": 1} if where else {}
    figure.update_xaxes(tickvals=list(range(1, len(words) + 1)), ticktext=words, **more)
