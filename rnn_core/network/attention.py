"""Attention behind the cell: what the decoder says looks back at every state of the encoder.

With h_t of the decoder and h_s of the encoder (top layers), as in Luong, Pham & Manning 2015 (arXiv:1508.04025):

    score(h_t, h_s) = h_t · h_s                              dot-product (Luong et al. 2015)
    score(h_t, h_s) = v · tanh(h_t W_q + h_s W_k)            additive (Bahdanau, Cho & Bengio 2015, arXiv:1409.0473)
    a_ts = softmax over s of score(h_t, h_s)                 padding of the source has weight 0
    c_t  = Σ_s a_ts h_s
    h̃_t  = tanh([c_t, h_t] W_c)                              what the readout sees in place of h_t

Bahdanau et al. feed c_t into the cell. Here both kinds stand behind it, so that back-propagation through time stays the
cell's own: attention sends its gradient into the states of both halves.
"""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float

from rnn_core.network.initialisation import lecun_normal
from rnn_core.network.stack import Attention

KINDS = ("none", "dot", "additive")
_NEVER = -1e9
"""The score of padding: its share is 0 in float32 wherever one source symbol is real."""


def draw(kind: str, rng: np.random.Generator, hidden_size: int) -> Attention | None:
    """Fresh weights, float32, LeCun-normal; None for the kind `none`."""

    def matrix(rows: int) -> Float[Array, "M H"]:
        return jax.device_put(lecun_normal(rng, rows, hidden_size).astype(np.float32))

    if kind == "none":
        return None
    if kind == "dot":
        return Attention(matrix(2 * hidden_size))
    W_c, W_q, W_k = matrix(2 * hidden_size), matrix(hidden_size), matrix(hidden_size)
    v = jax.device_put((rng.standard_normal(hidden_size) / hidden_size**0.5).astype(np.float32))
    return Attention(W_c, W_q, W_k, v)


def shares(
    weights: Attention, decoded: Float[Array, "U B H"], encoded: Float[Array, "S B H"], inside: Bool[Array, "S B"]
) -> Float[Array, "U B S"]:
    """a_ts for every timestep of the decoder: 0 at padding, rows sum to 1 (to 0 where the whole source is padding)."""
    if weights.W_q is None or weights.W_k is None:
        scores = jnp.einsum("ubh,sbh->ubs", decoded, encoded)
    else:
        mixed = jnp.tanh((decoded @ weights.W_q)[:, None] + (encoded @ weights.W_k)[None])
        scores = jnp.einsum("usbh,h->ubs", mixed, weights.v)
    real = inside.T[None]
    return jax.nn.softmax(jnp.where(real, scores, _NEVER), axis=-1) * real


def attended(
    weights: Attention, decoded: Float[Array, "U B H"], encoded: Float[Array, "S B H"], inside: Bool[Array, "S B"]
) -> Float[Array, "U B H"]:
    """h̃_t."""
    context = jnp.einsum("ubs,sbh->ubh", shares(weights, decoded, encoded, inside), encoded)
    return jnp.tanh(jnp.concatenate([context, decoded], axis=-1) @ weights.W_c)
