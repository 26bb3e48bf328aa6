"""A translator that is trained in a second: a language of letters whose words are written in the other order."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import Any

from rnn_core import Run, advance, start
from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_config import lanes_of
from rnn_core.tasks.text import fingerprint

WORDS = {"a": "x", "b": "y", "c": "z"}
PAIRS = "\n".join(
    f"{' '.join(words)}\t{' '.join(WORDS[word] for word in reversed(words))}"
    for length in (1, 2, 3, 4)
    for words in product(WORDS, repeat=length)
)


def small_translator(**settings: Any) -> RunConfig:
    """A run on `PAIRS` that compiles and trains quickly."""
    usual = {"hidden_size": 8, "batch_size": 8, "num_seeds": 1, "lanes": lanes_of("gru"), "learning_rate": 2e-2}
    return RunConfig(task="own_pairs", text=fingerprint(PAIRS), **(usual | settings))


@lru_cache(maxsize=4)
def trained_translator(steps: int, **settings: Any) -> Run:
    """That run after `steps` steps."""
    return advance(start(small_translator(**settings), PAIRS), steps)
