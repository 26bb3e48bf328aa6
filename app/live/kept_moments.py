"""Which moments of a run are kept to go back to: few and fixed in number, dense near now and sparse further back."""

from __future__ import annotations

from app.live.engine import Moment

Moments = tuple[Moment, ...]

NEAR = 1 / 64
"""The part of a run that counts as just now: within it moments are spaced evenly, before it by their age."""


def kept(moments: Moments, moment: Moment, most: int) -> Moments:
    """`moments` with `moment` at its place, thinned to `most` (at least 3).

    What goes is the moment that leaves the smallest hole for its age; the first and the last one stay.
    """
    others = (each for each in moments if each.step != moment.step)
    found = sorted((*others, moment), key=lambda each: each.step)
    while len(found) > most:
        now = found[-1].step
        ages = [now - each.step + NEAR * now for each in found]
        holes = [(found[k + 1].step - found[k - 1].step) / ages[k] for k in range(1, len(found) - 1)]
        del found[1 + holes.index(min(holes))]
    return tuple(found)


def nearest(moments: Moments, step: int) -> Moment:
    """The kept moment nearest to `step`; of two equally near, the later."""
    return min(reversed(moments), key=lambda each: abs(each.step - step))


def before(moments: Moments, step: int) -> Moment:
    """The last kept moment at `step` or before it; the first one is step 0, so there always is one."""
    return next(each for each in reversed(moments) if each.step <= step)
