"""A lane copied as it stands, with gates held in the copy from the next step on.

The copy is the lane that the same settings would have trained from step 0: lanes see the same batches, and none depends
on the others. So the config says all of it, as two equal lanes and a change in one of them, and a link replays it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TypeVar

from rnn_core.settings.clamp import Clamp
from rnn_core.settings.lane_config import MOST_LANES, lane_ids
from rnn_core.settings.setting import SettingError
from rnn_core.settings.table import Change
from rnn_core.training.history import Moment
from rnn_core.training.run import Run, change

_T = TypeVar("_T")


def with_copy(
    run: Run, moments: tuple[Moment, ...], lane: str, clamps: tuple[Clamp, ...]
) -> tuple[Run, tuple[Moment, ...]]:
    """`run` and its `moments` with a copy of the lane with the id `lane`, behind all lanes of its cell.

    From the next step on the copy holds `clamps`. Raises `SettingError` for a lane that there is not, for gates that it
    does not have, and where there is no room for another lane.
    """
    number = run.config.lane_number(lane)
    lanes = run.config.lanes
    if len(lanes) >= MOST_LANES:
        raise SettingError(f"A run has at most {MOST_LANES} lanes. Remove one in the lab first.")
    place = 1 + max(k for k, each in enumerate(lanes) if each.cell == lanes[number].cell)
    doubled = _doubled(lanes, number, place)
    copy = lane_ids(doubled)[place]
    changes = [made for made in run.config.changes for made in _of_both(made, lane, copy)]
    config = run.config.replace(lanes=doubled, changes=tuple(changes))
    runs = _doubled(run.lanes, number, place)
    named = tuple(dataclasses.replace(each, id=name) for each, name in zip(runs, config.lane_ids, strict=True))
    kept = tuple(Moment(moment.step, _doubled(moment.lanes, number, place)) for moment in moments)
    return change(dataclasses.replace(run, config=config, lanes=named), "clamps", clamps, copy), kept


def _doubled(items: Sequence[_T], number: int, place: int) -> tuple[_T, ...]:
    return (*items[:place], items[number], *items[place:])


def _of_both(made: Change, lane: str, copy: str) -> tuple[Change, ...]:
    """A change, and for the copied lane's own the copy's."""
    return (made, dataclasses.replace(made, lane=copy)) if made.lane == lane else (made,)
