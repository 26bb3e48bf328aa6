"""Where a lane stands: against guessing, against a better baseline, against the task's goal."""

from __future__ import annotations

import math

import pytest

from rnn_core.frames.frame import from_bytes, to_bytes
from rnn_core.frames.observation import observe
from rnn_core.frames.standing import FIRST_TEST, NOT_JUDGED, Solved, against_baselines, of_goal, standing
from rnn_core.settings.lane_config import lanes_of
from rnn_core.training.records import CHUNK
from rnn_core.training.run import advance, change, start
from tests.playing.small_run import small

ADDING = (
    {"label": "always answers 1", "value": 1 / 6, "known": ""},
    {"label": "knows the first", "value": 1 / 12, "known": "knows only the first number"},
)


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        (1.87, "worse than guessing"),
        (0.181, "worse than guessing"),
        (0.179, "no better than guessing"),
        (1 / 6, "no better than guessing"),
        (0.155, "no better than guessing"),
        (0.13, "learning"),
        (0.084, "knows only the first number"),
        (0.02, "learning"),
        (math.nan, ""),
    ],
)
def test_a_loss_stands_against_the_baselines_and_the_largest_is_guessing(loss: float, words: str) -> None:
    for baselines in (ADDING, ADDING[::-1]):
        assert against_baselines(baselines, loss).words == words
    assert against_baselines((), loss) == NOT_JUDGED


def test_the_reason_names_the_baseline_in_full_and_both_numbers() -> None:
    reason = against_baselines(ADDING, 0.165).reason
    assert reason == "Test loss 0.165. The baseline “always answers 1” has 0.167."


def test_a_baseline_without_words_of_its_own_is_quoted() -> None:
    assert against_baselines(({"label": "a", "value": 1.0}, {"label": "b", "value": 0.5}), 0.5).words == "like “b”"


def test_solved_says_when_the_seed_that_is_judged_reached_the_goal() -> None:
    solved = of_goal(Solved("test loss below 0.01", 1550, 3), 1550)
    assert solved.words == "solved at 1,550"
    assert solved.reason == "Solved means: test loss below 0.01. Seed 3 reached it at step 1,550."


def test_a_goal_comes_before_baselines_and_a_broken_training_before_both() -> None:
    unsolved, reached = Solved("goal", None, 0), Solved("goal", 50, 0)
    assert standing(50, "", unsolved, ADDING, 1 / 6).kind == "guessing"
    assert standing(50, "", reached, ADDING, 1 / 6).kind == "solved"
    assert standing(50, "It diverged.", reached, ADDING, 1 / 6) == ("diverged", "training broke", "It diverged.")
    assert standing(50, "", unsolved, (), 1 / 6) == NOT_JUDGED


def test_before_the_first_test_after_training_nothing_is_judged() -> None:
    assert FIRST_TEST == CHUNK
    unsolved = Solved("goal", None, 0)
    for step, words in ((0, "not trained yet"), (1, "not tested yet"), (49, "not tested yet")):
        for baselines in (ADDING, ()):
            found = standing(step, "", unsolved, baselines, 1 / 6)
            assert found == ("untested", words, "The first test comes at step 50.")
    assert standing(9, "It diverged.", unsolved, ADDING, 1 / 6).kind == "diverged"


def test_a_frame_says_it_and_baselines_judge_only_where_they_hold() -> None:
    run = start(small(lanes=lanes_of("rnn")))
    assert observe(run).lanes[0].standing.kind == "untested"
    assert observe(advance(run, 3)).lanes[0].standing.words == "not tested yet"
    run = advance(run, 50)
    first = observe(run)
    assert first.lanes[0].standing.kind in ("worse", "guessing", "learning", "known")
    assert "The baseline “" in first.lanes[0].standing.reason
    assert from_bytes(to_bytes(first)).lanes[0].standing == first.lanes[0].standing
    run = advance(run, 3)
    elsewhere = observe(change(run, "loss_at", "every")).lanes[0].standing
    # Who always says 1 errs as much at every timestep; who knows the first number does not know it before it came.
    assert "knows only the first number" not in elsewhere.reason
    assert "“always answers 1”" in elsewhere.reason
    assert observe(change(run, "loss_at", "last")).lanes[0].standing == first.lanes[0].standing


COUNTING = ({"label": "sees only the present symbol", "value": 0.137, "known": "", "accuracy": 0.0},)


@pytest.mark.parametrize(
    ("loss", "accuracy", "kind"),
    [(0.146, 0.65, "learning"), (0.3, 0.65, "learning"), (0.146, 0.05, "guessing"), (0.146, None, "guessing")],
)
def test_who_is_right_clearly_more_often_than_a_guesser_does_not_guess(
    loss: float, accuracy: float | None, kind: str
) -> None:
    stands = against_baselines(COUNTING, loss, accuracy)
    assert stands.kind == kind
    if kind == "learning":
        assert stands.reason == "65.0 % right in the test; “sees only the present symbol” has 0.0 %."
