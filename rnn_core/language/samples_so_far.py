"""What the lanes wrote while they trained, up to the step that is looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int

from rnn_core.inside.question import Answer, QuestionError
from rnn_core.language.sampling import text_of
from rnn_core.training.run import Run
from rnn_core.training.samples import EVERY, TEMPERATURE, Samples

MOST = 200


@dataclass(frozen=True)
class SamplesSoFar:
    """The texts that were kept while the run trained: the newest one, and up to `most` in all, spread over its steps.

    Near the beginning, where a text changes most, they are closer together. The answer's words are `every` (steps from
    one to the next), `temperature`, `after` (the symbol after which each text begins), `step` (of the moment), and
    `samples`: by lane's id a list of `{step, text}`, the newest first. It has no arrays.
    """

    most: int = 40

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class."""
        del go_on
        known = text_of(run)
        if not 1 <= self.most <= MOST:
            raise QuestionError(f"{self.most} texts cannot be listed. Use a whole number from 1 to {MOST}.")
        found = {
            each.id: [
                {"step": int(each.samples.steps[place]), "text": known.decode(each.samples.codes[place])}
                for place in reversed(_spread(each.samples, self.most))
            ]
            for each in run.lanes
        }
        words = {"every": EVERY, "temperature": TEMPERATURE, "after": known.beginning, "step": run.step}
        return Answer(words | {"samples": found})


def _spread(samples: Samples, most: int) -> Int[np.ndarray, " M"]:
    """Which samples: all, or about `most` from the first to the last, each a fixed part further than the one before."""
    count = len(samples.steps)
    if count <= most:
        return np.arange(count)
    return np.unique(np.geomspace(1, count, most).round().astype(int) - 1)
