"""Words and arrays as one safetensors file: 8-byte little-endian header length, JSON header, raw buffers.

All arrays are float32, little-endian, row-major. `__metadata__` holds two strings: `format`, and under the name of what
the bytes are (`"frame"`, `"answer"`) the words as a JSON object, in which a NaN or an infinity is written as null.
"""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from rnn_core.errors import UserError

LARGEST_HEADER = 10_000_000
"""Bytes: far more than any of ours, and no more than a reader can hold as Python's objects."""

FloatArray = np.ndarray[Any, np.dtype[np.float32]]
Arrays = dict[str, FloatArray]


class FormatError(UserError):
    """Bytes of another kind or another version."""


def pack(what: str, format: str, words: dict[str, Any], arrays: Arrays) -> bytes:
    """`words` and `arrays` as bytes of the `format`, the words under the name `what`."""
    tensors = {name: np.ascontiguousarray(array, dtype=np.float32) for name, array in arrays.items()}
    return save(tensors, metadata={"format": format, what: json.dumps(_finite(words), allow_nan=False)})


def unpack(what: str, formats: tuple[str, ...], data: bytes) -> tuple[str, dict[str, Any], Arrays]:
    """The format, the words and the arrays that `pack` packed in one of `formats`, the present one first.

    Raises `FormatError`.
    """
    try:
        size = int.from_bytes(data[:8], "little")
        if size > LARGEST_HEADER:
            raise ValueError("the header is too large")
        arrays = load(data)
        metadata = json.loads(data[8 : 8 + size])["__metadata__"]
        given = metadata["format"]
        words = json.loads(metadata[what]) if given in formats else {}
    except (SafetensorError, KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise FormatError(f"These bytes are not a {what}. Open a file that Unrolled saved.") from error
    if given not in formats:
        raise FormatError(f"These bytes are of the format {str(given)[:40]!r}. This version reads {formats[0]!r}.")
    return given, words, arrays


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return value
