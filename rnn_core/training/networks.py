"""The network of a lane: one stack of layers, or in a translation an encoder and a decoder; one place chooses."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Float

from rnn_core.network import attention, decoding, encoder_decoder, stack
from rnn_core.network.cell import State
from rnn_core.network.initialisation import Initialisation
from rnn_core.network.stack import ForwardPass, Gradients, NetworkWeights
from rnn_core.tasks.task import Batch
from rnn_core.training.input_vectors import Tables
from rnn_core.training.records import LaneSpec

FROZEN = ("glove", "word2vec", "random")
"""The inputs whose vectors are not trained."""


def draw(spec: LaneSpec, initialisation: Initialisation, seed: int, tables: Tables) -> NetworkWeights:
    """Fresh weights of one seed; `tables` are the vectors of the source's (or only) symbols and of the target's."""
    rngs = nnx.Rngs(seed)
    if spec.task.boundary:
        sizes = (len(spec.task.source_labels), spec.task.output_size, spec.hidden_size)
        return encoder_decoder.draw(
            spec.cell, sizes, spec.num_layers, spec.attention, tables, rngs=rngs, initialisation=initialisation
        )
    width = spec.task.input_size if tables[0] is None else tables[0].shape[1]
    weights = stack.RecurrentNetwork(
        spec.cell,
        width,
        spec.hidden_size,
        spec.task.output_size,
        num_layers=spec.num_layers,
        rngs=rngs,
        initialisation=initialisation,
    ).weights
    return weights if tables[0] is None else weights._replace(embedding=jax.device_put(tables[0]))


def as_read(spec: LaneSpec, batch: Batch) -> Batch:
    """`batch` in the order in which this lane reads it."""
    if spec.source_order == "forward":
        return batch
    return batch._replace(inputs=encoder_decoder.read_backwards(batch.inputs, batch.mask, spec.task.boundary))


def with_own_words(
    spec: LaneSpec,
    weights: NetworkWeights,
    start: tuple[State, ...],
    batch: Batch,
    forced: Float[Array, ""] | float | None,
    key: jax.Array,
) -> Batch:
    """`batch` with a share 1 − `forced` of the decoder's inputs said by the network itself."""
    boundary = spec.task.boundary
    if forced is None or not boundary:
        return batch

    def mixed() -> Array:
        encoded = encoder_decoder.encode(spec.cell, weights, start, batch.inputs[:boundary], batch.mask[:boundary])
        target = batch.inputs[boundary:]
        return decoding.with_own_words(spec.cell, weights, encoded, target, forced, key)

    read = jax.lax.cond(jnp.asarray(forced) < 1, mixed, lambda: batch.inputs[boundary:])
    return batch._replace(inputs=jnp.concatenate([batch.inputs[:boundary], read]))


def forward(spec: LaneSpec, weights: NetworkWeights, start: tuple[State, ...], batch: Batch) -> ForwardPass:
    """All timesteps; `batch` as this lane reads it."""
    if spec.task.boundary:
        return encoder_decoder.forward(spec.cell, weights, start, batch.inputs, batch.mask, spec.task.boundary)
    return stack.forward(spec.cell, weights, start, batch.inputs)


def outputs(spec: LaneSpec, weights: NetworkWeights, start: tuple[State, ...], batch: Batch) -> Float[Array, "T B O"]:
    """What `forward` gives as `outputs`."""
    if spec.task.boundary:
        return forward(spec, weights, start, batch).outputs
    return stack.outputs(spec.cell, weights, start, batch.inputs)


def gradients(
    spec: LaneSpec,
    weights: NetworkWeights,
    start: tuple[State, ...],
    batch: Batch,
    passed: ForwardPass,
    loss: Callable[[Float[Array, "T B O"]], Float[Array, ""]],
) -> Gradients:
    """Back-propagation of `loss(outputs)`; 0 at vectors and weights that are not trained."""
    if spec.task.boundary:
        found = encoder_decoder.gradients(
            spec.cell, weights, start, batch.inputs, batch.mask, spec.task.boundary, passed, loss
        )
    else:
        found = stack.gradients(spec.cell, weights, start, batch.inputs, passed, loss)
    found = found._replace(weights=_with_trained(spec, found.weights))
    if spec.input not in FROZEN:
        return found
    return found._replace(weights=_with_table(found.weights, jnp.zeros_like(table_of(found.weights))))


def keep_frozen(spec: LaneSpec, new: NetworkWeights, old: NetworkWeights) -> NetworkWeights:
    """The `new` weights with the `old` ones where those are not trained: no weight decay moves them either."""
    new = _with_trained(spec, new, old)
    return new if spec.input not in FROZEN else _with_table(new, table_of(old))


def attended(spec: LaneSpec, weights: NetworkWeights, batch: Batch, passed: ForwardPass) -> Float[Array, "U B S"]:
    """What the decoder attended to at each of its timesteps; without attention there is nothing (0 sources)."""
    boundary = spec.task.boundary
    if weights.attention is None:
        return jnp.zeros((0, passed.outputs.shape[1], 0), passed.outputs.dtype)
    top = passed.traces[-1].hidden
    return attention.shares(weights.attention, top[boundary:], top[:boundary], batch.mask[:boundary] > 0)


def num_fixed(spec: LaneSpec) -> int:
    """How many of the weights of one seed's cells are not trained."""
    masks = spec.cell.trained(spec.hidden_size)
    return 0 if masks is None else sum(int(np.sum(~mask)) for mask in masks)


def _with_trained(spec: LaneSpec, new: NetworkWeights, old: NetworkWeights | None = None) -> NetworkWeights:
    """`new` where the cell trains its weights, elsewhere `old` or 0.

    A cell with weights that are not trained is a network's only layer (`rnn_core.training.cells`).
    """
    masks = spec.cell.trained(spec.hidden_size)
    if masks is None:
        return new
    (layer,) = new.layers
    fixed = jax.tree.map(jnp.zeros_like, layer) if old is None else old.layers[0]
    # One tree like the layer's own, so that they can be walked together.
    masks = jax.tree.unflatten(jax.tree.structure(layer), masks)
    return new._replace(layers=(jax.tree.map(jnp.where, masks, layer, fixed),))


def table_of(weights: NetworkWeights) -> Array:
    """The vectors in front of the encoder's W_x, or of the only one."""
    table = weights.embedding if weights.encoder is None else weights.encoder.embedding
    assert table is not None
    return table


def _with_table(weights: NetworkWeights, table: Array) -> NetworkWeights:
    if weights.encoder is None:
        return weights._replace(embedding=table)
    return weights._replace(encoder=weights.encoder._replace(embedding=table))
