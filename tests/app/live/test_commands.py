import contextlib
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.live.commands import PLAY, STEP, Refused, checked_command
from app.live.pacing import SPEEDS
from rnn_core.errors import UserError
from rnn_core.settings.config import RunConfig
from rnn_core.settings.setting import SettingError
from rnn_core.settings.table import MOST_CHANGES, Change
from tests.playing.threadless_run import prepared

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


def test_plain_words_are_commands():
    assert checked_command("play") is PLAY


@pytest.mark.parametrize("speed", SPEEDS)
def test_every_speed_is_taken(speed):
    assert checked_command("speed", speed).value == speed


@pytest.mark.parametrize("speed", [True, 1.0, 3, "fast", None, [1], {}, 10**400])
def test_other_speeds_are_refused(speed):
    with pytest.raises(Refused, match="smooth"):
        checked_command("speed", speed)


@pytest.mark.parametrize("value", [-1, 1e9, math.nan, math.inf, 10**400, "0.1", None, True, [0.1]])
def test_a_learning_rate_out_of_range_is_refused_with_its_limits(value):
    with pytest.raises(SettingError, match=r"not a learning rate.* from 0 to 1,000"):
        checked_command("set", value, "learning_rate")


def test_a_whole_learning_rate_is_a_number():
    assert checked_command("set", 1, "learning_rate").value == 1.0


@pytest.mark.parametrize("name", ["hidden_size", "changes", "task", "nonsense", None, 3, ["watched"]])
def test_a_setting_that_needs_a_new_run_is_refused(name):
    with pytest.raises(Refused, match="new run"):
        checked_command("set", 3, name)


@settings(max_examples=50, deadline=None)
@given(anything, anything, anything)
def test_whatever_is_sent_is_taken_or_refused(name, value, setting):
    for words in ((name, value, setting), ("set", value, setting), ("set", value, "watched"), ("speed", value, None)):
        with contextlib.suppress(UserError):
            checked_command(*words)


def test_a_command_that_the_engine_refuses_is_said_and_ends_no_run():
    changes = tuple(Change(at, "learning_rate", 0.1 + at / 1e4) for at in range(MOST_CHANGES))
    run, _, _ = prepared(RunConfig(changes=changes))
    run.command(STEP)
    run.turn()
    run.command(checked_command("set", 0.25, "clip_norm"))
    run.turn()
    assert (run.status, run.present.clip_norm) == ("paused", 1.0)
    assert "list of changes" in run.latest.message
    run.command(STEP)
    run.turn()
    assert run.step == 2
