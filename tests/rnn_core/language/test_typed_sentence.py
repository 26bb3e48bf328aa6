"""What somebody types as a sentence: read, or refused in a sentence that says why."""

from __future__ import annotations

import pytest

from rnn_core.inside.typed_sequence import TypedSequenceError
from rnn_core.language.typed_sentence import MOST_WORDS, read_sentence

LABELS = ("I", "had", "washed", "my", "house")


def test_capital_letters_and_punctuation_mean_nothing() -> None:
    assert read_sentence("i HAD My house, washed!", LABELS) == ("I", "had", "my", "house", "washed")
    assert read_sentence("had " * MOST_WORDS, LABELS) == ("had",) * MOST_WORDS


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "has no words"),
        (" .  ? ", "has no words"),
        ("had " * 300, "has 300 words. Use at most 60"),
        ("I had my dog and my dog washed", "“dog”, “and”."),
        ("x" * 500, "“" + "x" * 24 + "”"),
        (" ".join(f"w{n}" for n in range(20)), "“w7” and 12 more"),
        ("I had my maison", "“maison”"),
    ],
)
def test_what_cannot_be_read_is_said(typed: str, said: str) -> None:
    with pytest.raises(TypedSequenceError) as refused:
        read_sentence(typed, LABELS)
    assert said in str(refused.value)
    assert str(refused.value).endswith(".")
    assert len(str(refused.value)) < 250
