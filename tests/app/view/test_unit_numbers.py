"""Units by their numbers, as people type them."""

import pytest

from app.view.unit_numbers import unit_numbers


@pytest.mark.parametrize(
    ("typed", "named", "others"),
    [
        ("", [], []),
        ("2, 1", [2, 1], []),
        ("1 2;3", [1, 2, 3], []),
        ("2-4, 1, 3", [2, 3, 4, 1], []),
        ("3 – 5", [3, 4, 5], []),
        ("٣, １", [3, 1], []),
        ("2, 9, 0", [2], [9, 0]),
        ("4-999999", [4, 5], [999999]),
        ("5-2", [], []),
        *((typed, [], []) for typed in ("1, none", "1.5", "1e3", "-2", "50%", "1234567")),
    ],
)
def test_units_are_those_that_are_named(typed, named, others):
    assert unit_numbers(typed, 5) == (named, others)
