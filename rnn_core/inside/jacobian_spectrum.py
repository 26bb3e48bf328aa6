"""How far the product of one-step Jacobians stretches and shrinks, between bounds that must hold, and per timestep.

∂s_T/∂s_t = ∏_{k=t+1..T} J_k (Pascanu, Mikolov & Bengio 2013, equation 5). A vanilla RNN has J_k = diag(φ′_k) W_hᵀ, so
∏ min φ′_k σ_min(W_h) ≤ σ(∂h_T/∂h_t) ≤ ∏ max φ′_k σ_max(W_h) ≤ σ_max(W_h)^(T−t). Of every cell
∏ σ_min(J_k) ≤ σ ≤ ∏ σ_max(J_k). The finite-time Lyapunov exponents λ_i = 1/T Σ_k ln|R_ii| come from a QR of J_k Q_{k−1}
at every timestep.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64

from rnn_core.frames.bytes import Arrays
from rnn_core.inside.jacobians import OneStepJacobians
from rnn_core.inside.one_thread import keep_to_one_thread
from rnn_core.inside.question import Answer, GivenUp, lane_called, numbered
from rnn_core.training import losses, step
from rnn_core.training.run import LaneRun, Run, settings_of

MOST_EXPONENTS = 32
MOST_LAGS = 40
MOST_BOUNDED = 128
"""Numbers of a gated cell's state up to which the general bounds are worked out: an SVD for every timestep."""
MANY_NUMBERS = 64
"""States with more numbers than this are looked at in at most `MOST_LAGS` lags: the rest would only be waited for."""


