"""Noisy thermometer: how warm is it really, from readings that are all wrong.

Source: hourly temperatures of San Francisco in 2010 (NOAA, public domain) as the package vega-datasets ships them:
8,759 values in degrees Fahrenheit. The first 80 % of the year are for training, the rest for testing. A thermometer
reads each hour's temperature with an independent normal error of `ERROR` °F; after each reading the answer is the
temperature without the error. One reading says little, several say more, and so memory pays: the file's days are far
smoother than weather (predicting the next hour from exact values would need hardly any).

Temperatures are standardised: less the training part's mean, divided by its standard deviation s. The loss is the
squared error on that scale; a loss of L means a root-mean-square error of s·√L °F. No accuracy.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int, Key

from rnn_core.errors import UserError
from rnn_core.settings.task_names import TASK_TITLES
from rnn_core.tasks.synthetic import TEST_SEED
from rnn_core.tasks.task import Baseline, Batch, Task, Unit
from rnn_core.tasks.windows import random_windows, spread_windows

TRAINING_SHARE = 0.8
ERROR = 6.0
"""Standard deviation of the thermometer's error, °F."""
READINGS = 4
"""How many last readings to average is best on the training part; the mean of more lags behind the day."""
_NOISE = 1
"""Folded into a batch's key for the errors."""


class TemperatureError(UserError):
    """The temperatures cannot be read."""


class Temperatures(NamedTuple):
    """The series, standardised with the training part's `mean` and `deviation`, both in °F."""

    train: Float[np.ndarray, " N"]
    test: Float[np.ndarray, " M"]
    mean: float
    deviation: float


@lru_cache(maxsize=1)
def temperatures() -> Temperatures:
    """The series of the package vega-datasets; raises `TemperatureError` where it is not installed."""
    # Read as a file: importing the package would pull in pandas for a hundred milliseconds and 50 MB.
    package = find_spec("vega_datasets")
    if package is None or not package.submodule_search_locations:
        raise TemperatureError("The temperatures come with the package vega-datasets: pip install vega-datasets.")
    path = Path(package.submodule_search_locations[0]) / "_data" / "sf-temps.csv"
    with path.open(newline="", encoding="utf-8") as file:
        fahrenheit = np.array([float(row["temp"]) for row in csv.DictReader(file)])
    split = int(len(fahrenheit) * TRAINING_SHARE)
    mean, deviation = float(fahrenheit[:split].mean()), float(fahrenheit[:split].std())
    series = ((fahrenheit - mean) / deviation).astype(np.float32)
    return Temperatures(series[:split], series[split:], mean, deviation)


@lru_cache(maxsize=16)
def build(sequence_length: int) -> Task:
    """Windows of `sequence_length` hours, each read with an error and asked for without."""
    known = temperatures()
    error = ERROR / known.deviation

    def sample(data: Any, key: Key[Array, ""], step: Int[Array, ""], batch_size: int) -> Batch:
        true = random_windows(data, key, step, sequence_length, batch_size)[:-1]
        noise = jax.random.fold_in(jax.random.fold_in(key, step), _NOISE)
        return _read(true, error * jax.random.normal(noise, true.shape))

    true = spread_windows(known.test, sequence_length)[:-1]
    test = _read(jax.device_put(true), jax.device_put(error * _test_errors(*true.shape)))
    return Task(
        name="thermometer",
        title=TASK_TITLES["thermometer"],
        goal="Say how warm it really is.",
        definition=(
            f"A thermometer reads the temperature of San Francisco (2010) in each of {sequence_length} hours, with a "
            f"random error of {ERROR:g} °F (standard deviation). After each reading the answer is the true "
            f"temperature. Trained on the first {100 * TRAINING_SHARE:.0f} % of the year, tested on the rest. "
            f"A loss of L means a typical error of {known.deviation:.1f}·√L °F."
        ),
        source="NOAA hourly temperatures of San Francisco, 2010, in the package vega-datasets",
        sequence_length=sequence_length,
        input_size=1,
        output_size=1,
        loss="squared_error",
        loss_name=f"squared error, in units of {known.deviation:.1f} °F",
        loss_at="every",
        sample=sample,
        data=jax.device_put(known.train),
        test=test,
        baselines=_baselines(test),
        solved=None,
        input_kind="values",
        input_labels=("reading",),
        output_labels=("true temperature",),
        unit=Unit("°F", known.deviation, known.mean),
    )


def _read(true: Float[Array, "T B"], errors: Float[Array, "T B"]) -> Batch:
    return Batch((true + errors)[..., None], true[..., None], jnp.ones(true.shape, jnp.float32))


def _test_errors(*shape: int) -> Float[np.ndarray, "T B"]:
    """Errors of the test set in units of their deviation: the same at every call and on every machine."""
    return np.random.default_rng(TEST_SEED).standard_normal(shape).astype(np.float32)


def _baselines(test: Batch) -> tuple[Baseline, ...]:
    true, read = np.asarray(test.targets, np.float64), np.asarray(test.inputs, np.float64)
    means = np.stack([read[max(0, t + 1 - READINGS) : t + 1].mean(axis=0) for t in range(len(read))])
    return (
        Baseline("always the year's mean", float(np.mean(true**2))),
        Baseline("believes the last reading", float(np.mean((true - read) ** 2))),
        Baseline(f"mean of the last {READINGS} readings", float(np.mean((true - means) ** 2))),
    )
