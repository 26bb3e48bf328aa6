"""Numbers on screen: Python and JavaScript write every one of them alike."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from rnn_core import numbers

NODE = Path(sys.executable).with_name("node")
MODULE = Path(__file__).parents[2] / "assets" / "scope" / "words" / "numbers.js"

TABLE = [
    (4.2e-8, "4.2·10⁻⁸"),
    (0.0, "0"),
    (-0.0, "0"),
    (math.nan, "–"),
    (math.inf, "∞"),
    (-math.inf, "−∞"),
    (0.1667, "0.167"),
    (0.001, "0.00100"),
    (0.00099996, "0.00100"),
    (0.00099, "9.9·10⁻⁴"),
    (999.97, "1000"),
    (9999.7, "1.0·10⁴"),
    (1234.4, "1234"),
    (12345, "1.2·10⁴"),
    (-1e30, "−1.0·10³⁰"),
    (1.4e-45, "1.4·10⁻⁴⁵"),
]


def random_numbers() -> list[float]:
    rng = np.random.default_rng(0)
    sizes = 10.0 ** rng.uniform(-45, 38, 400)
    near_one = rng.uniform(-1, 1, 400)
    ties = [0.125, -0.125, 0.375, 2.5, 1.25e-5, 0.005, 0.0005]
    return [*np.float32(sizes).astype(float), *-np.float32(sizes).astype(float), *near_one, *ties, -0.004, 99.996, 250]


@pytest.mark.parametrize(("value", "expected"), TABLE)
def test_one_notation(value: float, expected: str) -> None:
    assert numbers.number(value) == expected


def test_small_negative_values_and_trailing_zeros() -> None:
    assert [numbers.decimal(value) for value in (-0.004, -0.006, 0.125, 250.0)] == ["0.00", "−0.01", "0.13", "250"]
    assert [numbers.short(value) for value in (0.1, 1e-5, 2e-5, -0.05, 10, 1e4, 0)] == [
        "0.1",
        "10⁻⁵",
        "2·10⁻⁵",
        "−0.05",
        "10",
        "10⁴",
        "0",
    ]
    assert (numbers.whole(12345), numbers.percent(0.9876)) == ("12,345", "98.8 %")


def test_a_table_of_decimals_is_written_like_its_numbers() -> None:
    values = np.array([[*random_numbers(), 0.0, -0.0, 98.9951, 100.0, math.inf, -math.inf, math.nan]], dtype=np.float32)
    expected = ["" if math.isnan(value) else numbers.decimal(value) for value in values[0]]
    assert numbers.decimals(np.tile(values, (2, 1))).tolist() == [expected, expected]
    assert numbers.numbers(values).tolist() == [[numbers.number(value) for value in values[0]]]


def test_a_power_of_ten_beyond_every_number_is_written_as_one() -> None:
    powers = (-400.4, 308.6, -8, 2, -math.inf, math.inf)
    assert [numbers.ten_to(power) for power in powers] == ["10⁻⁴⁰⁰", "10³⁰⁹", "1.0·10⁻⁸", "100", "0", "∞"]


def test_python_and_javascript_write_every_number_alike() -> None:
    values = [*random_numbers(), *(value for value, _ in TABLE if math.isfinite(value))]
    cases = [[name, value, []] for name in ("number", "decimal", "short") for value in values]
    cases += [["number", value, [2]] for value in values]
    cases += [["whole", value, []] for value in (0, 7, 999, 1000, 1_234_567, -20)]
    cases += [["percent", value, []] for value in (0, 0.0004, 0.5, 0.98765, 1)]
    program = (
        f"import * as numbers from {json.dumps(MODULE.as_uri())};"
        f"const cases = {json.dumps(cases)};"
        "console.log(JSON.stringify(cases.map(([name, value, more]) => numbers[name](value, ...more))));"
    )
    run = partial(subprocess.run, capture_output=True, text=True, check=True)
    done = run([NODE, "--input-type=module"], input=program)
    assert json.loads(done.stdout) == [getattr(numbers, name)(value, *more) for name, value, more in cases]
