"""Back-propagation through time, with every timestep's gradients kept.

The loop carries g_t = ∂L/∂h_t (and ∂L/∂c_t) and keeps it with the pre-activation gradients δ_t; its only matrix
product is δ_t W_hᵀ. The weight gradient is one matrix product over all timesteps, after the loop. So the instrumented
backward pass is the fast one. Derivations: Werbos (1990); Hochreiter & Schmidhuber (1997), appendix A.1; the letters
are those of `rnn_core.network.cells`.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import jax
import jax.numpy as jnp
from jax import lax
from jaxtyping import Array, Float

from rnn_core.network.cells import GRU, LSTM, Cell, GRUTrace, LSTMTrace, ReLURNN, State, Trace, VanillaRNN, Weights
from rnn_core.network.norms import l2_norm


class Backward(NamedTuple):
    """What one backward pass yields, for every timestep and example.

    `hidden` is ∂L/∂h_t and `cell` ∂L/∂c_t, over all paths through later timesteps. `delta` is δ_t = ∂L/∂a_t, the
    gradient at the input products. `recurrent_delta` is the gradient at h_{t−1} W_h; it differs from `delta` only in
    the GRU's candidate block, where the reset gate stands between. `initial` is the gradient at the state before the
    first timestep.
    """

    hidden: Float[Array, "T B H"]
    cell: Float[Array, "T B C"]
    delta: Float[Array, "T B GH"]
    recurrent_delta: Float[Array, "T B GH"]
    initial: State


class Factors(NamedTuple):
    """The local derivatives of one cell at one timestep; None where a cell has none.

    The recurrent δ is made of blocks, in the order of the weights: each of `from_cell` times ∂L/∂c_t, then each of
    `from_hidden` times g_t. `input_candidate` replaces the last block in the input's δ (GRU). `cell` is the part of
    ∂h_t/∂c_t (LSTM); `keep_cell` and `keep_hidden` are what the old state is multiplied by directly.
    """

    from_hidden: tuple[Array, ...]
    from_cell: tuple[Array, ...] = ()
    input_candidate: Float[Array, "B H"] | None = None
    cell: Float[Array, "B H"] | None = None
    keep_cell: Float[Array, "B H"] | None = None
    keep_hidden: Float[Array, "B H"] | None = None


def previous(first: Float[Array, "B H"], by_timestep: Float[Array, "T B H"]) -> Float[Array, "T B H"]:
    """The states before each timestep: `first`, then all but the last of `by_timestep`."""
    return jnp.concatenate([first[None], by_timestep[:-1]])


def local_factors(cell: type[Cell], before: State, trace: Trace) -> Factors:
    """What the backward pass of a timestep needs besides the gradient; `before` is the state before it."""
    if issubclass(cell, LSTM):
        return _lstm_factors(cast(LSTMTrace, trace), before.cell)
    if issubclass(cell, GRU):
        return _gru_factors(cast(GRUTrace, trace), before.hidden)
    if not issubclass(cell, VanillaRNN):
        raise TypeError(f"No backward pass is written for {cell.__name__}; use VanillaRNN, ReLURNN, LSTM or GRU.")
    h = trace.hidden
    return Factors(from_hidden=((h > 0).astype(h.dtype) if issubclass(cell, ReLURNN) else 1 - h * h,))


def _lstm_factors(trace: LSTMTrace, c_before: Float[Array, "B H"]) -> Factors:
    _, c, i, f, g, o = trace
    tanh_c = jnp.tanh(c)
    return Factors(
        from_hidden=(tanh_c * o * (1 - o),),
        from_cell=(g * i * (1 - i), c_before * f * (1 - f), i * (1 - g * g)),
        cell=o * (1 - tanh_c * tanh_c),
        keep_cell=f,
    )


def _gru_factors(trace: GRUTrace, h_before: Float[Array, "B H"]) -> Factors:
    _, r, z, n, q = trace
    candidate = (1 - z) * (1 - n * n)
    return Factors(
        from_hidden=(candidate * q * r * (1 - r), (h_before - n) * z * (1 - z), candidate * r),
        input_candidate=candidate,
        keep_hidden=z,
    )


def _recurrent_delta(factors: Factors, g: Float[Array, "B H"], g_cell: Float[Array, "B C"]) -> Float[Array, "B GH"]:
    """The recurrent δ, blocks in the order of the weights."""
    blocks = [factor * g_cell for factor in factors.from_cell] + [factor * g for factor in factors.from_hidden]
    return jnp.concatenate(blocks, axis=-1)


def backward(
    cell: type[Cell],
    W_h: Float[Array, "H GH"],
    state: State,
    trace: Trace,
    external_hidden: Float[Array, "T B H"],
    external_cell: Float[Array, "T B H"] | None = None,
) -> Backward:
    """Back-propagation through all timesteps of `trace`, which started from `state`.

    `external_hidden` is what the loss (or the layer above) sends into each h_t directly, `external_cell` likewise into
    c_t (LSTM; None means nothing).
    """
    hidden_before = previous(state.hidden, trace.hidden)
    # Cells without c carry none of it: zero units, T times.
    cell_by_timestep = trace.cell if isinstance(trace, LSTMTrace) else hidden_before[..., :0]
    before = State(hidden_before, previous(state.cell, cell_by_timestep))

    def earlier(carried: State, arriving: tuple[State, Trace, Array, Array | None]) -> tuple[State, _Kept]:
        state, here, from_loss, from_loss_cell = arriving
        factors = local_factors(cell, state, here)
        g, g_cell = carried.hidden + from_loss, carried.cell
        if factors.cell is not None:
            g_cell = g_cell + g * factors.cell
            g_cell = g_cell if from_loss_cell is None else g_cell + from_loss_cell
        delta = _recurrent_delta(factors, g, g_cell)
        g_before = delta @ W_h.T
        g_before = g_before if factors.keep_hidden is None else g_before + g * factors.keep_hidden
        g_cell_before = g_cell if factors.keep_cell is None else g_cell * factors.keep_cell
        candidate = None if factors.input_candidate is None else factors.input_candidate * g
        return State(g_before, g_cell_before), _Kept(g, g_cell, delta, candidate)

    zero = State(jnp.zeros_like(state.hidden), jnp.zeros_like(state.cell))
    arriving = (before, trace, external_hidden, external_cell)
    initial, kept = lax.scan(earlier, zero, arriving, reverse=True)
    delta = kept.recurrent_delta
    if kept.input_candidate is not None:
        gates = delta[..., : -kept.input_candidate.shape[-1]]
        delta = jnp.concatenate([gates, kept.input_candidate], axis=-1)
    return Backward(kept.hidden, kept.cell, delta, kept.recurrent_delta, initial)


class _Kept(NamedTuple):
    """What the loop leaves of each timestep; the GRU's δ at the candidate's input product stands apart."""

    hidden: Float[Array, "B H"]
    cell: Float[Array, "B C"]
    recurrent_delta: Float[Array, "B GH"]
    input_candidate: Float[Array, "B H"] | None


def weight_gradients(
    cell: type[Cell], state: State, trace: Trace, xs: Float[Array, "T B D"], passed: Backward
) -> Weights:
    """∂L/∂W for every weight, each as one product over all timesteps and examples."""
    return Weights(
        W_x=sum_of_outer_products(xs, passed.delta),
        W_h=recurrent_gradient(previous(state.hidden, trace.hidden), passed),
        b=passed.delta.sum((0, 1)),
        b_hn=candidate_bias_gradient(cell, passed),
    )


def recurrent_gradient(h_before: Float[Array, "T B H"], passed: Backward) -> Float[Array, "H GH"]:
    """dL/dW_h = Σ_t h_{t−1}ᵀ δ_t, the sum of the contributions of all timesteps."""
    return sum_of_outer_products(h_before, passed.recurrent_delta)


def sum_of_outer_products(left: Float[Array, "T B M"], right: Float[Array, "T B N"]) -> Float[Array, "M N"]:
    """Σ_t Σ_b leftᵀ right, as one matrix product."""
    # Flattened by hand: XLA's CPU backend runs the einsum over two summed axes up to 1.5 times slower.
    return left.reshape(-1, left.shape[-1]).T @ right.reshape(-1, right.shape[-1])


def candidate_bias_gradient(cell: type[Cell], passed: Backward) -> Float[Array, " N"]:
    """dL/db_hn (GRU), empty for other cells."""
    hidden_size = passed.hidden.shape[-1] if issubclass(cell, GRU) else 0
    recurrent = passed.recurrent_delta
    return recurrent[..., recurrent.shape[-1] - hidden_size :].sum((0, 1))


def contributions(h_before: Float[Array, "T B H"], passed: Backward) -> Float[Array, "T H GH"]:
    """C_t = h_{t−1}ᵀ δ_t, what timestep t adds to dL/dW_h, summed over the batch (RNNbow, Cashman et al. 2019)."""
    return jnp.einsum("tbh,tbg->thg", h_before, passed.recurrent_delta)


def contribution_norms(h_before: Float[Array, "T B H"], passed: Backward) -> Float[Array, "T B"]:
    """‖C_t‖_F of each example alone: its C_t has rank one, so the norm is ‖h_{t−1}‖₂ ‖δ_t‖₂."""
    return l2_norm(h_before) * l2_norm(passed.recurrent_delta)


def jacobians(cell: type[Cell], weights: Weights, state: State, xs: Float[Array, "T 1 D"]) -> Float[Array, "T S S"]:
    """The one-step Jacobians ∂s_t/∂s_{t−1} of one example, from JAX's own differentiation of the cell.

    The state s is h, or h and c side by side (LSTM): S = H or 2 H. Entry `[t, i, j]` is ∂s_{t,i}/∂s_{t−1,j}.
    """
    hidden_size = weights.W_h.shape[0]

    def step(flat: Float[Array, " S"], x: Float[Array, "1 D"]) -> Float[Array, " S"]:
        before = State(flat[None, :hidden_size], flat[None, hidden_size:])
        after, _ = cell.forward(weights, before, x @ weights.W_x + weights.b)
        return jnp.concatenate([after.hidden[0], after.cell[0]])

    def one(flat: Float[Array, " S"], x: Float[Array, "1 D"]) -> tuple[Array, Array]:
        return step(flat, x), jax.jacrev(step)(flat, x)

    return lax.scan(one, jnp.concatenate([state.hidden[0], state.cell[0]]), xs)[1]


def vanishing_bound(W_h: Float[Array, "H H"], hidden: Float[Array, "T H"]) -> Float[Array, " T"]:
    """Upper bound on ‖∂h_T/∂h_t‖₂ of a tanh RNN for every t (Pascanu, Mikolov & Bengio 2013).

    ∏_{k=t+1..T} σ_max(W_h) · max_i (1 − h²_{k,i}); the last entry is 1.
    """
    slopes = jnp.max(1 - hidden * hidden, axis=-1)[1:] * jnp.linalg.norm(W_h, ord=2)
    return jnp.append(jnp.cumprod(slopes[::-1])[::-1], 1.0)
