"""What a run is: every setting, its limits, and the sentence a user reads when a value lies outside them.

One declared table, `SETTINGS`, drives the link, the widgets and the checks, so that a setting has one name, one range
and one explanation everywhere.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

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


class SettingError(ValueError):
    """A value outside its setting's limits. Its text is one sentence: what was given, what is allowed, what to do."""


@dataclass(frozen=True)
class Setting:
    """One row of the table: the field of `RunConfig`, its short name in a link, its limits and its help.

    `choices` bounds words, `low` and `high` bound numbers (both ends allowed). `live` settings take effect at the next
    training step; the others start a new run.
    """

    name: str
    link: str
    label: str
    help: str
    kind: Literal["word", "words", "int", "float", "bool", "text", "changes"]
    choices: tuple[str, ...] = ()
    low: float = -math.inf
    high: float = math.inf
    live: bool = False

    @property
    def default(self) -> Any:
        """The value a new visitor gets."""
        return RunConfig.__dataclass_fields__[self.name].default

    @property
    def allowed(self) -> str:
        """The limits in words, for error sentences."""
        if self.kind in ("word", "words"):
            several = "one or more of" if self.kind == "words" else "one of"
            return f"{several} {', '.join(self.choices)}"
        if self.kind == "bool":
            return "0 or 1"
        whole = "a whole number" if self.kind == "int" else "a number"
        return f"{whole} from {self.low:g} to {self.high:g}"

    def error(self, value: object) -> SettingError:
        """The sentence for `value`."""
        shown = repr(value)
        shown = shown if len(shown) <= 40 else shown[:37] + "…"
        return SettingError(f"{self.label} was {shown}; allowed is {self.allowed}.")

    def check(self, value: Any) -> None:
        """Raise `SettingError` unless `value` is of the right type and within the limits."""
        if self.kind == "word":
            ok = isinstance(value, str) and value in self.choices
        elif self.kind == "words":
            ok = isinstance(value, tuple) and len(value) > 0 and len(set(value)) == len(value)
            ok = ok and set(value) <= set(self.choices)
        elif self.kind == "bool":
            ok = isinstance(value, bool)
        elif self.kind == "int":
            ok = isinstance(value, int) and not isinstance(value, bool) and self.low <= value <= self.high
        elif self.kind == "float":
            ok = isinstance(value, (int, float)) and not isinstance(value, bool)
            ok = ok and self.low <= value <= self.high and math.isfinite(value)
        elif self.kind == "changes":
            ok = isinstance(value, tuple) and all(isinstance(change, Change) for change in value)
        else:
            ok = isinstance(value, str)
        if not ok:
            raise self.error(value)

    def read(self, written: str) -> Any:
        """The value that a link's text `written` stands for, checked."""
        try:
            value = self._parse(written)
        except (ValueError, KeyError):
            raise self.error(written) from None
        try:
            self.check(value)
        except SettingError:
            raise self.error(written) from None
        return value

    def write(self, value: Any) -> str:
        """`value` as it stands in a link; `read(write(value)) == value`."""
        if self.kind == "words":
            return ",".join(value)
        if self.kind == "bool":
            return str(int(value))
        if self.kind == "changes":
            return ",".join(f"{c.step}:{SETTING[c.name].link}:{SETTING[c.name].write(c.value)}" for c in value)
        return repr(value) if self.kind == "float" else str(value)

    def _parse(self, written: str) -> Any:
        if self.kind == "int":
            return int(written)
        if self.kind == "float":
            return float(written)
        if self.kind == "bool":
            return {"0": False, "1": True, "false": False, "true": True}[written.lower()]
        if self.kind == "words":
            given = written.split(",")
            known = tuple(choice for choice in self.choices if choice in given)
            return known if len(known) == len(given) else tuple(given)
        if self.kind == "changes":
            return tuple(_parse_change(part) for part in written.split(",") if part)
        return written


def _parse_change(written: str) -> Change:
    step, link, value = written.split(":")
    setting = SETTING_BY_LINK[link]
    if not setting.live or setting.kind == "changes" or int(step) < 0:
        raise ValueError(written)
    return Change(int(step), setting.name, setting.read(value))


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
        "num_seeds", "seeds", "Seeds per cell", "Copies of every cell, each with its own start.", "int", low=1, high=8
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
        live=True,
    ),
    Setting(
        "clip_norm",
        "clip",
        "Clip gradient norm at",
        "A gradient longer than this is shortened to it; 0 never clips.",
        "float",
        low=0.0,
        high=1e6,
        live=True,
    ),
    Setting(
        "loss_at",
        "loss",
        "Loss at",
        "The timesteps whose errors are trained on; on a task with one answer, each of them is asked for that answer.",
        "word",
        LOSS_POSITIONS,
        live=True,
    ),
    Setting(
        "loss_step",
        "at",
        "Loss timestep",
        "The one timestep t of “one chosen step”; past the end it means the last one.",
        "int",
        low=1,
        high=512,
        live=True,
    ),
    Setting(
        "gradient_of",
        "profile",
        "Gradient of",
        "The loss whose gradient is drawn: at the last step alone, or as trained.",
        "word",
        ("last", "trained"),
        live=True,
    ),
    Setting(
        "watched",
        "watch",
        "Watched example",
        "The test sequence whose states, gates and outputs are drawn.",
        "int",
        low=1,
        high=32,
        live=True,
    ),
    Setting("changes", "changes", "Changes", "Settings changed while the run trained.", "changes", live=True),
)
SETTING: dict[str, Setting] = {setting.name: setting for setting in SETTINGS}
SETTING_BY_LINK: dict[str, Setting] = {setting.link: setting for setting in SETTINGS}


def to_link(config: RunConfig) -> dict[str, str]:
    """The query parameters of `config`: the settings that differ from their defaults, in table order."""
    return {s.link: s.write(getattr(config, s.name)) for s in SETTINGS if getattr(config, s.name) != s.default}


def from_link(params: Mapping[str, str], other: Iterable[str] = ()) -> tuple[RunConfig, tuple[str, ...]]:
    """A config from query parameters, and a sentence for each one that could not be taken.

    A parameter that is unknown (and not in `other`, the names that belong to someone else) or out of range leaves its
    setting at the default.
    """
    values: dict[str, Any] = {}
    notices: list[str] = []
    for link, written in params.items():
        setting = SETTING_BY_LINK.get(link)
        if setting is None:
            if link not in set(other):
                notices.append(f"The link's {link!r} is not a setting here; it was left out.")
            continue
        try:
            values[setting.name] = setting.read(written)
        except SettingError as error:
            default = setting.write(setting.default) or "none"
            notices.append(f"{str(error).rstrip('.')}; it starts at its default, {default}.")
    return RunConfig(**values), tuple(notices)
