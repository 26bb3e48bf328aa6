"""What tasks and cases say of trained networks is so: each row of `tests.benchmarks.science` reaches its target."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator

import pytest

from tests.benchmarks.report import Measured
from tests.benchmarks.science import PARTS

SIGNS = {"": operator.eq, "≥": operator.ge, "≤": operator.le, ">": operator.gt, "<": operator.lt}


@pytest.mark.slow
@pytest.mark.oracle
@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_what_is_said_of_trained_networks_is_so(part: Callable[[], Iterator[Measured]]) -> None:
    for row in part():
        for bound in filter(None, row.target.split(", ")):
            sign, _, limit = bound.rpartition(" ")
            assert SIGNS[sign](row.value, float(limit)), row
