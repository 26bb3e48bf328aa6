"""How long a training step takes, told before one has been measured.

What a step computes is counted: the multiplications in the matrix products of each timestep and example, forward and
twice as many back, and the gates. A norm of the first seed's gradients comes from a backward pass of its own. How long
that takes was measured for steps that take long, on a machine with other work; another one may take a half or twice
of it.
"""

from __future__ import annotations

from rnn_core.container import usable_cores
from rnn_core.training.records import LaneSpec
from rnn_core.training.run import Run

MULTIPLICATION, GATE = 1 / 10e9, 20e-9
"""Seconds on one core, for both directions: of a multiplication, and of what a gate computes beside its product."""


def seconds_of_step(run: Run) -> float:
    """About how many seconds a training step of `run` takes, all its lanes and seeds."""
    specs = [each.spec for each in run.lanes]
    cores = min(usable_cores(), sum(spec.parts for spec in specs))
    return sum(_seconds(spec, len(run.keys)) for spec in specs) / cores


def products(spec: LaneSpec) -> int:
    """The multiplications in the matrix products of one timestep and example, forward."""
    units, further = spec.hidden_size, spec.num_layers - 1
    read = spec.task.input_size + units + further * 2 * units
    return spec.cell.num_gates * units * read + units * spec.task.output_size


def _seconds(spec: LaneSpec, num_seeds: int) -> float:
    """On one core."""
    gates = spec.cell.num_gates * spec.hidden_size * spec.num_layers
    # A pass forward is a third of a step, and the pass for the norms, of one seed, is the rest of one.
    steps = spec.task.sequence_length * spec.batch_size * (num_seeds + 2 / 3)
    return steps * (3 * products(spec) * MULTIPLICATION + gates * GATE)
