"""What everybody reads about a lane whose training broke: when, what became too large, and what did not break."""

from __future__ import annotations

import numpy as np

from rnn_core.numbers import short
from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_config import FullLane
from rnn_core.settings.setting_words import WORDS
from rnn_core.settings.table import SETTING
from rnn_core.training import records
from rnn_core.training.known_rates import CLIP, KNOWN_RATES, KNOWN_START
from rnn_core.training.run import LaneRun, Run

_BROKE = {
    records.LOSS: f"the training loss became {{value}}, more than the limit of {short(records.LOSS_LIMIT)}",
    records.GRADIENT: "the gradient became longer than any number the computer can hold (float32)",
    records.SQUARES: (
        "the gradient became so long ({value}) that the optimiser, which squares it, left the numbers the computer can "
        "hold (float32)"
    ),
    records.WEIGHTS: f"the weights became about {{value}}, more than the limit of {short(records.WEIGHT_LIMIT)}",
}
RATE, LONGEST, START = (SETTING[name].label.lower() for name in ("learning_rate", "clip_norm", "initialisation"))
KNOWN = "In our tests {optimizer} did not break with {settings}."
NOT_BEYOND = "None of its settings is beyond those with which {optimizer} did not break in our tests."


def divergence(run: Run, each: LaneRun) -> str:
    """What to read about the seeds of a lane that diverged; empty while none has."""
    stopped = np.asarray(each.state.diverged_at)
    seeds = np.flatnonzero(stopped >= 0)
    if not len(seeds):
        return ""
    first = int(seeds[np.argmin(stopped[seeds])])
    step, value = int(stopped[first]), float(each.state.diverged_value[first])
    what = _BROKE[int(each.state.diverged_by[first])].format(value=short(value, 2))
    several = len(stopped) > 1
    whose = f"Training of seed {run.config.seeds[first]}" if several else "Training"
    then = run.config.present(step - 1)
    count = f" {len(seeds)} of {len(stopped)} seeds broke." if several else ""
    return f"{whose} broke at step {step:,}: {what}.{count} {advice(then, then.full_lanes[then.lane_number(each.id)])}"


def advice(config: RunConfig, lane: FullLane) -> str:
    """A sentence with all settings of `lane` beyond those that did not break with its optimiser, and those values."""
    optimizer, rate = WORDS["optimizer"][config.optimizer], KNOWN_RATES[config.optimizer]
    known = []
    if config.learning_rate > rate:
        known.append(f"{RATE} {short(rate)}")
    if not 0 < config.clip_norm <= CLIP:
        known.append(f"{LONGEST} {short(CLIP)}")
    if grows(lane):
        known.append(f"{START} {WORDS['initialisation'][KNOWN_START]}")
    if not known:
        return NOT_BEYOND.format(optimizer=optimizer)
    *others, last = known
    return KNOWN.format(optimizer=optimizer, settings=f"{', '.join(others)} and {last}" if others else last)


def grows(lane: FullLane) -> bool:
    """Whether the lane starts with weights that make a gradient longer at every timestep, until it is no number.

    The identity with ReLU does not: at T = 300 it trains from the first step, and no lane broke.
    """
    return lane.initialisation == "scaled" and lane.gain > 1
