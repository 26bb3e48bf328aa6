"""How often the verb is right, by its distance from the subject and by the number of attractors between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
from jax import lax
from jaxtyping import Array, Bool, Float, Int

from rnn_core.frames.bytes import Arrays
from rnn_core.inside.question import Answer, GivenUp, QuestionError
from rnn_core.network import clamps, stack
from rnn_core.network.clamps import Held
from rnn_core.network.stack import NetworkWeights
from rnn_core.tasks.task import Batch
from rnn_core.tasks.words import noun_phrases as grammar
from rnn_core.tasks.words.agreement import FURTHEST, counted_sentences, exam_by_distance, verb_ngrams
from rnn_core.training import losses, programs
from rnn_core.training.records import LaneSpec, LaneState
from rnn_core.training.run import Run, settings_of

ORDER = 5


@dataclass(frozen=True)
class AgreementAccuracy:
    """Every seed of every lane on sentences whose subjects never come in training, each distance equally often.

    The sentences are the same for all runs, also for those trained on shorter ones. Beside the lanes stand a 5-gram
    counted in training sentences (`ngram`), and the rule of the last noun: the verb has its number (`last_noun`).

    The answer's words are `step`, `lanes`, `order` of the n-gram, `counted`, in how many sentences, and `trained`, the
    furthest distance in training. Its arrays are `distances` `[D]` and `by_distance` `[D]` (how many sentences have
    each), `attractors` `[A]` and `by_attractors` `[A]`, and how many of these are right: `{name}.right_by_distance`
    `[S, D]` and `{name}.right_by_attractors` `[S, A]` for each lane and, with one row, for each rule.
    """

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class."""
        require_agreement(run)
        batch, found = exam_by_distance()
        plural = np.asarray(batch.targets)[0, :, 0] > 0
        symbols = np.asarray(batch.inputs)
        right = {
            "ngram": (verb_ngrams(run.task.sequence_length, ORDER).plural(symbols) > 0.5) == plural,
            "last_noun": found.last_noun_plural == plural,
        }
        numbers = {name: rule[None] for name, rule in right.items()}
        for each in run.lanes:
            if not go_on():
                raise GivenUp
            says = _says_plural(each.spec, each.state, batch, settings_of(run, each).held)
            numbers[each.id] = np.asarray(says) == plural
        distances = np.arange(1, FURTHEST + 1)
        attractors = np.arange(grammar.MOST_PHRASES + 1)
        arrays: Arrays = {
            "distances": distances.astype(np.float32),
            "by_distance": _counted(np.ones_like(plural)[None], found.distance, distances)[0],
            "attractors": attractors.astype(np.float32),
            "by_attractors": _counted(np.ones_like(plural)[None], found.attractors, attractors)[0],
        }
        for name, correct in numbers.items():
            arrays[f"{name}.right_by_distance"] = _counted(correct, found.distance, distances)
            arrays[f"{name}.right_by_attractors"] = _counted(correct, found.attractors, attractors)
        words = {
            "step": run.step,
            "lanes": [each.id for each in run.lanes],
            "order": ORDER,
            "counted": counted_sentences(run.task.sequence_length),
            "trained": run.task.sequence_length - grammar.BEFORE,
        }
        return Answer(words, arrays)


def require_agreement(run: Run) -> None:
    """Raise `QuestionError` where a run is about something else."""
    if run.task.name != "agreement":
        raise QuestionError("This can be asked of the task “Agreement” alone. Start a run of it.")


def _counted(
    right: Bool[np.ndarray, "S N"], value: Int[np.ndarray, " N"], values: Int[np.ndarray, " K"]
) -> Float[np.ndarray, "S K"]:
    """How many are right where `value` is each of `values`."""
    return (right.astype(np.float32) @ (value[:, None] == values).astype(np.float32)).astype(np.float32)


@programs.compiled()
def _says_plural(spec: LaneSpec, state: LaneState, batch: Batch, held: Held | None) -> Bool[Array, "S N"]:
    """What each seed says after the last word of each sentence."""
    shares = losses.timestep_weights(batch.mask, losses.LAST, 0)
    start = stack.zero_states(spec.cell, spec.num_layers, batch.mask.shape[1], spec.hidden_size)

    def of_seed(weights: NetworkWeights) -> Bool[Array, " N"]:
        held_there = clamps.hold(spec.cell, weights, held)
        outputs = stack.outputs(spec.cell, held_there, start, batch.inputs)
        last = jnp.sum(outputs * shares[..., None], axis=0)
        return last[:, 1] > last[:, 0]

    return lax.map(of_seed, state.weights)
