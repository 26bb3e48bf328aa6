"""What came of a saved run, in words."""

from dataclasses import replace

import numpy as np
import pytest

from app.view.run_facts import counted_at, results_of, when
from rnn_core.frames.standing import Standing
from tests.playing.moment import moment


def lane(seeds=3, **changes):
    shown = moment(cells=("lstm",))
    arrays = shown.lanes[0].arrays | {"test_curve": np.ones((seeds, 4), np.float32)}
    return replace(shown, lanes=(replace(shown.lanes[0], arrays=arrays, **changes),))


def test_a_result_says_how_many_seeds_solved_the_task_or_how_the_lane_does():
    solved = {"solved_at": 350, "test_loss": 0.0035}
    assert results_of(lane(num_solved=1, **solved)) == ["LSTM: 1 of 3 seeds solved, test loss 0.00350 at step 31"]
    assert results_of(lane(1, num_solved=1, **solved)) == ["LSTM: solved at 350, test loss 0.00350 at step 31"]
    guessing = Standing("guessing", "no better than guessing")
    assert results_of(lane(standing=guessing)) == ["LSTM: no better than guessing, test loss 0.250 at step 31"]
    assert results_of(lane()) == ["LSTM: test loss 0.250 at step 31"]


def test_a_run_says_where_its_error_counts():
    shown = moment(num_steps=4)
    for weights, where in (
        ([0, 0, 0, 1], "the last timestep"),
        ([0, 1, 0, 0], "timestep 2"),
        ([0.25] * 4, "every timestep"),
    ):
        assert counted_at(replace(shown, loss_weights=np.float32(weights))) == f"The error counts at {where}."


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/Prague", "01 Jul 2026, 13:05"),
        ("America/New_York", "01 Jul 2026, 07:05"),
        *((zone, "01 Jul 2026, 11:05 UTC") for zone in (None, "", "Mars/Utopia", "../../etc/passwd", "\0")),
    ],
)
def test_a_run_was_saved_at_the_hour_of_who_looks(zone, words):
    assert when(1782903900.0, zone) == words
