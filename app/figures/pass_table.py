"""A whole pass through a network as a table: a row for each timestep."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from app.figures.table import columns_csv


def pass_csv(arrays: Mapping[str, np.ndarray]) -> str:
    """The lengths and singular values in the arrays of a `rnn_core.WholePass`, with all digits, as CSV."""
    timesteps = np.arange(1, len(arrays["sigma"]) + 1)

    def lengths(name: str) -> np.ndarray:
        norms: np.ndarray = np.linalg.norm(arrays[name].astype(np.float64), axis=1)
        return norms

    columns = {
        "norm of h_t": lengths("trace.hidden"),
        "norm of dL/ds_t": lengths("gradient"),
        "largest singular value of J_t": arrays["sigma"],
        "norm of what arrives at s_(t-1)": lengths("arrives"),
        "of it along the state itself": lengths("kept"),
        "log10 of the largest singular value of ds_T/ds_t": arrays["reach"][1:],
    }
    return columns_csv("timestep", {name: (timesteps, values) for name, values in columns.items()})
