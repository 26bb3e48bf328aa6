"""Dates: in words from English to French, and from many ways of writing to ISO 8601. The package babel writes them.

Both rungs hold whole years out. A year is written digit by digit, so a network can read and write one that it never
saw.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import lru_cache

from rnn_core.tasks.translation.pairs import Pair, Pairs, divide, gather, share
from rnn_core.tasks.translation.writing import CHARACTERS, DATE

FIRST_YEAR, LAST_YEAR = 1950, 2049
"""Two digits name one year of these hundred: 50 is 1950, 49 is 2049."""
DATES = 10_000
FORMATS = (
    "short",
    "medium",
    "long",
    "full",
    "d MMMM y",
    "EEE d MMM y",
    "EEEE, d MMMM y",
    "MMMM d y",
    "d MMM yy",
    "dd.MM.yyyy",
)
"""Ways to write a date in American English, by babel's names and patterns. No two dates are written alike."""


@lru_cache(maxsize=1)
def dates() -> Pairs:
    """Full dates, "friday, june 7, 2024" → "vendredi 7 juin 2024"."""
    from babel.dates import format_date  # noqa: PLC0415, only these rungs need it

    days = [
        (day, Pair(DATE.split(format_date(day, "full", "en_US")), (DATE.split(format_date(day, "full", "fr_FR")),)))
        for day in _days("full")
    ]
    return _by_year(days, "words")


@lru_cache(maxsize=1)
def iso_dates() -> Pairs:
    """Dates in ten ways of writing, "jun 7, 2024" → "2024-06-07"; the target is written character by character."""
    from babel.dates import format_date  # noqa: PLC0415, only these rungs need it

    days = [
        (
            day,
            Pair(
                DATE.split(format_date(day, FORMATS[int(share(f"way {day}") * len(FORMATS))], "en_US")),
                (CHARACTERS.split(day.isoformat()),),
            ),
        )
        for day in _days("iso")
    ]
    return _by_year(days, "iso")


def held_out_year(year: int) -> bool:
    """Whether `year` is one of the tenth that training never shows."""
    years = sorted(range(FIRST_YEAR, LAST_YEAR + 1), key=lambda y: share(f"year {y}"))
    return year in years[: len(years) // 10]


def _days(which: str) -> Iterator[datetime.date]:
    """`DATES` days of the hundred years, by the order of their hashes."""
    first = datetime.date(FIRST_YEAR, 1, 1)
    count = (datetime.date(LAST_YEAR + 1, 1, 1) - first).days
    days = [first + datetime.timedelta(n) for n in range(count)]
    return iter(sorted(days, key=lambda day: share(f"{which} {day}"))[:DATES])


def _by_year(days: list[tuple[datetime.date, Pair]], rung: str) -> Pairs:
    held_out = {year for year in range(FIRST_YEAR, LAST_YEAR + 1) if held_out_year(year)}
    year_of = {pair.source: day.year for day, pair in days}
    # One way of writing may name one day twice ("may 7 2024"); it names no other.
    pairs = gather((pair.source, pair.references[0]) for _, pair in days)
    return divide(
        pairs,
        lambda pair: year_of[pair.source] in held_out,
        source=DATE,
        target=DATE if rung == "words" else CHARACTERS,
        split=f"{len(held_out)} of the years {FIRST_YEAR} to {LAST_YEAR} are held out: the network never saw them.",
    )
