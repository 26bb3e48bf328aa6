"""Units that a user names by their numbers."""

from __future__ import annotations

import re


def unit_numbers(typed: str, most: int) -> tuple[list[int], list[int]]:
    """The units that `typed` names of those from 1 to `most`, as typed, and the numbers in it that are none of them."""
    numbers = list(dict.fromkeys(int(number) for number in re.findall(r"\d{1,6}", typed)))
    return [n for n in numbers if 1 <= n <= most], [n for n in numbers if not 1 <= n <= most]
