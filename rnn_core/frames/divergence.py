"""What a user reads about a lane whose training broke: when, what became too large, and settings that train."""

from __future__ import annotations

import numpy as np

from rnn_core.numbers import short
from rnn_core.settings.config import RunConfig
from rnn_core.settings.setting_words import WORDS
from rnn_core.settings.table import SETTING
from rnn_core.training import records
from rnn_core.training.known_rates import CLIP, KNOWN_RATES
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
RATE, LONGEST = SETTING["learning_rate"].label.lower(), SETTING["clip_norm"].label.lower()


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
    count = f" {len(seeds)} of {len(stopped)} seeds broke." if several else ""
    return f"{whose} broke at step {step:,}: {what}.{count} {advice(run.config.present(step - 1))}"


def advice(config: RunConfig) -> str:
    """What to change in settings that broke: to values that are known to train with this optimiser."""
    optimizer, rate = WORDS["optimizer"][config.optimizer], KNOWN_RATES[config.optimizer]
    known = []
    if config.learning_rate > rate:
        known.append(f"{RATE} {short(rate)}")
    if not 0 < config.clip_norm <= CLIP:
        known.append(f"{LONGEST} {short(CLIP)}")
    if known:
        return f"With {optimizer}, this trains: {' and '.join(known)}. Change that, then restart as a new run."
    if {lane.initialisation for lane in config.full_lanes} != {"orthogonal"}:
        return "Set the initialisation to orthogonal, then restart as a new run."
    return "The default settings train: open the lab without this link."
