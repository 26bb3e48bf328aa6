from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from rnn_core.tasks import temperature
from rnn_core.tasks.temperature import TemperatureError, temperatures
from tests.playing.drawn import drawn


def test_standardised_with_the_training_part_and_split_in_time() -> None:
    known = temperatures()
    assert len(known.train) + len(known.test) == 8759
    assert known.train.mean() == pytest.approx(0, abs=1e-5)
    assert known.train.std() == pytest.approx(1, abs=1e-5)
    assert known.train[0] * known.deviation + known.mean == pytest.approx(47.8, abs=1e-4)
    assert known.test[-1] * known.deviation + known.mean == pytest.approx(48.3, abs=1e-4)
    np.testing.assert_array_equal(known.yesterday[24:], known.test[:-24])
    np.testing.assert_array_equal(known.yesterday[:24], known.train[-24:])


def test_batches_come_from_the_training_part_and_ask_for_the_next_hour() -> None:
    task = temperature.build(30)
    batch = drawn(task, batch_size=64)
    np.testing.assert_array_equal(batch.inputs[1:], batch.targets[:-1])
    train = np.asarray(task.data).tobytes()
    for b in range(64):
        assert batch.inputs[:, b, 0].tobytes() in train
        assert batch.targets[:, b, 0].tobytes() in train


def test_test_windows_span_the_test_part() -> None:
    known, task = temperatures(), temperature.build(30)
    np.testing.assert_array_equal(np.asarray(task.test.inputs)[:, 0, 0], known.test[:30])
    np.testing.assert_array_equal(np.asarray(task.test.targets)[:, -1, 0], known.test[-30:])


def test_baselines() -> None:
    known, task = temperatures(), temperature.build(30)
    last_hour, yesterday, mean = task.baselines
    targets, inputs = np.asarray(task.test.targets, np.float64), np.asarray(task.test.inputs, np.float64)
    assert last_hour.value == pytest.approx(np.mean((targets - inputs) ** 2), rel=1e-5)
    assert mean.value == pytest.approx(np.mean(targets**2), rel=1e-5)
    starts = [round(i * (len(known.test) - 31) / 63) for i in range(64)]
    year = np.concatenate([known.train, known.test]).astype(np.float64)
    change = np.array(
        [year[len(known.train) + s + 1 :][:30] - year[len(known.train) + s + 1 - 24 :][:30] for s in starts]
    )
    assert yesterday.value == pytest.approx(np.mean(change**2), rel=1e-5)
    assert yesterday.value < last_hour.value < mean.value


def test_definition_converts_the_unit() -> None:
    assert f"{temperatures().deviation:.1f} °F" in temperature.build(30).definition
    assert "√L °F" in temperature.build(30).definition


def test_reads_the_file_without_its_package() -> None:
    code = (
        "import sys, rnn_core.tasks.temperature as temperature; temperature.build(5);"
        "sys.exit('pandas' in sys.modules or 'vega_datasets' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_missing_package_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(temperature, "find_spec", lambda _: None)
    with pytest.raises(TemperatureError, match="pip install vega-datasets"):
        temperatures.__wrapped__()
