"""The settings with which tasks open: what they leave alone, what they show, and whether what is said of them is so."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_core import RunConfig, advance, start
from rnn_core.settings.link import from_link, to_link
from rnn_core.settings.task_names import TASK_TITLES
from rnn_core.tasks import build
from rnn_core.tasks.openings import OPENINGS, as_opened, opened
from rnn_core.tasks.words import causative, noun_phrases
from rnn_core.tasks.words.symbols import read


def test_every_task_opens_with_settings_of_its_own_and_the_seeds_there_were() -> None:
    assert tuple(OPENINGS) == tuple(TASK_TITLES)
    before = RunConfig(task="adding", sequence_length=99, hidden_size=3, seed=5, num_seeds=2, learning_rate=0.5)
    for task in TASK_TITLES:
        config = opened(task, before)
        seeds = OPENINGS[task].settings.get("num_seeds", 2)
        assert (config.task, config.seed, config.num_seeds) == (task, 5, seeds)
        assert config == opened(task).replace(seed=5, num_seeds=seeds)
        assert from_link(to_link(config)) == (config, ())
        assert as_opened(config)
        assert as_opened(config.replace(seed=1, watched=3, gradient_of="trained"))
        assert not as_opened(config.replace(sequence_length=60))
        assert OPENINGS[task].seen.endswith(".")


def test_a_new_visitor_sees_the_opening_of_the_first_task() -> None:
    assert opened("adding") == RunConfig()


def watched(task: str) -> tuple[np.ndarray, np.ndarray]:
    """Inputs and targets of the example that `task` opens with."""
    config = opened(task)
    test = build(config).test
    return np.asarray(test.inputs)[:, config.watched - 1], np.asarray(test.targets)[:, config.watched - 1]


def test_the_example_that_a_task_opens_with_shows_the_point() -> None:
    inputs, targets = watched("adding")
    first, second = np.flatnonzero(inputs[:, 1])
    assert second - first >= 40, "the numbers are far apart"
    assert inputs[first, 0] > 0.3, "the number that must be carried counts"
    assert abs(targets[-1, 0] - 1) > 0.2, "the sum is not what a guesser answers"
    inputs, targets = watched("temporal_order")
    assert build(opened("temporal_order")).output_labels[int(targets[-1, 0])] in ("XY", "YX"), "the order counts"
    inputs, _ = watched("counting")
    assert np.sum(inputs == 1) == 12, "the longest that was trained"
    inputs, targets = watched("parity")
    assert set(targets[:, 0]) == {0, 1}
    inputs, targets = watched("thermometer")
    assert np.ptp(targets) > 1.5, "a day with a morning and an afternoon"
    inputs, _ = watched("word_order")
    assert read(inputs, causative.VOCABULARY) == "I had washed my house"
    inputs, targets = watched("agreement")
    found = noun_phrases.measured(inputs[:, None])
    assert found.distance[0] >= 38, "the verb is far from its subject"
    assert found.last_noun_plural[0] != targets[-1, 0], "the last noun misleads"
    inputs, _ = watched("interface")
    assert 0 not in inputs[: build(opened("interface")).boundary], "no word is unknown"


def test_counting_is_trained_and_tested_as_far_as_is_said() -> None:
    assert "from 1 to 12, tested on every n from 1 to 20" in build(opened("counting")).definition
    assert build(opened("counting")).tested == "trained to n = 12, tested to n = 20"
    assert "Trained to n = 12, tested to n = 20" in OPENINGS["counting"].seen


@pytest.mark.slow
def test_within_200_steps_the_forget_bias_alone_tells_who_remembers() -> None:
    run = advance(start(opened("recall")), 200)
    without, with_one = (lane.curves.task_accuracy.max(axis=1) for lane in run.lanes)
    assert (with_one >= 0.99).all()
    assert (without >= 0.99).mean() < 0.5
