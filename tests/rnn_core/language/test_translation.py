"""Questions about a small translator, against plain loops over its equations and what the frame of the moment says."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from rnn_core import GivenUp, Run, ask, observe, start
from rnn_core.inside.question import QuestionError, from_bytes, to_bytes
from rnn_core.language import held_out
from rnn_core.language.first_word import FirstWordGradient
from rnn_core.language.held_out import HeldOut
from rnn_core.language.translation import LONGEST, Translation
from rnn_core.network import stack
from rnn_core.settings.lane_config import LaneConfig
from rnn_core.tasks.translation.baselines import COPY, MOST_FREQUENT, NEAREST
from rnn_core.tasks.translation.vocabulary import END, START, UNKNOWN
from rnn_core.training.run import LaneRun
from tests.playing.plain_translation import plain_outputs
from tests.playing.small_run import assert_same_numbers, small
from tests.playing.small_translator import trained_translator

LANES = (LaneConfig("gru", attention="dot", source_order="reversed"), LaneConfig("gru"))
SENTENCE = "a b c a"


@pytest.fixture(scope="module")
def run() -> Run:
    return trained_translator(50, lanes=LANES)


def weights_of(each: LaneRun) -> stack.NetworkWeights:
    return jax.tree.map(lambda of_seeds: of_seeds[0], each.state.weights)


def scores_of(run: Run, each: LaneRun, sentence: str, read: list[int]) -> np.ndarray:
    """ln p of every token after each of `read`, the start mark first, by the plain loop `[U, V]`."""
    words = sentence.split()
    if each.spec.source_order == "reversed":
        words = words[::-1]
    ids = [*run.task.pairs.source.encode(tuple(words)), run.task.pairs.source.ids[END]]
    zero = stack.zero_states(each.spec.cell, 1, 1, each.spec.hidden_size)
    symbols = np.array([*ids, run.task.pairs.target.ids[START], *read])[:, None]
    said = plain_outputs(each.spec.cell, weights_of(each), zero, symbols, np.array([len(ids)]), len(ids))
    return np.asarray(jax.nn.log_softmax(said[:, 0]))


@pytest.mark.slow
@pytest.mark.parametrize("width", [1, 3])
def test_every_node_of_the_tree_has_the_probability_that_the_equations_give(run: Run, width: int) -> None:
    answer = ask(run, Translation(SENTENCE, width))
    assert answer.words["source"] == [*SENTENCE.split(), END]
    for each in run.lanes:
        said, ids = answer.words["said"][each.id], run.task.pairs.target.ids
        # The scores of a leaf's sentence are those of all nodes before it too.
        leaves = set(range(len(said["tree"]))) - {node[0] for node in said["tree"]}
        for number in sorted(leaves)[-4:]:
            path, node = [], number
            while node >= 0:
                path.append(said["tree"][node])
                node = said["tree"][node][0]
            path.reverse()
            read = [ids[token] for _, token, *_ in path]
            expected = scores_of(run, each, SENTENCE, read[:-1])
            chosen = [float(expected[u, token]) for u, token in enumerate(read)]
            np.testing.assert_allclose([log_p for _, _, log_p, *_ in path], chosen, atol=1e-4)
            assert path[-1][3] == pytest.approx(sum(chosen), abs=1e-3)


def test_greedy_takes_the_likeliest_token_each_time(run: Run) -> None:
    answer = ask(run, Translation(SENTENCE))
    for each in run.lanes:
        tokens, read = answer.words["said"][each.id]["tokens"], list[int]()
        for token in tokens:
            likeliest = int(np.argmax(scores_of(run, each, SENTENCE, read)[-1]))
            assert run.task.output_labels[likeliest] == token
            read.append(likeliest)
        assert tokens[-1] == END
        p = answer.arrays[f"{each.id}.p"]
        assert len(p) == len(tokens)
        assert float(np.log(p).sum()) == pytest.approx(answer.words["said"][each.id]["log_p"], abs=1e-3)


@pytest.mark.parametrize("sentence", ["a", "b a", "c c b", "a b c a", "b b b b"])
def test_a_beam_never_says_what_is_less_likely_than_greedy(run: Run, sentence: str) -> None:
    for width in (2, 4):
        said = ask(run, Translation(sentence, width)).words["said"]
        for of_lane in said.values():
            assert of_lane["log_p"] >= of_lane["greedy_log_p"]
            assert all(log_p <= of_lane["log_p"] + 1e-6 for _, log_p in of_lane["others"])


def test_attention_rows_sum_to_one_over_the_words_as_typed(run: Run) -> None:
    answer = ask(run, Translation(SENTENCE))
    seen = answer.arrays["gru.attention"]
    assert seen.shape == (len(answer.words["said"]["gru"]["tokens"]), 5)
    np.testing.assert_allclose(seen.sum(axis=1), 1, atol=1e-5)
    assert answer.arrays["gru2.attention"].shape[1] == 0


def test_a_beginning_is_kept(run: Run) -> None:
    for width in (1, 3):
        said = ask(run, Translation(SENTENCE, width, prefix="y y")).words["said"]
        assert all(of_lane["text"].startswith("y y") for of_lane in said.values())
    with pytest.raises(QuestionError, match="cannot write bonjour, monde"):
        ask(run, Translation(SENTENCE, prefix="bonjour monde"))


def test_unknown_words_are_named_and_read_as_unknown(run: Run) -> None:
    answer = ask(run, Translation("a Zebra b zebra", lanes=("gru2",)))
    assert answer.words["unknown"] == ["zebra"]
    assert answer.words["source"] == ["a", "zebra", "b", "zebra", END]
    again = ask(run, Translation("a QUAGGA b quagga", lanes=("gru2",)))
    assert again.words["said"] == answer.words["said"]
    assert run.task.source_labels[0] == UNKNOWN


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (Translation("   "), "The sentence is empty"),
        (Translation("a " * 300), f"has 300 words. That is too long. Use at most {LONGEST}"),
        (Translation("a", width=9), "9 is no width of a beam"),
        (Translation("a", prefix="x " * 10), "The beginning has 10 tokens. Use at most 4"),
        (Translation("a", lanes=("lstm",)), "is not a lane of this run"),
    ],
)
def test_what_cannot_be_asked_is_said(run: Run, question: Translation, sentence: str) -> None:
    with pytest.raises(QuestionError, match=sentence):
        ask(run, question)


def test_a_longer_sentence_than_any_of_the_training_is_translated_too(run: Run) -> None:
    answer = ask(run, Translation("a b " * 30, lanes=("gru",)))
    assert answer.arrays["gru.attention"].shape[1] == 61
    np.testing.assert_allclose(answer.arrays["gru.attention"].sum(axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("question", [Translation("a"), HeldOut(), FirstWordGradient()])
def test_only_a_translator_can_be_asked(question: Translation) -> None:
    with pytest.raises(QuestionError, match="“Adding problem” is no translation"):
        ask(start(small()), question)


@pytest.mark.parametrize(
    "question",
    [Translation("a b", 2), *(pytest.param(each, marks=pytest.mark.slow) for each in (HeldOut(), FirstWordGradient()))],
)
def test_asking_changes_no_number_and_can_be_given_up(run: Run, question: HeldOut) -> None:
    before = observe(run)
    answer = ask(run, question)
    assert_same_numbers(run, run)
    assert observe(run).lanes[0].train_loss == before.lanes[0].train_loss
    assert from_bytes(to_bytes(answer)).words.keys() == answer.words.keys()
    with pytest.raises(GivenUp):
        ask(run, question, lambda: False)


def test_scores_of_the_test_set_are_those_of_its_sentences_asked_one_by_one(run: Run) -> None:
    answer = ask(run, HeldOut())
    pairs = run.task.pairs
    for each in run.lanes:
        right = 0
        for pair, example in zip(pairs.test, answer.words["examples"], strict=True):
            said = ask(run, Translation(" ".join(pair.source), lanes=(each.id,))).words["said"][each.id]["text"]
            assert example["written"][each.id] == said
            right += said == " ".join(pair.references[0])
        assert answer.words["scores"][each.id]["exact"] == pytest.approx(right / len(pairs.test))
    assert set(answer.words["baselines"]) == {COPY, MOST_FREQUENT, NEAREST}


def test_accuracy_with_the_right_words_is_that_of_the_evaluation(run: Run) -> None:
    """The loss weighs examples alike and the share weighs tokens alike, so lengths decide between the two."""
    answer = ask(run, HeldOut(baselines=False))
    asked = np.asarray(run.task.test.scored)[run.task.boundary :]
    for each in run.lanes:
        shares = []
        for column, pair in enumerate(run.task.pairs.test):
            target = run.task.pairs.target.encode(pair.references[0])
            said = scores_of(run, each, " ".join(pair.source), target).argmax(axis=1)
            shares.append(np.mean(said == [*target, run.task.pairs.target.ids[END]]))
            assert len(said) == asked[:, column].sum()
        assert float(each.curves.accuracy[0, -1]) == pytest.approx(np.mean(shares), abs=1e-5)
        expected = np.average(shares, weights=asked.sum(0))
        assert answer.words["told"][each.id] == pytest.approx(expected, abs=1e-5)
        assert answer.words["alone"][each.id] <= 1


def test_to_say_that_a_word_is_unknown_is_never_right() -> None:
    said, targets = np.array([[3], [0], [2], [0], [5]]), np.array([[3], [0], [2], [0]])
    asked = np.array([[True], [True], [True], [False]])
    assert held_out.share_right(said, targets, asked, unknown=0) == pytest.approx(2 / 3)


@pytest.mark.slow
def test_the_first_words_gradient_is_autodiffs(run: Run) -> None:
    answer = ask(run, FirstWordGradient())
    pair = run.task.pairs.test[run.present.watched - 1]
    assert answer.words["source"] == list(pair.source)
    assert answer.words["sentences"] == len(run.task.pairs.test)
    for each in run.lanes:
        weights, cell = weights_of(each), each.spec.cell
        assert weights.encoder is not None
        words = pair.source[::-1] if each.spec.source_order == "reversed" else pair.source
        ids = [*run.task.pairs.source.encode(words), run.task.pairs.source.ids[END]]
        first = run.task.pairs.target.ids[pair.references[0][0]]

        def loss(added, weights=weights, ids=ids, first=first, cell=cell):
            """−ln p of the first word when `added[t]` is added to the encoder's h_t."""
            (state,) = stack.zero_states(cell, 1, 1, added.shape[1])
            read = []
            for symbol, more in zip(ids, added, strict=True):
                (layer,) = weights.encoder.layers
                state, _ = cell.forward(layer, state, weights.encoder.embedding[symbol][None] @ layer.W_x + layer.b)
                state = state._replace(hidden=state.hidden + more)
                read.append(state.hidden[0])
            (layer,) = weights.layers
            word = weights.embedding[run.task.pairs.target.ids[START]][None]
            state, _ = cell.forward(layer, state, word @ layer.W_x + layer.b)
            seen = state.hidden[0]
            if weights.attention is not None:
                shares = jax.nn.softmax(jnp.stack(read) @ seen)
                seen = jnp.tanh(jnp.concatenate([shares @ jnp.stack(read), seen]) @ weights.attention.W_c)
            return -jax.nn.log_softmax(seen @ weights.W_o + weights.b_o)[first]

        norms = jnp.linalg.norm(jax.grad(loss)(jnp.zeros((len(ids), each.spec.hidden_size))), axis=1)
        of_words = np.asarray(norms)[: len(pair.source)]
        expected = of_words[::-1] if each.spec.source_order == "reversed" else of_words
        np.testing.assert_allclose(answer.arrays[f"{each.id}.watched"], expected, rtol=2e-3, atol=1e-6)
        from_start = answer.arrays[f"{each.id}.from_start"]
        assert from_start.shape == (3, run.task.pairs.longest_source)
        known = ~np.isnan(from_start[1])
        assert np.all(from_start[0][known] <= from_start[2][known])
