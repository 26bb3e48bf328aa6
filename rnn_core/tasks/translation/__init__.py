"""Translation: sentences with their translations, how they are cut, split, counted and scored."""

from rnn_core.tasks.translation.own_pairs import check_pairs
from rnn_core.tasks.translation.translator import build_translation

__all__ = ["build_translation", "check_pairs"]
