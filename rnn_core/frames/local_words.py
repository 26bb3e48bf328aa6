"""The words of one watched translation: a frame names these alone, not two vocabularies with thousands of words.

What a lane says at a timestep is a probability for every word of the target's vocabulary. A frame carries those of the
right words and of the words that some lane held for the most likely ones; their columns are the same in all lanes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from rnn_core.tasks.task import Task
from rnn_core.tasks.text.corpus import visible

MOST_LIKELY = 3
"""How many words of each lane a timestep of the target has columns for."""


class LocalWords(NamedTuple):
    """What a frame says in place of the vocabularies.

    `inputs` is a 1 in the column of each timestep's word, `targets` the column of the right word, NaN where none is
    asked for; `outputs` are each lane's probabilities in the columns of `output_labels`, 0 before the boundary.
    """

    input_labels: list[str]
    output_labels: list[str]
    inputs: Float[np.ndarray, "T D"]
    targets: Float[np.ndarray, "T 1"]
    outputs: list[Float[np.ndarray, "T K"]]


def words_read(task: Task, symbols: Int[np.ndarray, " T"], mask: Float[np.ndarray, " T"]) -> list[str]:
    """The word at each timestep, the source's and then the target's; empty at padding."""
    labels = (task.source_labels, task.input_labels)
    return [
        labels[t >= task.boundary][symbol] if real else ""
        for t, (symbol, real) in enumerate(zip(symbols, mask > 0, strict=True))
    ]


def local_words(task: Task, example: int, outputs: list[Float[np.ndarray, "T O"]]) -> LocalWords:
    """The words of test example number `example` (from 0), where the lanes say `outputs`."""
    asked = np.asarray(task.test.scored)[:, example] > 0
    right = np.asarray(task.test.targets)[:, example, 0].astype(int)
    read = words_read(task, np.asarray(task.test.inputs)[:, example], np.asarray(task.test.mask)[:, example])
    input_labels = list(dict.fromkeys(filter(None, read)))
    likely = [np.argsort(-each[asked], axis=1, kind="stable")[:, :MOST_LIKELY].ravel() for each in outputs]
    columns = np.unique(np.concatenate([right[asked], *likely]))
    targets = np.where(asked, np.searchsorted(columns, right), np.nan)
    return LocalWords(
        list(map(visible, input_labels)),
        [visible(task.output_labels[column]) for column in columns],
        np.array([[word == label for label in input_labels] for word in read], np.float32),
        targets[:, None].astype(np.float32),
        [np.where(asked[:, None], each[:, columns], 0).astype(np.float32) for each in outputs],
    )
