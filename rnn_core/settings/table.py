"""The table of a run's settings, and the changes of those that are traced.

`SETTINGS` drives the link (`rnn_core.settings.link`), the widgets and the checks, so that a setting has one name, one
range and one explanation everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rnn_core.settings.lane_config import CLAMPS, NETWORK_SETTINGS, LanesSetting
from rnn_core.settings.setting import Setting, SettingError

if TYPE_CHECKING:
    from rnn_core.settings.config import RunConfig

OPTIMIZERS = ("sgd", "momentum", "rmsprop", "adam", "adamw")
LOSS_POSITIONS = ("task", "last", "every", "step")
TASK_TITLES = {
    "adding": "Adding problem",
    "temporal_order": "Temporal order",
    "recall": "Delayed recall",
    "counting": "Counting aⁿbⁿ",
    "parity": "Parity",
    "shakespeare": "Shakespeare, next character",
    "temperature": "Hourly temperatures",
    "own_text": "Your own text",
}
"""Every task's title, as the widgets and the frames show it; `rnn_core.tasks.TASKS` builds the tasks."""


@dataclass(frozen=True)
class Change:
    """A traced setting that was changed while the run trained: it holds from the step after `step` steps are done.

    `lane` is the id of the lane whose setting it is, empty for a setting of the run.
    """

    step: int
    name: str
    value: Any
    lane: str = ""

    def applied(self, config: RunConfig) -> RunConfig:
        """`config` with this value."""
        if self.lane:
            return config.with_lane(self.lane, **{self.name: self.value})
        return config.replace(**{self.name: self.value})


def traced_setting(name: str, lane: str = "") -> Setting | None:
    """The row of a setting that may change while a run trains, of the run or of a lane; None when there is none."""
    if lane:
        return CLAMPS if name == CLAMPS.name else None
    setting = SETTING.get(name)
    return setting if setting is not None and setting.traced and name != "changes" else None


MOST_CHANGES = 500


class ChangesSetting(Setting):
    """The row for `RunConfig.changes`; in a link `step:setting:value` for each, with commas between.

    A lane's setting has the lane's id behind its name: `120:hold.lstm2:f=0`.
    """

    @property
    def allowed(self) -> str:
        """The form in words, for error sentences."""
        return (
            f"step:setting:value, at most {MOST_CHANGES} with commas between, in the order of their steps, "
            "of the settings that can change while a run trains"
        )

    def check(self, value: Any) -> None:
        """Raise `SettingError` unless `value` is a tuple of changes of traced settings, each within its limits."""
        try:
            if not isinstance(value, tuple) or not all(isinstance(change, Change) for change in value):
                raise TypeError
            if list(value) != sorted(value, key=lambda change: change.step) or len(value) > MOST_CHANGES:
                raise ValueError
            for change in value:
                setting = traced_setting(change.name, change.lane)
                if change.step < 0 or setting is None:
                    raise ValueError
                setting.check(change.value)
        except (TypeError, ValueError, KeyError, SettingError):
            raise self.error(value) from None

    def parse(self, written: str) -> tuple[Change, ...]:
        """The changes that `written` stands for."""
        changes = [self._parse_one(part) for part in written.split(",") if part]
        return tuple(sorted(changes, key=lambda change: change.step))

    def _parse_one(self, written: str) -> Change:
        step, named, value = written.split(":")
        link, _, lane = named.partition(".")
        setting = CLAMPS if lane and link == CLAMPS.link else SETTING_BY_LINK[link]
        if not setting.traced or setting is self:
            raise ValueError(named)
        return Change(int(step), setting.name, setting.read(value), lane)

    def write(self, value: Any) -> str:
        """`value` as it stands in a link."""
        return ",".join(map(self._write_one, value))

    def _write_one(self, change: Change) -> str:
        setting = CLAMPS if change.lane else SETTING[change.name]
        named = f"{setting.link}.{change.lane}" if change.lane else setting.link
        return f"{change.step}:{named}:{setting.write(change.value)}"


SETTINGS: tuple[Setting, ...] = (
    Setting("task", "task", "Task", "What the networks learn to do.", "word", tuple(TASK_TITLES)),
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
    LanesSetting("lanes", "cells", "Lanes", "The networks that run side by side.", "text"),
    NETWORK_SETTINGS[0],
    Setting("num_layers", "layers", "Layers", "Cells stacked on one another at every timestep.", "int", low=1, high=3),
    *NETWORK_SETTINGS[1:],
    Setting("optimizer", "opt", "Optimiser", "How a gradient becomes a change of the weights.", "word", OPTIMIZERS),
    Setting("batch_size", "batch", "Batch size", "Sequences whose losses one step averages.", "int", low=1, high=256),
    Setting(
        "num_seeds",
        "seeds",
        "Seeds per lane",
        "Copies of every network, each with its own start and its own batches.",
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
