"""The next hour's temperature, from the hours before.

Source: hourly temperatures of San Francisco in 2010 (NOAA, public domain) as the package vega-datasets ships them:
8,759 values in degrees Fahrenheit. The first 80 % of the year are for training, the rest for testing. Temperatures are
standardised: less the training part's mean, divided by its standard deviation s. The loss is the squared error on that
scale; a loss of L means a root-mean-square error of s·√L °F. No accuracy.

The file's days are far smoother than weather: neighbouring ones differ by 0.1 °F at the same hour, as in averages over
many years. So a third line shows what repeating yesterday scores, which is hard to beat.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int, Key

from rnn_core.errors import UserError
from rnn_core.settings.table import TASK_TITLES
from rnn_core.tasks.task import Baseline, Batch, Task
from rnn_core.tasks.windows import random_windows, spread_windows

TRAINING_SHARE = 0.8
HOURS_A_DAY = 24


class TemperatureError(UserError):
    """The temperatures cannot be read."""


class Temperatures(NamedTuple):
    """The series, standardised with the training part's `mean` and `deviation`, both in °F.

    `yesterday` is the test part 24 hours earlier, entry by entry.
    """

    train: Float[np.ndarray, " N"]
    test: Float[np.ndarray, " M"]
    yesterday: Float[np.ndarray, " M"]
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
    return Temperatures(series[:split], series[split:], series[split - HOURS_A_DAY : -HOURS_A_DAY], mean, deviation)


@lru_cache(maxsize=16)
def build(sequence_length: int) -> Task:
    """Windows of `sequence_length` hours, each hour asked for the next one."""
    known = temperatures()

    def sample(data: Any, key: Key[Array, ""], step: Int[Array, ""], batch_size: int) -> Batch:
        return _batch(random_windows(data, key, step, sequence_length, batch_size))

    test = _batch(jnp.asarray(spread_windows(known.test, sequence_length)))
    yesterday = _batch(jnp.asarray(spread_windows(known.yesterday, sequence_length)))
    return Task(
        name="temperature",
        title=TASK_TITLES["temperature"],
        definition=(
            f"Read {sequence_length} hourly temperatures of San Francisco (2010) and after each one predict the next "
            f"hour's. Trained on the first {100 * TRAINING_SHARE:.0f} % of the year, tested on the rest. The unit is "
            f"the training part's standard deviation, {known.deviation:.1f} °F, around its mean, {known.mean:.1f} °F: "
            f"a squared error of L means {known.deviation:.1f}·√L °F (root mean square)."
        ),
        source="NOAA hourly temperatures of San Francisco, 2010, in the package vega-datasets",
        sequence_length=sequence_length,
        input_size=1,
        output_size=1,
        loss="squared_error",
        loss_name="squared error, standard deviations²",
        loss_at="every",
        sample=sample,
        data=jnp.asarray(known.train),
        test=test,
        baselines=(
            Baseline("same as last hour", float(jnp.mean((test.targets - test.inputs) ** 2))),
            Baseline("same as yesterday", float(jnp.mean((test.targets - yesterday.targets) ** 2))),
            Baseline("always the mean", float(jnp.mean(test.targets**2))),
        ),
        solved=None,
        input_kind="values",
        input_labels=("temperature",),
        output_labels=("next hour",),
    )


def _batch(window: Float[Array, "L B"]) -> Batch:
    return Batch(window[:-1, :, None], window[1:, :, None], jnp.ones(window[1:].shape, jnp.float32))
