"""Texts to predict character by character."""

from rnn_core.tasks.text.corpus import Corpus, TextError
from rnn_core.tasks.text.next_character import build_own_text, build_shakespeare, build_stdlib_code
from rnn_core.tasks.text.own_text import check_text, fingerprint

__all__ = [
    "Corpus",
    "TextError",
    "build_own_text",
    "build_shakespeare",
    "build_stdlib_code",
    "check_text",
    "fingerprint",
]
