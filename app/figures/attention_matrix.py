"""The attention matrix of a translation: a row for each written word, a column for each word of the source."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import Chart, framed
from app.figures.palette import ThemeName, palette
from app.figures.word_axis import untagged, word_axis
from rnn_core.frames.bytes import FloatArray
from rnn_core.numbers import percent

ROW, AROUND = 28, 130
"""Pixels of a row, and of what stands around all rows."""


def attention_matrix(
    shares: FloatArray, written: Sequence[str], source: Sequence[str], theme: ThemeName, *, title: str, kind: str
) -> Chart:
    """`shares` `[U, N]`: how much of the source's word n went into the word u that was written; rows sum to 1.

    `kind` says how the scores are made.
    """
    figure = go.Figure()
    places = word_axis(figure, source)
    figure.add_trace(
        go.Heatmap(
            z=shares,
            x=places,
            y=list(range(1, len(written) + 1)),
            colorscale=palette(theme).gates,
            zmin=0,
            zmax=1,
            xgap=1,
            ygap=1,
            colorbar={"tickformat": ".0%"},
            customdata=[[(word, of) for of in source] for word in written],
            text=[[percent(share) for share in row] for row in shares],
            hovertemplate="%{customdata[0]} looks at %{customdata[1]}: %{text}<extra></extra>",
        )
    )
    figure.update_xaxes(side="top", autotickangles=[0, -40, -90])
    figure.update_yaxes(
        tickvals=list(range(1, len(written) + 1)),
        ticktext=list(map(untagged, written)),
        autorange="reversed",
        title="written",
    )
    return Chart(
        framed(
            figure, theme, x="read", height=AROUND + ROW * len(written), margin={"l": 110, "r": 16, "t": 96, "b": 16}
        ),
        title,
        f"How much each word of the source counts when a word is written: 0 = panel, 1 = ink, a row sums to 1. {kind} "
        "First seed.",
        _numbers(shares, written, source),
    )


def _numbers(shares: FloatArray, written: Sequence[str], source: Sequence[str]) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["written", *source])
    table.writerows(
        [word, *(repr(float(share)) for share in row)] for word, row in zip(written, np.asarray(shares), strict=True)
    )
    return text.getvalue()
