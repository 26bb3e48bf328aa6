"""What a frame holds: the run's own numbers, in the shapes and words that the views are promised."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from rnn_core.frames.frame import Frame, from_bytes, to_bytes
from rnn_core.frames.observation import _spread, observe
from rnn_core.frames.wording import caption, describe_task, gradient_caption
from rnn_core.network.lstm import LSTM
from rnn_core.settings.clamp import Clamp
from rnn_core.settings.lane_config import lanes_of
from rnn_core.settings.link import from_link
from rnn_core.settings.table import Change
from rnn_core.tasks import build
from rnn_core.training import losses, records, solving, step
from rnn_core.training.run import Run, advance, change, start
from tests.playing.small_run import SEEDS, H, T, small

TRACES = {
    "rnn": {"hidden"},
    "lstm": {"hidden", "cell", "input_gate", "forget_gate", "candidate", "output_gate"},
    "gru": {"hidden", "reset_gate", "update_gate", "candidate"},
}


def after(steps: int, **settings: Any) -> Run:
    return advance(start(small(**settings)), steps)


@pytest.mark.parametrize(
    ("task", "D", "V", "L", "steps"), [("adding", 2, 1, 1, 0), ("adding", 2, 1, 1, 60), ("recall", 8, 4, 2, 3)]
)
def test_every_array_has_the_promised_shape(task: str, D: int, V: int, L: int, steps: int) -> None:
    frame = observe(after(steps, task=task, num_layers=L))
    assert frame.step == steps
    evaluations = 1 + steps // records.CHUNK
    shared = {"inputs": (T, D), "targets": (T, 1), "loss_weights": (T,), "curve_steps": (steps,)}
    shared["test_steps"] = (evaluations,)
    for name, shape in shared.items():
        assert getattr(frame, name).shape == shape, name
        assert getattr(frame, name).dtype == np.float32, name
    assert [each.cell for each in frame.lanes] == ["rnn", "lstm", "gru"]
    for each in frame.lanes:
        expected: dict[str, tuple[int, ...]] = dict.fromkeys(TRACES[each.cell], (L, T, H))
        expected |= {"outputs": (T, V), "watched_gradient": (L, T), "contribution": (L, T)}
        expected |= {"train_curve": (SEEDS, steps), "test_curve": (SEEDS, evaluations)}
        expected |= weight_shapes(each.cell, D, V, L)
        expected |= dict.fromkeys(["hidden_gradient"] + ["cell_gradient"] * (each.cell == "lstm"), (L, 3, T))
        assert {name: array.shape for name, array in each.arrays.items()} == expected
        assert all(array.dtype == np.float32 for array in each.arrays.values())
        assert (each.accuracy is None) == (task == "adding")
        assert np.isnan(each.train_loss) == np.isnan(each.gradient_norm) == (steps == 0)


def weight_shapes(cell: str, D: int, V: int, L: int) -> dict[str, tuple[int, ...]]:
    """Of a small network, which carries its weights."""
    G = {"rnn": 1, "lstm": 4, "gru": 3}[cell]
    shapes: dict[str, tuple[int, ...]] = {"W_o": (H, V), "b_o": (V,)}
    for layer in range(1, L + 1):
        of_layer = {"W_x": (D if layer == 1 else H, G * H), "W_h": (H, G * H), "b": (G * H,)}
        of_layer |= {"b_hn": (H,)} if cell == "gru" else {}
        shapes |= {f"{name}.{layer}": shape for name, shape in of_layer.items()}
    return shapes


@pytest.mark.parametrize("steps", [0, 3])
def test_frames_survive_bytes(steps: int) -> None:
    frame = observe(after(steps))
    again = from_bytes(to_bytes(frame))
    for name in ("step", "made", "config", "task", "loss_name", "full_caption", "steps_per_second"):
        assert getattr(again, name) == getattr(frame, name), name
    for ours, theirs in zip(frame.lanes, again.lanes, strict=True):
        assert ours.arrays.keys() == theirs.arrays.keys()
        for name, array in ours.arrays.items():
            np.testing.assert_array_equal(array, theirs.arrays[name])
        np.testing.assert_equal(ours.train_loss, theirs.train_loss)
        assert (ours.solved_at, ours.num_solved, ours.message) == (theirs.solved_at, theirs.num_solved, theirs.message)
    assert from_link(again.config) == (small(), ())


def expected_spread(run: Run, number: int, where: int, before: Run | None = None) -> dict[str, np.ndarray]:
    """The quantiles by NumPy, of a pass of its own with the loss at `where`."""
    from_run = before or run
    each = from_run.lanes[number]
    step_settings = from_run.step_settings._replace(norms_where=where)
    norms = step.train(each.spec, each.state, run.task.data, run.keys, max(run.step - 1, 0), 1, step_settings).norms

    def spread(norms_by_example: Any) -> np.ndarray:
        return np.moveaxis(np.quantile(np.asarray(norms_by_example), (0.1, 0.5, 0.9), axis=-1), 0, 1)

    found = {"hidden_gradient": spread(norms.hidden)}
    return found | ({"cell_gradient": spread(norms.cell)} if each.spec.cell is LSTM else {})


def assert_shown(frame: Frame, number: int, expected: dict[str, np.ndarray]) -> None:
    for name, spread in expected.items():
        np.testing.assert_allclose(frame.lanes[number].arrays[name], spread, rtol=1e-5, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("number", range(3), ids=["rnn", "lstm", "gru"])
def test_the_profile_is_the_training_steps_own(number: int) -> None:
    """Of the batch that was just trained on, by the weights that it found."""
    before = after(2)
    assert_shown(observe(before), number, expected_spread(before, number, losses.LAST, after(1)))
    first = after(0)
    assert_shown(observe(first), number, expected_spread(first, number, losses.LAST))


@pytest.mark.parametrize("shown", ["last", "trained"])
@pytest.mark.parametrize("trained", ["last", "every", "step"])
def test_the_profile_is_of_the_loss_that_was_asked_for(trained: str, shown: str) -> None:
    run = after(2, loss_at=trained, loss_step=3, gradient_of=shown, learning_rate=0.0)
    numbers = {"last": losses.LAST, "every": losses.EVERY, "step": losses.STEP}
    where = losses.LAST if shown == "last" else numbers[trained]
    for number in range(3):
        assert_shown(observe(run), number, expected_spread(run, number, where))


@pytest.mark.parametrize(
    ("first", "name", "value"),
    [
        ({"loss_at": "last", "gradient_of": "trained"}, "loss_at", "every"),
        ({"loss_at": "every", "gradient_of": "last"}, "loss_at", "last"),
        ({"loss_at": "step", "loss_step": 2, "gradient_of": "trained"}, "loss_step", 5),
    ],
)
def test_the_profile_follows_a_change_before_the_next_step(first: dict[str, Any], name: str, value: Any) -> None:
    """What the last training step found was of another loss, so it is not what is asked for now."""
    run = change(after(2, learning_rate=0.0, **first), name, value)
    where = losses.LAST if run.present.gradient_of == "last" else int(run.step_settings.where)
    for number in range(3):
        assert_shown(observe(run), number, expected_spread(run, number, where))


def test_the_watched_example_is_the_one_asked_for() -> None:
    run = after(2)
    for watched in (1, 2, 32):
        frame = observe(change(run, "watched", watched))
        np.testing.assert_array_equal(frame.inputs, run.task.test.inputs[:, watched - 1])
        np.testing.assert_array_equal(frame.targets, run.task.test.targets[:, watched - 1])
        for each, seen in zip(run.lanes, frame.lanes, strict=True):
            found = step.watch(
                each.spec, each.state, run.task.test, run.task.lead_in, watched - 1, run.step_settings, losses.LAST
            )
            np.testing.assert_array_equal(seen.arrays["outputs"], found.outputs)
            np.testing.assert_array_equal(seen.arrays["hidden"], np.stack([trace.hidden for trace in found.traces]))
        assert f"test example {watched}," in frame.states_caption
    different = [observe(change(run, "watched", watched)).lanes[0].arrays["hidden"] for watched in (1, 2)]
    assert not np.array_equal(*different)


def test_shares_are_those_of_the_trained_loss() -> None:
    assert list(observe(after(1, loss_at="every")).loss_weights) == pytest.approx([1 / T] * T)
    assert list(observe(after(1, loss_at="step", loss_step=2)).loss_weights) == [0, 1, 0, 0, 0, 0]
    assert list(observe(after(1)).loss_weights) == [0, 0, 0, 0, 0, 1]


def test_lanes_report_their_first_seed() -> None:
    run = after(60)
    for each, seen in zip(run.lanes, observe(run).lanes, strict=True):
        assert seen.train_loss == each.curves.train[0, -1]
        assert seen.test_loss == each.curves.test[0, -1]
        assert seen.gradient_norm == each.curves.gradient_norm[0, -1]
        assert seen.num_parameters == each.num_parameters
        assert (seen.status, seen.message) == ("training", "")


def test_quantiles_tell_a_norm_beyond_float32_from_padding() -> None:
    norms = np.array([[[1, 2, 3, np.inf, np.inf], [1, 2, 3, 4, np.inf], [1, 2, np.nan, np.nan, np.nan]]], np.float32)
    norms = np.concatenate([norms, np.full((1, 1, 5), np.inf), np.full((1, 1, 5), np.nan)], axis=1).astype(np.float32)
    low, median, high = _spread(norms)[0]
    np.testing.assert_allclose(low, [1.4, 1.4, 1.1, np.inf, np.nan], rtol=1e-6)
    np.testing.assert_allclose(median, [3, 3, 1.5, np.inf, np.nan], rtol=1e-6)
    np.testing.assert_allclose(high, [np.inf, np.inf, 1.9, np.inf, np.nan], rtol=1e-6)


def with_scores(run: Run, **scores: list[list[float]]) -> Run:
    """The run with these test scores, a row for each seed; those that are not given are unknown."""
    unknown = np.full_like(np.array(next(iter(scores.values())), np.float32), np.nan)
    columns = dict.fromkeys(("test", "accuracy", "task_loss", "task_accuracy"), unknown)
    columns |= {name: np.array(rows, np.float32) for name, rows in scores.items()}
    lanes = [dataclasses.replace(each, curves=dataclasses.replace(each.curves, **columns)) for each in run.lanes]
    return dataclasses.replace(run, lanes=tuple(lanes))


def test_solved_at_is_the_first_evaluation_that_passed() -> None:
    """Adding is solved below 0.01; falling back later changes nothing."""
    run = after(0)
    solved = with_scores(run, task_loss=[[0.2, 0.01, 0.009, 0.5], [0.2, 0.2, 0.2, 0.2]])
    assert [(seen.solved_at, seen.num_solved) for seen in observe(solved).lanes] == [(100, 1)] * 3
    second_alone = with_scores(run, task_loss=[[0.2, 0.2], [0.2, 0.001]])
    assert [(seen.solved_at, seen.num_solved) for seen in observe(second_alone).lanes] == [(None, 1)] * 3
    assert [(seen.solved_at, seen.num_solved) for seen in observe(run).lanes] == [(None, 0)] * 3


def test_solved_by_accuracy_counts_from_the_threshold_on() -> None:
    recall = dataclasses.replace(after(0), task=build(small(task="recall")))
    run = with_scores(recall, task_accuracy=[[0.25, 0.9899], [0.25, 0.99]])
    assert [solving.solved_at(run.task, each.curves, -1) for each in run.lanes] == [[None, 50]] * 3
    unsolvable = dataclasses.replace(run.task, solved=None)
    assert solving.solved_at(unsolvable, run.lanes[0].curves, -1) == [None, None]


@pytest.mark.parametrize(
    ("step", "solved_at"), [(0, 0), (49, 50), (50, 100), (99, 100), (100, 150), (149, 150), (150, None)]
)
@pytest.mark.parametrize(
    ("name", "value", "lane"),
    [("loss_at", "every", ""), ("loss_step", 3, ""), ("clamps", (Clamp("forget_gate", 0.0),), "lstm")],
)
def test_what_is_asked_of_a_lane_starts_the_count_anew(
    step: int, solved_at: int | None, name: str, value: Any, lane: str
) -> None:
    """A test set that was evaluated at the step of a change tells of the network before it."""
    run = with_scores(after(0), task_loss=[[0.001] * 4] * SEEDS)
    made = (Change(step, name, value, lane),) if step else ()
    config = run.config.replace(changes=made)
    for each in run.lanes:
        since = solving.asked_since(config, 151, each.id)
        asked = not lane or lane == each.id
        assert solving.solved_at(run.task, each.curves, since) == [solved_at if asked else 0] * SEEDS
        # Before the change what held before it counts.
        assert solving.asked_since(config, step - 1, each.id) == -1


def test_other_changes_leave_what_was_solved() -> None:
    made = (Change(60, "learning_rate", 0.5), Change(70, "clip_norm", 2.0))
    assert solving.asked_since(small().replace(changes=made), 101, "lstm") == -1


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (
            {},
            [
                "orthogonal",
                "forget bias 1",
                "seeds 0 to 1",
                "at the last timestep",
                "band = 8 of 10",
                "3 examples",
                "Adam",
            ],
        ),
        (
            {"loss_at": "every", "gradient_of": "trained"},
            ["from the error at every timestep (mean)", "counts at every timestep"],
        ),
        ({"loss_at": "step", "loss_step": 4}, ["counts at timestep 4", "from the error at the last timestep"]),
        ({"num_seeds": 1, "seed": 7}, ["seed 7"]),
        ({"initialisation": "scaled", "gain": 1.5}, ["1.5·orthogonal"]),
        ({"initialisation": "chrono", "chrono_steps": 30}, ["chrono (T_max = 30)"]),
        ({"initialisation": "irnn"}, ["identity + ReLU"]),
        ({"update_bias": 2.0, "lanes": lanes_of("gru")}, ["update bias 2"]),
    ],
)
def test_the_caption_says_how_the_numbers_came_about(settings: dict[str, Any], words: list[str]) -> None:
    run = dataclasses.replace(after(0), config=small(**settings))
    of_all, of_gradient = caption(run), gradient_caption(run)
    assert "Gradient" not in of_all, "many pictures show none"
    said = f"{of_gradient} {of_all}"
    for word in [*words, "Gradient: its length", "squared error"]:
        assert word in said, said
    assert ("forget bias" in said) == ("lanes" not in settings and settings.get("initialisation") != "chrono")


def test_the_task_is_described_for_a_view() -> None:
    task = describe_task(build(small(task="recall")))
    assert task["title"] == "Delayed recall"
    assert task["target_kind"] == "cross_entropy"
    assert task["solved"] == "test accuracy at least 99 %"
    assert task["baselines"][0]["value"] == pytest.approx(np.log(4))
    assert len(task["input_labels"]) == 8
