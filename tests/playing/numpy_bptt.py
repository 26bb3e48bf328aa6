"""Back-propagation through time in NumPy, written from the equations: one example, one timestep, one gate at a time.

It shares nothing with `rnn_core`: vectors are columns (a = W x + U h + b), every gate has its own two matrices, and the
gradients are accumulated timestep by timestep. Equations: for the LSTM Gers, Schmidhuber & Cummins 2000, with peepholes
Gers & Schmidhuber 2000, its ablations Greff et al. 2017; for the GRU Cho et al. 2014 (versions 1 and 3) with z keeping
the old state.
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
    """h' = φ(a) with φ = tanh or max(0, ·), and a itself in the first `linear` units."""

    def __init__(self, gate: Gate, relu: bool, linear: int = 0) -> None:
        self.gate, self.relu, self.linear = gate, relu, linear

    def forward(self, h: Vector, c: Vector, xs: Vectors) -> Vectors:
        self.xs, self.h = xs, [h]
        for x in xs:
            a = self.gate(x, self.h[-1])
            h = np.maximum(a, 0) if self.relu else np.tanh(a)
            self.h.append(np.concatenate([a[: self.linear], h[self.linear :]]))
        return self.h[1:]

    def backward(self, into_h: Vectors) -> Passed:
        passed = Passed([], [], [], np.zeros_like(self.h[0]), np.zeros(0))
        for t in reversed(range(len(self.xs))):
            dh = into_h[t] + passed.h_start
            h = self.h[t + 1]
            da = dh * (h > 0) if self.relu else dh * (1 - h**2)
            da[: self.linear] = dh[: self.linear]
            dx, passed.h_start = self.gate.back(da, self.xs[t], self.h[t])
            passed.x.insert(0, dx)
            passed.h.insert(0, dh)
        return passed


class LongShortTerm:
    """c' = f c + i g, h' = o tanh(c'), with the parts that an ablation takes away.

    `gates` holds i, f, g and o by letter; a missing i, f or o is 1, but for `coupled`, where i = 1 − f. `linear` holds
    "g" where g is its sum itself and "h" where h' = o c'. `peepholes` are vectors by letter: i and f see c, o sees c'.
    """

    def __init__(
        self,
        gates: dict[str, Gate],
        coupled: bool = False,
        linear: str = "",
        peepholes: dict[str, Vector] | None = None,
    ) -> None:
        self.gates, self.coupled, self.linear, self.peepholes = gates, coupled, linear, peepholes or {}
        self.dp = {letter: np.zeros_like(p) for letter, p in self.peepholes.items()}

    def opened(self, letter: str, x: Vector, h: Vector, c: Vector) -> Vector:
        if letter not in self.gates:
            return np.ones_like(c)
        return sigmoid(self.gates[letter](x, h) + self.peepholes.get(letter, 0) * c)

    def forward(self, h: Vector, c: Vector, xs: Vectors) -> Vectors:
        self.xs, self.h, self.c, self.open = xs, [h], [c], list[dict[str, Vector]]()
        for x in xs:
            h, c = self.h[-1], self.c[-1]
            g = self.gates["g"](x, h)
            g = g if "g" in self.linear else np.tanh(g)
            f = self.opened("f", x, h, c)
            i = 1 - f if self.coupled else self.opened("i", x, h, c)
            self.c.append(f * c + i * g)
            o = self.opened("o", x, h, self.c[-1])
            self.open.append({"i": i, "f": f, "g": g, "o": o})
            self.h.append(o * (self.c[-1] if "h" in self.linear else np.tanh(self.c[-1])))
        return self.h[1:]

    def backward(self, into_h: Vectors) -> Passed:
        passed = Passed([], [], [], np.zeros_like(self.h[0]), np.zeros_like(self.c[0]))
        for t in reversed(range(len(self.xs))):
            i, f, g, o = (self.open[t][letter] for letter in "ifgo")
            x, h, before, c = self.xs[t], self.h[t], self.c[t], self.c[t + 1]
            dh = into_h[t] + passed.h_start
            do = dh * (c if "h" in self.linear else np.tanh(c))
            dc = passed.c_start + dh * o * (1 if "h" in self.linear else 1 / np.cosh(c) ** 2)
            das = {}
            if "o" in self.gates:
                das["o"] = do * o * (1 - o)
                dc = dc + self.peep("o", das["o"], c)
            das["g"] = dc * i * (1 if "g" in self.linear else 1 - g**2)
            di, df = dc * g, dc * before
            if self.coupled:
                df = df - di
            das |= {letter: d * gate * (1 - gate) for letter, d, gate in (("i", di, i), ("f", df, f))}
            passed.c_start = dc * f
            for letter in set("if") & set(self.gates):
                passed.c_start = passed.c_start + self.peep(letter, das[letter], before)
            parts = [gate.back(das[letter], x, h) for letter, gate in self.gates.items()]
            passed.x.insert(0, sum((dx for dx, _ in parts), np.zeros_like(x)))
            passed.h.insert(0, dh)
            passed.c.insert(0, dc)
            passed.h_start = sum((dbefore for _, dbefore in parts), np.zeros_like(dh))
        return passed

    def peep(self, letter: str, da: Vector, c: Vector) -> Vector:
        """Collect the gradient of a gate's peephole and return what reaches the cell state through it."""
        if letter not in self.peepholes:
            return np.zeros_like(c)
        self.dp[letter] += da * c
        return self.peepholes[letter] * da


