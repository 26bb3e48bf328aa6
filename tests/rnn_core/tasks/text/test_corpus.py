from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rnn_core.settings.config import RunConfig
from rnn_core.tasks import build
from rnn_core.tasks.text.corpus import MOST_SYMBOLS, OTHER, corpus

letters = st.text(st.characters(codec="utf-8", exclude_characters=OTHER), min_size=1)
MANY = "".join(chr(0x4E00 + i) for i in range(300))


@given(train=letters, test=letters)
def test_known_symbols_come_back_and_unknown_ones_are_left_out(train: str, test: str) -> None:
    known = corpus(train, test)
    assert known.symbols == tuple(sorted(set(train)))
    assert known.decode(known.train) == train
    kept = "".join(symbol for symbol in test if symbol in set(train))
    assert known.decode(known.test) == kept
    assert known.left_out == len(test) - len(kept)


def test_beyond_the_limit_the_rarest_symbols_become_one() -> None:
    known = corpus(MANY[:MOST_SYMBOLS] * 2 + MANY, MANY + "?")
    assert known.symbols == (*MANY[:MOST_SYMBOLS], OTHER)
    assert known.train.dtype == np.uint8
    others = OTHER * (300 - MOST_SYMBOLS)
    assert known.decode(known.train) == MANY[:MOST_SYMBOLS] * 3 + others
    assert known.decode(known.test) == MANY[:MOST_SYMBOLS] + others + OTHER
    assert known.left_out == 0


def test_exactly_the_limit_needs_no_other() -> None:
    known = corpus(MANY[:MOST_SYMBOLS], "?")
    assert known.symbols == tuple(MANY[:MOST_SYMBOLS])
    assert known.left_out == 1


def test_labels_show_white_space() -> None:
    text = "a b\n\tc\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
    assert corpus(text, "a").labels == ("⇥", "↵", "␣", "a", "b", "c", "⍽", "⎵")


def test_definition_says_what_became_of_unknown_symbols() -> None:
    config = RunConfig(task="own_text", sequence_length=20)
    plain = "to be or not to be, that is the question\n" * 20
    assert "left out" not in build(config, plain).definition
    assert (
        "1 test character that the training part never shows had to be left out"
        in build(config, plain + "?").definition
    )
    assert f"are one: {OTHER}" in build(config, (MANY + plain) * 3).definition
