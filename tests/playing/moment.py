"""A small frame with every tensor that a view draws, its numbers random but in range."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from rnn_core.frames.bytes import Arrays
from rnn_core.frames.frame import Frame, Lane, Parent
from rnn_core.frames.standing import NOT_JUDGED, Standing
from rnn_core.settings.lane_config import CELLS
from tests.playing.legend import legend


def moment(step: int = 40, num_steps: int = 16, cells: tuple[str, ...] = ("rnn", "lstm", "gru")) -> Frame:
    """The frame of `step` of an adding problem with `num_steps` timesteps, two layers, three units and two seeds."""
    random = np.random.default_rng(step)
    points = np.arange(1, step + 1, dtype=np.float32)
    return Frame(
        step=step,
        made=time.time(),
        steps_per_second=123.4,
        config={"T": str(num_steps), "layers": "2", "H": "3", "seeds": "2"},
        task={
            "name": "adding",
            "title": "Adding problem",
            "goal": "Add them.",
            "definition": "Add the <b>two</b> marked numbers.",
            "source": "Ours.",
            "input_kind": "value_and_marker",
            "input_labels": ["value", "marker"],
            "output_labels": ["sum"],
            "target_kind": "squared_error",
            "loss_at": "last",
            "baselines": [{"label": "always answer 1", "value": 1 / 6}],
            "solved": "test loss below 0.01",
        },
        loss_name="mean squared error",
        caption="Orthogonal initialisation, seeds 0 and 1.",
        states_caption="States and gates: test example 1, seed 0.",
        gradient_caption="Gradient: its length for 32 examples.",
        lanes=tuple(lane(cell, random, num_steps, points) for cell in cells),
        inputs=random.random((num_steps, 2), np.float32).round(1),
        targets=np.full((num_steps, 1), 1.25, np.float32),
        loss_weights=np.eye(num_steps, dtype=np.float32)[-1],
        curve_steps=points,
        test_steps=points[::10],
    )


def past(step: int, newest: int = 620, kept: tuple[int, ...] = (0, 100, 200, 425, 600, 620)) -> Frame:
    """The frame of `step` of a run that stands at `newest` and keeps the moments `kept`."""
    return replace(moment(step), newest_step=newest, kept_steps=kept)


def branch(step: int = 40, name: str = "Adding problem") -> Frame:
    """The frame of `step` of a run that left another one at step 20; the other's losses are 0.011, up to step 90."""
    steps = np.arange(20, 91, 10, dtype=np.float32)
    curves: Arrays = {cell: np.full((2, steps.size), 0.011, np.float32) for cell in CELLS}
    return replace(past(step, step, (0, 20, step)), parent=Parent(name, 20, steps, curves))


def lane(cell: str, random: np.random.Generator, num_steps: int, points: np.ndarray) -> Lane:
    """One lane whose median gradient at timestep t is 10^-(T-t), so that a test can recognise it."""
    words = legend(cell)
    profile = (10.0 ** -np.arange(num_steps, 0, -1)).astype(np.float32)
    arrays: Arrays = {
        trace: random.random((2, num_steps, 3), np.float32)
        for trace in ("hidden", *(row.trace for row in words["traces"]))
    }
    arrays |= {
        "train_curve": random.random((2, points.size), np.float32) + 0.01,
        "test_curve": random.random((2, points[::10].size), np.float32) + 0.01,
        "outputs": random.random((num_steps, 1), np.float32),
        "hidden_gradient": np.stack([np.stack([profile / 2, profile, profile * 2])] * 2),
        "watched_gradient": np.stack([profile] * 2),
        "contribution": np.stack([profile] * 2),
    }
    if cell == "lstm":
        arrays["cell_gradient"] = arrays["hidden_gradient"] * 3
    return Lane(
        **words,
        num_parameters=1233,
        train_loss=0.125,
        test_loss=0.25,
        accuracy=None,
        gradient_norm=0.5,
        solved_at=30 if cell == "gru" else None,
        standing=Standing("solved", "solved at 30", "Its test loss fell.") if cell == "gru" else NOT_JUDGED,
        arrays=arrays,
    )
