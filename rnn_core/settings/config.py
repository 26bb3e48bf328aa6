"""What a run is, and the table of its settings.

`SETTINGS` drives the link (`rnn_core.settings.link`), the widgets and the checks, so that a setting has one
name, one range and one explanation everywhere.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from rnn_core.settings.setting import Setting, SettingError

CELLS = ("rnn", "lstm", "gru")
INITIALISATIONS = ("orthogonal", "uniform", "glorot", "scaled", "irnn", "chrono")
OPTIMIZERS = ("sgd", "momentum", "rmsprop", "adam", "adamw")
LOSS_POSITIONS = ("task", "last", "every", "step")
TASK_NAMES = (
    "adding",
    "temporal_order",
    "recall",
    "counting",
    "parity",
    "shakespeare",
    "temperature",
    "own_text",
)


@dataclass(frozen=True)
class RunConfig:
    """A run, whole: the same config gives the same numbers (to float32 rounding, on the same library versions).

    The fields up to `carry_state` shape the network or its data: changing one starts a new run. The rest is traced: it
    can change while the run trains, at the next step, without recompiling.
    """

    task: str = "adding"
    sequence_length: int = 50
    text: str = ""
    cells: tuple[str, ...] = CELLS
    hidden_size: int = 16
    num_layers: int = 1
    initialisation: str = "orthogonal"
    gain: float = 1.0
    chrono_steps: int = 50
    forget_bias: float = 1.0
    update_bias: float = 0.0
    optimizer: str = "adam"
    batch_size: int = 32
    num_seeds: int = 3
    seed: int = 0
    carry_state: bool = True
    learning_rate: float = 5e-3
    clip_norm: float = 1.0
    loss_at: str = "task"
    loss_step: int = 1
    gradient_of: str = "last"
    watched: int = 1
    changes: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        for setting in SETTINGS:
            setting.check(getattr(self, setting.name))

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds of every lane, first one first."""
        return tuple(range(self.seed, self.seed + self.num_seeds))

    def replace(self, **changes: Any) -> RunConfig:
        """The same config with other values; raises `SettingError` like the constructor."""
        return dataclasses.replace(self, **changes)


@dataclass(frozen=True)
class Change:
    """A traced setting that was changed while the run trained: it holds from the step after `step` steps are done."""

    step: int
    name: str
    value: float | int | str


MOST_CHANGES = 500


class ChangesSetting(Setting):
    """The row for `RunConfig.changes`; in a link, `step:setting:value` for each, with commas between."""

    @property
    def allowed(self) -> str:
        """The form in words, for error sentences."""
        return (
            f"step:setting:value, at most {MOST_CHANGES} with commas between, in the order of their steps, "
            "of the settings that can change while a run trains"
        )

    def check(self, value: Any) -> None:
        """Raise `SettingError` unless `value` is a tuple of changes of live settings, each within its limits."""
        try:
            if not isinstance(value, tuple) or not all(isinstance(change, Change) for change in value):
                raise TypeError
            if list(value) != sorted(value, key=lambda change: change.step) or len(value) > MOST_CHANGES:
                raise ValueError
            for change in value:
                setting = SETTING[change.name]
                setting.check(change.value)
                if change.step < 0 or not setting.traced or setting is self:
                    raise ValueError
        except (TypeError, ValueError, KeyError, SettingError):
            raise self.error(value) from None

    def parse(self, written: str) -> tuple[Change, ...]:
        """The changes that `written` stands for."""
        parts = (part.split(":") for part in written.split(",") if part)
        named = [(int(step), SETTING_BY_LINK[link], value) for step, link, value in parts]
        changes = [Change(step, setting.name, setting.read(value)) for step, setting, value in named]
        return tuple(sorted(changes, key=lambda change: change.step))

    def write(self, value: Any) -> str:
        """`value` as it stands in a link."""
        parts = ((change.step, SETTING[change.name], change.value) for change in value)
        return ",".join(f"{step}:{setting.link}:{setting.write(changed)}" for step, setting, changed in parts)


