from __future__ import annotations

import pytest

from rnn_core.inside.typed_sequence import TypedSequenceError, parse_sequence
from rnn_core.tasks.task import Unit

LETTERS = ("a", "b", "S")
WORDS = ("I", "had", "washed", "my", "house")


@pytest.mark.parametrize(
    ("typed", "kind", "labels", "sequence"),
    [
        ("Sab", "symbols", LETTERS, ("S", "a", "b")),
        (" S a\tb ", "symbols", LETTERS, ("S", "a", "b")),
        ("a b", "symbols", ("a", "b", "␣"), ("a", " ", "b")),
        ("é🙂", "symbols", LETTERS, ("é", "🙂")),
        ("नम स्ते", "symbols", ("न", "म", "स्", "ते"), ("न", "म", "स्", "ते")),
        ("0.5 0.2* -1e-3", "value_and_marker", ("value", "marker"), ((0.5, 0.0), (0.2, 1.0), (-0.001, 0.0))),
        ("1  -1 −1", "values", ("bit",), (1.0, -1.0, -1.0)),
        ("", "symbols", LETTERS, ()),
        (" i HAD  my house, Washed! ", "words", WORDS, ("I", "had", "my", "house", "washed")),
        ("I had my dog washed", "words", WORDS, ("I", "had", "my", "dog", "washed")),
        ("“I — had.”", "words", WORDS, ("I", "had")),
        ("… ?", "words", WORDS, ()),
        ("had\n" * 300, "words", WORDS, ("had",) * 300),
    ],
)
def test_a_text_is_read_as_the_task_reads(
    typed: str, kind: str, labels: tuple[str, ...], sequence: tuple[object, ...]
) -> None:
    assert parse_sequence(typed, kind, labels) == sequence


@pytest.mark.parametrize(
    ("typed", "kind", "said"),
    [
        ("0,5 1", "values", "a point, not a comma"),
        ("1 two 3", "values", "'two' at timestep 2 is not a number"),
        ("1* 2", "values", "this task marks no numbers"),
        ("0.5 *", "value_and_marker", "'*' at timestep 2 is not a number"),
        ("1 " + "x" * 500, "values", "xxxxx"),
    ],
)
def test_what_is_no_sequence_is_refused_in_a_sentence(typed: str, kind: str, said: str) -> None:
    with pytest.raises(TypedSequenceError) as refused:
        parse_sequence(typed, kind, ("value", "marker"))
    assert said in str(refused.value)
    assert str(refused.value).endswith(".")
    assert len(str(refused.value)) < 200


def test_values_are_typed_in_the_tasks_unit() -> None:
    assert parse_sequence("60 54", "values", ("reading",), Unit("°F", 6.0, 57.0)) == (0.5, -0.5)
