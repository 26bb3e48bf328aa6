"""Compiled code goes with the last lane that uses it, but for a few."""

import gc
import weakref
from collections import deque

import jax.numpy as jnp
import pytest

from rnn_core import RunConfig
from rnn_core.settings.lane_config import LaneConfig
from rnn_core.training import programs
from rnn_core.training.run import fresh

traced = []


@programs.compiled("times")
def scaled(spec, x, times=1):
    """`x` times `spec`, `times` times."""
    traced.append(spec)
    for _ in range(times):
        x = x * spec
    return x


@pytest.fixture(autouse=True)
def none_is_spare(monkeypatch):
    monkeypatch.setattr(programs, "_spare", deque(maxlen=programs.SPARE))
    traced.clear()
    yield
    gc.collect()


def test_a_function_is_compiled_once_for_a_spec_and_a_shape():
    held = programs.of(3.0)
    assert [float(scaled(3.0, jnp.ones(()))) for _ in range(3)] == [3.0] * 3
    assert float(scaled(3.0, jnp.ones(()), times=2)) == 9.0
    assert traced == [3.0, 3.0]
    assert programs.of(3.0) is held
    assert scaled.__doc__ == "`x` times `spec`, `times` times."
    assert "multiply" in scaled.trace(3.0, jnp.ones(())).lower().as_text()


def test_beyond_a_few_the_code_that_no_lane_uses_is_dropped():
    before = programs.num_kept()
    held = programs.of(0.5)
    dropped = weakref.ref(programs.of(1.5))
    for spec in range(100, 100 + programs.SPARE):
        assert float(scaled(spec, jnp.ones(()))) == spec
    gc.collect()
    assert dropped() is None
    assert programs.of(0.5) is held
    assert programs.num_kept() <= before + 1 + programs.SPARE


def test_a_lane_of_a_run_holds_on_to_its_code():
    run = fresh(RunConfig(hidden_size=5, lanes=(LaneConfig("gru"),)))
    lane = run.lanes[0]
    program = weakref.ref(programs.of(lane.spec))
    programs._spare.clear()
    gc.collect()
    assert programs.of(lane.spec) is program() is lane.program
    del run, lane
    programs._spare.clear()
    gc.collect()
    assert program() is None