SETTINGS: tuple[Setting, ...] = (
    Setting("task", "task", "Task", "What the networks learn to do.", "word", TASK_NAMES),
    Setting(
        "sequence_length",
        "T",
        "Sequence length T",
        "Timesteps in one sequence, so how far back the gradient has to travel.",
        "int",
        low=2,
        high=512,
    ),
    Setting("text", "text", "Own text", "Fingerprint of your own text; the text itself never enters a link.", "text"),
    Setting("cells", "cells", "Cells", "Which cell types run side by side.", "words", CELLS),
    Setting("hidden_size", "H", "Hidden size H", "Units in the hidden state of every cell.", "int", low=1, high=256),
    Setting("num_layers", "layers", "Layers", "Cells stacked on one another at every timestep.", "int", low=1, high=3),
    Setting(
        "initialisation",
        "init",
        "Initialisation",
        "How the recurrent weights start: it decides how the gradient decays before any learning.",
        "word",
        INITIALISATIONS,
    ),
    Setting("gain", "gain", "Gain g", "Scaled orthogonal starts at g·Q.", "float", low=0.0, high=5.0),
    Setting(
        "chrono_steps",
        "tmax",
        "Chrono T_max",
        "Chrono starts the gates so that memories last from 1 to about T_max steps.",
        "int",
        low=3,
        high=10_000,
    ),
    Setting(
        "forget_bias",
        "forget",
        "LSTM forget bias",
        "Start of the forget gate's bias: 0 forgets half of the cell state at every step, 1 keeps 73 %.",
        "float",
        low=-20.0,
        high=20.0,
    ),
    Setting(
        "update_bias",
        "update",
        "GRU update bias",
        "Start of the update gate's bias: higher keeps more of the old state (z multiplies the old state).",
        "float",
        low=-20.0,
        high=20.0,
    ),
    Setting("optimizer", "opt", "Optimiser", "How a gradient becomes a change of the weights.", "word", OPTIMIZERS),
    Setting("batch_size", "batch", "Batch size", "Sequences whose losses one step averages.", "int", low=1, high=256),
    Setting(
        "num_seeds",
        "seeds",
        "Seeds per cell",
        "Copies of every cell, each with its own start and its own batches.",
        "int",
        low=1,
        high=8,
    ),
    Setting("seed", "seed", "First seed", "The seeds count up from this one.", "int", low=0, high=1_000_000),
    Setting(
        "carry_state",
        "carry",
        "Carry the state",
        "On text: start each window with the state that the last one ended with (truncated BPTT).",
        "bool",
    ),
    Setting(
        "learning_rate",
        "lr",
        "Learning rate",
        "Length of one step against the gradient.",
        "float",
        low=0.0,
        high=1000.0,
        traced=True,
    ),
    Setting(
        "clip_norm",
        "clip",
        "Clip gradient norm at",
        "A gradient longer than this is shortened to it; 0 never clips.",
        "float",
        low=0.0,
        high=1e6,
        traced=True,
    ),
    Setting(
        "loss_at",
        "loss",
        "Loss at",
        "The timesteps whose errors are trained on; on a task with one answer, each of them is asked for that answer.",
        "word",
        LOSS_POSITIONS,
        traced=True,
    ),
    Setting(
        "loss_step",
        "at",
        "Loss timestep",
        "The one timestep t of “one chosen step”; past the end it means the last one.",
        "int",
        low=1,
        high=512,
        traced=True,
    ),
    Setting(
        "gradient_of",
        "profile",
        "Gradient of",
        "The loss whose gradient is drawn: at the last step alone, or as trained.",
        "word",
        ("last", "trained"),
        traced=True,
    ),
    Setting(
        "watched",
        "watch",
        "Watched example",
        "The test sequence whose states, gates and outputs are drawn.",
        "int",
        low=1,
        high=32,
        traced=True,
    ),
    ChangesSetting("changes", "changes", "Changes", "Settings changed while the run trained.", "text", traced=True),
)
SETTING: dict[str, Setting] = {setting.name: setting for setting in SETTINGS}
SETTING_BY_LINK: dict[str, Setting] = {setting.link: setting for setting in SETTINGS}
DEFAULT = RunConfig()
"""What a new visitor gets."""
