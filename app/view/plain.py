"""Words from outside, a link's or a text's, made fit for Streamlit's Markdown, where they must mean nothing."""

from __future__ import annotations

import re

from app.live.run_name import TURNS

LONGEST_NAME = 40
# Streamlit makes links, icons and arrows of what is left when the escapes have been read: nothing seen comes between.
_ALIVE = re.compile(r"(?<=:)|(?=@)|(?<=www)(?=\.)|(?<=[-<>=])(?=[-<>=])", re.IGNORECASE)
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=%|°[A-Z]|(?:s|ms|min|MB|GB|nats|bits|Hz)\b)")
_MARKS = re.compile(r"[\\`*_\[\]<>$~:!&#|]")


def plain(words: str) -> str:
    """Markdown that shows `words` as they are, on one line: no image, link, formula or tag among them comes to life.

    A number keeps its unit beside it where the browser breaks the line.
    """
    return _MARKS.sub(r"\\\g<0>", _ALIVE.sub("\N{WORD JOINER}", unbroken(" ".join(words.split()))))


def unbroken(words: str) -> str:
    """`words` without a place at which a line may end between a number and its unit."""
    return _BEFORE_UNIT.sub("\N{NO-BREAK SPACE}", words)


def isolated(words: str) -> str:
    """`plain` words whose direction of writing ends with them: what follows an Arabic name stays where it is."""
    return f"\N{FIRST STRONG ISOLATE}{plain(TURNS.sub('', words))}\N{POP DIRECTIONAL ISOLATE}"


def shortened(name: str) -> str:
    """`name`, cut to `LONGEST_NAME` characters, so that a sentence that quotes it stays readable."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