class Gated:
    """n = tanh(W_n x + b_n + r (U_n h + b_hn)), h' = (1 − z) n + z h.

    Without r the reset gate is 1. With `resets_before` n = tanh(W_n x + b_n + U_n (r h) + b_hn).
    """

    def __init__(self, r: Gate | None, z: Gate, n_input: Gate, n_recurrent: Gate, resets_before: bool = False) -> None:
        """`n_input` reads x alone (its U is 0), `n_recurrent` reads h alone (its W is 0) and holds b_hn."""
        self.r, self.z, self.n_input, self.n_recurrent = r, z, n_input, n_recurrent
        self.resets_before = resets_before

    def forward(self, h: Vector, c: Vector, xs: Vectors) -> Vectors:
        self.xs, self.h, self.open = xs, [h], list[Vectors]()
        for x in xs:
            before = self.h[-1]
            r = np.ones_like(before) if self.r is None else sigmoid(self.r(x, before))
            z = sigmoid(self.z(x, before))
            q = self.n_recurrent(x, r * before if self.resets_before else before)
            n = np.tanh(self.n_input(x, before) + (q if self.resets_before else r * q))
            self.open.append([r, z, q, n])
            self.h.append((1 - z) * n + z * before)
        return self.h[1:]

    def backward(self, into_h: Vectors) -> Passed:
        passed = Passed([], [], [], np.zeros_like(self.h[0]), np.zeros(0))
        for t in reversed(range(len(self.xs))):
            r, z, q, n = self.open[t]
            x, before = self.xs[t], self.h[t]
            dh = into_h[t] + passed.h_start
            da_n, dz = dh * (1 - z) * (1 - n**2), dh * (before - n)
            if self.resets_before:
                _, d_reset = self.n_recurrent.back(da_n, np.zeros_like(x), r * before)
                dr, through_candidate = d_reset * before, d_reset * r
            else:
                _, through_candidate = self.n_recurrent.back(da_n * r, np.zeros_like(x), before)
                dr = da_n * q
            parts = [self.z.back(dz * z * (1 - z), x, before), self.n_input.back(da_n, x, np.zeros_like(before))]
            if self.r is not None:
                parts.append(self.r.back(dr * r * (1 - r), x, before))
            passed.x.insert(0, sum((dx for dx, _ in parts), np.zeros_like(x)))
            passed.h.insert(0, dh)
            passed.h_start = sum((dbefore for _, dbefore in parts), dh * z + through_candidate)
        return passed


Layer = Simple | LongShortTerm | Gated
