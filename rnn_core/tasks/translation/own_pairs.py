"""Sentences that somebody brings: one pair a line, English, a tab, the translation.

Further columns are ignored, as in the files of tatoeba.org that manythings.org/anki offers. A saved run holds the
text, a link does not. What is not used is said, with a count.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from rnn_core.tasks.text.corpus import TextError
from rnn_core.tasks.text.own_text import read_text
from rnn_core.tasks.translation.pairs import Pairs, by_source, divide, gather
from rnn_core.tasks.translation.writing import ENGLISH, FRENCH, Tokens

FEWEST_SOURCES = 10
MOST_PAIRS = 50_000
MOST_TOKENS = 20
RARE_FROM = 1000
"""From this many pairs on, source words that training shows once are read as unknown."""

_SHAPE = "Write one pair a line: the English sentence, a tab, the translation."


@lru_cache(maxsize=2)
def own_pairs(text: str) -> Pairs:
    """The pairs in `text`; a tenth of the English sentences is held out. Raises `TextError`."""
    pairs, left_out = _read(text)
    gathered = gather(pairs)
    if len(gathered) < FEWEST_SOURCES:
        raise TextError(
            f"The text has {_counted(len(gathered), 'English sentence')} that can be used. That is too few to train "
            f"and test on. Use at least {FEWEST_SOURCES} different ones.{''.join(f' {each}' for each in left_out)}"
        )
    fewest = 2 if len(gathered) >= RARE_FROM else 1
    if fewest == 2:
        left_out.append("English words that training shows once are read as unknown.")
    try:
        return divide(
            gathered,
            by_source(gathered),
            source=ENGLISH,
            target=FRENCH,
            split="One English sentence in ten is held out: the network never saw it.",
            fewest=fewest,
            left_out=tuple(left_out),
        )
    except ValueError:
        raise TextError(
            "Every sentence held out for the test has a translation that the training part has too, so nothing can be "
            "tested. Use pairs with more different translations."
        ) from None


def check_pairs(data: bytes | str) -> str:
    """`data` as a text whose pairs can be learned from, with one kind of line end; raises `TextError`."""
    text = read_text(data)
    own_pairs(text)
    return text


def _read(text: str) -> tuple[list[tuple[Tokens, Tokens]], list[str]]:
    """The pairs that can be used, and a sentence about each kind of line that cannot."""
    pairs: list[tuple[Tokens, Tokens]] = []
    lines: Counter[str] = Counter()
    for line in text.split("\n"):
        if not line.strip():
            continue
        columns = line.split("\t")
        if len(columns) < 2:
            lines["no tab"] += 1
            continue
        source, target = ENGLISH.split(columns[0]), FRENCH.split(columns[1])
        if not source or not target:
            lines["empty"] += 1
        elif max(len(source), len(target)) > MOST_TOKENS:
            lines["long"] += 1
        elif len(pairs) == MOST_PAIRS:
            lines["many"] += 1
        else:
            lines["more columns"] += any(map(str.strip, columns[2:]))
            pairs.append((source, target))
    if not pairs and lines["no tab"] == lines.total():
        raise TextError(f"No line of the text has a tab, so it holds no pair of sentences. {_SHAPE}")
    said = {
        "no tab": "without a tab {are} not used",
        "empty": "with an empty sentence {are} not used",
        "long": f"with a sentence of more than {MOST_TOKENS} words and marks {{are}} not used",
        "many": f"after the first {MOST_PAIRS:,} pairs {{are}} not used",
        "more columns": "{have} further columns, which are ignored",
    }
    return pairs, [
        f"{_counted(lines[kind], 'line')} {words.format(are=_are(lines[kind]), have=_have(lines[kind]))}."
        for kind, words in said.items()
        if lines[kind]
    ]


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _have(number: int) -> str:
    return "has" if number == 1 else "have"
