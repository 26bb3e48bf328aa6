"""A text that somebody brings: whether it can be learned from, its fingerprint, its training and its test part."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from rnn_core.tasks.text.corpus import Corpus, TextError, corpus

LARGEST_BYTES = 5_000_000
FEWEST_CHARACTERS = 200
TRAINING_TENTHS = 9
FINGERPRINT_DIGITS = 12

_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
_LAYOUT = "\t\n\r\f"
_MOST_CONTROLS = 0.01


def check_text(data: bytes | str) -> str:
    """`data` as text with one kind of line end, or `TextError`.

    Refused are: what `read_text` refuses, fewer than 200 characters, and one symbol again and again.
    """
    text = read_text(data)
    if len(set(text)) == 1:
        raise TextError(
            f"The text holds only one symbol, {text[0]!r}, so there is nothing to predict. Use another text."
        )
    if len(text) < FEWEST_CHARACTERS:
        raise TextError(f"The text has {len(text)} characters. That is too short. Use at least {FEWEST_CHARACTERS}.")
    return text


def read_text(data: bytes | str) -> str:
    """`data` as text with one kind of line end, or `TextError`.

    Refused are: nothing but white space, more than 5 MB, a binary file (a NUL, or over 1 % control characters), and
    bytes that are not UTF-8.
    """
    raw = data if isinstance(data, bytes) else _utf8(data)
    if len(raw) > LARGEST_BYTES:
        raise TextError(
            f"The text has {len(raw) / 1e6:.1f} MB. That is too long. Use at most {LARGEST_BYTES / 1e6:.0f} MB."
        )
    if b"\0" in raw:
        raise TextError("This is not a text but a binary file (it contains NUL bytes). Use plain text in UTF-8.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise TextError(
            f"The text is not in UTF-8 (byte {error.start + 1} does not fit). Save it as UTF-8 and try again."
        ) from None
    text = _plain(text)
    if not text.strip():
        raise TextError("The text is empty. Paste some, or choose a file.")
    controls = sum(text.count(chr(code)) for code in (*range(32), 127) if chr(code) not in _LAYOUT)
    if controls > _MOST_CONTROLS * len(text):
        raise TextError(
            f"This is not a text but a binary file ({100 * controls / len(text):.0f} % control characters). "
            "Use plain text in UTF-8."
        )
    return text


def fingerprint(text: str) -> str:
    """Twelve hexadecimal digits that stand for `text` (of its SHA-256; kinds of line end make no difference)."""
    return hashlib.sha256(_utf8(_plain(text))).hexdigest()[:FINGERPRINT_DIGITS]


@lru_cache(maxsize=4)
def own_corpus(text: str) -> Corpus:
    """The first 90 % of a checked text to train on, the rest to test on."""
    split = len(text) * TRAINING_TENTHS // 10
    known = corpus(text[:split], text[split:])
    if len(known.symbols) < 2:
        raise TextError(
            f"The first 90 % of the text hold only one symbol, {text[0]!r}, so there is nothing to predict. "
            "Use another text."
        )
    return known


def require_windows(known: Corpus, sequence_length: int) -> None:
    """Raise `TextError` unless the test part, the smaller one, holds a window of `sequence_length` + 1 characters."""
    if len(known.test) <= sequence_length:
        raise TextError(
            f"The last tenth of the text, kept for testing, has {len(known.test)} characters that can be used, but "
            f"T = {sequence_length} needs {sequence_length + 1}. Use a text of at least {10 * (sequence_length + 1)} "
            "characters or choose a smaller T."
        )


def _plain(text: str) -> str:
    return text.removeprefix(_BYTE_ORDER_MARK).replace("\r\n", "\n").replace("\r", "\n")


def _utf8(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise TextError(
            f"Character {error.start + 1} of the text is half of a pair and cannot be written in UTF-8. Take it out."
        ) from None
