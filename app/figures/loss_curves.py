"""Training and test loss of all cells and seeds against the training step."""

from __future__ import annotations

import math

import plotly.graph_objects as go

from app.figures.palette import CELL_NAMES, ThemeName, framed, palette, translucent
from rnn_core.frames.frame import Frame


def loss_curves(frame: Frame, theme: ThemeName) -> go.Figure:
    """One line per cell and seed on a log axis: first seed bold, the others faint, test loss dotted, baselines grey."""
    colours = palette(theme)
    figure = go.Figure()
    for lane in frame.lanes:
        name, colour = CELL_NAMES[lane.cell], colours.cell(lane.cell)
        for seed, losses in enumerate(lane.arrays["train_curve"]):
            figure.add_scatter(
                x=frame.curve_steps,
                y=losses,
                mode="lines",
                name=name,
                legendgroup=lane.cell,
                showlegend=seed == 0,
                line={"color": colour if seed == 0 else translucent(colour, 0.35), "width": 2 if seed == 0 else 1},
                hovertemplate=f"{name}, seed {seed + 1}<br>step %{{x:.0f}}: %{{y:.4g}}<extra></extra>",
            )
        figure.add_scatter(
            x=frame.test_steps,
            y=lane.arrays["test_curve"][0],
            mode="lines",
            name=f"{name}, test",
            legendgroup=lane.cell,
            showlegend=False,
            line={"color": colour, "width": 1.5, "dash": "dot"},
            hovertemplate=f"{name}, test<br>step %{{x:.0f}}: %{{y:.4g}}<extra></extra>",
        )
    for baseline in frame.task["baselines"]:
        figure.add_hline(
            y=baseline["value"],
            line={"color": colours.muted, "width": 1, "dash": "dash"},
            annotation={
                "text": f"{baseline['label']}: {baseline['value']:.3g}",
                "font": {"color": colours.muted},
                # On a log axis Plotly takes a line's height as it is, but a label's as its logarithm.
                "y": math.log10(baseline["value"]),
            },
        )
    figure.update_yaxes(type="log", title=frame.loss_name, exponentformat="power", dtick=1)
    return framed(
        figure,
        theme,
        title="Loss",
        x="training step",
        caption="training loss of every seed, mean since the point before (first seed bold); dotted: its test loss",
    )
