"""Training and test loss of all lanes and seeds against the training step."""

from __future__ import annotations

import math

import plotly.graph_objects as go

from app.figures.palette import ThemeName, framed, palette, translucent
from rnn_core.frames.frame import Frame
from rnn_core.numbers import number


def loss_curves(frame: Frame, theme: ThemeName) -> go.Figure:
    """One line per lane and seed on a log axis: the first seed bold, test loss as rings, baselines grey."""
    colours = palette(theme)
    first = int(frame.config.get("seed", 0))
    figure = go.Figure()
    for lane in frame.lanes:
        name, colour = lane.name, colours.lane(lane)
        for seed, losses in enumerate(lane.arrays["train_curve"]):
            figure.add_scatter(
                x=frame.curve_steps,
                y=losses,
                mode="lines",
                name=name,
                legendgroup=lane.id,
                showlegend=seed == 0,
                line={
                    "color": colour if seed == 0 else translucent(colour, 0.35),
                    "width": 2 if seed == 0 else 1,
                    "dash": lane.dash,
                },
                text=list(map(number, losses)),
                hovertemplate=f"{name}, seed {first + seed}<br>step %{{x:,.0f}}: %{{text}}<extra></extra>",
            )
        figure.add_scatter(
            x=frame.test_steps,
            y=lane.arrays["test_curve"][0],
            mode="markers",
            name=f"{name}, test",
            legendgroup=lane.id,
            showlegend=False,
            marker={"color": colour, "size": 6, "symbol": "circle-open"},
            text=list(map(number, lane.arrays["test_curve"][0])),
            hovertemplate=f"{name}, test loss<br>step %{{x:,.0f}}: %{{text}}<extra></extra>",
        )
    for baseline in frame.task["baselines"]:
        figure.add_hline(
            y=baseline["value"],
            line={"color": colours.muted, "width": 1, "dash": "dash"},
            annotation={
                "text": f"{baseline['label']}: {number(baseline['value'])}",
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
        caption="training loss of every seed, mean since the point before (first seed bold); rings: its test loss",
    )
