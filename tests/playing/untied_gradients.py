"""Gradients by central differences of the equations in NumPy: at each state, and at a W_h of each timestep's own."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.playing.numpy_states import next_state

NUDGE = 1e-6


class Untied:
    """One layer of `cell` on `xs` `[T, D]`, read out by `W_o`, `b_o`, with squared errors from `targets` `[T]`."""

    def __init__(self, cell: str, weights: Any, readout: tuple[np.ndarray, np.ndarray], xs: Any, targets: Any) -> None:
        self.cell, self.weights = cell, tuple(np.asarray(part, np.float64) for part in weights)
        self.W_o, self.b_o = (np.asarray(part, np.float64) for part in readout)
        self.xs, self.targets = np.asarray(xs, np.float64), np.asarray(targets, np.float64)
        self.H = len(self.weights[1])
        self.start = np.zeros(2 * self.H if cell == "lstm" else self.H)

    def errors(self, nudge: Any = None, at: int = -1, W_h: Any = None) -> np.ndarray:
        """The squared error at every timestep; the state after `at` is moved by `nudge`, or `at` has its own `W_h`."""
        state, found = self.start, []
        for t, x in enumerate(self.xs):
            own = self.weights
            if W_h is not None and t == at:
                own = (own[0], W_h, *own[2:])
            state = next_state(self.cell, own, state, x)
            if nudge is not None and t == at:
                state = state + nudge
            y = state[: self.H] @ self.W_o + self.b_o
            found.append(np.mean(np.square(y - self.targets[t])))
        return np.array(found)

    def at_states(self) -> np.ndarray:
        """∂L_s/∂h_t `[S, T, H]`."""
        T = len(self.xs)
        found = np.zeros((T, T, self.H))
        for t in range(T):
            for unit in range(self.H):
                nudge = np.zeros_like(self.start)
                nudge[unit] = NUDGE
                found[:, t, unit] = (self.errors(nudge, t) - self.errors(-nudge, t)) / (2 * NUDGE)
        return found

    def at_weights(self) -> np.ndarray:
        """C_{s,t} `[S, T, H, GH]`: the derivative of the error at s by the W_h of timestep t alone."""
        T, W_h = len(self.xs), self.weights[1]
        found = np.zeros((T, T, *W_h.shape))
        for t in range(T):
            for place in np.ndindex(W_h.shape):
                up, down = W_h.copy(), W_h.copy()
                up[place] += NUDGE
                down[place] -= NUDGE
                found[(slice(None), t, *place)] = (self.errors(W_h=up, at=t) - self.errors(W_h=down, at=t)) / (
                    2 * NUDGE
                )
        return found


def untied(run: Any, lane: str, example: int) -> Untied:
    """Test example `example` (from 0) through the first seed of a one-layer lane of `run`."""
    each = next(each for each in run.lanes if each.id == lane)
    first = [np.asarray(part)[0] for part in each.state.weights.layers[0]]
    readout = (np.asarray(each.state.weights.W_o)[0], np.asarray(each.state.weights.b_o)[0])
    test = run.task.test
    return Untied(lane, first, readout, np.asarray(test.inputs)[:, example], np.asarray(test.targets)[:, example])
