"""What every benchmark prints: a readable table, and JSON lines for machines."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Measured:
    """One number. `target` says what it must reach, for the table only."""

    benchmark: str
    name: str
    value: float | None
    unit: str
    case: dict[str, Any] = field(default_factory=dict)
    target: str = ""


def main(
    description: str, measure: Callable[[argparse.Namespace], Iterator[Measured]], parser: argparse.ArgumentParser
) -> None:
    """Run `measure`, print each row as it comes, and write them all to `--json` FILE."""
    parser.description = description
    parser.add_argument("--json", type=Path, help="write one JSON object a line to this file")
    arguments = parser.parse_args()
    print(f"\n{description}\n")
    print(f"{'name':<26} {'case':<84} {'value':>10}  {'unit':<8} target")
    rows = []
    for row in measure(arguments):
        rows.append(row)
        case = ", ".join(f"{key} {value}" for key, value in row.case.items())
        shown = "–" if row.value is None else f"{row.value:.4g}"
        print(f"{row.name:<26} {case:<84} {shown:>10}  {row.unit:<8} {row.target}", flush=True)
    if arguments.json:
        lines = [{key: value for key, value in asdict(row).items() if key != "target"} for row in rows]
        arguments.json.write_text("".join(json.dumps(line) + "\n" for line in lines))
