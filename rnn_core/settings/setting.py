"""A setting: its names, its limits, its text in a link, and the sentence about a value outside the limits."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from rnn_core import numbers
from rnn_core.errors import UserError


class SettingError(UserError):
    """A value outside its setting's limits."""


@dataclass(frozen=True)
class Setting:
    """One row of the table: the field of `RunConfig`, its short name in a link, its limits and its help.

    `choices` bounds words, `low` and `high` bound numbers (both ends allowed). `traced` settings take effect at the
    next training step; the others start a new run. `noun` is what a value of it is, with its article, for sentences.
    `replaced` are values of older links that have gone, each with the value that takes its place there.
    """

    name: str
    link: str
    label: str
    help: str
    kind: Literal["word", "words", "int", "float", "bool", "text"]
    choices: tuple[str, ...] = ()
    low: float = -math.inf
    high: float = math.inf
    traced: bool = False
    noun: str = ""
    replaced: Mapping[str, str] = field(default_factory=dict)

    @property
    def what(self) -> str:
        """What a value is, with its article: "a sequence length"."""
        return self.noun or f"a value for {self.label}"

    @property
    def allowed(self) -> str:
        """The limits in words, for error sentences."""
        if self.kind in ("word", "words"):
            several = "one or more of" if self.kind == "words" else "one of"
            return f"{several} {', '.join(self.choices)}"
        if self.kind == "bool":
            return "0 or 1"
        if self.kind == "text":
            return "text"
        whole = "a whole number" if self.kind == "int" else "a number"
        low, high = (numbers.whole(end) if end == round(end) else numbers.short(end) for end in (self.low, self.high))
        return f"{whole} from {low} to {high}"

    def error(self, value: object) -> SettingError:
        """The sentence for `value`."""
        shown = repr(value)
        shown = shown if len(shown) <= 40 else shown[:37] + "…"
        comma = " Write a point, not a comma." if self.kind == "float" and "," in shown else ""
        return SettingError(f"{shown} is not {self.what}. Use {self.allowed}.{comma}")

    def check(self, value: Any) -> None:
        """Raise `SettingError` unless `value` is of the right type and within the limits."""
        if self.kind == "word":
            ok = isinstance(value, str) and value in self.choices
        elif self.kind == "words":
            ok = isinstance(value, tuple) and len(value) > 0 and len(set(value)) == len(value)
            ok = ok and set(value) <= set(self.choices)
        elif self.kind == "bool":
            ok = isinstance(value, bool)
        elif self.kind == "int":
            ok = isinstance(value, int) and not isinstance(value, bool) and self.low <= value <= self.high
        elif self.kind == "float":
            ok = isinstance(value, (int, float)) and not isinstance(value, bool)
            ok = ok and self.low <= value <= self.high and math.isfinite(value)
        else:
            ok = isinstance(value, str)
        if not ok:
            raise self.error(value)

    def read(self, written: str) -> Any:
        """The value that a link's text `written` stands for, checked."""
        try:
            value = self.parse(written)
            self.check(value)
        except (ValueError, KeyError, SettingError):
            raise self.error(written) from None
        return value

    def write(self, value: Any) -> str:
        """`value` as it stands in a link; `read(write(value)) == value`."""
        if self.kind == "words":
            return ",".join(value)
        if self.kind == "bool":
            return str(int(value))
        return repr(value) if self.kind == "float" else str(value)

    def parse(self, written: str) -> Any:
        """The value that `written` stands for, unchecked.

        Raises `ValueError`, `KeyError` or `SettingError` when there is none.
        """
        if self.kind == "int":
            return int(written)
        if self.kind == "float":
            return float(written)
        if self.kind == "bool":
            return {"0": False, "1": True, "false": False, "true": True}[written.lower()]
        if self.kind == "words":
            given = written.split(",")
            known = tuple(choice for choice in self.choices if choice in given)
            return known if len(known) == len(given) else tuple(given)
        return written
