"""The one state that an encoder hands over, all the decoder gets of a sentence, as a strip for each lane."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

import numpy as np
import plotly.graph_objects as go

from app.figures.chart import LEGEND_LETTERS, LINE, Chart, framed
from app.figures.palette import ThemeName, palette
from app.figures.table import columns_csv
from rnn_core.frames.frame import Frame, Lane
from rnn_core.numbers import decimals

STRIP, BETWEEN, AROUND = 42, 24, 80
"""Pixels of a strip, of the gap between two, in which a name stands on one line, and around all strips."""
SENTENCE = "{source} → encoder → {size} numbers → decoder → {target}"
ALL_OF_IT = (
    "The state of the top layer after the source's last word, of the watched example, first seed. The decoder begins "
    "with it{layers}. Colours from −1 to 1{tanh}. "
)
NO_OTHER_WAY = "{lanes}: no attention, so all that the decoder knows of the source is in these numbers."
MORE = "{lanes}: with attention, the decoder also looks at every state of the encoder."


def one_vector(frame: Frame, attending: Sequence[str], theme: ThemeName) -> Chart:
    """The state at the boundary of the watched example, a strip a lane (of an LSTM h and c, as tanh c).

    `attending` are the ids of the lanes with attention. The frame is one of a translation.
    """
    colours = palette(theme)
    strips = [strip for lane in frame.lanes for strip in _strips(frame, lane)]
    most = max(len(values) for _, values in strips)
    z = np.full((len(strips), most), np.nan)
    for row, (_, values) in enumerate(strips):
        z[row, : len(values)] = values
    names = [wrap(name, LEGEND_LETTERS) for name, _ in strips]
    between = BETWEEN + LINE * (max(map(len, names)) - 1)
    figure = go.Figure(
        go.Heatmap(
            z=z,
            x=np.arange(1, most + 1),
            y=[name for name, _ in strips],
            colorscale=colours.signed,
            zmin=-1,
            zmax=1,
            ygap=between,
            text=decimals(z),
            hoverongaps=False,
            hovertemplate="%{y}, unit %{x}: %{text}<extra></extra>",
        )
    )
    sizes = sorted({lane.arrays["hidden"].shape[2] for lane in frame.lanes})
    source, target = _sentences(frame)
    # Above its strip a name costs a phone no width.
    for row, lines in enumerate(names):
        words = {"text": "<br>".join(lines), "align": "left", "showarrow": False}
        figure.add_annotation(x=0, xref="paper", xanchor="left", y=row - 0.5, **words)
    figure.update_yaxes(autorange="reversed", showgrid=False, showticklabels=False)
    figure.update_xaxes(showgrid=False)
    return Chart(
        framed(
            figure,
            theme,
            x="unit",
            height=AROUND + (STRIP + between) * len(strips),
            margin={"l": 16, "r": 16, "t": 16, "b": 48},
        ),
        SENTENCE.format(source=source, size=" or ".join(map(str, sizes)), target=target),
        _caption(frame, attending),
        columns_csv("unit", {name: (np.arange(1, len(values) + 1), values) for name, values in strips}),
    )


def _strips(frame: Frame, lane: Lane) -> list[tuple[str, np.ndarray]]:
    # Padding carries the state through, so the last timestep of the source side has that of its last word.
    last = int(frame.task["boundary"]) - 1
    h = lane.arrays["hidden"][-1, last]
    if "cell" not in lane.arrays:
        return [(f"{lane.name} h", h)]
    return [(f"{lane.name} h", h), (f"{lane.name} tanh c", np.tanh(lane.arrays["cell"][-1, last]))]


def _sentences(frame: Frame) -> tuple[str, str]:
    """The words of the watched example on both sides of the boundary, without the marks of their ends."""
    inputs, boundary = frame.task["input_labels"], int(frame.task["boundary"])
    outputs = frame.task["output_labels"]
    source = [inputs[int(column.argmax())] for column in frame.inputs[:boundary] if column.any()]
    target = [outputs[int(code)] for code in frame.targets[boundary:, 0] if not np.isnan(code)]
    return _joined(source), _joined(target)


def _joined(words: Sequence[str]) -> str:
    # The last is the mark of the end. An unknown word has a mark too, and is one.
    spelled = words[:-1]
    between = "" if all(len(word) == 1 for word in spelled) else " "
    return between.join(spelled)


def _caption(frame: Frame, attending: Sequence[str]) -> str:
    layers = frame.lanes[0].arrays["hidden"].shape[0]
    words = ALL_OF_IT.format(
        layers="" if layers == 1 else f" and with those of the {layers - 1} below",
        tanh=", of c as tanh c" if any("cell" in lane.arrays for lane in frame.lanes) else "",
    )
    without = [lane.name for lane in frame.lanes if lane.id not in attending]
    having = [lane.name for lane in frame.lanes if lane.id in attending]
    told = [NO_OTHER_WAY.format(lanes=", ".join(without))] if without else []
    told += [MORE.format(lanes=", ".join(having))] if having else []
    return words + " ".join(told)
