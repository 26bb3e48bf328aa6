"""How much of the first target word's error reaches each source word: ‖∂L/∂h_t‖ back through the encoder.

L = −ln p of the first token of the reference. The way from it to the first source word is as long as the source, to the
last one short; a reversed source turns that around, and attention makes it one timestep for every word.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from rnn_core.frames.bytes import Arrays
from rnn_core.inside.question import Answer, GivenUp, lane_called
from rnn_core.language import translating
from rnn_core.language.translating import pairs_of
from rnn_core.network.clamps import Held
from rnn_core.network.norms import l2_norm
from rnn_core.tasks.task import Batch
from rnn_core.training import networks, programs
from rnn_core.training.records import LaneSpec, LaneState
from rnn_core.training.run import Run, settings_of

SENTENCES = 64
FEWEST = 8
"""Sentences behind a median."""


@dataclass(frozen=True)
class FirstWordGradient:
    """The gradient of each lane's first seed on the first 64 test sentences, and on the watched one.

    `lanes` names lanes; empty means all. The answer's words: `step`, `lanes` (the ids), `source` (the watched source's
    tokens), `sentences` (how many there are). Its arrays, for each lane, N = words of the longest source:

    | array | shape | what |
    |---|---|---|
    | `{lane}.from_end` | 3, N | norms at the words counted from the source's last one, each over that of the whole |
    | `{lane}.from_start` | 3, N | the same, counted from the first word |
    | `{lane}.watched` | n | norms at the watched sentence's words |

    The three rows are 10 %, median and 90 % over the sentences that have such a word, NaN below 8 of them. A norm is
    that of the top layer's h at the timestep that reads the word; "the whole" is the largest of its sentence.
    """

    lanes: tuple[str, ...] = ()

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class."""
        lanes = {name: lane_called(run, name) for name in self.lanes or [each.id for each in run.lanes]}
        pairs = pairs_of(run)
        watched = min(run.present.watched, len(pairs.test)) - 1
        chosen = np.unique([*range(min(SENTENCES, len(pairs.test))), watched])
        batch: Batch = jax.tree.map(lambda part: part[:, chosen], run.task.test)
        arrays = Arrays()
        for name, each in lanes.items():
            if not go_on():
                raise GivenUp
            norms = np.asarray(_norms(each.spec, each.state, settings_of(run, each).held, batch))
            of_words = []
            for column, number in enumerate(chosen):
                words = len(pairs.test[number].source)
                of_words.append(norms[translating.place_of(each.spec, words)[:words], column])
            arrays[f"{name}.watched"] = of_words[int(np.flatnonzero(chosen == watched)[0])].astype(np.float32)
            shares = [found / max(float(found.max()), 1e-38) for found in of_words]
            arrays[f"{name}.from_start"] = _spread(shares, pairs.longest_source)
            arrays[f"{name}.from_end"] = _spread([found[::-1] for found in shares], pairs.longest_source)
        said = {"step": run.step, "lanes": list(lanes), "sentences": len(chosen)}
        return Answer(said | {"source": list(pairs.test[watched].source)}, arrays)


@programs.compiled()
def _norms(spec: LaneSpec, state: LaneState, held: Held | None, batch: Batch) -> Float[Array, "S B"]:
    """‖∂L/∂h_t‖₂ of each sentence's own L at the timesteps of the source, top layer."""
    weights = translating.first_seed(spec, state, held)
    boundary = spec.task.boundary
    read, start = networks.as_read(spec, batch), translating.from_zero(spec, batch.mask.shape[1])
    passed = networks.forward(spec, weights, start, read)
    right = batch.targets[boundary, :, 0].astype(jnp.int32)

    def loss(outputs: Float[Array, "T B O"]) -> Float[Array, ""]:
        said = jax.nn.log_softmax(outputs[boundary])
        return -jnp.sum(jnp.take_along_axis(said, right[:, None], axis=1))

    found = networks.gradients(spec, weights, start, read, passed, loss)
    return l2_norm(found.layers[-1].hidden[:boundary])


def _spread(of_sentences: list[np.ndarray], longest: int) -> Float[np.ndarray, "3 N"]:
    found = np.full((3, longest), np.nan, np.float32)
    for place in range(longest):
        here = [each[place] for each in of_sentences if place < len(each)]
        if len(here) >= FEWEST:
            found[:, place] = np.quantile(here, (0.1, 0.5, 0.9))
    return found
