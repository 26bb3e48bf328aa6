"""A lane that blows up stops, says why, and leaves the others alone."""

from __future__ import annotations

import re
from typing import Any

import jax
import numpy as np
import pytest

from rnn_core.frames.divergence import advice
from rnn_core.frames.observation import observe
from rnn_core.numbers import short
from rnn_core.training import records
from rnn_core.training.run import LaneRun, Run, advance, change, start
from tests.playing.small_run import small


def ended(steps: int = 60, **settings: Any) -> Run:
    return advance(start(small(**({"optimizer": "sgd", "learning_rate": 1e3} | settings))), steps)


def finite(each: LaneRun) -> bool:
    return all(np.all(np.isfinite(part)) for part in jax.tree.leaves(each.state.weights))


@pytest.mark.slow
def test_one_lane_stops_and_the_others_go_on() -> None:
    """Identity + ReLU amplifies without bound; the gated cells are saturated by the same steps, and live."""
    run = ended(initialisation="irnn", clip_norm=0.5)
    rnn, *others = run.lanes
    frame = observe(run)
    message = frame.lanes[0].message
    assert rnn.diverged
    assert not run.diverged
    assert [seen.status for seen in frame.lanes] == ["diverged", "training", "training"]
    (step,) = set(np.asarray(rnn.state.diverged_at))
    value = rnn.state.diverged_value[0]
    assert value > records.LOSS_LIMIT
    assert f"broke at step {step}: the training loss became {short(value, 2)}, more than the limit of 10⁶" in message
    assert "2 of 2 seeds broke" in message
    assert message.endswith("In our tests SGD did not break with learning rate 0.05.")
    assert frame.lanes[1].message == frame.lanes[2].message == ""
    assert np.all(np.isfinite(rnn.curves.train[:, : step - 1]))
    assert np.all(np.isnan(rnn.curves.train[:, step:]))
    for each in others:
        assert finite(each)
        assert np.all(np.isfinite(each.curves.train))
        assert len(set(each.curves.train[0])) > 50, "it goes on learning"


@pytest.mark.slow
@pytest.mark.parametrize("settings", [{"optimizer": "adam"}, {}, {"clip_norm": 0.0}, {"initialisation": "irnn"}])
def test_a_learning_rate_of_a_thousand_stops_lanes_with_a_sentence(settings: dict[str, Any]) -> None:
    run = ended(**settings)
    assert run.diverged
    for each, seen in zip(run.lanes, observe(run).lanes, strict=True):
        assert finite(each)
        pattern = r"Training of seed 0 broke at step \d+: the .* became .*, more than the limit of 10"
        assert re.match(pattern, seen.message), seen.message
        assert seen.message.endswith("and longest gradient allowed 1.") == (settings.get("clip_norm") == 0)
    assert all(np.array_equal(a, b) for a, b in zip(*(weights(r) for r in (run, advance(run, 100))), strict=True))


def weights(run: Run) -> list[jax.Array]:
    return jax.tree.leaves([each.state.weights for each in run.lanes])


def test_the_last_good_weights_are_kept() -> None:
    run = ended(initialisation="irnn", clip_norm=0.5)
    step = int(run.lanes[0].state.diverged_at[0])
    before = ended(step - 1, initialisation="irnn", clip_norm=0.5)
    assert not np.any(np.asarray(before.lanes[0].state.diverged_at) >= 0)
    for kept, last_good in zip(*(jax.tree.leaves(r.lanes[0].state.weights) for r in (run, before)), strict=True):
        np.testing.assert_array_equal(kept, last_good)


def test_one_seed_stops_and_its_neighbour_goes_on() -> None:
    run = ended(clip_norm=0.5)
    rnn = run.lanes[0]
    assert list(rnn.state.diverged_at >= 0) == [True, False]
    assert not rnn.diverged
    frame = observe(run)
    message = frame.lanes[0].message
    assert frame.lanes[0].standing == ("diverged", "broke with seed 0", message)
    assert frame.result.startswith("The RNN broke with seed 0")
    assert message.startswith(f"Training of seed 0 broke at step {int(rnn.state.diverged_at[0])}: the weights became")
    assert "1 of 2 seeds broke" in message
    assert np.all(np.isfinite(rnn.curves.train[1]))
    assert np.isnan(rnn.curves.train[0, -1])


def test_what_is_drawn_of_a_diverged_lane_does_not_depend_on_the_steps_per_frame() -> None:
    whole = ended(20, initialisation="irnn", clip_norm=0.5)
    one_by_one = ended(0, initialisation="irnn", clip_norm=0.5)
    for _ in range(20):
        one_by_one = advance(one_by_one, 1)
    for ours, theirs in zip(observe(whole).lanes, observe(one_by_one).lanes, strict=True):
        np.testing.assert_equal(ours.gradient_norm, theirs.gradient_norm)
        for name, array in ours.arrays.items():
            np.testing.assert_array_equal(array, theirs.arrays[name], err_msg=f"{ours.cell} {name}")


def test_the_advice_is_about_the_settings_that_broke_it() -> None:
    run = change(ended(initialisation="irnn", clip_norm=0.5), "learning_rate", 1e-3)
    assert "did not break with learning rate 0.05" in observe(run).lanes[0].message


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"learning_rate": 1.0, "clip_norm": 0.0}, "learning rate 0.005 and longest gradient allowed 1"),
        ({"initialisation": "scaled", "gain": 5.0}, "initialisation orthogonal"),
        (
            {"learning_rate": 1.0, "clip_norm": 2.0, "initialisation": "scaled", "gain": 5.0},
            "learning rate 0.005, longest gradient allowed 1 and initialisation orthogonal",
        ),
    ],
)
def test_the_advice_names_all_that_must_change_together(settings: dict[str, Any], named: str) -> None:
    config = small(optimizer="adam").replace(**settings)
    assert advice(config, config.full_lanes[0]) == f"In our tests Adam did not break with {named}."


def test_where_nothing_is_beyond_what_did_not_break_the_advice_says_so() -> None:
    known = small(optimizer="adam", learning_rate=0.005, clip_norm=1.0, initialisation="scaled", gain=0.9)
    said = "None of its settings is beyond those with which Adam did not break in our tests."
    assert advice(known, known.full_lanes[0]) == said
