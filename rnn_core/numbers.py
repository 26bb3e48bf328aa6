"""Numbers as a reader sees them, one notation everywhere: at most four significant digits, 4.2·10⁻⁸, a real minus.

`assets/scope/words/numbers.js` has the same functions for what JavaScript draws; a test compares the two. Tables for
another program (CSV) keep all digits.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import SupportsFloat

import numpy as np

NONE = "–"
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# Between these powers of ten a number is written out.
_LOWEST, _HIGHEST = -3, 4


def number(value: SupportsFloat | None, digits: int = 3) -> str:
    """`value` to `digits` significant digits, a fixed count so that nothing jitters while it trains.

    Very small and very large numbers stand with two digits and a power of ten; – when there is no number.
    """
    given = math.nan if value is None else float(value)
    if math.isnan(given):
        return NONE
    if given == 0:
        return "0"
    sign, size = "−" if given < 0 else "", abs(Decimal(given))
    if math.isinf(given):
        return f"{sign}∞"
    exponent = _rounded(size, digits).adjusted()
    if _LOWEST <= exponent < _HIGHEST:
        return sign + _fixed(size, max(digits - 1 - exponent, 0))
    short = _rounded(size, 2)
    return f"{sign}{_fixed(short.scaleb(-short.adjusted()), 1)}·{power_of_ten(short.adjusted())}"


def decimal(value: SupportsFloat) -> str:
    """`value` with two decimals, for quantities on [−1, 1]; from 100 on like any number."""
    given = float(value)
    if not math.isfinite(given) or abs(given) >= 100:
        return number(given)
    text = _fixed(abs(Decimal(given)), 2)
    return text if given >= 0 or text == "0.00" else f"−{text}"


def numbers(values: np.ndarray) -> np.ndarray:
    """`number` of each of `values`, an array of objects of the same shape: Plotly takes it whole.

    It looks at each item of a list, for a tenth of a second in a map of 128 units and 200 timesteps.
    """
    return np.array([number(value) for value in values.flat], dtype=object).reshape(values.shape)


def decimals(values: np.ndarray) -> np.ndarray:
    """`decimal` of each of `values` of float32, like `numbers`, "" where one is NaN.

    A map has tens of thousands of numbers but few that look different; each of those is written once.
    """
    given = values.astype(np.float64)
    near = np.abs(given) < 99
    rounded = np.copysign(np.floor(np.abs(given) * 100 + 0.5) / 100, given)
    seen, places = np.unique(np.where(near, rounded, given), return_inverse=True)
    words = np.array(["" if math.isnan(value) else decimal(value) for value in seen.tolist()], dtype=object)
    written: np.ndarray = words[places].reshape(values.shape)
    return written


def short(value: SupportsFloat, digits: int = 4) -> str:
    """`value` without zeros at its end, for an axis or a setting: 0.1, 10⁻⁵, 2·10⁻⁵."""
    text = number(value, digits)
    mantissa, times, power = text.partition("·")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return power if times and mantissa == "1" else mantissa + times + power


def whole(value: float) -> str:
    """`value` as a count, its thousands apart."""
    return f"{value:,.0f}".replace("-", "−")


def percent(fraction: SupportsFloat) -> str:
    """`fraction` of 1 in percent, with one decimal."""
    return f"{_fixed(Decimal(float(fraction)) * 100, 1)} %"


def power_of_ten(exponent: int) -> str:
    """10 to the power of the whole number `exponent`, such as 10⁻⁴."""
    return f"10{str(exponent).translate(_SUPERSCRIPT)}"


def ten_to(power: SupportsFloat) -> str:
    """10 to any power as a number; beyond float64 the nearest power of ten."""
    given = float(power)
    return number(10.0**given) if abs(given) < 300 or math.isinf(given) else power_of_ten(round(given))


def _rounded(size: Decimal, digits: int) -> Decimal:
    return Context(prec=digits, rounding=ROUND_HALF_UP).plus(size)


def _fixed(size: Decimal, decimals: int) -> str:
    return f"{size.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):f}"
