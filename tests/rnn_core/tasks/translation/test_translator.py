"""A translation as arrays, read back by hand, and what its data must not depend on."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_core.settings.config import RunConfig
from rnn_core.settings.task_names import TRANSLATIONS
from rnn_core.tasks import Batch, Task, build
from rnn_core.tasks.text import TextError, fingerprint
from rnn_core.tasks.translation.translator import PADDING, RUNGS
from rnn_core.tasks.translation.vocabulary import END, START
from tests.playing.drawn import drawn

OWN = "\n".join(f"the number {n}\tle nombre {n}" for n in range(400))


def made(name: str) -> Task:
    return build(RunConfig(task=name), OWN if name == "own_pairs" else None)


def read_back(task: Task, batch: Batch) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Every column as the source that is read and the target that is asked for, words looked up one by one."""
    inputs, targets = np.asarray(batch.inputs), np.asarray(batch.targets)[..., 0].astype(int)
    mask, asked = np.asarray(batch.mask), np.asarray(batch.asked)
    lengths = mask[: task.boundary].sum(0).astype(int)
    found = []
    for column, length in enumerate(lengths):
        source = [task.source_labels[i] for i in inputs[:length, column]]
        said = [task.output_labels[i] for i in targets[asked[:, column] > 0, column]]
        assert (source.pop(), said.pop()) == (END, END)
        found.append((tuple(source), tuple(said)))
    return found


def test_every_rung_is_a_task() -> None:
    assert tuple(sorted(RUNGS)) == tuple(sorted(TRANSLATIONS))


@pytest.mark.parametrize("name", TRANSLATIONS)
def test_the_test_set_reads_back_as_the_held_out_sentences(name: str) -> None:
    task = made(name)
    known = [(pair.source, pair.references[0]) for pair in task.pairs.test]
    if name not in ("interface", "own_pairs"):
        assert read_back(task, task.test) == known
    lengths = [(len(source), len(target)) for source, target in known]
    assert [(len(a), len(b)) for a, b in read_back(task, task.test)] == lengths


@pytest.mark.parametrize("name", TRANSLATIONS)
def test_training_batches_are_training_sentences(name: str) -> None:
    task = made(name)
    examples = set(task.pairs.examples)
    for source, target in read_back(task, drawn(task, 3, batch_size=32)):
        assert (source, target) in examples or name in ("interface", "own_pairs")


def test_the_layout_of_one_sentence_by_hand() -> None:
    task = made("numbers")
    (column,) = [n for n, pair in enumerate(task.pairs.test) if len(pair.source) == 1][:1]
    word, answer = task.pairs.test[column].source[0], task.pairs.test[column].references[0]
    batch, S = task.test, task.boundary
    source, target = task.pairs.source.ids, task.pairs.target.ids
    assert task.pairs.longest_source + 1 == S
    assert np.asarray(batch.inputs)[:S, column].tolist() == [source[word], source[END]] + [PADDING] * (S - 2)
    read = [target[START], *(target[token] for token in answer)]
    rest = task.sequence_length - S - len(read)
    assert np.asarray(batch.inputs)[S:, column].tolist() == read + [PADDING] * rest
    asked_for = [*(target[token] for token in answer), target[END]]
    assert np.asarray(batch.targets)[S:, column, 0].tolist() == asked_for + [0] * rest
    assert np.asarray(batch.mask)[:, column].tolist() == [1, 1] + [0] * (S - 2) + [1] * len(read) + [0] * rest
    assert np.asarray(batch.asked)[:, column].tolist() == [0] * S + [1] * len(read) + [0] * rest


@pytest.mark.parametrize("name", ["numbers", "phrases"])
def test_a_batch_of_another_size_begins_with_other_sentences_but_the_same_layout(name: str) -> None:
    """Shapes follow from all sentences of a rung and not from those of a batch."""
    task = made(name)
    small, large = drawn(task, 1, batch_size=4), drawn(task, 1, batch_size=16)
    assert small.inputs.shape[0] == large.inputs.shape[0] == task.sequence_length
    for batch in (small, large):
        mask, S = np.asarray(batch.mask), task.boundary
        for part in (mask[:S], mask[S:]):
            # Words come first, padding at the end of each part, and no part is empty.
            assert np.all(np.diff(part, axis=0) <= 0)
            assert np.all(part[0] == 1)
        assert np.array_equal(np.asarray(batch.inputs) == PADDING, mask == 0)
        assert np.all(np.asarray(batch.targets)[mask == 0] == 0)


def test_own_pairs_are_asked_for_and_known_by_their_fingerprint() -> None:
    with pytest.raises(TextError, match="Paste or upload pairs of sentences"):
        build(RunConfig(task="own_pairs"))
    with pytest.raises(TextError, match="fingerprint 0123456789ab"):
        build(RunConfig(task="own_pairs", text="0123456789ab"), OWN)
    assert build(RunConfig(task="own_pairs", text=fingerprint(OWN)), OWN) is made("own_pairs")


def test_what_is_compiled_keeps_no_sentences() -> None:
    task = made("numbers")
    kept = task.without_data()
    assert kept.pairs is None
    assert kept.test.inputs.shape[1] == 0
    assert kept.identity == task.identity


def test_definition_says_counts_split_and_what_is_left_out() -> None:
    assert made("numbers").definition == (
        "Read a sentence of up to 8 words and then write its translation, one word after the other. Trained on 9,000 "
        "pairs with 34 source and 30 target words, tested on 256. One number in ten is held out: the network never saw "
        "it. Hyphens are no tokens."
    )
    assert "12 held-out sentences are not tested" in made("pig_latin").definition
