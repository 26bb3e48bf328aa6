"""The vectors that a run has learned for its symbols, as a question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import jax
import numpy as np

from rnn_core.inside.question import Answer, GivenUp, QuestionError, lane_called
from rnn_core.language.word_vectors import WordVectors
from rnn_core.training.run import Run


@dataclass(frozen=True)
class LearnedVectors:
    """The vector of every symbol that a lane's first seed reads, at the moment looked at.

    That is the symbol's row of the embedding, or, where symbols go into the cell one-hot, its row of W_x: x W_x picks
    that row. `side` is the source or the target of a translation; other tasks have a target only.

    The answer's words are `step`, `symbols` and `table`, which names the matrix; its array is `vectors` `[V, D]`.
    """

    lane: str
    side: Literal["source", "target"] = "target"

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class."""
        if not go_on():
            raise GivenUp
        task = run.task
        if task.input_kind not in ("symbols", "words"):
            raise QuestionError(
                "This run reads numbers, not symbols, so it has no vectors. Choose a task with words or letters."
            )
        each = lane_called(run, self.lane)
        weights = jax.tree.map(lambda of_seeds: of_seeds[0], each.state.weights)
        if self.side == "source":
            if weights.encoder is None:
                raise QuestionError("Only a translation has a source. Use the target.")
            symbols, part = task.source_labels, weights.encoder
        else:
            symbols, part = task.input_labels, weights
        embedding = part.embedding
        table = part.layers[0].W_x if embedding is None else embedding
        name = "W_x" if embedding is None else "embedding"
        return Answer(
            {"step": run.step, "symbols": list(symbols), "table": name}, {"vectors": np.array(table, np.float32)}
        )


def vectors_of(answer: Answer) -> WordVectors:
    """The vectors in an answer to `LearnedVectors`."""
    return WordVectors(tuple(answer.words["symbols"]), answer.arrays["vectors"])
