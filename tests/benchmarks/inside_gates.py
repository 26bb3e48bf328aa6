"""The page of gates: how soon each view's figures are there after Pause (`tests.benchmarks.inside_figures`).

“Surgery” has a table and no chart, and “By hand” shows no run.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.inside_figures import figures_seconds, opened_browser
from tests.benchmarks.inside_gradients import SIZES
from tests.benchmarks.report import Measured

CHARTS = {"each": 4, "saturation": 5, "training": 1, "memory": 1, "product": 1}


def measure() -> Iterator[Measured]:
    """`figures_s`, view by view."""
    with opened_browser() as tab:
        for size, target in SIZES:
            for view, charts in CHARTS.items():
                link = {**size, "seeds": "1", "gate_view": view}
                seconds = figures_seconds(tab, "gates", link, charts)
                case = {"page": "gates", "view": view, "hidden_size": int(size["H"]), "T": int(size["T"])}
                yield Measured("inside", "figures_s", seconds, "s", case, target)
