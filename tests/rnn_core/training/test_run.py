"""A run: the same numbers however it is watched, and settings that change while it trains."""

from __future__ import annotations

import dataclasses
from typing import Any

import jax
import numpy as np
import pytest

from rnn_core.frames.observation import observe
from rnn_core.settings.setting import SettingError
from rnn_core.settings.table import MOST_CHANGES, Change
from rnn_core.training import step
from rnn_core.training.run import Run, advance, change, fresh, start
from rnn_core.training.warm_up import warm_up
from tests.playing.drawn import drawn
from tests.playing.small_run import small


def assert_same(one: Run, other: Run) -> None:
    """Every number of two runs, bit for bit."""
    assert one.step == other.step
    for ours, theirs in zip(one.lanes, other.lanes, strict=True):
        pairs = zip(*map(jax.tree.leaves, ((ours.state, ours.norms), (theirs.state, theirs.norms))), strict=True)
        assert all(np.array_equal(a, b, equal_nan=True) for a, b in pairs)
        for name, curve in vars(ours.curves).items():
            np.testing.assert_array_equal(curve, vars(theirs.curves)[name], err_msg=name)


def test_losses_do_not_depend_on_the_steps_per_frame() -> None:
    run = start(small())
    whole, one_by_one, uneven = advance(run, 60), run, run
    for _ in range(60):
        one_by_one = advance(one_by_one, 1)
    for steps in (7, 41, 12):
        uneven = advance(uneven, steps)
        observe(uneven)
    assert_same(whole, one_by_one)
    assert_same(whole, uneven)
    assert run.step == 0, "a Run never changes"


def test_the_same_config_gives_the_same_run() -> None:
    assert_same(advance(start(small()), 20), advance(start(small()), 20))
    other = advance(start(small(seed=1)), 20)
    first = advance(start(small()), 20)
    assert not np.array_equal(first.lanes[0].curves.train[0], other.lanes[0].curves.train[0])
    # Seeds 0, 1 and 1, 2: what they share is one seed's whole story, whichever place it has.
    for ours, theirs in zip(first.lanes, other.lanes, strict=True):
        np.testing.assert_allclose(ours.curves.train[1], theirs.curves.train[0], rtol=1e-5)


def test_warming_up_trains_nothing_and_compiles_everything() -> None:
    run = start(small())
    ready: list[tuple[int, int]] = []
    warm_up(run, lambda *told: ready.append(told))
    assert ready == [(count, 3 * len(run.lanes)) for count in range(1, 3 * len(run.lanes) + 1)]
    compiled = cache_sizes()
    later = advance(run, 3)
    observe(later)
    assert cache_sizes() == compiled
    assert_same(later, advance(start(small()), 3))


def cache_sizes() -> tuple[int, ...]:
    return step.train.num_compiled(), step.evaluate.num_compiled(), step.watch.num_compiled()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("learning_rate", 0.02),
        ("learning_rate", 1),
        ("clip_norm", 0.0),
        ("clip_norm", 3),
        ("loss_at", "every"),
        ("loss_at", "step"),
        ("loss_step", 4),
        ("watched", 7),
        ("gradient_of", "trained"),
    ],
)
def test_a_live_setting_never_compiles_again(name: str, value: Any) -> None:
    run = advance(start(small()), 5)
    observe(run)
    compiled = cache_sizes()
    changed = advance(change(run, name, value), 50)
    observe(changed)
    assert cache_sizes() == compiled
    assert getattr(changed.present, name) == value


@pytest.mark.parametrize("name", ["learning_rate", "clip_norm", "loss_at"])
def test_a_live_setting_holds_from_the_next_step(name: str) -> None:
    run = advance(start(small()), 5)
    value = {"learning_rate": 0.5, "clip_norm": 1e-3, "loss_at": "every"}[name]
    plain, changed = advance(run, 2), advance(change(run, name, value), 2)
    for before, after in zip(plain.lanes, changed.lanes, strict=True):
        np.testing.assert_array_equal(before.curves.train[:, :5], after.curves.train[:, :5])
        first, second = before.curves.train[:, 5:].T, after.curves.train[:, 5:].T
        # A changed rate or clip shows in the weights first, a changed loss position in the loss itself.
        assert np.array_equal(first[0], second[0]) == (name != "loss_at")
        assert not np.array_equal(first[1], second[1])


def test_replayed_changes_equal_live_changes() -> None:
    run = start(small())
    for steps, name, value in [
        (7, "learning_rate", 0.05),
        (0, "clip_norm", 0.0),
        (30, "loss_at", "step"),
        (3, "loss_step", 2),
        (10, "loss_at", "every"),
        (4, "learning_rate", 0.001),
        (1, "watched", 5),
    ]:
        run = change(advance(run, steps), name, value)
    run = advance(run, 11)
    expected = [(7, "clip_norm", 0.0), (7, "learning_rate", 0.05), (37, "loss_at", "step"), (40, "loss_step", 2)]
    expected += [(50, "loss_at", "every"), (54, "learning_rate", 0.001)]
    assert {(c.step, c.name, c.value) for c in run.config.changes} == set(expected)
    assert run.config.watched == 5
    replayed = advance(start(run.config), run.step)
    assert_same(run, replayed)
    assert replayed.present == run.present


