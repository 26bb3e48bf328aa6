"""How much memory a run needs while it trains, told before anything of it is compiled.

Forward and backward keep arrays of every timestep, example, seed, layer and unit, and the first seed's gradient norms
come from a pass of their own. How many arrays that is was counted in what XLA sets aside (`memory_analysis` of the
compiled training step, both halves of a batch): for three seeds 6.6 floats of each unit in a vanilla RNN, 16 in a GRU
and 18 in an LSTM, for a single seed 4.3 and, in an LSTM, 38. The estimate is a little above the most of them.
"""

from __future__ import annotations

from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_config import FullLane
from rnn_core.tasks import build
from rnn_core.tasks.task import Task
from rnn_core.training import cells

FLOAT = 4
"""Bytes."""
OF_EACH_STATE, OF_EACH_GATE = 1, 5
OF_EACH_OUTPUT = 5
WEIGHT_COPIES = 8
"""Weights, gradients and two averages of an optimiser, before a step and after it."""
COMPILER = 150_000_000
"""Bytes that XLA takes beside, for a new run."""


def check(config: RunConfig, text: str | None = None) -> int:
    """About how many bytes of memory it takes to train a run of `config`, which reads the user's own `text`.

    Raises what `rnn_core.tasks.build` raises where there can be no such run.
    """
    task = build(config, text)
    lanes = sum(_floats(config, task, lane) for lane in config.full_lanes)
    return COMPILER + FLOAT * lanes


def _floats(config: RunConfig, task: Task, lane: FullLane) -> int:
    cell, hidden_size = cells.of_lane(lane, task, config.num_layers)
    gates, units = cell.num_gates, hidden_size * config.num_layers
    timesteps, tested = task.test.mask.shape
    sequences = config.batch_size * (config.num_seeds + 1)
    outputs = OF_EACH_OUTPUT * task.output_size
    trained = timesteps * sequences * (units * (OF_EACH_STATE + OF_EACH_GATE * gates) + outputs)
    # The seeds are tested one after the other.
    evaluated = timesteps * tested * (units + outputs)
    if task.boundary:
        source, target = task.boundary, timesteps - task.boundary
        trained += sequences * source * target * OF_EACH_OUTPUT
        evaluated += tested * source * target
    weights = units * gates * (task.input_size + 2 * hidden_size) + hidden_size * task.output_size
    return max(trained, evaluated) + WEIGHT_COPIES * config.num_seeds * weights
