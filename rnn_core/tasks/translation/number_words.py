"""Numbers in words, 0 to 9999, English to French: "ninety-seven" is "quatre-vingt-dix-sept".

The words are those of the package num2words. It is asked for 0 to 999; a number of thousands is put together from
these, which a test compares with the package's own answer.
"""

from __future__ import annotations

from functools import lru_cache

from rnn_core.tasks.translation.pairs import Pair, Pairs, by_source, divide
from rnn_core.tasks.translation.writing import NUMBER

LARGEST = 9999


@lru_cache(maxsize=1)
def numbers() -> Pairs:
    """All numbers; a tenth of them is held out."""
    english, french = _below_thousand()
    pairs = [Pair(NUMBER.split(_english(n, english)), (NUMBER.split(_french(n, french)),)) for n in range(LARGEST + 1)]
    return divide(
        pairs,
        by_source(pairs),
        source=NUMBER,
        target=NUMBER,
        split="One number in ten is held out: the network never saw it. Hyphens are no tokens.",
    )


def _below_thousand() -> tuple[list[str], list[str]]:
    from num2words import num2words  # noqa: PLC0415, takes 80 ms and only this rung needs it

    return [num2words(n) for n in range(1000)], [num2words(n, lang="fr") for n in range(1000)]


def _english(n: int, words: list[str]) -> str:
    thousands, rest = divmod(n, 1000)
    if not thousands:
        return words[n]
    glue = ", " if rest >= 100 else " and "
    return f"{words[thousands]} thousand{glue + words[rest] if rest else ''}"


def _french(n: int, words: list[str]) -> str:
    thousands, rest = divmod(n, 1000)
    if not thousands:
        return words[n]
    return f"{words[thousands] + ' ' if thousands > 1 else ''}mille{' ' + words[rest] if rest else ''}"
