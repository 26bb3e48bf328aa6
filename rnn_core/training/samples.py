"""What a lane wrote while it trained: a short text every so many steps, kept with the run like its curves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Int64, UInt8

EVERY, LENGTH, TEMPERATURE = 50, 200, 0.8
"""Steps from one to the next (a multiple of the interval of test evaluations), characters, and how they are drawn."""
SAMPLES_KEY = 2**32 - 2
"""Folded into a seed's key for the draws of all samples: larger than any step number, and not the tracks' number."""


@dataclass(frozen=True)
class Samples:
    """The texts of a lane's first seed, as numbers of symbols, and the steps at which it wrote them, rising."""

    steps: Int64[np.ndarray, " R"]
    codes: UInt8[np.ndarray, "R N"]

    def wrote(self, step: int, codes: UInt8[np.ndarray, " N"]) -> Samples:
        """With one more text behind."""
        return Samples(np.append(self.steps, np.int64(step)), np.concatenate([self.codes, codes[None]]))

    def until(self, step: int) -> Samples:
        """The texts written at `step` or before; copies, so that the rest can be forgotten."""
        count = int(np.searchsorted(self.steps, step, "right"))
        return Samples(self.steps[:count].copy(), self.codes[:count].copy())


NONE = Samples(np.zeros(0, np.int64), np.zeros((0, LENGTH), np.uint8))
