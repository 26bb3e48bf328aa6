"""NumPy's linear algebra on one thread.

The matrices of a question are small, and the cores are busy with training. There OpenBLAS's threads wait for one
another: on a crowded machine with two cores an SVD of 128 × 128 took 820 ms on two threads and 2.3 ms on one.
"""

from __future__ import annotations

import ctypes
import functools
from pathlib import Path

import numpy as np

_NAMES = ("scipy_openblas_set_num_threads64_", "scipy_openblas_set_num_threads", "openblas_set_num_threads")


@functools.cache
def keep_to_one_thread() -> bool:
    """Tell the OpenBLAS of NumPy's wheels so, for good; whether there is one (elsewhere nothing needs to be told)."""
    for path in sorted((Path(np.__file__).parents[1] / "numpy.libs").glob("*openblas*")):
        library = ctypes.CDLL(str(path))
        for name in _NAMES:
            if hasattr(library, name):
                getattr(library, name)(1)
                return True
    return False
