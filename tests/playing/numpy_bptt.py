"""Back-propagation through time in NumPy, written from the equations: one example, one timestep, one gate at a time.

It shares nothing with `rnn_core`: vectors are columns (a = W x + U h + b), every gate has its own two matrices, and the
gradients are accumulated timestep by timestep. Equations: for the LSTM Gers, Schmidhuber & Cummins 2000 without
peepholes, for the GRU Cho et al. 2014 (version 1) with z keeping the old state.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Vector = np.ndarray
Vectors = list[np.ndarray]


@dataclass
class Gate:
    """W x + U h + b, and the gradients collected so far."""

    W: np.ndarray
    U: np.ndarray
    b: np.ndarray

    def __post_init__(self) -> None:
        self.dW, self.dU, self.db = np.zeros_like(self.W), np.zeros_like(self.U), np.zeros_like(self.b)

    def __call__(self, x: Vector, h: Vector) -> Vector:
        return self.W @ x + self.U @ h + self.b

    def back(self, da: Vector, x: Vector, h: Vector) -> tuple[Vector, Vector]:
        """Collect the gradients for da = ∂L/∂a and return ∂L/∂x and ∂L/∂h."""
        self.dW += np.outer(da, x)
        self.dU += np.outer(da, h)
        self.db += da
        return self.W.T @ da, self.U.T @ da


@dataclass
class Passed:
    """∂L/∂x_t, ∂L/∂h_t and ∂L/∂c_t of one example for every t, and the gradient at the state it started from."""

    x: Vectors
    h: Vectors
    c: Vectors
    h_start: Vector
    c_start: Vector


def sigmoid(a: Vector) -> Vector:
    return 1 / (1 + np.exp(-a))


class Simple:
    """h' = φ(a) with φ = tanh or max(0, ·)."""

    def __init__(self, gate: Gate, relu: bool) -> None:
        self.gate, self.relu = gate, relu

    def forward(self, h: Vector, c: Vector, xs: Vectors) -> Vectors:
        self.xs, self.h = xs, [h]
        for x in xs:
            a = self.gate(x, self.h[-1])
            self.h.append(np.maximum(a, 0) if self.relu else np.tanh(a))
        return self.h[1:]

    def backward(self, into_h: Vectors) -> Passed:
        passed = Passed([], [], [], np.zeros_like(self.h[0]), np.zeros(0))
        for t in reversed(range(len(self.xs))):
            dh = into_h[t] + passed.h_start
            h = self.h[t + 1]
            da = dh * (h > 0) if self.relu else dh * (1 - h**2)
            dx, passed.h_start = self.gate.back(da, self.xs[t], self.h[t])
            passed.x.insert(0, dx)
            passed.h.insert(0, dh)
        return passed


class LongShortTerm:
    """c' = f c + i g, h' = o tanh(c')."""

    def __init__(self, i: Gate, f: Gate, g: Gate, o: Gate) -> None:
        self.gates = (i, f, g, o)

    def forward(self, h: Vector, c: Vector, xs: Vectors) -> Vectors:
        self.xs, self.h, self.c, self.open = xs, [h], [c], list[Vectors]()
        for x in xs:
            ai, af, ag, ao = (gate(x, self.h[-1]) for gate in self.gates)
            i, f, g, o = sigmoid(ai), sigmoid(af), np.tanh(ag), sigmoid(ao)
            self.open.append([i, f, g, o])
            self.c.append(f * self.c[-1] + i * g)
            self.h.append(o * np.tanh(self.c[-1]))
        return self.h[1:]

    def backward(self, into_h: Vectors) -> Passed:
        passed = Passed([], [], [], np.zeros_like(self.h[0]), np.zeros_like(self.c[0]))
        for t in reversed(range(len(self.xs))):
            i, f, g, o = self.open[t]
            dh = into_h[t] + passed.h_start
            squashed = np.tanh(self.c[t + 1])
            dc = passed.c_start + dh * o / np.cosh(self.c[t + 1]) ** 2
            das = (
                dc * g * i * (1 - i),
                dc * self.c[t] * f * (1 - f),
                dc * i * (1 - g**2),
                dh * squashed * o * (1 - o),
            )
            parts = [gate.back(da, self.xs[t], self.h[t]) for gate, da in zip(self.gates, das, strict=True)]
            passed.x.insert(0, sum((dx for dx, _ in parts), np.zeros_like(self.xs[t])))
            passed.h.insert(0, dh)
            passed.c.insert(0, dc)
            passed.h_start = sum((before for _, before in parts), np.zeros_like(dh))
            passed.c_start = dc * f
        return passed


class Gated:
    """n = tanh(W_n x + b_n + r (U_n h + b_hn)), h' = (1 − z) n + z h."""

    def __init__(self, r: Gate, z: Gate, n_input: Gate, n_recurrent: Gate) -> None:
        """`n_input` reads x alone (its U is 0), `n_recurrent` reads h alone (its W is 0) and holds b_hn."""
        self.r, self.z, self.n_input, self.n_recurrent = r, z, n_input, n_recurrent

    def forward(self, h: Vector, c: Vector, xs: Vectors) -> Vectors:
        self.xs, self.h, self.open = xs, [h], list[Vectors]()
        for x in xs:
            before = self.h[-1]
            r, z = sigmoid(self.r(x, before)), sigmoid(self.z(x, before))
            q = self.n_recurrent(x, before)
            n = np.tanh(self.n_input(x, before) + r * q)
            self.open.append([r, z, q, n])
            self.h.append((1 - z) * n + z * before)
        return self.h[1:]

    def backward(self, into_h: Vectors) -> Passed:
        passed = Passed([], [], [], np.zeros_like(self.h[0]), np.zeros(0))
        for t in reversed(range(len(self.xs))):
            r, z, q, n = self.open[t]
            x, before = self.xs[t], self.h[t]
            dh = into_h[t] + passed.h_start
            da_n = dh * (1 - z) * (1 - n**2)
            dr, dz, dq = da_n * q, dh * (before - n), da_n * r
            parts = (
                self.r.back(dr * r * (1 - r), x, before),
                self.z.back(dz * z * (1 - z), x, before),
                self.n_input.back(da_n, x, np.zeros_like(before)),
                self.n_recurrent.back(dq, np.zeros_like(x), before),
            )
            passed.x.insert(0, sum((dx for dx, _ in parts), np.zeros_like(x)))
            passed.h.insert(0, dh)
            passed.h_start = dh * z + sum((dbefore for _, dbefore in parts), np.zeros_like(dh))
        return passed


Layer = Simple | LongShortTerm | Gated
