"""The probability of the verb's forms after each word of one sentence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed
from app.figures.palette import ThemeName, palette
from app.figures.table import columns_csv
from app.figures.word_axis import word_axis
from rnn_core.frames.bytes import Arrays
from rnn_core.frames.frame import Lane
from rnn_core.numbers import percent


def verb_by_word(arrays: Arrays, lanes: Sequence[Lane], words: Sequence[str], theme: ThemeName) -> Chart:
    """P(are) after each word of a sentence, one line a lane; `arrays` has `{lane}.outputs` `[T, 2]`."""
    colours, figure = palette(theme), go.Figure()
    timesteps, places = np.arange(1, len(words) + 1), word_axis(figure, words)
    columns: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for lane in lanes:
        says = arrays[f"{lane.id}.outputs"][:, 1]
        columns[lane.name] = timesteps, says
        figure.add_scatter(
            x=places,
            y=says,
            mode="lines+markers",
            name=lane.name,
            line={"color": colours.lane(lane), "width": 2.5, "dash": lane.dash},
            customdata=list(words),
            text=list(map(percent, says)),
            hovertemplate=f"{lane.name}, after “%{{customdata}}”: %{{text}} are<extra></extra>",
        )
    figure.update_yaxes(title="is … are", range=[-0.05, 1.05], tickvals=[0, 0.5, 1], ticktext=["is", "½", "are"])
    return Chart(
        framed(figure, theme, x="", height=340),
        "The verb that would come next, word by word",
        "The probability of “are” after each word, if the sentence ended there. The networks are trained to answer "
        "after the last word alone. First seed.",
        columns_csv("timestep", columns),
    )
