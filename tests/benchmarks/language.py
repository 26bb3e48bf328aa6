"""What the language pages promise, part by part: each part is a module of its own, `language_PART.py`.

`--parts hello` measures one of them. A part is a function that yields its rows; it stands in `PARTS` under its name.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator

from rnn_core.training import cores
from tests.benchmarks import (
    language_hello,
    language_sentences,
    language_text,
    language_translation,
    language_vectors,
)
from tests.benchmarks.report import Measured, main

PARTS: dict[str, Callable[[], Iterator[Measured]]] = {
    "hello": language_hello.measure,
    **language_text.PARTS,
    **language_sentences.PARTS,
    **language_translation.PARTS,
    "vectors": language_vectors.measure,
}


def measure(arguments: argparse.Namespace) -> Iterator[Measured]:
    """Every row of the chosen parts."""
    cores.use_all_cores()
    for part in arguments.parts:
        yield from PARTS[part]()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS), help="only these parts")
    main("What the language pages promise (tests/benchmarks/language.py)", measure, parser)
