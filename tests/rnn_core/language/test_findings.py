"""What the pages of sentences say comes out, where a few seconds tell; the rest is `tests.benchmarks`'."""

from __future__ import annotations

import pytest

from rnn_core import RunConfig, advance, lanes_of, start
from rnn_core.tasks.openings import opened


@pytest.mark.slow
def test_within_200_steps_all_three_know_who_did_it_with_every_seed() -> None:
    run = advance(start(opened("word_order", RunConfig(seed=5, num_seeds=3))), 200)
    for lane in run.lanes:
        assert (lane.curves.task_accuracy.max(axis=1) >= 0.99).all(), lane.id


@pytest.mark.slow
def test_within_200_steps_the_lstm_knows_a_verb_40_words_away_and_the_rnn_needs_longer() -> None:
    config = opened("agreement", RunConfig(seed=5, num_seeds=3)).replace(lanes=lanes_of("rnn", "lstm"))
    run = advance(start(config), 200)
    solved = {lane.id: int((lane.curves.task_accuracy.max(axis=1) >= 0.99).sum()) for lane in run.lanes}
    assert solved["lstm"] == 3
    assert solved["rnn"] <= 1
