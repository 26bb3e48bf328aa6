"""What is said of a training step's time before one was measured."""

from __future__ import annotations

from types import SimpleNamespace

import jax
import jax.numpy as jnp
import pytest

from rnn_core import LSTM, RunConfig, lanes_of, seconds_of_step
from rnn_core.inside.cost import multiplications
from rnn_core.network import stack
from rnn_core.training import duration, networks
from rnn_core.training.run import fresh

SMALL = RunConfig(sequence_length=6, hidden_size=5, batch_size=4, num_seeds=1, num_layers=2, lanes=lanes_of("lstm"))


@pytest.mark.slow
def test_it_counts_the_multiplications_that_the_program_has() -> None:
    run = fresh(SMALL)
    (lane,) = run.lanes
    start = stack.zero_states(lane.spec.cell, SMALL.num_layers, SMALL.batch_size, SMALL.hidden_size)
    batch = run.task.sample(run.task.data, run.keys[0], jnp.int32(0), SMALL.batch_size)
    weights = jax.tree.map(lambda of_seeds: of_seeds[0], lane.state.weights)
    program = jax.make_jaxpr(lambda *given: networks.forward(lane.spec, *given).outputs)(weights, start, batch)
    assert duration.products(lane.spec) == multiplications(program.jaxpr) // (6 * 4)


def test_twice_as_much_takes_about_twice_as_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duration, "usable_cores", lambda: 1)
    task = SimpleNamespace(sequence_length=6, input_size=2, output_size=1)
    sizes = {"hidden_size": 5, "num_layers": 2, "batch_size": 4}

    def seconds(lanes: int = 1, seeds: int = 1, **changed: int) -> float:
        spec = SimpleNamespace(task=task, cell=LSTM, parts=1, **sizes | changed)
        return seconds_of_step(SimpleNamespace(lanes=[SimpleNamespace(spec=spec)] * lanes, keys=range(seeds)))

    assert seconds(lanes=2) == seconds(batch_size=8) == 2 * seconds()
    assert seconds(num_layers=4) == pytest.approx(2 * seconds(), rel=0.2)
    # The gradient norms are those of the first seed alone.
    assert seconds(seeds=2) == pytest.approx(1.6 * seconds())
