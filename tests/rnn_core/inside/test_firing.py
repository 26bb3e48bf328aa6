"""Where a unit fires against a count over the equations in NumPy, an order of units, and a passage of a text."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from rnn_core import ask
from rnn_core.inside.firing import MOST_EXAMPLES, WhereItFires
from rnn_core.inside.question import QuestionError
from rnn_core.inside.states import StatesOfSequence
from rnn_core.inside.unit_order import by_similarity
from rnn_core.language.passage import LEAD_IN, Passage
from rnn_core.settings.lane_config import lanes_of
from rnn_core.training.run import Run, fresh
from tests.playing.numpy_states import states
from tests.playing.small_run import reading, small


@pytest.fixture(scope="module")
def counting() -> Run:
    return fresh(small(task="counting", lanes=lanes_of("rnn")))


@pytest.mark.parametrize("below", [False, True])
def test_every_place_and_share_is_counted_by_hand(counting: Run, below: bool) -> None:
    answer = ask(counting, WhereItFires("rnn", 2, 0.1, below))
    test, (lane,) = counting.task.test, counting.lanes
    layers = jax.tree.map(lambda of_seeds: np.asarray(of_seeds)[0], lane.state.weights).layers
    fired, came, hits = set(), dict.fromkeys(range(3), 0), dict.fromkeys(range(3), 0)
    for example in range(min(MOST_EXAMPLES, test.mask.shape[1])):
        symbols = np.asarray(test.inputs)[:, example]
        values = states("rnn", layers, np.eye(3)[symbols])[0]
        for t, symbol in enumerate(symbols):
            if test.mask[t, example] == 0:
                continue
            came[int(symbol)] += 1
            if values[t + 1][1] <= 0.1 if below else values[t + 1][1] >= 0.1:
                fired.add((example + 1, t + 1))
                hits[int(symbol)] += 1
    assert fired
    assert answer.words["fired"] == len(fired)
    assert answer.words["timesteps"] == sum(came.values())
    assert set(map(tuple, answer.arrays["places"].astype(int))) <= fired
    np.testing.assert_allclose(answer.arrays["by_input"], [hits[k] / came[k] for k in range(3)], rtol=1e-6)
    example, timestep = answer.arrays["places"].astype(int)[0]
    labels = [counting.task.input_labels[k] for k in np.asarray(test.inputs)[:timestep, example - 1]]
    assert answer.words["contexts"][0] == labels


def test_a_unit_that_there_is_not_is_named(counting: Run) -> None:
    with pytest.raises(QuestionError, match=r"Unit 5 is not in this lane\. Use a whole number from 1 to 4\."):
        ask(counting, WhereItFires("rnn", 5, 0.0))


def test_units_that_do_alike_stand_side_by_side_and_those_that_never_move_come_last() -> None:
    t = np.arange(20.0)
    slow, fast = np.sin(t / 5), np.cos(2 * t)
    values = np.column_stack([np.full(20, 0.3), slow, fast, 0.9 * slow, 2 * fast])
    assert by_similarity(values).tolist() == [4, 2, 3, 1, 0] or by_similarity(values).tolist() == [4, 2, 1, 3, 0]
    padded = np.concatenate([values, np.full((3, 5), np.nan)])
    assert by_similarity(padded).tolist() == by_similarity(values).tolist()
    assert by_similarity(np.zeros((4, 3))).tolist() == [0, 1, 2]


def test_a_passage_is_read_after_what_stands_before_it() -> None:
    run = reading(0)
    corpus = run.task.text
    whole = [corpus.symbols[code] for code in corpus.test]
    answer = ask(run, Passage("gru", 120))
    assert answer.words["text"] == "".join(whole[120:520])
    before = ask(run, StatesOfSequence(tuple(whole[120 - LEAD_IN : 520]), ("gru",))).arrays["gru.hidden"][-1]
    np.testing.assert_array_equal(answer.arrays["hidden"], before[LEAD_IN:])
    beginning = ask(run, Passage("gru")).arrays["hidden"]
    first = ask(run, StatesOfSequence((whole[0],), ("gru",))).arrays["gru.hidden"][-1]
    np.testing.assert_allclose(beginning[:1], first, atol=1e-6)
    with pytest.raises(QuestionError, match="is not in the test text"):
        ask(run, Passage("gru", len(whole)))


def test_only_a_text_has_passages(counting: Run) -> None:
    with pytest.raises(QuestionError, match="where the task is a text"):
        ask(counting, Passage("rnn"))
