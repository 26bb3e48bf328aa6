"""What a network writes: drawn as its probabilities say, by a seed, and by nothing else."""

from __future__ import annotations

import dataclasses
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from rnn_core import GivenUp, Run, SamplesSoFar, TextSample, advance, ask, start
from rnn_core.inside.question import QuestionError
from rnn_core.language import generation, sampling
from rnn_core.network import clamps
from rnn_core.settings.clamp import Clamp
from rnn_core.settings.lane_config import lanes_of
from rnn_core.tasks.text.corpus import corpus
from rnn_core.training.run import settings_of
from tests.playing.numpy_states import states
from tests.playing.small_run import TEXT, assert_same_numbers, reading, small


@pytest.fixture(scope="module")
def run() -> Run:
    return reading(60)


def softmax(scores: np.ndarray) -> np.ndarray:
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def saying(run: Run, logits: np.ndarray) -> Run:
    """The run with networks that give these scores whatever they have read."""
    (each,) = run.lanes
    weights = each.state.weights
    constant = weights._replace(W_o=jnp.zeros_like(weights.W_o), b_o=jnp.asarray(logits, jnp.float32)[None])
    lane = dataclasses.replace(each, state=each.state._replace(weights=constant))
    return dataclasses.replace(run, lanes=(lane,))


def unlikely(freedom: int) -> float:
    """What χ² exceeds once in a thousand times (Wilson & Hilferty 1931)."""
    return freedom * float(1 - 2 / (9 * freedom) + 3.09 * np.sqrt(2 / (9 * freedom))) ** 3


@pytest.mark.parametrize(("temperature", "top_k"), [(1.0, 0), (0.5, 0), (2.0, 0), (1.0, 3)])
def test_characters_come_as_often_as_the_distribution_says(run: Run, temperature: float, top_k: int) -> None:
    symbols = run.task.text.symbols
    logits = np.linspace(1.5, -1.5, len(symbols))
    expected = softmax(logits / temperature)
    if top_k:
        expected[top_k:] = 0
        expected /= expected.sum()
    answer = ask(saying(run, logits), TextSample("to be", 2000, temperature, top_k, seed=7))
    (text,) = answer.words["texts"].values()
    seen, possible = np.array([text.count(symbol) for symbol in symbols]), expected > 0
    assert (seen[~possible] == 0).all()
    chi_squared = ((seen - 2000 * expected)[possible] ** 2 / (2000 * expected[possible])).sum()
    assert chi_squared < unlikely(int(possible.sum()) - 1)
    np.testing.assert_allclose(answer.arrays["gru.next"], [softmax(logits), expected], atol=1e-6)


@pytest.mark.parametrize("top_k", range(1, 6))
def test_top_k_leaves_exactly_so_many_also_where_scores_are_equal(top_k: int) -> None:
    left = np.asarray(generation.tempered(jnp.array([0.0, 1.0, 1.0, 1.0, -2.0]), 1.0, top_k)) > -np.inf
    assert left.sum() == top_k
    assert left[[1, 2, 3, 0, 4][:top_k]].all(), "the first of equals"


@pytest.mark.parametrize("temperature", [0.0, 1e-38, 1e-6, 1.0, 1000.0])
@pytest.mark.parametrize("size", [0.0, 1.0, 1e4])
def test_no_extreme_gives_a_nan(temperature: float, size: float) -> None:
    logits = jnp.array([1.0, -1.0, 0.5]) * size
    for top_k in (0, 1, 3):
        probabilities = np.exp(np.asarray(generation.tempered(logits, temperature, top_k)))
        assert probabilities.sum() == pytest.approx(1)
        if temperature == 0:
            np.testing.assert_array_equal(probabilities, np.eye(3)[int(np.argmax(np.asarray(logits)))])


def test_layers_pass_on_their_states_and_held_gates_count() -> None:
    config = small(task="own_text", num_seeds=1, num_layers=2, lanes=lanes_of("lstm")).with_lane(
        "lstm", clamps=(Clamp("forget_gate", 0.25),)
    )
    run = start(config, TEXT)
    text, *_ = by_hand(run, "to be", 20)
    assert texts(run, length=20, temperature=0) != {"lstm": text}, "without the held gate it is another text"
    (each,) = run.lanes
    held = settings_of(run, each).held
    weights = clamps.hold(each.spec.cell, jax.tree.map(lambda of_seeds: of_seeds[0], each.state.weights), held)
    free = each.state._replace(weights=jax.tree.map(lambda array: array[None], weights))
    text, *_ = by_hand(dataclasses.replace(run, lanes=(dataclasses.replace(each, state=free),)), "to be", 20)
    assert texts(run, length=20, temperature=0) == {"lstm": text}