def test_changes_before_the_first_step_are_the_config_itself() -> None:
    run = change(start(small()), "learning_rate", 0.1)
    assert run.config == small(learning_rate=0.1)
    assert run.present == run.config


def test_setting_what_already_holds_records_nothing() -> None:
    run = advance(start(small()), 2)
    assert change(run, "learning_rate", run.config.learning_rate) is run
    there_and_back = change(change(run, "learning_rate", 0.1), "learning_rate", run.config.learning_rate)
    assert there_and_back.present == run.present


def test_a_change_drops_what_lay_ahead_of_it() -> None:
    config = small(
        changes=(Change(3, "learning_rate", 0.1), Change(9, "learning_rate", 0.2), Change(9, "clip_norm", 0.5))
    )
    run = change(advance(start(config), 5), "learning_rate", 0.3)
    steps = {(c.step, c.name) for c in run.config.changes}
    assert steps == {(3, "learning_rate"), (5, "learning_rate"), (9, "clip_norm")}
    assert run.config.present(8).learning_rate == 0.3
    assert run.config.present(9).clip_norm == 0.5


def test_a_run_that_has_had_as_many_changes_as_it_keeps_refuses_the_next() -> None:
    config = small(changes=tuple(Change(at, "learning_rate", 0.1 + at / 1e4) for at in range(MOST_CHANGES)))
    run = dataclasses.replace(fresh(config), step=MOST_CHANGES)
    with pytest.raises(SettingError, match=r"keeps 500 changes of its settings.* Restart it as a new run"):
        change(run, "clip_norm", 0.25)
    assert change(run, "watched", 2).present.watched == 2


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("hidden_size", 8, "Start a new run"),
        ("nonsense", 8, "Start a new run"),
        ("changes", (), "Start a new run"),
        ("learning_rate", -1.0, "0 to 1,000"),
        ("learning_rate", float("nan"), "0 to 1,000"),
        ("loss_at", "never", "last"),
        ("watched", 33, "1 to 32"),
    ],
)
def test_a_change_that_cannot_be_is_one_sentence(name: str, value: Any, words: str) -> None:
    with pytest.raises(SettingError, match=words):
        change(start(small()), name, value)


def test_the_test_set_is_scored_at_the_start_and_every_fifty_steps() -> None:
    run = start(small())
    for steps, columns in [(0, 1), (49, 1), (1, 2), (49, 2), (30, 3)]:
        run = advance(run, steps)
        for each in run.lanes:
            assert each.curves.test.shape == each.curves.task_loss.shape == (2, columns)
            assert each.curves.train.shape == each.curves.gradient_norm.shape == (2, run.step)
    assert list(observe(run).test_steps) == [0, 50, 100]
    for each in run.lanes:
        state = advance(start(small()), 50).lanes[run.lanes.index(each)].state
        then = step.evaluate(each.spec, state, run.task.test, run.task.lead_in, run.step_settings)
        np.testing.assert_array_equal(each.curves.test[:, 1], then.loss)


def test_every_lane_trains_on_the_same_batches() -> None:
    """With a readout of 0 every network answers 0, so that its loss tells of the batch alone."""
    run = start(small(learning_rate=0.0))
    silent = [
        each.state._replace(weights=each.state.weights._replace(W_o=0 * each.state.weights.W_o)) for each in run.lanes
    ]
    by_cell = [
        np.asarray(step.train(each.spec, state, run.task.data, run.keys, 0, 20, run.step_settings).losses)[:20]
        for each, state in zip(run.lanes, silent, strict=True)
    ]
    batches = [[drawn(run.task, seed, step, 3) for seed in run.config.seeds] for step in range(20)]
    expected = [[np.mean(np.square(batch.targets[-1])) for batch in seeds] for seeds in batches]
    for losses_by_step in by_cell:
        np.testing.assert_allclose(losses_by_step, expected, rtol=1e-6)
    assert len(set(np.ravel(expected))) == 40, "each seed and step has a batch of its own"


@pytest.mark.parametrize("num_layers", [1, 2])
def test_parameters_are_counted_for_one_seed_with_its_readout(num_layers: int) -> None:
    H, D, V = 4, 2, 1
    counts = {each.spec.cell.name: each.num_parameters for each in fresh(small(num_layers=num_layers)).lanes}
    for name, gates, biases in [("rnn", 1, 1), ("gru", 3, 4), ("lstm", 4, 4)]:
        layers = sum(gates * H * (size + H) + biases * H for size in [D, H][:num_layers])
        assert counts[name] == layers + H * V + V
