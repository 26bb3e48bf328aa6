"""Every rung whose sentences come with a package or the grammar, by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from rnn_core.settings.task_names import SPLITS
from rnn_core.tasks.translation.dates import dates, iso_dates
from rnn_core.tasks.translation.interface import interface
from rnn_core.tasks.translation.number_words import numbers
from rnn_core.tasks.translation.pairs import Pairs
from rnn_core.tasks.translation.phrases import phrases
from rnn_core.tasks.translation.pig_latin import pig_latin

RUNGS: dict[str, Callable[[], Pairs]] = {
    "numbers": numbers,
    "dates": dates,
    "iso_dates": iso_dates,
    "pig_latin": pig_latin,
    "interface": interface,
    **{f"phrases, {split}": partial(phrases, split) for split in SPLITS},
}
