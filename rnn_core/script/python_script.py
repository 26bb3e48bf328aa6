"""The code of a run: a script that draws the same weights and batches, and prints the same losses."""

from __future__ import annotations

import json
import textwrap
from dataclasses import dataclass

from rnn_core.errors import UserError
from rnn_core.script.cells_in_code import BEGIN, STARTS, cell_code
from rnn_core.script.tasks_in_code import CARRIED, TASKS
from rnn_core.script.training_in_code import loop_code, loss_code, network_code, optimizer_code
from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_config import FullLane
from rnn_core.settings.lane_names import lane_names
from rnn_core.settings.task_names import TASK_TITLES
from rnn_core.settings.word import letters
from rnn_core.tasks import Task, build

_CLASSES = {"rnn": "RNN", "lstm": "LSTM", "gru": "GRU"}


class ScriptError(UserError):
    """A run whose code cannot be written out."""


@dataclass(frozen=True)
class _LaneCode:
    """What stands for a lane: its cell's class, what makes it, and the functions of `STARTS` it needs."""

    name: str
    cell: str
    call: str
    hidden_size: int
    needs: tuple[str, ...]


def python_script(config: RunConfig, steps: int, every: int = 10) -> str:
    """A self-contained script that trains `config` for `steps` steps and prints the losses of every `every`-th.

    It needs jax, flax and optax alone. The losses are those of `rnn_core.training.run.advance`: the training loss of a
    step, and every 50 steps the test loss. Float32 rounds differently in the two, which grows with the steps.
    Raises `ScriptError` with a sentence for a run that cannot be written out.
    """
    _refuse(config)
    task = build(config)
    names = [name.name for name in lane_names(config.full_lanes)]
    lanes = [_lane_code(name, lane) for name, lane in zip(names, config.full_lanes, strict=True)]
    needed = {need for lane in lanes for need in lane.needs}
    classes = dict.fromkeys(lane.cell for lane in lanes)
    opposite = any("opposite" in lane.call for lane in lanes)
    parts = [
        _head(task),
        _settings(config, task, steps, every),
        _title("The task"),
        (CARRIED if task.carries_state else TASKS)[config.task],
        _title("Where weights start"),
        BEGIN,
        *(code for name, code in STARTS.items() if name in needed),
        _title("The cells"),
        *(cell_code(name, opposite=opposite) for name in classes),
        network_code(carried=task.carries_state),
        _title("Training"),
        loss_code(
            task.loss, _place(config, task), config.loss_step, masked=_is_masked(task), carried=task.carries_state
        ),
        loop_code("".join(map(_row, lanes)), carried=task.carries_state),
    ]
    return "\n\n\n".join(part.strip("\n") for part in parts) + "\n"


def _refuse(config: RunConfig) -> None:
    if config.task not in TASKS:
        known = ", ".join(f"“{TASK_TITLES[name]}”" for name in TASKS)
        raise ScriptError(
            f"The code of “{TASK_TITLES[config.task]}” cannot be written as one script yet: its data would have to "
            f"come along. Use a task whose data are drawn: {known}."
        )
    if any(lane.variant != "standard" or lane.cell not in _CLASSES for lane in config.lanes):
        raise ScriptError(
            "The cell of a lane cannot be written as a script yet. Use lanes with a vanilla RNN, an LSTM or a GRU and "
            "the variant “standard”."
        )
    if any(lane.clamps for lane in config.lanes) or any(change.lane for change in config.changes):
        raise ScriptError("Held gates cannot be written as a script yet. Use lanes whose gates are free.")
    others = sorted({change.name for change in config.changes} - {"learning_rate"})
    if others:
        raise ScriptError(
            f"In this run {', '.join(name.replace('_', ' ') for name in others)} changed while it trained. A script "
            "can follow a changed learning rate alone. Restart the run with the last setting to get its code."
        )


def _lane_code(name: str, lane: FullLane) -> _LaneCode:
    if (lane.cell, lane.initialisation) == ("rnn", "irnn"):
        return _LaneCode(name, "ReLURNN", "ReLURNN", lane.hidden_size, ())
    cell = _CLASSES[lane.cell]
    recurrent, needs = {
        "scaled": (f"scaled({lane.gain!r})", ("orthogonal", "scaled")),
        "uniform": ("uniform", ("uniform", "uniform_input")),
        "glorot": ("glorot", ("glorot",)),
    }.get(lane.initialisation, ("orthogonal", ("orthogonal",)))
    into = "uniform_input" if lane.initialisation == "uniform" else "lecun_normal"
    arguments = [cell, f"recurrent={recurrent}", f"into={into}"]
    bias = {"lstm": ("forget_bias", lane.forget_bias), "gru": ("update_bias", lane.update_bias)}.get(lane.cell)
    if bias is not None:
        chrono = lane.initialisation == "chrono"
        arguments.append(f"{bias[0]}=" + (f"chrono({lane.chrono_steps})" if chrono else f"constant({bias[1]!r})"))
        needs += ("chrono" if chrono else "constant",)
        if chrono and lane.cell == "lstm":
            arguments.append("opposite=True")
    return _LaneCode(name, cell, f"partial({', '.join(arguments)})", lane.hidden_size, needs)


def _row(lane: _LaneCode) -> str:
    name = json.dumps(lane.name, ensure_ascii=False)
    row = f"    {name}: ({lane.call}, {lane.hidden_size}),\n"
    return row if len(row) <= 120 else f"    {name}: (\n        {lane.call},\n        {lane.hidden_size},\n    ),\n"


def _head(task: Task) -> str:
    about = textwrap.fill(task.definition, 100)
    return f'''"""{task.title}: recurrent networks trained by back-propagation through time.

{about}

Written by Unrolled for one of its runs. It draws the same first weights and the same batches, so it
prints the same losses. Each computer rounds in its own way; the difference grows with the steps.

    pip install jax flax optax
    python this_file.py
"""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx
'''


def _settings(config: RunConfig, task: Task, steps: int, every: int) -> str:
    word = f"WORD = {json.dumps(list(letters(config.word)), ensure_ascii=False)}\n" if config.task == "hello" else ""
    rates = [(0, config.learning_rate)] + [(change.step, change.value) for change in config.changes]
    return f"""{word}T = {task.sequence_length}  # timesteps
INPUTS, OUTPUTS, LAYERS = {task.input_size}, {task.output_size}, {config.num_layers}
BATCH = {config.batch_size}  # sequences
SEEDS = {config.seeds!r}
STEPS = {steps}
PRINT_EVERY = {every}
{optimizer_code(config.optimizer, rates, config.clip_norm)}"""


def _place(config: RunConfig, task: Task) -> str:
    return task.loss_at if config.loss_at == "task" else config.loss_at


def _is_masked(task: Task) -> bool:
    return task.loss == "legal"


def _title(words: str) -> str:
    return f"# {words} {'-' * (98 - len(words))}"
