"""With which settings a task opens: those at which it teaches something, and what is seen there.

What a row leaves out is at the default of `RunConfig`. That each sentence is true is asserted: the quick ones by
`tests/rnn_core/tasks/test_openings.py`, the others by `tests/rnn_core/training/test_science.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rnn_core.settings.config import DEFAULT, RunConfig
from rnn_core.settings.lane_config import LaneConfig, lanes_of
from rnn_core.settings.table import SETTINGS

LADDER = (
    "“2-gram” is the best that a reader of one letter can do. A loss below that line needs memory. An n-gram guesses "
    "from the n - 1 letters before. Nats measure surprise: 0 = was sure and right."
)
WRITING = (
    "An encoder reads the source, a decoder writes the target. A loss below the line “previous word” needs the source: "
    "that line is the best guess from the word before alone."
)
READING = {"sequence_length": 64, "hidden_size": 128, "learning_rate": 8e-3, "num_seeds": 1}
"""A text needs many units, which a browser's visitor can wait for with one seed only."""
TRANSLATING = {"hidden_size": 64, "learning_rate": 5e-3, "batch_size": 64, "num_seeds": 1}
ATTENDING = TRANSLATING | {"attention": "dot"}
"""Where one state is too little for a whole source."""
FEW_PAIRS = TRANSLATING | {"attention": "additive", "input": "glove_tuned", "watched": 27}
"""Where words of the test are rare in training: other texts have taught GloVe what they are like."""
SEEDS = ("num_seeds", "seed")
"""Settings that another task leaves as they are, unless it opens with its own."""
VIEW = ("gradient_of", "watched")
"""Settings of the picture alone: changing one is no other lesson."""


@dataclass(frozen=True)
class Opening:
    """The settings of a task by their names in `RunConfig`, and one sentence on what is seen with them."""

    seen: str
    settings: dict[str, Any] = field(default_factory=dict)


OPENINGS = {
    "adding": Opening("Within 800 steps the LSTM and the GRU solve it, and the RNN does not solve it."),
    "multiplication": Opening("Within 800 steps the LSTM and the GRU solve it, and the RNN does not solve it."),
    "temporal_order": Opening(
        "Within 800 steps the LSTM and the GRU solve it with most seeds, and the RNN does not solve it."
    ),
    "recall": Opening(
        "Two LSTMs that differ in the forget bias alone. With 1 nearly all seeds learn it in 200 steps, with 0 few do.",
        {
            "sequence_length": 20,
            "lanes": (LaneConfig("lstm", forget_bias=0.0), LaneConfig("lstm", forget_bias=1.0)),
        },
    ),
    "noise_free": Opening(
        "Nothing unexpected comes after the first symbol. Within 300 steps the RNN keeps it over 49 timesteps; the GRU "
        "does not."
    ),
    "latch": Opening(
        "One unit is enough to hold one bit: within 200 steps the RNN and the GRU hold it over 19 timesteps.",
        {
            "sequence_length": 20,
            "hidden_size": 1,
            "initialisation": "glorot",
            "learning_rate": 2e-2,
            "update_bias": 2.0,
            "lanes": lanes_of("rnn", "gru"),
        },
    ),
    "counting": Opening(
        "Trained to n = 12, tested to n = 20: the LSTM counts further than it was trained to, and further than the "
        "GRU.",
        {"sequence_length": 41, "hidden_size": 10, "learning_rate": 1e-2, "watched": 12},
    ),
    "parity": Opening(
        "Every bit counts. With an error at every timestep the LSTM and the GRU learn it within 200 steps.",
        {"sequence_length": 8, "loss_at": "every"},
    ),
    "prefix_parity": Opening(
        "Two LSTMs that differ in the forget bias alone. Within 2,400 steps the one with 1 solves it and so does the "
        "GRU; the one with 2, and the RNN, still guess.",
        {
            "sequence_length": 50,
            "hidden_size": 10,
            "batch_size": 16,
            "learning_rate": 1e-3,
            "clip_norm": 0.0,
            "initialisation": "uniform",
            "lanes": (
                LaneConfig("rnn"),
                LaneConfig("lstm", forget_bias=1.0),
                LaneConfig("lstm", forget_bias=2.0),
                LaneConfig("gru"),
            ),
        },
    ),
    "echo": Opening(
        "Three timesteps are no distance: within 400 steps all three cells say every bit again, the RNN first.",
        {"sequence_length": 20, "hidden_size": 8, "batch_size": 5},
    ),
    "shakespeare": Opening(LADDER, READING),
    "stdlib_code": Opening(LADDER, READING),
    "thermometer": Opening(
        "Who remembers can average. Within 200 steps all three are closer than the mean of the last four readings.",
        {"sequence_length": 24},
    ),
    "own_text": Opening(LADDER, READING),
    "hello": Opening(
        "After the first l comes an l, after the second an o. Within 250 steps all three cells tell them apart.",
        {"hidden_size": 4, "batch_size": 1, "learning_rate": 1e-2},
    ),
    "numbers": Opening(WRITING, TRANSLATING),
    "dates": Opening(WRITING, TRANSLATING),
    "phrases": Opening(WRITING, ATTENDING),
    "interface": Opening(WRITING, FEW_PAIRS),
    "own_pairs": Opening(WRITING, ATTENDING),
    "iso_dates": Opening(WRITING, ATTENDING),
    "pig_latin": Opening(WRITING, ATTENDING),
    "word_order": Opening(
        "Within 300 steps all three know who did it, in sentences with unseen combinations. A bag of words never can.",
        {"sequence_length": 11},
    ),
    "agreement": Opening(
        "Up to 40 words stand between subject and verb. Within 200 steps the LSTM knows the verb; the GRU and the RNN "
        "need longer with most seeds.",
        {"sequence_length": 43, "watched": 4},
    ),
}


def opened(task: str, before: RunConfig = DEFAULT) -> RunConfig:
    """The run with which `task` opens, with the seeds of `before`."""
    seeds = {name: getattr(before, name) for name in SEEDS}
    return RunConfig(task=task, **(seeds | OPENINGS[task].settings))


def as_opened(config: RunConfig) -> bool:
    """Whether `config` is what its task opens with, but for its seeds and for what is looked at."""
    opening, free = opened(config.task), (*SEEDS, *VIEW, "text", "changes")
    return all(getattr(config, s.name) == getattr(opening, s.name) for s in SETTINGS if s.name not in free)
