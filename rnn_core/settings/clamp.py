"""A gate that is held: at 0, at 1 or at a value between, for all units of a layer or for some."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_FORM = re.compile(r"([a-z])=([^@*]+)(?:@([0-9.\-]+))?")


@dataclass(frozen=True)
class Clamp:
    """The gate `gate` (a name of the trace, such as `forget_gate`) held at `value`, from 0 to 1.

    `units` count from 1 and are sorted; empty means all of them. In a stacked network the gate is held in every layer.
    """

    gate: str
    value: float
    units: tuple[int, ...] = ()


def write(clamps: tuple[Clamp, ...], letters: Mapping[str, str]) -> str:
    """`clamps` as they stand in a link, such as `f=0*i=1@1-4.7`; `letters` gives each gate's letter."""
    return "*".join(
        f"{letters[clamp.gate]}={clamp.value!r}{f'@{write_units(clamp.units)}' if clamp.units else ''}"
        for clamp in clamps
    )


def read(written: str, letters: Mapping[str, str]) -> tuple[Clamp, ...]:
    """The clamps that `written` stands for, unchecked; raises `ValueError` or `KeyError` when there are none."""
    gates = {letter: gate for gate, letter in letters.items()}
    found = []
    for part in written.split("*"):
        match = _FORM.fullmatch(part)
        if match is None:
            raise ValueError(part)
        letter, value, units = match.groups()
        found.append(Clamp(gates[letter], float(value), read_units(units) if units else ()))
    return tuple(found)


def write_units(units: tuple[int, ...]) -> str:
    """Numbers of units with neighbours joined, such as `1-4.7`."""
    runs: list[list[int]] = []
    for unit in units:
        if runs and unit == runs[-1][1] + 1:
            runs[-1][1] = unit
        else:
            runs.append([unit, unit])
    return ".".join(str(low) if low == high else f"{low}-{high}" for low, high in runs)


def read_units(written: str) -> tuple[int, ...]:
    """The numbers that `written` stands for, sorted; raises `ValueError` when it stands for none or for too many."""
    found: set[int] = set()
    for part in written.split("."):
        low, _, high = part.partition("-")
        first, last = int(low), int(high or low)
        if not 1 <= first <= last <= 256:
            raise ValueError(part)
        found.update(range(first, last + 1))
    return tuple(sorted(found))
