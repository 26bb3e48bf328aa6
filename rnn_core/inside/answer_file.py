"""An answer as a file that other programs read: safetensors or NPZ, with the text that says what is in it."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from safetensors.numpy import save

from rnn_core.frames.bytes import Arrays


def safetensors_file(arrays: Arrays, readme: str) -> bytes:
    """`arrays` as safetensors; `README` stands in its metadata."""
    return save({name: np.ascontiguousarray(array) for name, array in arrays.items()}, {"README": readme})


def npz_file(arrays: Arrays, readme: str) -> bytes:
    """`arrays` as NPZ; `README` is one of its arrays, a string."""
    file = io.BytesIO()
    named: dict[str, Any] = {"README": np.array(readme), **arrays}
    np.savez(file, **named)
    return file.getvalue()
