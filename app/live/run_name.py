"""The name that a user gives a run, made fit to be shown anywhere."""

from __future__ import annotations

import re
import unicodedata

LONGEST_RUN_NAME = 60
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of writing for what follows them."""
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


def tidied(name: str) -> str:
    """The name of a run on one line, without what no page can show, at most `LONGEST_RUN_NAME` characters.

    One of which nothing would be seen (joiners, spaces without a width) is none.
    """
    line = " ".join(TURNS.sub("", _UNFIT.sub(" ", name)).split())[:LONGEST_RUN_NAME]
    return line if any(unicodedata.category(letter)[0] not in "CZ" for letter in line) else ""
