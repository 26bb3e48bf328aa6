"""The run that another one takes the place of, as that one shows it: what was different, and its losses."""

from __future__ import annotations

import numpy as np

from rnn_core.frames.frame import Parent
from rnn_core.settings.config import RunConfig
from rnn_core.settings.setting_words import differing
from rnn_core.training import curves
from rnn_core.training.run import Run

NO_DIFFERENCE = "the same settings"
LOSS_POSITION = ("loss_at", "loss_step")
"""The settings that say at which timesteps the error counts."""


def run_before(before: Run, config: RunConfig, name: str) -> Parent:
    """The part of the run `before`, called `name`, that a new run of `config` shows from its step 0.

    Its losses are those of its first seed, of the lanes that both have; none where they cannot be compared.
    """
    past = so_far(before.config, before.step)
    steps = curves.point_steps(before.step).astype(np.float32)
    if not comparable(past, config):
        return Parent(name, 0, steps[:0], {}, difference(past, config))
    losses = {each.id: curves.thinned(each.curves.train)[:1] for each in before.lanes if each.id in config.lane_ids}
    return Parent(name, 0, steps, losses, difference(past, config))


def so_far(config: RunConfig, step: int) -> RunConfig:
    """`config` without the changes of a link that are still to come at `step`."""
    return config.replace(changes=tuple(change for change in config.changes if change.step < step))


def difference(before: RunConfig, config: RunConfig) -> str:
    """The settings of `before` that are not those of `config`, in words."""
    return ", ".join(differing((before, config))[0].values()) or NO_DIFFERENCE


def comparable(before: RunConfig, config: RunConfig) -> bool:
    """Whether the losses of both mean the same: one task, one text, one loss position throughout."""
    moved = any(change.name in LOSS_POSITION for change in before.changes)
    return not moved and _loss(before) == _loss(config)


def _loss(config: RunConfig) -> tuple[object, ...]:
    return config.task, config.text, config.loss_at, config.loss_step if config.loss_at == "step" else None
