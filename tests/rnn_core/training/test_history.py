"""Going back in a run, and on from there, gives the numbers of never having gone back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_core import advance, change, moment_of, num_moments, observe, parent_of_branch, rewound, start
from rnn_core.training.history import FEWEST_MOMENTS, MOST_MOMENTS, before, kept, nearest
from rnn_core.training.run import fresh
from tests.playing.small_run import CONTRASTS, SMALL, assert_same_numbers


@dataclass(frozen=True)
class Dated:
    step: int


@pytest.mark.parametrize(
    ("kind", "seed"),
    [
        ("plain", 0),
        *(pytest.param(*each, marks=pytest.mark.slow) for each in [*((kind, 3) for kind in CONTRASTS), ("plain", 7)]),
    ],
)
def test_seeking_and_playing_on_equals_never_having_sought(kind: str, seed: int) -> None:
    run = advance(start(CONTRASTS[kind].replace(seed=seed)), 37)
    moment = moment_of(run)
    there = advance(run, 41)
    assert_same_numbers(rewound(there, moment), run)
    assert_same_numbers(advance(rewound(there, moment), 41), there)


def test_a_step_between_two_moments_is_trained_again_with_the_changes_on_the_way() -> None:
    run = advance(start(SMALL), 20)
    moment = moment_of(run)
    changed = change(advance(run, 10), "learning_rate", 0.05)
    wanted = advance(changed, 7)
    newest = change(advance(wanted, 30), "clip_norm", 0.1)
    assert_same_numbers(advance(rewound(newest, moment, until=37), 17), wanted)


def test_a_branch_with_unchanged_settings_equals_its_parent() -> None:
    parent = advance(change(advance(start(SMALL), 20), "learning_rate", 0.02), 40)
    at_change = rewound(parent, moment_of(advance(start(SMALL), 20)))
    assert at_change.present.learning_rate == 0.02
    assert_same_numbers(advance(at_change, 40), parent)


def test_a_branch_is_free_of_what_its_parent_changed_later() -> None:
    run = advance(start(SMALL), 20)
    later = advance(change(advance(run, 10), "learning_rate", 0.5), 10)
    branch = rewound(later, moment_of(run))
    assert branch.config == SMALL
    assert_same_numbers(advance(branch, 20), advance(start(SMALL), 40))


def test_a_moment_before_divergence_has_not_diverged() -> None:
    config = SMALL.replace(optimizer="sgd", learning_rate=0.01, clip_norm=0.0)
    run = advance(start(config), 5)
    broken = advance(change(advance(run, 3), "learning_rate", 1000.0), 20)
    assert broken.diverged
    back = rewound(broken, moment_of(run))
    assert not back.diverged
    assert_same_numbers(advance(back, 10), advance(start(config), 15))


def test_the_parent_of_a_branch_goes_on_from_the_branch() -> None:
    run = advance(start(SMALL), 60)
    parent = parent_of_branch(run, "before", 40)
    assert (parent.name, parent.step) == ("before", 40)
    assert parent.steps.tolist() == list(range(40, 61))
    for lane in observe(run).lanes:
        np.testing.assert_array_equal(parent.curves[lane.cell], lane.arrays["train_curve"][:, 39:])
    # Counted elsewhere, its error is no more the branch's.
    moved = advance(change(run, "loss_at", "every"), 5)
    assert parent_of_branch(moved, "", 40).steps.tolist() == list(range(40, 61))
    assert parent_of_branch(moved, "", 60).steps.tolist() == list(range(60, 66))


steps = st.lists(st.integers(1, 200), min_size=1, max_size=300)


@given(gaps=steps, most=st.integers(3, 12))
def test_a_fixed_number_is_kept_the_first_and_the_last_among_them(gaps: list[int], most: int) -> None:
    found: tuple[Dated, ...] = (Dated(0),)
    for step in np.cumsum(gaps).tolist():
        found = kept(found, Dated(step), most)
        assert len(found) <= most
        assert [each.step for each in found] == sorted({each.step for each in found})
        assert (found[0].step, found[-1].step) == (0, step)


def test_the_near_past_is_dense_and_the_far_past_sparse() -> None:
    found: tuple[Dated, ...] = ()
    for step in range(0, 20_001, 5):
        found = kept(found, Dated(step), MOST_MOMENTS)
    gaps = np.diff([each.step for each in found])
    assert len(found) == MOST_MOMENTS
    assert gaps[-5:].max() <= 50
    assert gaps[:5].min() >= 500
    # Nowhere is a hole larger than a quarter of its age, so that no time of the past is missing.
    ages = 20_000 - np.array([each.step for each in found[:-5]])
    assert (gaps[:-4] / ages).max() < 0.25


def test_a_moment_that_is_kept_already_is_replaced() -> None:
    run = advance(start(SMALL), 5)
    moment = moment_of(run)
    assert kept((moment_of(start(SMALL)), moment), moment_of(run), 5)[1] is not moment


def test_the_nearest_moment_and_the_one_before() -> None:
    moments = tuple(map(Dated, (0, 10, 20, 50)))
    assert [nearest(moments, step).step for step in (-3, 4, 5, 14, 16, 36, 99)] == [0, 0, 10, 10, 20, 50, 50]
    assert [before(moments, step).step for step in (0, 9, 10, 49, 99)] == [0, 0, 10, 20, 50]


def test_a_large_network_keeps_fewer_moments() -> None:
    counts = [num_moments(fresh(SMALL.replace(hidden_size=size)), 300_000) for size in (2, 12, 64)]
    assert counts[0] == MOST_MOMENTS > counts[1] > counts[2] == FEWEST_MOMENTS