@dataclass(frozen=True)
class JacobianSpectrum:
    """Singular values of ∂s_T/∂s_t and finite-time Lyapunov exponents of test example `example` (from 1), in float64.

    First seed, top layer; s is h, or h and c of an LSTM. The answer's words: `lane`, `example`, `timesteps`, `numbers`
    (S, how many the state has), `pascanu` (whether the bounds are those of a vanilla RNN, not the general ones),
    `sigma_max` (of W_h; null where not `pascanu`). Its arrays, logarithms to base 10 unless told otherwise, −inf for 0:

    | array | shape | what |
    |---|---|---|
    | `lags` | K | T − t of each row below |
    | `singular_values` | K, S | falling |
    | `upper`, `lower` | K | the bounds above; of a gated cell with S > 128 they are missing |
    | `weights_alone` | K | (T − t) log₁₀ σ_max(W_h) of a vanilla RNN |
    | `exponents` | ≤ 32 | λ_i, natural logarithms, falling; the largest ones |
    """

    lane: str
    example: int = 1

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class."""
        keep_to_one_thread()
        each = lane_called(run, self.lane)
        asked = OneStepJacobians(self.lane, self.example).answer(run, go_on)
        jacobians = asked.arrays["jacobians"].astype(np.float64)
        T, S, _ = jacobians.shape
        every = max(1, -(-T // MOST_LAGS)) if S > MANY_NUMBERS else 1
        lags = np.unique([*range(0, T, every), T - 1])
        arrays = Arrays(lags=lags.astype(np.float32))
        arrays["singular_values"] = singular_values(jacobians, lags, go_on).astype(np.float32)
        pascanu = bool(each.spec.cell.squash)
        sigma_max = None
        if pascanu:
            sigma, slopes = self._vanilla(run, each, T)
            sigma_max = float(sigma[0])
            largest, smallest = slopes.max(axis=1) * sigma[0], slopes.min(axis=1) * sigma[-1]
            arrays["weights_alone"] = _products(np.full(T, sigma[0]), lags)
            arrays |= {"upper": _products(largest, lags), "lower": _products(smallest, lags)}
        elif S <= MOST_BOUNDED:
            largest, smallest = _extremes(jacobians, go_on)
            arrays |= {"upper": _products(largest, lags), "lower": _products(smallest, lags)}
        arrays["exponents"] = lyapunov(jacobians, min(S, MOST_EXPONENTS), go_on).astype(np.float32)
        words = {"lane": self.lane, "example": self.example, "timesteps": T, "numbers": S}
        return Answer(words | {"pascanu": pascanu, "sigma_max": sigma_max}, arrays)

    def _vanilla(self, run: Run, each: LaneRun, timesteps: int) -> tuple[Float64[np.ndarray, " H"], np.ndarray]:
        """The singular values of W_h, and φ′ of every timestep and unit `[T, H]`."""
        weights = np.asarray(each.state.weights.layers[-1].W_h[0], np.float64)
        seen = step.watch(
            each.spec,
            each.state,
            run.task.test,
            run.task.lead_in,
            numbered(self.example, run),
            settings_of(run, each),
            losses.LAST,
        )
        hidden = np.asarray(seen.traces[-1].hidden, np.float64)[:timesteps]
        slopes = 1 - hidden * hidden if each.spec.cell.squash == "tanh" else (hidden > 0).astype(np.float64)
        return np.linalg.svd(weights, compute_uv=False), slopes


def _extremes(jacobians: Float64[np.ndarray, "T S S"], go_on: Callable[[], bool]) -> tuple[np.ndarray, np.ndarray]:
    """The largest and the smallest singular value of each Jacobian."""
    largest, smallest = np.empty(len(jacobians)), np.empty(len(jacobians))
    for k, jacobian in enumerate(jacobians):
        if k % 16 == 0 and not go_on():
            raise GivenUp
        found = np.linalg.svd(jacobian, compute_uv=False)
        largest[k], smallest[k] = found[0], found[-1]
    return largest, smallest


def _products(factors: Float64[np.ndarray, " T"], lags: np.ndarray) -> np.ndarray:
    """log₁₀ of the product of the last `lag` factors, for each of `lags`."""
    with np.errstate(divide="ignore"):
        logs = np.log10(factors[::-1])
    return np.concatenate([[0.0], np.cumsum(logs)])[lags].astype(np.float32)


def singular_values(
    jacobians: Float64[np.ndarray, "T S S"], lags: np.ndarray, go_on: Callable[[], bool] = lambda: True
) -> Float64[np.ndarray, "K S"]:
    """log₁₀ of the singular values of ∂s_T/∂s_t at each of `lags` (rising), the product scaled on the way.

    Below 1e-16 of the largest they are rounding, of float64 itself.
    """
    T, S, _ = jacobians.shape
    product, scale, found = np.eye(S), 0.0, np.empty((len(lags), S))
    rows = {int(lag): row for row, lag in enumerate(lags)}
    for lag in range(T):
        if lag in rows:
            if not go_on():
                raise GivenUp
            with np.errstate(divide="ignore"):
                found[rows[lag]] = scale + np.log10(np.linalg.svd(product, compute_uv=False))
        product = product @ jacobians[T - 1 - lag]
        # Near the smallest numbers of float64 the processor computes a hundred times slower.
        norm = float(np.linalg.norm(product)) or 1.0
        product, scale = product / norm, scale + float(np.log10(norm))
    return found


def lyapunov(
    jacobians: Float64[np.ndarray, "T S S"], count: int, go_on: Callable[[], bool] = lambda: True
) -> Float64[np.ndarray, " C"]:
    """The `count` largest finite-time Lyapunov exponents, falling; −inf for a direction that is lost altogether."""
    # A starting frame of its own: the first axes may be ones that the first Jacobian happens to lose.
    frame = np.linalg.qr(np.random.default_rng(0).standard_normal((jacobians.shape[1], count)))[0]
    total = np.zeros(count)
    for k, jacobian in enumerate(jacobians):
        if k % 16 == 0 and not go_on():
            raise GivenUp
        frame, upper = np.linalg.qr(jacobian @ frame)
        kept = np.abs(np.diag(upper))
        # What is left of a direction that is lost is rounding: a shift register loses all of them, one after the other.
        kept[kept <= np.finfo(np.float64).eps * len(jacobian) * np.linalg.norm(jacobian)] = 0
        with np.errstate(divide="ignore"):
            total += np.log(kept)
    return np.sort(total / len(jacobians))[::-1]
