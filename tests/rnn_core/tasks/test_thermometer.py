from __future__ import annotations

import numpy as np
import pytest

from rnn_core.tasks import thermometer
from rnn_core.tasks.thermometer import ERROR, READINGS, TemperatureError, temperatures
from tests.playing.drawn import drawn


def test_standardised_with_the_training_part_and_split_in_time() -> None:
    known = temperatures()
    assert len(known.train) + len(known.test) == 8759
    assert known.train.mean() == pytest.approx(0, abs=1e-5)
    assert known.train.std() == pytest.approx(1, abs=1e-5)
    assert known.train[0] * known.deviation + known.mean == pytest.approx(47.8, abs=1e-4)
    assert known.test[-1] * known.deviation + known.mean == pytest.approx(48.3, abs=1e-4)


def test_the_answers_are_temperatures_of_the_training_part() -> None:
    task = thermometer.build(30)
    batch = drawn(task, batch_size=64)
    train = np.asarray(task.data).tobytes()
    for b in range(64):
        assert batch.targets[:, b, 0].tobytes() in train


def test_test_windows_span_the_test_part() -> None:
    known, task = temperatures(), thermometer.build(30)
    np.testing.assert_array_equal(np.asarray(task.test.targets)[:, 0, 0], known.test[:30])
    np.testing.assert_array_equal(np.asarray(task.test.targets)[:, -1, 0], known.test[-31:-1])


@pytest.mark.parametrize("where", ["training", "test"])
def test_readings_err_independently_by_as_many_degrees_as_said(where: str) -> None:
    task = thermometer.build(100)
    batch = drawn(task, batch_size=64) if where == "training" else task.test
    errors = (np.asarray(batch.inputs) - np.asarray(batch.targets))[..., 0] * temperatures().deviation
    # 6,400 of them: one standard error of the deviation is 0.05, of the mean 0.075, of a correlation 0.0125.
    assert errors.std() == pytest.approx(ERROR, abs=0.25)
    assert errors.mean() == pytest.approx(0, abs=0.4)
    for one, other in ((errors[1:], errors[:-1]), (errors[:, 1:], errors[:, :-1])):
        assert np.corrcoef(one.ravel(), other.ravel())[0, 1] == pytest.approx(0, abs=0.06)


def test_windows_and_errors_are_drawn_from_different_keys() -> None:
    task = thermometer.build(30)
    first, second = drawn(task, step=1), drawn(task, step=2)
    errors = [batch.inputs - batch.targets for batch in (first, second)]
    assert not np.array_equal(*errors)


def test_baselines() -> None:
    test = thermometer.build(30).test
    true, read = np.asarray(test.targets, np.float64)[..., 0], np.asarray(test.inputs, np.float64)[..., 0]
    mean, last, several = thermometer.build(30).baselines
    assert mean.value == pytest.approx(np.mean(true**2), rel=1e-5)
    assert last.value == pytest.approx(np.mean((true - read) ** 2), rel=1e-5)
    total = 0.0
    for t in range(30):
        known = read[max(0, t - READINGS + 1) : t + 1]
        total += np.mean((true[t] - known.sum(axis=0) / len(known)) ** 2) / 30
    assert several.value == pytest.approx(total, rel=1e-5)
    assert several.value < last.value / 2


def test_no_other_number_of_readings_has_a_better_mean() -> None:
    known = temperatures()
    rng = np.random.default_rng(0)
    read = known.train + ERROR / known.deviation * rng.standard_normal(len(known.train))
    means = {k: np.convolve(read, np.ones(k) / k)[k - 1 : len(read)] for k in (1, 2, 3, 4, 5, 6, 8, 12, 24)}
    errors = {k: np.mean((mean - known.train[k - 1 :]) ** 2) for k, mean in means.items()}
    assert min(errors, key=errors.__getitem__) == READINGS


def test_values_are_shown_in_degrees() -> None:
    known, task = temperatures(), thermometer.build(30)
    assert task.unit is not None
    assert (task.unit.name, task.unit.scale, task.unit.offset) == ("°F", known.deviation, known.mean)
    assert f"{known.deviation:.1f}·√L °F" in task.definition


def test_missing_package_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thermometer, "find_spec", lambda _: None)
    with pytest.raises(TemperatureError, match="pip install vega-datasets"):
        temperatures.__wrapped__()
