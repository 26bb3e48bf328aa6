"""Padding has no gradient to show: not zero, but nothing; and a lane that has diverged keeps one to show."""

from __future__ import annotations

import dataclasses

import jax.numpy as jnp
import numpy as np
import pytest

from rnn_core import RunConfig, advance, observe, start
from rnn_core.settings.lane_config import lanes_of
from rnn_core.training import losses
from rnn_core.training.run import Run, change, norms_of, own_norms
from tests.playing.small_run import reading

COUNTING = RunConfig(
    task="counting", sequence_length=30, hidden_size=3, batch_size=6, num_seeds=2, lanes=lanes_of("rnn", "lstm")
)
LONGEST = 2 * 12 + 1
"""Timesteps of the longest sequence that is trained on."""


@pytest.fixture(scope="module")
def trained() -> Run:
    return advance(start(COUNTING), 2)


def test_the_spread_leaves_padding_out(trained: Run) -> None:
    for lane, shown in zip(trained.lanes, observe(trained).lanes, strict=True):
        norms = np.asarray(norms_of(trained, lane, losses.LAST).hidden)
        assert np.isnan(norms).any()
        spread = shown.arrays["hidden_gradient"]
        assert np.isnan(spread[:, :, LONGEST:]).all()
        longest = int((~np.isnan(norms)).any(axis=(0, 2)).sum())
        expected = np.nanquantile(norms[:, :longest], [0.1, 0.5, 0.9], axis=-1).swapaxes(0, 1)
        np.testing.assert_allclose(spread[:, :, :longest], expected, rtol=1e-5)
        assert np.all(spread[:, 1, 0] > 0)


def test_a_diverged_lane_still_has_a_gradient_of_another_loss(trained: Run) -> None:
    stopped = jnp.ones(len(trained.keys), jnp.int32)
    lanes = [dataclasses.replace(lane, state=lane.state._replace(diverged_at=stopped)) for lane in trained.lanes]
    run = dataclasses.replace(trained, lanes=tuple(lanes))
    assert run.diverged
    for before, lane in zip(trained.lanes, run.lanes, strict=True):
        assert own_norms(run, lane, losses.EVERY) is None
        expected = norms_of(trained, before, losses.EVERY).hidden
        np.testing.assert_array_equal(norms_of(run, lane, losses.EVERY).hidden, expected)


def test_with_carried_state_another_loss_is_shown_on_the_batch_that_the_state_begins() -> None:
    run = reading(3)
    assert run.task.carries_state
    assert "next training batch" in observe(reading(0)).gradient_caption
    assert "last training batch" in observe(run).gradient_caption
    assert "next training batch" in observe(change(run, "gradient_of", "trained")).gradient_caption
    lane = run.lanes[0]
    another = dataclasses.replace(run, step=run.step + 1)
    here, later = norms_of(run, lane, losses.EVERY).hidden, norms_of(another, lane, losses.EVERY).hidden
    assert not np.array_equal(here, later)


def test_a_step_keeps_the_norms_of_the_loss_that_is_looked_at_and_not_of_the_trained_one() -> None:
    before = reading(2)
    assert before.step_settings.where == losses.EVERY
    after = advance(before, 1).lanes[0]
    kept = own_norms(advance(before, 1), after, losses.LAST)
    assert kept is not None
    # A pass of its own over the batch that the third step trains on, from the weights and the state it starts with.
    alone = norms_of(before, dataclasses.replace(before.lanes[0], norms=None), losses.LAST)
    np.testing.assert_array_equal(kept.hidden, alone.hidden)
    trained = norms_of(before, before.lanes[0], losses.EVERY)
    assert not np.array_equal(kept.hidden, trained.hidden)
