"""A sequence as somebody types it into a field, read as the elements of a question."""

from __future__ import annotations

from rnn_core.errors import UserError
from rnn_core.settings.word import letters
from rnn_core.tasks.task import Unit
from rnn_core.tasks.text.corpus import visible

MARK = "*"
PUNCTUATION = ".,;:!?…\"'“”„‘’«»()–—-"
"""What may stand around a word."""


class TypedSequenceError(UserError):
    """A typed text that is no sequence of the task."""


def parse_sequence(
    typed: str, input_kind: str, labels: tuple[str, ...], unit: Unit | None = None
) -> tuple[str | float | tuple[float, ...], ...]:
    """The elements that `typed` stands for, in a task with these inputs (fields of `rnn_core.tasks.task.Task`).

    Symbols stand one behind the other, and white space between them means nothing unless the space is a symbol itself.
    Words have spaces between; capital letters and punctuation mean nothing. A word that the task does not know stays as
    it is typed.
    Numbers have spaces between and are in the task's `unit`, if it has one. In a task with markers a star behind a
    number marks it. Raises `TypedSequenceError`.
    """
    if input_kind == "symbols":
        cut = letters if any(len(label) > 1 for label in labels) else tuple
        return cut(typed) if visible(" ") in labels else cut("".join(typed.split()))
    if input_kind == "words":
        return _words(typed, labels)
    numbers = [_number(word, t) for t, word in enumerate(typed.split(), start=1)]
    if input_kind == "value_and_marker":
        return tuple((number, float(marked)) for number, marked in numbers)
    if any(marked for _, marked in numbers):
        raise TypedSequenceError(f"The sequence has a {MARK}, but this task marks no numbers. Leave it out.")
    return tuple((number - unit.offset) / unit.scale if unit else number for number, _ in numbers)


def _words(typed: str, labels: tuple[str, ...]) -> tuple[str, ...]:
    known = {label.casefold(): label for label in labels}
    bare = [word.strip(PUNCTUATION) for word in typed.split()]
    return tuple(known.get(word.casefold(), word) for word in bare if word)


def _number(word: str, timestep: int) -> tuple[float, bool]:
    written = word.removesuffix(MARK)
    try:
        # A minus as numbers on screen have it may have been copied.
        return float(written.replace("−", "-")), written != word
    except ValueError:
        comma = " A number has a point, not a comma." if "," in written else ""
        raise TypedSequenceError(
            f"{word[:20]!r} at timestep {timestep} is not a number. Use numbers with spaces between them, "
            f"such as 0.5 1 -1.{comma}"
        ) from None
