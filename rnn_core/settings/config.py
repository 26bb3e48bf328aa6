"""A run, whole: which task, which lanes, which settings, which seeds."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from rnn_core.settings.clamp import Clamp
from rnn_core.settings.lane_config import (
    CELLS,
    CLAMPS,
    FullLane,
    LaneConfig,
    lane_ids,
    lanes_of,
    refuse_unknown_lane,
)
from rnn_core.settings.network_settings import NETWORK_SETTINGS
from rnn_core.settings.table import SETTINGS, Change


@dataclass(frozen=True)
class RunConfig:
    """A run, whole: the same config gives the same numbers to the last bit on the same kind of machine.

    A kind of machine is what `rnn_core.settings.machine` records. Elsewhere numbers agree to float32 rounding at first.

    The fields up to `carry_state` shape the networks or their data: changing one starts a new run. The rest is traced,
    as are the gates that a lane holds: it can change while the run trains, at the next step, without recompiling.
    """

    task: str = "adding"
    sequence_length: int = 50
    text: str = ""
    word: str = "hello"
    split: str = "random"
    lanes: tuple[LaneConfig, ...] = lanes_of(*CELLS)
    hidden_size: int = 16
    num_layers: int = 1
    initialisation: str = "orthogonal"
    gain: float = 1.0
    chrono_steps: int = 50
    forget_bias: float = 1.0
    update_bias: float = 0.0
    input: str = "learned"
    embedding_size: int = 32
    source_order: str = "forward"
    attention: str = "none"
    optimizer: str = "adam"
    batch_size: int = 32
    num_seeds: int = 3
    seed: int = 0
    carry_state: bool = True
    learning_rate: float = 5e-3
    clip_norm: float = 1.0
    teacher_forcing: float = 1.0
    loss_at: str = "task"
    loss_step: int = 1
    gradient_of: str = "last"
    watched: int = 1
    changes: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        for setting in SETTINGS:
            setting.check(getattr(self, setting.name))
        for change in self.changes:
            if change.lane:
                self._check_clamps(self.lane_number(change.lane), change.value)
        for number, lane in enumerate(self.lanes):
            self._check_clamps(number, lane.clamps)

    def _check_clamps(self, number: int, clamps: tuple[Clamp, ...]) -> None:
        if not clamps:
            return
        lane = self.full_lanes[number]
        units = [unit for clamp in clamps for unit in clamp.units]
        if not {clamp.gate for clamp in clamps} <= set(lane.gates) or max(units, default=0) > lane.hidden_size:
            raise CLAMPS.error(CLAMPS.write(clamps))

    @property
    def lane_ids(self) -> tuple[str, ...]:
        """The id of each lane."""
        return lane_ids(self.lanes)

    @property
    def full_lanes(self) -> tuple[FullLane, ...]:
        """The lanes with what they leave open filled in from the run's settings."""
        shared = {setting.name: getattr(self, setting.name) for setting in NETWORK_SETTINGS}
        return tuple(
            FullLane(lane.cell, lane.variant, lane.window, clamps=lane.clamps, **shared | lane.own)
            for lane in self.lanes
        )

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds of every lane, first one first."""
        return tuple(range(self.seed, self.seed + self.num_seeds))

    def replace(self, **changes: Any) -> RunConfig:
        """The same config with other values; raises `SettingError` like the constructor."""
        return dataclasses.replace(self, **changes)

    def lane_number(self, lane: str) -> int:
        """The place of the lane with the id `lane`; raises `SettingError` when there is none."""
        if lane not in self.lane_ids:
            raise refuse_unknown_lane(lane)
        return self.lane_ids.index(lane)

    def with_lane(self, lane: str, **changes: Any) -> RunConfig:
        """The same config with other values in the lane with the id `lane`; raises `SettingError`."""
        lanes = list(self.lanes)
        number = self.lane_number(lane)
        lanes[number] = lanes[number].replace(**changes)
        return self.replace(lanes=tuple(lanes))

    def present(self, step: int) -> RunConfig:
        """The settings that hold after `step` steps: the changes up to then applied, `changes` emptied."""
        if not self.changes:
            return self
        config = self.replace(changes=())
        for change in self.changes:
            if change.step <= step:
                config = change.applied(config)
        return config

    def shape(self) -> RunConfig:
        """What compiled code, weights and batches depend on: every traced setting at its default."""
        traced = {setting.name: getattr(DEFAULT, setting.name) for setting in SETTINGS if setting.traced}
        return self.replace(**traced, lanes=tuple(lane.without_clamps() for lane in self.lanes))


DEFAULT = RunConfig()
"""What a new visitor gets."""
