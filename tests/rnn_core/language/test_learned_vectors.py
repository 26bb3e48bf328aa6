"""The vectors of a run: rows of W_x where symbols are read one-hot, rows of the embedding where there is one."""

from dataclasses import replace

import jax
import numpy as np
import pytest

from rnn_core.inside.question import GivenUp, QuestionError, ask
from rnn_core.language.learned_vectors import LearnedVectors, vectors_of
from rnn_core.language.word_vectors import glove_rows
from rnn_core.network.stack import Encoder
from rnn_core.settings.lane_config import lanes_of
from rnn_core.tasks import build
from rnn_core.training.run import start
from tests.playing.small_run import small


def test_symbols_read_one_hot_have_their_rows_of_the_first_layers_weights():
    run = start(small(task="recall", num_seeds=1, lanes=lanes_of("gru")))
    answer = ask(run, LearnedVectors("gru"))
    weights = jax.tree.map(lambda of_seeds: of_seeds[0], run.lanes[0].state.weights)
    assert answer.words == {"step": 0, "symbols": list(run.task.input_labels), "table": "W_x"}
    np.testing.assert_array_equal(answer.arrays["vectors"], weights.layers[0].W_x)
    # x W_x of a one-hot x is that row.
    one_hot = np.eye(run.task.input_size, dtype=np.float32)[2]
    np.testing.assert_allclose(one_hot @ weights.layers[0].W_x, vectors_of(answer).table[2], rtol=1e-6)


def test_a_translators_words_have_their_vectors_on_both_sides():
    run = start(small(task="recall", num_seeds=1, lanes=lanes_of("gru")))
    (lane,) = run.lanes
    task = build(small(task="numbers"))
    source, target = glove_rows(task.source_labels, 0), np.ones((task.input_size, 3), np.float32)
    weights = lane.state.weights
    both = weights._replace(embedding=target[None], encoder=Encoder(weights.layers, source[None]))
    translator = replace(run, task=task, lanes=(replace(lane, state=lane.state._replace(weights=both)),))
    answer, said = (ask(translator, LearnedVectors("gru", side)) for side in ("source", "target"))
    vectors = vectors_of(answer)
    assert vectors.words == tuple(task.source_labels)
    np.testing.assert_array_equal(vectors.table, source)
    assert answer.words["table"] == "embedding"
    assert vectors_of(said).words == tuple(task.input_labels)
    assert len(vectors.neighbours("twenty", 3)) == 3


def test_what_has_no_vectors_is_said():
    numbers = start(small(lanes=lanes_of("gru")))
    with pytest.raises(QuestionError, match="reads numbers, not symbols"):
        ask(numbers, LearnedVectors("gru"))
    letters = start(small(task="recall", num_seeds=1, lanes=lanes_of("gru")))
    with pytest.raises(QuestionError, match="Only a translation has a source"):
        ask(letters, LearnedVectors("gru", "source"))
    with pytest.raises(QuestionError, match="not a lane"):
        ask(letters, LearnedVectors("lstm"))
    with pytest.raises(GivenUp):
        ask(letters, LearnedVectors("gru"), lambda: False)
