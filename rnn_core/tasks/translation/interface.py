"""Real sentences: the English and French words of a program's menus, buttons and settings.

They come from the package jupyterlab-language-pack-fr-fr (BSD licence) and are interface language, nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from rnn_core.errors import UserError
from rnn_core.tasks.translation.pairs import Pairs, by_source, divide, gather
from rnn_core.tasks.translation.writing import ENGLISH, FRENCH, Tokens

PACKAGE = "jupyterlab_language_pack_fr_FR"
MOST_WORDS = 10
_NOT_A_SENTENCE = re.compile(r"[%{}<>`\n_\\$]|https?:|\.\w+\b|\b--")
"""Placeholders, code, addresses and file endings."""


@lru_cache(maxsize=1)
def interface() -> Pairs:
    """The pairs of at most `MOST_WORDS` tokens; a tenth of the English ones is held out. Raises `UserError`."""
    pairs = gather(_usable())
    return divide(
        pairs,
        by_source(pairs),
        source=ENGLISH,
        target=FRENCH,
        split="One English sentence in ten is held out: the network never saw it.",
        fewest=2,
        left_out=(
            f"Longer sentences than {MOST_WORDS} words, code, and what is the same in both languages are not used.",
            "Source words that training shows once are read as unknown.",
        ),
    )


def _usable() -> Iterator[tuple[Tokens, Tokens]]:
    for english, french in _catalogues():
        if _NOT_A_SENTENCE.search(english) or _NOT_A_SENTENCE.search(french):
            continue
        source, target = ENGLISH.split(english), FRENCH.split(french)
        if source != target and 0 < len(source) <= MOST_WORDS and 0 < len(target) <= MOST_WORDS:
            yield source, target


def _catalogues() -> Iterator[tuple[str, str]]:
    """Every message with one form and its translation, catalogue by catalogue, by their names."""
    from babel.messages.mofile import read_mo  # noqa: PLC0415, only this rung needs it

    package = find_spec(PACKAGE)
    if package is None or not package.submodule_search_locations:
        raise UserError(
            "The interface sentences come with the package jupyterlab-language-pack-fr-fr, which is not installed: "
            "pip install jupyterlab-language-pack-fr-fr. Or choose another rung."
        )
    root = Path(package.submodule_search_locations[0])
    for path in sorted(root.rglob("*.mo"), key=lambda p: p.relative_to(root).as_posix()):
        with path.open("rb") as file:
            for message in read_mo(file):
                if isinstance(message.id, str) and message.id and isinstance(message.string, str):
                    yield message.id, message.string
