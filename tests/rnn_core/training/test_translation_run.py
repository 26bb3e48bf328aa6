"""A run that translates, its lanes with every kind of input, order and attention."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest

from rnn_core import moment_of, observe, to_bytes
from rnn_core.saved import saved_run
from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_config import LaneConfig
from rnn_core.training import step
from rnn_core.training.run import Run, advance, change, fresh, start
from tests.playing.small_run import assert_same_numbers

CONFIG = RunConfig(
    task="numbers",
    hidden_size=4,
    batch_size=3,
    num_seeds=2,
    optimizer="adamw",
    input="learned",
    embedding_size=3,
    lanes=(
        LaneConfig("rnn", input="one_hot", source_order="reversed"),
        LaneConfig("lstm", input="glove", attention="additive"),
        LaneConfig("gru", attention="dot"),
        LaneConfig("gru", input="random", source_order="reversed"),
    ),
)
RNN, LSTM, DOT, RANDOM = range(4)


@pytest.fixture(scope="module")
def begun() -> Run:
    return start(CONFIG)


@pytest.fixture(scope="module")
def run(begun: Run) -> Run:
    return advance(begun, 4)


def weights(run: Run, lane: int) -> Any:
    return jax.tree.map(np.asarray, run.lanes[lane].state.weights)


@pytest.mark.slow
def test_every_lane_learns_but_vectors_that_are_not_trained(begun: Run, run: Run) -> None:
    for lane in range(4):
        before, after = weights(begun, lane), weights(run, lane)
        table, trained = before.encoder.embedding, after.encoder.embedding
        if lane == RNN:
            assert table is None
            assert trained is None
        else:
            assert np.array_equal(table, trained) == (lane in (LSTM, RANDOM))
            assert not np.array_equal(before.embedding, after.embedding), "the target's vectors are learned"
        for one, other in zip(*map(jax.tree.leaves, (before.layers, after.layers)), strict=True):
            assert not np.array_equal(one, other)
        assert not np.array_equal(before.encoder.layers[0].W_h, after.encoder.layers[0].W_h)
        assert np.all(np.isfinite(run.lanes[lane].curves.train))


def test_the_vectors_are_those_that_the_lane_asks_for(begun: Run) -> None:
    source, target = len(begun.task.source_labels), begun.task.input_size
    assert weights(begun, LSTM).encoder.embedding.shape == (2, source, 50)
    assert weights(begun, DOT).encoder.embedding.shape == (2, source, 3)
    assert weights(begun, DOT).embedding.shape == (2, target, 3)
    assert begun.lanes[RNN].num_parameters == sum(leaf[0].size for leaf in jax.tree.leaves(weights(begun, RNN)))
    own = sum(leaf[0].size for leaf in jax.tree.leaves(weights(begun, RANDOM)))
    assert begun.lanes[RANDOM].num_parameters == own - source * 3, "what is not trained is no parameter"


@pytest.mark.slow
def test_teacher_forcing_changes_while_it_trains_and_compiles_nothing(run: Run) -> None:
    compiled = step.train.num_compiled()
    free = advance(change(run, "teacher_forcing", 0.0), 2)
    told = advance(run, 2)
    assert step.train.num_compiled() == compiled
    assert [made.name for made in free.config.changes] == ["teacher_forcing"]
    assert not np.array_equal(free.lanes[DOT].curves.train[:, -1], told.lanes[DOT].curves.train[:, -1])
    again = advance(fresh(free.config), 6)
    for one, other in zip(again.lanes, free.lanes, strict=True):
        np.testing.assert_array_equal(one.curves.train, other.curves.train)


@pytest.mark.slow
def test_a_lane_keeps_a_share_of_teacher_forcing_of_its_own() -> None:
    own = [lane.replace(teacher_forcing=0.0) if number == DOT else lane for number, lane in enumerate(CONFIG.lanes)]
    told, free, mixed = (
        advance(fresh(config), 2)
        for config in (CONFIG, CONFIG.replace(teacher_forcing=0.0), CONFIG.replace(lanes=tuple(own)))
    )
    for number, each in enumerate(mixed.lanes):
        expected = (free if number == DOT else told).lanes[number]
        np.testing.assert_array_equal(each.curves.train, expected.curves.train)
    assert not np.array_equal(free.lanes[DOT].curves.train, told.lanes[DOT].curves.train)
    # What the run says later is for the lanes that leave it to the run.
    told_later = advance(change(free, "teacher_forcing", 1.0), 1), advance(change(mixed, "teacher_forcing", 1.0), 1)
    assert not np.array_equal(*(each.lanes[DOT].curves.train[:, -1] for each in told_later))


def test_a_saved_run_goes_on_to_the_bit(run: Run) -> None:
    moments, frame = (moment_of(fresh(CONFIG)), moment_of(run)), to_bytes(observe(run))
    opened = saved_run.from_bytes(saved_run.to_bytes(run, moments, name="", saved=0.0, frame=frame)).run
    assert_same_numbers(opened, run)
    assert_same_numbers(advance(opened, 2), advance(run, 2))


def test_a_frame_names_the_watched_words_and_what_each_lane_reads(run: Run) -> None:
    frame = observe(change(run, "watched", 20))
    task, boundary = run.task, run.task.boundary
    read = [frame.task["input_labels"][k] if row.any() else "" for row in frame.inputs for k in [int(row.argmax())]]
    pair = task.pairs.test[19]
    words = len(pair.source)
    assert tuple(read[:words]) == pair.source
    assert read[words + 1 : boundary] == [""] * (boundary - words - 1), "padding has no word"
    targets = frame.targets[:, 0]
    assert np.all(np.isnan(targets[:boundary]))
    asked = targets[boundary : boundary + len(pair.references[0]) + 1].astype(int)
    said = [frame.task["output_labels"][k] for k in asked]
    assert tuple(said[:-1]) == pair.references[0]
    assert frame.task["boundary"] == boundary
    for number, lane in enumerate(frame.lanes):
        outputs = lane.arrays["outputs"]
        assert outputs.shape == (task.sequence_length, len(frame.task["output_labels"]))
        assert np.all(outputs[:boundary] == 0)
        assert np.all(outputs[boundary:].sum(axis=-1) < 1 + 1e-5)
        assert ("attention" in lane.arrays) == (number in (LSTM, DOT))
        backwards = lane.arrays.get("inputs")
        assert (backwards is None) == (number in (LSTM, DOT))
        if backwards is not None:
            np.testing.assert_array_equal(backwards[:words], frame.inputs[:words][::-1])
            np.testing.assert_array_equal(backwards[words:], frame.inputs[words:])
        reached = lane.arrays["watched_gradient"][0]
        assert np.all(np.isnan(reached[words + 1 : boundary])), "padding has no gradient"
        assert np.all(np.isfinite(reached[: words + 1]))
    shares = frame.lanes[DOT].arrays["attention"]
    np.testing.assert_allclose(shares.sum(axis=-1), 1, rtol=1e-5)
    assert np.all(shares[:, words + 1 :] == 0)
