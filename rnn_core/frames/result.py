"""What the lanes of a run do, in one sentence: worked out from where each of them stands, never written beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rnn_core.frames.standing import Kind

if TYPE_CHECKING:
    from rnn_core.frames.frame import Lane

_VERBS: dict[Kind, tuple[str, str]] = {
    "untested": ("is not tested yet", "are not tested yet"),
    "solved": ("solves it", "solve it"),
    "learning": ("is learning", "are learning"),
    "guessing": ("guesses", "guess"),
    "worse": ("does worse than guessing", "do worse than guessing"),
    "diverged": ("broke down", "broke down"),
}
"""What one lane does, and several."""


def result(lanes: Sequence[Lane]) -> str:
    """The sentence; lanes of which nothing can be said are left out, and it may be empty."""
    if all(lane.standing.kind == "untested" for lane in lanes):
        # It says whether they are trained, which is the same for all.
        return f"{lanes[0].standing.words.capitalize()}."
    groups: dict[str, list[Lane]] = {}
    for lane in lanes:
        if lane.standing.kind or lane.num_solved:
            groups.setdefault(_deed(lane), []).append(lane)
    said = [_clause(group) for group in groups.values()]
    sentence = "; ".join(said)
    return f"{sentence[0].upper()}{sentence[1:]}." if said else ""


def called(lane: Lane, lanes: Sequence[Lane]) -> str:
    """The cell of `lane`, with what tells it from the others among `lanes` that have this cell too."""
    alone = [other.short for other in lanes].count(lane.short) == 1
    return lane.short if alone else f"{lane.short} ({lane.differs})"


def _deed(lane: Lane) -> str:
    """What the lane does, as it is told of one; the same for lanes that are told together."""
    if lane.status != "diverged" and lane.num_solved:
        seeds = len(lane.arrays["train_curve"])
        return "solved" if lane.num_solved == seeds else f"solves it with {lane.num_solved} of {seeds} seeds"
    broke = lane.standing.kind == "diverged" and lane.status != "diverged"
    return lane.standing.words if broke or lane.standing.kind == "known" else lane.standing.kind


def _clause(group: list[Lane]) -> str:
    deed, names = _deed(group[0]), [_name(lane) for lane in group]
    who = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    if deed in _VERBS:
        return f"{who} {_VERBS[deed][len(group) > 1]}"
    if deed.startswith("solves it"):
        return f"{who} {deed if len(group) == 1 else deed.replace('solves', 'solve', 1)}"
    # What a lane has words of its own for is told of one: “knows only the first number”, “like a 2-gram”.
    verb = f"is {deed}" if deed.startswith("like ") else deed
    return "; ".join(f"{name} {verb}" for name in names)


def _name(lane: Lane) -> str:
    """The cell, with what tells the lane from the others."""
    return f"the {lane.short}" + (f" ({lane.differs})" if lane.differs else "")
