"""The memory horizon: the longest lag that each cell learns within a budget of steps, as a grid of small trainings.

Lag is T − 1, the number of timesteps between the first and the last: that far an input can lie back whose value the
answer needs. Everything else is as the lab opens. The seeds of a cell at a lag train at once, in one `vmap`, and stop
when all of them have solved the task.

The grid is one immutable moment after the other (`advance`), so that it can be stopped, shown half-way, kept as words
(`to_bytes`) and taken up again.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace

import jax

from rnn_core.settings.config import DEFAULT, RunConfig
from rnn_core.settings.lane_config import CELLS, LaneConfig
from rnn_core.settings.machine import parting, this_machine
from rnn_core.training.records import CHUNK
from rnn_core.training.run import Run, start
from rnn_core.training.run import advance as advance_run
from rnn_core.training.solving import solved_at

FORMAT = "unrolled-horizon/1"
LAGS = {
    "recall": (5, 10, 20, 40, 80),
    "adding": (10, 20, 40, 80, 160),
    "temporal_order": (10, 20, 40, 80, 160),
}
"""The lags that are tried, by task."""
SEEDS = 4
LEARNED = 3
"""So many seeds of `SEEDS` must solve the task at a lag that counts as learned."""


@dataclass(frozen=True)
class HorizonSettings:
    """What a grid depends on; frozen and hashable. `steps` is the budget of each seed."""

    task: str = "recall"
    steps: int = 600
    hidden_size: int = DEFAULT.hidden_size

    @property
    def places(self) -> tuple[tuple[str, int], ...]:
        """Every cell and lag, in the order in which they train: from the shortest lag on."""
        return tuple((cell, lag) for lag in LAGS[self.task] for cell in CELLS)

    def config(self, cell: str, lag: int) -> RunConfig:
        """The run of a cell at a lag."""
        return RunConfig(
            task=self.task,
            sequence_length=lag + 1,
            lanes=(LaneConfig(cell),),
            hidden_size=self.hidden_size,
            num_seeds=SEEDS,
        )


Found = tuple[int | None, ...]
"""The step at which each seed solved the task, None where it did not within the budget."""


@dataclass(frozen=True, eq=False)
class Horizon:
    """One moment of a grid: what was `found` at its first places, and the run of the next one, once it has begun."""

    settings: HorizonSettings
    found: tuple[Found, ...] = ()
    run: Run | None = None

    @property
    def done(self) -> bool:
        """Whether the grid is full."""
        return len(self.found) == len(self.settings.places)

    @property
    def progress(self) -> float:
        """The part of the grid that is done, the place under way by its steps."""
        under_way = 0.0 if self.run is None else self.run.step / self.settings.steps
        return (len(self.found) + under_way) / len(self.settings.places)

    @property
    def size(self) -> int:
        """About how many bytes it holds."""
        return 0 if self.run is None else sum(leaf.nbytes for leaf in jax.tree.leaves(self.run.lanes[0].state))

    def at(self, cell: str, lag: int) -> Found | None:
        """What was found of a cell at a lag; None where it has not been tried yet."""
        place = self.settings.places.index((cell, lag))
        return self.found[place] if place < len(self.found) else None

    def longest(self, cell: str) -> int | None:
        """The longest lag that a cell has learned, all shorter ones included; None where it has learned none yet."""
        longest = None
        for lag in LAGS[self.settings.task]:
            found = self.at(cell, lag)
            if found is None or not learned(found):
                return longest
            longest = lag
        return longest


def learned(found: Found) -> bool:
    """Whether enough seeds have solved the task."""
    return sum(at is not None for at in found) >= LEARNED


def advance(horizon: Horizon) -> Horizon:
    """The grid a burst further: a place is begun, trained for up to `CHUNK` steps, or done; itself when it is full."""
    if horizon.done:
        return horizon
    run = horizon.run
    if run is None:
        return replace(horizon, run=start(horizon.settings.config(*horizon.settings.places[len(horizon.found)])))
    run = advance_run(run, min(CHUNK, horizon.settings.steps - run.step))
    found = solved_at(run.task, run.lanes[0].curves, -1)
    if run.step < horizon.settings.steps and None in found and not run.diverged:
        return replace(horizon, run=run)
    return replace(horizon, found=(*horizon.found, tuple(found)), run=None)


def to_bytes(horizon: Horizon) -> bytes:
    """The places of a grid that are done, to be kept; the one under way is begun anew."""
    words = {"format": FORMAT, "machine": this_machine(), "settings": asdict(horizon.settings)}
    return json.dumps(words | {"found": horizon.found}).encode()


def from_bytes(data: bytes, settings: HorizonSettings) -> Horizon | None:
    """The grid of `settings` in `data`; None where that is another one, or made on another kind of machine."""
    try:
        words = json.loads(data)
        asked = {"format": FORMAT, "settings": asdict(settings)}
        if {name: words[name] for name in asked} != asked or parting(str(words["machine"])):
            return None
        found = tuple(tuple(None if at is None else int(at) for at in own) for own in words["found"])
    except (ValueError, KeyError, TypeError):
        return None
    fits = len(found) <= len(settings.places) and all(len(own) == SEEDS for own in found)
    return Horizon(settings, found) if fits else None
