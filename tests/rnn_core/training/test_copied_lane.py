"""A lane copied as it stands is the lane that its settings train from step 0, and its gate is held from there on."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_core import SettingError, advance, change, lanes_of, moment_of, observe, rewound, start, with_copy
from rnn_core.settings.clamp import Clamp
from rnn_core.settings.link import from_link, to_link
from tests.playing.small_run import assert_same_numbers, small

SHUT = (Clamp("forget_gate", 0.0),)


@pytest.mark.slow
def test_a_link_of_the_run_with_the_copy_gives_the_same_numbers() -> None:
    begun = start(small())
    earlier = advance(begun, 2)
    run = advance(change(earlier, "clamps", (Clamp("output_gate", 0.5, (1,)),), "lstm"), 1)
    moments = (moment_of(begun), moment_of(earlier), moment_of(run))
    copied, kept = with_copy(run, moments, "lstm", SHUT)
    assert copied.config.lane_ids == ("rnn", "lstm", "lstm2", "gru")
    for name, array in observe(copied).lanes[1].arrays.items():
        np.testing.assert_array_equal(array, observe(run).lanes[1].arrays[name])
    after = advance(copied, 3)
    assert set(np.unique(observe(after).lanes[2].arrays["forget_gate"])) == {0.0}
    config, unfit = from_link(to_link(after.config))
    assert unfit == ()
    assert_same_numbers(advance(start(config), after.step), after)
    # The past of the copy is that of its original.
    back = rewound(after, kept[1], until=2)
    assert [each.id for each in back.lanes] == list(after.config.lane_ids)
    assert_same_numbers(advance(start(back.config), 2), back)


def test_before_training_the_copy_simply_holds_its_gate() -> None:
    run, moments = with_copy(start(small(lanes=lanes_of("lstm"))), (), "lstm", SHUT)
    assert (run.config.changes, moments) == ((), ())
    assert [lane.clamps for lane in run.config.lanes] == [(), SHUT]


def test_a_fifth_lane_or_a_gate_that_is_not_there_is_refused_with_words() -> None:
    full = start(small(lanes=lanes_of("lstm", "lstm", "lstm", "lstm"), num_seeds=1))
    with pytest.raises(SettingError, match="at most 4 lanes"):
        with_copy(full, (), "lstm", SHUT)
    with pytest.raises(SettingError):
        with_copy(start(small(lanes=lanes_of("rnn"))), (), "rnn", SHUT)
