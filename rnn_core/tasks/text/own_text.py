"""A text that somebody brings: whether it can be learned from, its fingerprint, its training and its test part."""

from __future__ import annotations

import codecs
import hashlib
import math
import unicodedata
from functools import lru_cache

import numpy as np

from rnn_core.numbers import percent
from rnn_core.tasks.text.corpus import CODE_POINTS, Corpus, TextError, code_points, corpus

LARGEST_BYTES = 5_000_000
FEWEST_CHARACTERS = 200
TRAINING_TENTHS = 9
FINGERPRINT_DIGITS = 12

_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
_LAYOUT = "\t\n\r\f"
_CONTROL_CHARACTERS = [chr(code) for code in (*range(32), 127) if chr(code) not in _LAYOUT]
_MOST_CONTROLS = 0.01
# The longer mark of UTF-32 begins with that of UTF-16.
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_WITHOUT_MARK = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_NO_MARK = "This text is in another encoding, perhaps {perhaps} without its mark. Save it as UTF-8 and try again."
_ENCODING = (
    "The text is not in {encoding}: its byte {number:,} (hexadecimal {byte:02X}, in line {line:,}) does not fit. "
    "Open the text in an editor that shows its letters as they should be, save it there as UTF-8, and try again."
)
_NULS = "This is not a text but a binary file (it contains NUL bytes). Use plain text in UTF-8."
_CONTROLS = "This is not a text but a binary file ({share:.0f} % control characters). Use plain text in UTF-8."
_CUT = "The text is in UTF-8, but its last character is cut off. Take that away, or save the text again."
_UNLIKE = 0.4
"""So much more than chance can make it: parts of one text by one author differ by 0.1."""


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

    Bytes are read as UTF-8, or as what their byte order mark says. Refused are: nothing but white space, more than
    5 MB, a binary file (a NUL, or over 1 % control characters), and bytes in another encoding.
    """
    raw = data if isinstance(data, bytes) else _utf8(data)
    if len(raw) > LARGEST_BYTES:
        raise TextError(
            f"The text has {len(raw) / 1e6:.1f} MB. That is too long. Use at most {LARGEST_BYTES / 1e6:.0f} MB."
        )
    text = _plain(_decoded(raw))
    if not text.strip():
        raise TextError("The text is empty. Paste some, or choose a file.")
    _require_few_controls(sum(map(text.count, _CONTROL_CHARACTERS)), len(text))
    return text


def _require_few_controls(controls: int, count: int) -> None:
    if controls > _MOST_CONTROLS * count:
        raise TextError(_CONTROLS.format(share=100 * controls / count))


def fingerprint(text: str) -> str:
    """Twelve hexadecimal digits that stand for `text` (of its SHA-256; kinds of line end make no difference)."""
    return hashlib.sha256(_utf8(_plain(text))).hexdigest()[:FINGERPRINT_DIGITS]


def _decoded(raw: bytes) -> str:
    encoding = next((name for mark, name in _MARKS.items() if raw.startswith(mark)), "utf-8")
    if encoding == "utf-8" and b"\0" in raw:
        wide = next((name[:6].upper() for name in _WITHOUT_MARK if _is_readable(raw, name)), "")
        raise TextError(_NO_MARK.format(perhaps=wide) if wide else _NULS)
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8":
            _require_few_controls(sum(raw.count(ord(sign)) for sign in _CONTROL_CHARACTERS), len(raw))
            if error.reason == "unexpected end of data" and not raw[: error.start].isascii():
                raise TextError(_CUT) from None
        # Which encoding it is instead its bytes do not tell: one byte is a letter in each of some fifty.
        place = {"number": error.start + 1, "byte": raw[error.start], "line": _line(raw[: error.start], encoding)}
        raise TextError(_ENCODING.format(encoding=encoding.upper(), **place)) from None
    if "\0" in text:
        raise TextError(_NULS)
    return text


def _is_readable(raw: bytes, encoding: str) -> bool:
    """Whether nearly all of `raw` is letters, signs and spaces in `encoding`."""
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    unreadable = sum(unicodedata.category(sign)[0] == "C" and sign not in _LAYOUT for sign in text)
    return unreadable <= _MOST_CONTROLS * len(text)


def _line(before: bytes, encoding: str) -> int:
    """The number of the line, from 1, in which the bytes `before` end."""
    return _plain(before.decode(encoding, "ignore")).count("\n") + 1


@lru_cache(maxsize=4)
def unlike(text: str) -> str:
    """A sentence where the last tenth of a checked text, the test part, is unlike the rest; otherwise empty.

    Compared are the symbols, and those with which lines begin, by the total variation distance of their shares: half
    the sum of |p − q|, 0 where they are the same and 1 where they have nothing in common. A sorted list differs in how
    its lines begin.
    """
    split = len(text) * TRAINING_TENTHS // 10
    train, test = text[:split], text[split:]
    # The first line of the test part may begin in its middle.
    begins = ["".join(line[:1] for line in lines) for lines in (train.split("\n"), test.split("\n")[1:])]
    for what, some, others in (("symbols", train, test), ("first symbols of the lines", *begins)):
        apart, chance = _variation(some, others)
        if apart >= chance + _UNLIKE:
            return (
                f"The last tenth of the text, kept for testing, is unlike the rest: their {what} differ by "
                f"{percent(apart)} (0 % is the same, 100 % is nothing in common). The test loss says little then. "
                "If this is a sorted list, shuffle its lines."
            )
    return ""


def _variation(some: str, others: str) -> tuple[float, float]:
    """The total variation distance between the shares of symbols in two texts, and its bound for chance alone.

    Of k symbols in n draws, the expected distance from the shares that they are drawn by is at most √(k / 2πn): each
    share is off by √(2p(1 − p) / πn), and the Cauchy–Schwarz inequality bounds the sum.
    """
    if not some or not others:
        return 0.0, 0.0
    counts = [np.bincount(code_points(part), minlength=CODE_POINTS) for part in (some, others)]
    shares = [count / count.sum() for count in counts]
    known = int(np.count_nonzero(counts[0] + counts[1]))
    return float(np.abs(shares[0] - shares[1]).sum()) / 2, math.sqrt(known / (2 * math.pi * len(others)))


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