def by_hand(run: Run, prompt: str, count: int) -> tuple[str, np.ndarray, np.ndarray]:
    """The most likely character again and again, by the textbook's equations: text, log p's and h's."""
    (each,) = run.lanes
    weights = jax.tree.map(lambda of_seeds: np.asarray(of_seeds, np.float64)[0], each.state.weights)
    text, logs, hidden = prompt, [], []
    for _ in range(count + 1):
        xs = np.eye(len(run.task.text.symbols))[[run.task.text.symbols.index(symbol) for symbol in text]]
        h = np.array(states(each.id, weights.layers, xs))[-1, -1, : each.spec.hidden_size]
        logs.append(np.log(softmax(h @ weights.W_o + weights.b_o)))
        hidden.append(h)
        text += run.task.text.symbols[int(np.argmax(logs[-1]))]
    return text[len(prompt) : -1], np.array(logs[:-1]), np.array(hidden[1:])


def test_temperature_0_writes_what_the_equations_find_most_likely(run: Run) -> None:
    answer = ask(run, TextSample("to be", 60, temperature=0))
    text, logs, hidden = by_hand(run, "to be", 60)
    assert answer.words["texts"] == {"gru": text}
    arrays = answer.arrays
    np.testing.assert_allclose(arrays["gru.surprise"], -logs.max(axis=1), atol=1e-4)
    np.testing.assert_allclose(arrays["gru.entropy"], -(np.exp(logs) * logs).sum(axis=1), atol=1e-4)
    np.testing.assert_allclose(arrays["gru.hidden"], hidden, atol=1e-4)
    np.testing.assert_allclose(arrays["gru.likeliest_p"], np.sort(np.exp(logs), axis=1)[:, :-9:-1], atol=1e-4)
    np.testing.assert_allclose(arrays["gru.next"][0], np.exp(logs[0]), atol=1e-4)
    assert arrays["gru.next"][1].max() == 1
    one = ask(run, TextSample("to be", 60, temperature=1.5, top_k=1))
    assert one.words["texts"] == answer.words["texts"], "the largest alone, at any temperature"


def texts(run: Run, **settings: Any) -> dict[str, str]:
    found: dict[str, str] = ask(run, TextSample(**({"prompt": "to be", "length": 70} | settings))).words["texts"]
    return found


def test_the_same_seed_writes_the_same_and_a_longer_text_begins_with_the_shorter(run: Run) -> None:
    first = texts(run)
    assert texts(run) == first
    assert texts(run, seed=1) != first
    assert texts(run, length=120)["gru"].startswith(first["gru"])
    assert len(texts(run, length=1)["gru"]) == 1


def test_equal_lanes_have_the_same_dice() -> None:
    config = small(task="own_text", num_seeds=1, lanes=lanes_of("gru", "gru"))
    found = texts(start(config, TEXT))
    assert found["gru"] == found["gru2"]


def test_what_the_text_does_not_have_is_named(run: Run) -> None:
    sentence = r"never read é, U\+200D zero width joiner: the training text does not have it"
    with pytest.raises(QuestionError, match=sentence):
        ask(run, TextSample("to bé\N{ZERO WIDTH JOINER}"))
    rare = corpus("".join(chr(0x4E00 + i) for i in range(300)), "")
    with pytest.raises(QuestionError, match="know \N{CJK UNIFIED IDEOGRAPH-4F20}: the training text has it too rarely"):
        sampling.read_prompt(rare, "\N{CJK UNIFIED IDEOGRAPH-4F20}")
    first = run.task.text.symbols[0]
    assert texts(run, prompt="") == texts(run, prompt=first), "no line's end in this text"
    assert ask(run, TextSample()).words["read"] == ask(run, SamplesSoFar()).words["after"] == first


@pytest.mark.parametrize(
    "settings",
    [
        {"length": 0},
        {"length": 2001},
        {"temperature": -0.1},
        {"temperature": float("nan")},
        {"top_k": -1},
        {"seed": -1},
        {"prompt": "to " * 200},
        {"lanes": ("lstm",)},
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(run: Run, settings: dict[str, Any]) -> None:
    with pytest.raises(QuestionError, match=r"\.$"):
        texts(run, **settings)


def test_another_task_has_no_text() -> None:
    with pytest.raises(QuestionError, match="Choose Shakespeare"):
        ask(start(small(lanes=lanes_of("rnn"))), TextSample())


def test_it_can_be_given_up_between_two_pieces(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "PATIENCE_SECONDS", 0)
    asked = iter([True, False])
    with pytest.raises(GivenUp):
        ask(run, TextSample(length=3 * generation.PIECE), lambda: next(asked))


def test_writing_changes_no_number(run: Run) -> None:
    other = reading(60)
    ask(run, TextSample(length=10))
    assert_same_numbers(advance(run, 5), advance(other, 5))


def test_a_prompt_is_padded_to_few_lengths() -> None:
    assert {len(sampling._padded(np.arange(n, dtype=np.int32))) for n in range(1, 65)} == {16, 32, 64}
