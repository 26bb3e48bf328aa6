"""Words from outside, a link's or a text's, made fit for Streamlit's Markdown, where they must mean nothing."""

from __future__ import annotations

import re

LONGEST_NAME = 40
LONGEST_RUN_NAME = 60
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
# Streamlit makes links, icons and arrows of what is left when the escapes have been read: nothing seen comes between.
_ALIVE = re.compile(r"(?<=:)|(?=@)|(?<=www)(?=\.)|(?<=[-<>=])(?=[-<>=])", re.IGNORECASE)
_MARKS = re.compile(r"[\\`*_\[\]<>$~:!&#|]")


def plain(words: str) -> str:
    """Markdown that shows `words` as they are, on one line: no image, link, formula or tag among them comes to life."""
    return _MARKS.sub(r"\\\g<0>", _ALIVE.sub("\N{WORD JOINER}", " ".join(words.split())))


def isolated(words: str) -> str:
    """`plain` words whose direction of writing ends with them: what follows an Arabic name stays where it is."""
    return f"\N{FIRST STRONG ISOLATE}{plain(_TURNS.sub('', words))}\N{POP DIRECTIONAL ISOLATE}"


def shortened(name: str) -> str:
    """`name`, cut to `LONGEST_NAME` characters, so that a sentence that quotes it stays readable."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def tidied(name: str) -> str:
    """The name of a run on one line, without what no page can show, at most `LONGEST_RUN_NAME` characters."""
    return " ".join(_TURNS.sub("", _UNFIT.sub(" ", name)).split())[:LONGEST_RUN_NAME]
