"""The compiled parts that questions about a translator share: its first seed's network reads a source and writes."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from rnn_core.inside.question import QuestionError
from rnn_core.network import clamps, decoding, encoder_decoder, stack
from rnn_core.network.cell import State
from rnn_core.network.clamps import Held
from rnn_core.network.encoder_decoder import Encoded
from rnn_core.network.stack import NetworkWeights
from rnn_core.tasks.task import Batch
from rnn_core.tasks.translation.pairs import Pairs
from rnn_core.training import networks, programs
from rnn_core.training.records import LaneSpec, LaneState
from rnn_core.training.run import Run

MORE_THAN_LONGEST = 4
"""A translation is cut where it is so many tokens longer than the longest target."""


def pairs_of(run: Run) -> Pairs:
    """The sentences that the run learns to translate; raises `QuestionError` where it learns something else."""
    if run.task.pairs is None:
        raise QuestionError(
            f"The task “{run.task.title}” is no translation. Choose one of the translator's, such as numbers."
        )
    pairs: Pairs = run.task.pairs
    return pairs


def first_seed(spec: LaneSpec, state: LaneState, held: Held | None) -> NetworkWeights:
    """The weights of the first seed, its held gates in place."""
    weights: NetworkWeights = jax.tree.map(lambda of_seeds: of_seeds[0], state.weights)
    return clamps.hold(spec.cell, weights, held)


def from_zero(spec: LaneSpec, batch_size: int) -> tuple[State, ...]:
    """The states before a source is read."""
    return stack.zero_states(spec.cell, spec.num_layers, batch_size, spec.hidden_size)


@programs.compiled()
def encode(
    spec: LaneSpec, state: LaneState, held: Held | None, source: Int[Array, "S B"], mask: Float[Array, "S B"]
) -> Encoded:
    """Sources read in this lane's order."""
    if spec.source_order != "forward":
        source = encoder_decoder.read_backwards(source, mask, len(source))
    weights = first_seed(spec, state, held)
    return encoder_decoder.encode(spec.cell, weights, from_zero(spec, source.shape[1]), source, mask)


@programs.compiled()
def say(
    spec: LaneSpec,
    state: LaneState,
    held: Held | None,
    encoded: Encoded,
    states: tuple[State, ...],
    rows: Int[Array, " K"],
    tokens: Int[Array, " K"],
) -> tuple[tuple[State, ...], Float[Array, "K V"], Float[Array, "K S"]]:
    """One timestep of K sentences about one source: those that were in `rows` of `states` before read `tokens`.

    Their states after it, ln p of every next token, and what they attend to (S = 0 without attention).
    """
    before = jax.tree.map(lambda part: part[rows], states)
    alike = Encoded(
        jnp.repeat(encoded.top, len(rows), axis=1), jnp.repeat(encoded.inside, len(rows), axis=1), (), encoded.last
    )
    said = decoding.say(spec.cell, first_seed(spec, state, held), alike, before, tokens)
    return said.states, jax.nn.log_softmax(said.scores), said.attention


@programs.compiled("start", "length")
def written_alone(
    spec: LaneSpec, state: LaneState, held: Held | None, batch: Batch, start: int, length: int
) -> Int[Array, "U B"]:
    """What the network says in `length` timesteps about every source of `batch` when it reads its own words."""
    boundary = spec.task.boundary
    encoded = encode(spec, state, held, batch.inputs[:boundary], batch.mask[:boundary])
    weights = first_seed(spec, state, held)
    # The word said at one timestep is the one read at the next.
    return decoding.free_run(spec.cell, weights, encoded, start, length + 1).read[1:]


@programs.compiled()
def written_when_told(spec: LaneSpec, state: LaneState, held: Held | None, batch: Batch) -> Int[Array, "U B"]:
    """What it says when it reads the right word each time (teacher forcing)."""
    start = from_zero(spec, batch.mask.shape[1])
    outputs = networks.outputs(spec, first_seed(spec, state, held), start, networks.as_read(spec, batch))
    return jnp.argmax(outputs[spec.task.boundary :], axis=-1).astype(jnp.int32)


def place_of(spec: LaneSpec, words: int) -> Int[np.ndarray, " N"]:
    """The timestep at which each of `words` words of a source, and at last its end mark, is read."""
    order = np.arange(words + 1)
    if spec.source_order != "forward":
        order[:words] = order[:words][::-1]
    return order
