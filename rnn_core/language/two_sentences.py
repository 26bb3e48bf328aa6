"""Two sentences through the same networks, word by word: where their states part, and what is said after each word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
from jaxtyping import Float

from rnn_core.frames.bytes import Arrays
from rnn_core.inside.question import Answer, QuestionError
from rnn_core.inside.states import StatesOfSequence
from rnn_core.language.plane import plane
from rnn_core.training.run import Run


@dataclass(frozen=True)
class TwoSentences:
    """What each lane's first seed makes of two sentences, each read from the zero state.

    The answer's words are `step`, `lanes`, the sentences `first` and `second`, `parts` (the first timestep, from 0, at
    which they have different words, or one has none; None for equal sentences) and `same_words`, whether one is the
    other in another order. Its arrays, for each lane, T and U being the numbers of words:

    | array | shape | what |
    |---|---|---|
    | `{lane}.first`, `{lane}.second` | T, H and U, H | hidden states h_t of the top layer |
    | `{lane}.distance` | min(T, U) | the length (L2 norm) of the difference between the two states at each timestep |
    | `{lane}.first_path`, `{lane}.second_path` | T + 1, 2 and U + 1, 2 | the states, the zero state first, on a plane |
    | `{lane}.share` | 1 | the share of their variance that those directions show |
    | `{lane}.first_says`, `{lane}.second_says` | T, O and U, O | the probability of each answer after each word |

    The plane has the two directions along which the states of both sentences together differ most (`plane`).
    """

    first: tuple[str, ...]
    second: tuple[str, ...]

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class."""
        if run.task.input_kind != "words":
            raise QuestionError("Sentences can be read where the inputs are words. Ask this of the task “Word order”.")
        answers = [StatesOfSequence(sentence).answer(run, go_on) for sentence in (self.first, self.second)]
        words = {
            "step": run.step,
            "lanes": answers[0].words["lanes"],
            "first": answers[0].words["sequence"],
            "second": answers[1].words["sequence"],
            "parts": parting(self.first, self.second),
            "same_words": Counter(self.first) == Counter(self.second),
        }
        arrays: Arrays = {}
        for lane in words["lanes"]:
            one, other = (answer.arrays[f"{lane}.hidden"][-1] for answer in answers)
            arrays |= {f"{lane}.{name}": array for name, array in _compared(one, other).items()}
            for name, answer in zip(("first", "second"), answers, strict=True):
                arrays[f"{lane}.{name}_says"] = answer.arrays[f"{lane}.outputs"].copy()
        return Answer(words, arrays)


def parting(first: tuple[str, ...], second: tuple[str, ...]) -> int | None:
    """The first place, from 0, at which the sentences differ; None where they never do."""
    places = (place for place, (one, other) in enumerate(zip_longest(first, second)) if one != other)
    return next(places, None)


def _compared(one: Float[np.ndarray, "T H"], other: Float[np.ndarray, "U H"]) -> Arrays:
    both = min(len(one), len(other))
    zero = np.zeros((1, one.shape[1]), one.dtype)
    flat = plane(np.concatenate([zero, one, zero, other]))
    points = flat.points.astype(np.float32)
    return {
        "first": one.copy(),
        "second": other.copy(),
        "distance": np.linalg.norm(one[:both] - other[:both], axis=1),
        "first_path": points[: len(one) + 1],
        "second_path": points[len(one) + 1 :],
        "share": np.array([flat.share], np.float32),
    }
