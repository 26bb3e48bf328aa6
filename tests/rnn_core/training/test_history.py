"""Going back in a run, and on from there, gives the numbers of never having gone back."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_core import advance, change, moment_of, num_moments, observe, parent_of_branch, rewound, start
from rnn_core.training.history import FEWEST_MOMENTS, MOST_MOMENTS
from rnn_core.training.run import fresh
from tests.playing.small_run import CONTRASTS, SMALL, assert_same_numbers


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


def test_a_large_network_keeps_fewer_moments() -> None:
    counts = [num_moments(fresh(SMALL.replace(hidden_size=size)), 300_000) for size in (2, 12, 64)]
    assert counts[0] == MOST_MOMENTS > counts[1] > counts[2] == FEWEST_MOMENTS
