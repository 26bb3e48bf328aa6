"""What the pages inside promise, page by page: each page's rows are a module of its own, `inside_PAGE.py`.

`--parts gradients` measures one of them. A part is a function that yields its rows; it stands in `PARTS` under its
name.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator

from rnn_core.training import cores
from tests.benchmarks import inside_compare, inside_gates, inside_gradients, inside_unrolled
from tests.benchmarks.report import Measured, main

PARTS: dict[str, Callable[[], Iterator[Measured]]] = {
    "gates": inside_gates.measure,
    "compare": inside_compare.measure,
    "gradients": inside_gradients.measure,
    "unrolled": inside_unrolled.measure,
}


def measure(arguments: argparse.Namespace) -> Iterator[Measured]:
    """Every row of the chosen parts."""
    cores.use_all_cores()
    for part in arguments.parts:
        yield from PARTS[part]()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS), help="only these parts")
    main("What the pages inside promise (tests/benchmarks/inside.py)", measure, parser)
