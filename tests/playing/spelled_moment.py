"""A frame of the task that spells a word, its numbers worked out in NumPy from weights drawn at random."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from rnn_core.frames.bytes import Arrays
from rnn_core.frames.frame import Frame, Lane
from rnn_core.frames.weights import WeightRow, WeightsLegend
from rnn_core.frames.wording import describe_task
from rnn_core.settings.lane_config import CELLS
from rnn_core.tasks import hello
from tests.playing.legend import legend
from tests.playing.numpy_states import states

BLOCKS = {"rnn": ("h",), "lstm": ("i", "f", "g", "o"), "gru": ("r", "z", "n")}


def spelled_moment(word: str = "hello", step: int = 40, units: int = 4, cells: tuple[str, ...] = CELLS) -> Frame:
    """The frame of `step` while `word` is learned; another step has other weights."""
    random = np.random.default_rng(step)
    task = hello.build(word)
    codes = np.asarray(task.test.inputs)[:, 0]
    inputs = np.eye(task.input_size, dtype=np.float32)[codes]
    points = np.arange(1, step + 1, dtype=np.float32)
    return Frame(
        step=step,
        made=time.time(),
        steps_per_second=100.0,
        config={"task": "hello", "word": word, "H": str(units), "batch": "1"},
        task=describe_task(task),
        loss_name=task.loss_name,
        caption="Orthogonal initialisation, seed 0.",
        states_caption="States and gates: test example 1, seed 0.",
        gradient_caption="Gradient: its length for the one example.",
        lanes=tuple(_lane(cell, random, inputs, units, points) for cell in cells),
        inputs=inputs,
        targets=np.asarray(task.test.targets)[:, 0],
        loss_weights=np.full(len(codes), 1 / len(codes), np.float32),
        curve_steps=points,
        test_steps=points[::10],
    )


def _lane(cell: str, random: np.random.Generator, inputs: np.ndarray, units: int, points: np.ndarray) -> Lane:
    blocks, size, steps = BLOCKS[cell], inputs.shape[1], len(inputs)
    shapes: dict[str, tuple[int, ...]] = {"W_x": (size, len(blocks) * units), "W_h": (units, len(blocks) * units)}
    shapes |= {"b": (len(blocks) * units,)} | ({"b_hn": (units,)} if cell == "gru" else {})
    layer = {name: random.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    W_o, b_o = random.normal(size=(units, size)).astype(np.float32), random.normal(size=(size,)).astype(np.float32)
    found = np.array(states(cell, [list(layer.values())], inputs)[0][1:])
    scores = found[:, :units] @ W_o + b_o
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights: Arrays = {f"{name}.1": array for name, array in layer.items()} | {"W_o": W_o, "b_o": b_o}
    rows = [WeightRow(f"{name}.1", name, 0, ("n",) if name == "b_hn" else blocks) for name in layer]
    rows += [WeightRow("W_o", "W_y", 0, ()), WeightRow("b_o", "b_y", 0, ())]
    flat = np.full((1, steps), 0.5, np.float32)
    arrays: Arrays = {
        "hidden": found[None, :, :units].astype(np.float32),
        "outputs": (odds / odds.sum(axis=1, keepdims=True)).astype(np.float32),
        "train_curve": np.ones((1, points.size), np.float32),
        "test_curve": np.ones((1, points[::10].size), np.float32),
        "hidden_gradient": np.stack([flat] * 3, axis=1),
        "watched_gradient": flat,
        "contribution": flat,
    }
    if cell == "lstm":
        arrays |= {"cell": found[None, :, units:].astype(np.float32), "cell_gradient": arrays["hidden_gradient"]}
    numbers: dict[str, Any] = {"train_loss": 0.5, "test_loss": 0.5, "accuracy": 0.5, "gradient_norm": 0.1}
    return Lane(
        **legend(cell),
        num_parameters=sum(array.size for array in weights.values()),
        **numbers,
        weights=WeightsLegend("standard", tuple(rows)),
        arrays=arrays | weights,
    )
