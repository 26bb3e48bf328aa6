"""The tokens of one language as numbers, from the training part alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from rnn_core.tasks.translation.writing import Tokens

UNKNOWN = "⟨unknown⟩"
START = "⟨start⟩"
END = "⟨end⟩"
MOST_TOKENS = 3000


@dataclass(frozen=True)
class Vocabulary:
    """`tokens[id]` is the token of an id. The marks come first, `UNKNOWN` at id 0, then words, most frequent first.

    A source has `UNKNOWN` and `END`; a target has `START` too, which is only ever read.
    """

    tokens: tuple[str, ...]

    @cached_property
    def ids(self) -> dict[str, int]:
        """The id of each token."""
        return {token: number for number, token in enumerate(self.tokens)}

    @property
    def marks(self) -> tuple[str, ...]:
        """The tokens that are no words."""
        return tuple(token for token in self.tokens[:3] if token in {UNKNOWN, START, END})

    def encode(self, tokens: Tokens) -> list[int]:
        """Ids of `tokens`; one that is not in the vocabulary is `UNKNOWN`."""
        return [self.ids.get(token, 0) for token in tokens]

    def decode(self, ids: Iterable[int]) -> Tokens:
        """The tokens of `ids` up to the first end mark, start marks left out."""
        read: list[str] = []
        for number in ids:
            token = self.tokens[int(number)]
            if token == END:
                break
            if token != START:
                read.append(token)
        return tuple(read)

    def unknown(self, tokens: Tokens) -> tuple[str, ...]:
        """Those of `tokens` that are not in the vocabulary, each once, in their order."""
        return tuple(dict.fromkeys(token for token in tokens if token not in self.ids))


def vocabulary(sentences: Iterable[Tokens], marks: tuple[str, ...], fewest: int = 1) -> Vocabulary:
    """The tokens that occur at least `fewest` times in `sentences`, at most `MOST_TOKENS` of them, behind `marks`.

    With `fewest` = 2 words seen once are read as unknown, so that a network learns what to do with an unknown word.
    """
    counts = Counter(token for sentence in sentences for token in sentence)
    by_frequency = sorted((token for token, n in counts.items() if n >= fewest), key=lambda t: (-counts[t], t))
    words = [token for token in by_frequency if token not in marks]
    return Vocabulary((*marks, *words[: MOST_TOKENS - len(marks)]))
