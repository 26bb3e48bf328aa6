"""The memory that a run is said to need, against what XLA sets aside for its training steps."""

import pytest

from rnn_core import RunConfig, check
from rnn_core.settings.config import DEFAULT
from rnn_core.settings.lane_config import LaneConfig
from rnn_core.training import step
from rnn_core.training.memory import COMPILER
from rnn_core.training.run import fresh, settings_of

GB = 10**9
LARGEST = RunConfig(sequence_length=512, hidden_size=256, num_layers=3, batch_size=256, num_seeds=8)


def test_the_largest_settings_are_known_to_need_more_than_a_machine_has():
    assert check(LARGEST) > 100 * GB
    # Tried: it passed 8 GB before its first step.
    assert check(LARGEST.replace(num_layers=1, batch_size=64)) > 8 * GB
    assert check(DEFAULT) < 0.5 * GB


@pytest.mark.parametrize("changed", ["sequence_length", "hidden_size", "batch_size", "num_seeds", "num_layers"])
def test_more_of_anything_needs_more(changed):
    less = RunConfig(sequence_length=64, hidden_size=64, batch_size=32, num_seeds=1, num_layers=1)
    twice = less.replace(**{changed: 2 * getattr(less, changed)})
    assert 1.4 < (check(twice) - COMPILER) / (check(less) - COMPILER) < 2.6


def test_a_second_lane_needs_its_own():
    one, two = (RunConfig(lanes=(LaneConfig("gru"),) * number) for number in (1, 2))
    assert check(two) - COMPILER == 2 * (check(one) - COMPILER)


@pytest.mark.slow
@pytest.mark.oracle
def test_it_is_what_xla_sets_aside_or_a_little_more():
    """The halves of a batch lie on two devices, and XLA tells of one."""
    config = RunConfig(sequence_length=50, hidden_size=64, batch_size=32, num_seeds=1)
    run = fresh(config)
    for lane in run.lanes:
        traced = step.train.trace(lane.spec, lane.state, run.task.data, run.keys, 0, 0, settings_of(run, lane))
        analysis = traced.lower().compile().memory_analysis()
        assert analysis is not None
        set_aside = lane.spec.parts * analysis.temp_size_in_bytes
        alone = config.replace(lanes=tuple(each for each in config.lanes if each.cell == lane.id))
        assert set_aside < check(alone) - COMPILER < 3 * set_aside, lane.id
