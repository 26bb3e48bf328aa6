"""A run in words, for a frame: how its numbers came about, what the task is."""

from __future__ import annotations

import dataclasses
from typing import Any

from rnn_core.numbers import short
from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_config import FullLane
from rnn_core.settings.setting_words import WORDS
from rnn_core.settings.table import SETTING
from rnn_core.tasks.task import Task
from rnn_core.training.run import Run, own_norms


def describe_task(task: Task) -> dict[str, Any]:
    """The task as a view shows it: the field `task` of a frame."""
    return {
        "name": task.name,
        "title": task.title,
        "goal": task.goal,
        "definition": task.definition,
        "source": task.source,
        "input_kind": task.input_kind,
        "input_labels": list(task.input_labels),
        "output_labels": list(task.output_labels),
        "target_kind": task.loss,
        "baselines": describe_baselines(task),
        "loss_at": task.loss_at,
        "boundary": task.boundary,
        "tested": task.tested,
        "unit": None if task.unit is None else dataclasses.asdict(task.unit),
        "solved": "" if task.solved is None else str(task.solved),
    }


def describe_baselines(task: Task) -> list[dict[str, Any]]:
    """The task's baselines as a frame carries them."""
    return [dataclasses.asdict(line) for line in task.baselines]


def caption(run: Run) -> str:
    """Where the error counts, initialisation, optimizer and seeds: what is true of every picture of the run."""
    config = run.present
    seeds = f"seed {config.seed}" if config.num_seeds == 1 else f"seeds {config.seeds[0]} to {config.seeds[-1]}"
    carried = _carried(run.task) if run.task.carries_state else ""
    return (
        f"The error counts {loss_position(config, run.task)}, in training and in the test; {run.task.loss_name}. "
        f"{_start(config)}; {WORDS['optimizer'][config.optimizer]}; {seeds}.{carried}"
    )


def states_caption(run: Run) -> str:
    """Of what the states and gates of a frame are."""
    return f"States and gates: test example {run.present.watched}, seed {run.present.seed}."


def gradient_caption(run: Run) -> str:
    """Of what the gradient's lengths in a frame are, and how they are aggregated."""
    config = run.present
    at_last = config.gradient_of == "last"
    errors = f"the error {'at the last timestep' if at_last else loss_position(config, run.task)}"
    # Before the first step the batch is the first one, which is to come.
    ahead = (run.task.carries_state or run.step == 0) and own_norms(run, run.lanes[0], run.gradient_where) is None
    which = "next" if ahead else "last"
    several = f"each of the {config.batch_size} examples of the {which} training batch, from {errors}"
    measured = f"{several}; line = middle value, band = 8 of 10 examples"
    if config.batch_size == 1:
        measured = f"the one example of the {which} training batch, from {errors}"
    return f"Gradient: its length for {measured}."


def _carried(task: Task) -> str:
    piece, read = ("window", "timesteps") if task.text is None else ("piece of text", "characters")
    return (
        f" Each {piece} starts with the state at the end of the one before it (truncated BPTT). A test {piece}, and "
        f"the example shown, starts with the state after the {len(task.lead_in)} {read} before it."
    )


def loss_position(config: RunConfig, task: Task) -> str:
    """Where the trained error counts, in words."""
    name = task.loss_at if config.loss_at == "task" else config.loss_at
    places = {"last": "at the last timestep", "every": "at every timestep (mean)"}
    return places.get(name, f"at timestep {config.loss_step}")


def _start(config: RunConfig) -> str:
    starts = dict.fromkeys(map(_start_of, config.full_lanes))
    forget = {lane.forget_bias for lane in config.full_lanes if _has_bias(lane, "forget_gate")}
    update = {lane.update_bias for lane in config.full_lanes if _has_bias(lane, "update_gate")}
    biases = [f"{name} bias {_either(values)}" for name, values in (("forget", forget), ("update", update)) if values]
    said = f" ({', '.join(biases)})" if biases else ""
    return f"{SETTING['initialisation'].label}: {', '.join(starts)}{said}"


def _start_of(lane: FullLane) -> str:
    names = {"scaled": f"{short(lane.gain)}·orthogonal", "irnn": "identity + ReLU (vanilla RNN)"}
    names["chrono"] = f"chrono (T_max = {lane.chrono_steps})"
    return names.get(lane.initialisation, lane.initialisation)


def _has_bias(lane: FullLane, gate: str) -> bool:
    return gate in lane.gates and lane.initialisation != "chrono"


def _either(values: set[float]) -> str:
    return " or ".join(short(value) for value in sorted(values))
