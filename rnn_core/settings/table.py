"""The table of a run's settings, and the changes of those that are traced.

`SETTINGS` drives the link (`rnn_core.settings.link`), the widgets and the checks, so that a setting has one name, one
range and one explanation everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rnn_core.settings.lane_config import CLAMPS, LanesSetting
from rnn_core.settings.network_settings import NETWORK_SETTINGS, TEACHER_FORCING
from rnn_core.settings.setting import Setting, SettingError
from rnn_core.settings.task_names import REPLACED_TASKS, SPLITS, TASK_TITLES
from rnn_core.settings.word import WORD

if TYPE_CHECKING:
    from rnn_core.settings.config import RunConfig

OPTIMIZERS = ("sgd", "momentum", "rmsprop", "adam", "adamw")
LOSS_POSITIONS = ("task", "last", "every", "step")
ASKED = ("loss_at", "loss_step", "clamps")
"""The traced settings that say what is asked of a network, in its test too."""
RECORDED = ("learning_rate", "clip_norm", "teacher_forcing", *ASKED)
"""The traced settings that change what is learned; the others only change what is looked at."""


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
            f"step:setting:value for each change, sorted by step, with commas between, at most {MOST_CHANGES}; "
            "the setting must be one that can change while a run trains"
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
    Setting(
        "task",
        "task",
        "Task",
        "What the networks learn to do.",
        "word",
        tuple(TASK_TITLES),
        noun="a task",
        replaced=REPLACED_TASKS,
    ),
    Setting(
        "sequence_length",
        "T",
        "Sequence length T",
        "Number of timesteps in one sequence. The longer it is, the further the gradient has to travel.",
        "int",
        low=2,
        high=512,
        noun="a sequence length",
    ),
    Setting("text", "text", "Own text", "Fingerprint of your own text. A link never contains the text itself.", "text"),
    WORD,
    Setting(
        "split",
        "split",
        "Held out",
        "Which everyday sentences the network never sees in training.",
        "word",
        SPLITS,
        noun="a choice of the sentences held out",
    ),
    LanesSetting("lanes", "cells", "Lanes", "The networks that train side by side.", "text", noun="a list of lanes"),
    NETWORK_SETTINGS[0],
    Setting(
        "num_layers",
        "layers",
        "Layers",
        "Number of cells on top of each other. Each one reads the hidden state of the one below.",
        "int",
        low=1,
        high=3,
        noun="a number of layers",
    ),
    *(setting for setting in NETWORK_SETTINGS[1:] if not setting.traced),
    Setting(
        "optimizer",
        "opt",
        "Optimiser",
        "The rule that turns a gradient into a change of the weights.",
        "word",
        OPTIMIZERS,
        noun="an optimiser",
    ),
    Setting(
        "batch_size",
        "batch",
        "Batch size",
        "Number of sequences in one training step. Their losses are averaged.",
        "int",
        low=1,
        high=256,
        noun="a batch size",
    ),
    Setting(
        "num_seeds",
        "seeds",
        "Seeds per lane",
        "Number of copies of each network. Every copy starts with other random weights and reads other sequences.",
        "int",
        low=1,
        high=8,
        noun="a number of seeds",
    ),
    Setting(
        "seed",
        "seed",
        "First seed",
        "The number that all random choices of the first copy come from. The next copies take the next numbers.",
        "int",
        low=0,
        high=1_000_000,
        noun="a seed",
    ),
    Setting(
        "carry_state",
        "carry",
        "Carry the state",
        "Each window of a text or a stream starts with the state at the end of the window before it (truncated BPTT).",
        "bool",
    ),
    Setting(
        "learning_rate",
        "lr",
        "Learning rate",
        "How far one training step moves the weights against the gradient.",
        "float",
        low=0.0,
        high=1000.0,
        traced=True,
        noun="a learning rate",
    ),
    Setting(
        "clip_norm",
        "clip",
        "Longest gradient allowed",
        "A longer one is cut to this length (gradient clipping). 0 = no limit.",
        "float",
        low=0.0,
        high=1e6,
        traced=True,
        noun="a length of a gradient",
    ),
    TEACHER_FORCING,
    Setting(
        "loss_at",
        "loss",
        "Count the error",
        "Which timesteps count. If there is one answer, every chosen timestep must give it.",
        "word",
        LOSS_POSITIONS,
        traced=True,
        noun="a place to count the error",
    ),
    Setting(
        "loss_step",
        "at",
        "Timestep t",
        "The timestep whose error counts. After the end of a sequence it means the last one.",
        "int",
        low=1,
        high=512,
        traced=True,
        noun="a timestep",
    ),
    Setting(
        "gradient_of",
        "profile",
        "Gradient shown for",
        "Which errors the drawn gradient starts from: the one at the last timestep, or all that are trained on.",
        "word",
        ("last", "trained"),
        traced=True,
        noun="a choice of the gradient shown",
    ),
    Setting(
        "watched",
        "watch",
        "Watched example",
        "Number of the test sequence whose states, gates and answers are drawn.",
        "int",
        low=1,
        high=32,
        traced=True,
        noun="the number of an example",
    ),
    ChangesSetting(
        "changes",
        "changes",
        "Changes",
        "Settings that were changed while the run trained.",
        "text",
        traced=True,
        noun="a list of changes",
    ),
)
SETTING: dict[str, Setting] = {setting.name: setting for setting in SETTINGS}
SETTING_BY_LINK: dict[str, Setting] = {setting.link: setting for setting in SETTINGS}
