"""Units that a user names by their numbers."""

from __future__ import annotations

import re

_ONE_OR_SOME = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")


def unit_numbers(typed: str, most: int) -> tuple[list[int], list[int]]:
    """The units that `typed` names of those from 1 to `most`, as typed, and the numbers in it that are none of them.

    They stand with commas or spaces between, neighbours also as 2-5; where anything else is typed nothing is named.
    """
    found, others = list[int](), list[int]()
    for part in filter(None, re.split(r"[,;\s]+", re.sub(r"\s*[-–]\s*", "-", typed))):
        match = _ONE_OR_SOME.fullmatch(part)
        if match is None:
            return [], []
        low, high = int(match[1]), int(match[2] or match[1])
        found += range(max(low, 1), min(high, most) + 1)
        others += [end for end in (low, high) if not 1 <= end <= most]
    return list(dict.fromkeys(found)), list(dict.fromkeys(others))
