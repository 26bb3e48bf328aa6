"""What a lane wrote while it trained: kept at every test evaluation, saved, rewound, and of no effect on training."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from rnn_core import Run, SamplesSoFar, advance, ask, load_run, moment_of, observe, rewound, save_run, start, to_bytes
from rnn_core.inside.question import QuestionError
from rnn_core.saved.run_file import SavedRunError, checked, tensors_of, written
from rnn_core.settings.lane_config import lanes_of
from rnn_core.training import run as module
from rnn_core.training.samples import EVERY, LENGTH, NONE
from tests.playing.small_run import TEXT, assert_same_numbers, reading, small


@pytest.fixture(scope="module")
def run() -> Run:
    return reading(2 * EVERY + 10)


def so_far(run: Run, most: int = 40) -> list[dict[str, object]]:
    found: list[dict[str, object]] = ask(run, SamplesSoFar(most)).words["samples"]["gru"]
    return found


def test_a_text_is_kept_at_every_evaluation_newest_first(run: Run) -> None:
    found = so_far(run)
    assert [each["step"] for each in found] == [2 * EVERY, EVERY, 0]
    assert all(len(str(each["text"])) == LENGTH for each in found)
    assert len({each["text"] for each in found}) == 3
    assert set("".join(str(each["text"]) for each in found)) <= set(TEXT)


def test_it_comes_again_however_the_run_is_trained(run: Run) -> None:
    again = start(small(task="own_text", num_seeds=1, lanes=lanes_of("gru")), TEXT)
    for steps in (7, 43, 30, 2 * EVERY + 10 - 80):
        again = advance(again, steps)
    assert so_far(again) == so_far(run)
    other = start(small(task="own_text", num_seeds=1, seed=1, lanes=lanes_of("gru")), TEXT)
    assert so_far(other) != so_far(reading(0))


def test_the_time_line_moves_it_and_a_branch_takes_it_along(run: Run) -> None:
    begun = reading(EVERY)
    back = rewound(run, moment_of(begun))
    assert so_far(back) == so_far(begun) == so_far(run)[1:]
    assert so_far(advance(back, EVERY + 10)) == so_far(run)


def test_a_file_brings_it_back_and_one_from_before_opens_without(run: Run) -> None:
    moments = (moment_of(reading(0)), moment_of(run))
    data = save_run(run, moments, name="", saved=1.0, frame=to_bytes(observe(run)), text=TEXT)
    back = load_run(data).run
    assert so_far(back) == so_far(run)
    assert so_far(advance(back, EVERY)) == so_far(advance(run, EVERY))
    tensors, about = tensors_of(data), checked(data)
    before = {name: array for name, array in tensors.items() if ".samples." not in name}
    assert so_far(load_run(written(before, about)).run) == []
    wrong = tensors | {"gru.samples.codes": np.full_like(tensors["gru.samples.codes"], 200)}
    with pytest.raises(SavedRunError, match=r"gru\.samples are not texts"):
        load_run(written(wrong, about))


def test_it_changes_no_number_of_training(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "written", lambda run, each: np.zeros(LENGTH, np.uint8))
    without = reading(2 * EVERY + 10)
    assert so_far(without) != so_far(run)
    assert_same_numbers(without, run)


def test_frames_are_as_large_as_without_it(run: Run) -> None:
    lanes = tuple(dataclasses.replace(each, samples=NONE) for each in run.lanes)
    without = observe(dataclasses.replace(run, lanes=lanes))
    assert len(to_bytes(without)) == pytest.approx(len(to_bytes(observe(run))), abs=50)


def test_a_long_history_is_thinned_and_keeps_its_ends(run: Run) -> None:
    (each,) = run.lanes
    count = 1000
    many = dataclasses.replace(each.samples, steps=np.arange(count) * EVERY, codes=np.zeros((count, LENGTH), np.uint8))
    long = dataclasses.replace(run, lanes=(dataclasses.replace(each, samples=many),))
    steps = [int(str(each["step"])) for each in so_far(long, 40)]
    assert len(steps) <= 40
    assert steps == sorted(steps, reverse=True)
    assert (steps[0], steps[-1]) == ((count - 1) * EVERY, 0)


def test_other_tasks_keep_none() -> None:
    run = start(small(lanes=lanes_of("rnn")))
    assert all(each.samples is NONE for each in run.lanes)
    with pytest.raises(QuestionError, match="no text to continue"):
        ask(run, SamplesSoFar())
