"""A sentence as somebody types it, read as words of a task."""

from __future__ import annotations

from rnn_core.inside.typed_sequence import TypedSequenceError, parse_sequence

MOST_WORDS = 60
NAMED = 8
"""Unknown words that an error names."""
LONGEST_NAMED = 24


def read_sentence(typed: str, labels: tuple[str, ...]) -> tuple[str, ...]:
    """The words of `typed`, each one of `labels`; raises `TypedSequenceError` for none, too many or unknown ones.

    Capital letters and punctuation mean nothing.
    """
    words = parse_sequence(typed, "words", labels)
    sentence = tuple(str(word) for word in words)
    if not sentence:
        raise TypedSequenceError("The sentence has no words. Type some of the words that the networks know.")
    if len(sentence) > MOST_WORDS:
        raise TypedSequenceError(f"The sentence has {len(sentence)} words. Use at most {MOST_WORDS}.")
    unknown = list(dict.fromkeys(word for word in sentence if word not in labels))
    if unknown:
        named = ", ".join(f"“{word[:LONGEST_NAMED]}”" for word in unknown[:NAMED])
        more = f" and {len(unknown) - NAMED} more" if len(unknown) > NAMED else ""
        raise TypedSequenceError(
            f"The networks do not know {named}{more}. Use words of their grammar, which are listed on this page."
        )
    return sentence
