r"""What belongs to a word though the \w of regular expressions leaves it out: accents, vowel signs and joiners."""

from __future__ import annotations

import unicodedata

_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"

MARKS = _JOINERS + "".join(chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code))[0] == "M")
"""The joiners and all marks of Unicode's first plane, to stand between brackets: [letters MARKS]."""
