"""A lane: a network that learns beside others on the same batches, with a cell and settings of its own.

What a lane leaves open (None) is as the run's setting of the same name says. Lanes are told apart by their ids, which
follow from their order: the cell's name, and from the second lane of a cell on its number behind it (`lstm2`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from rnn_core.settings import clamp as clamps_form
from rnn_core.settings.clamp import Clamp
from rnn_core.settings.network_settings import NETWORK_SETTINGS
from rnn_core.settings.setting import Setting, SettingError

CELLS = ("rnn", "lstm", "gru")
MOST_LANES = 4

VARIANTS: dict[str, tuple[str, ...]] = {
    "rnn": ("standard", "window"),
    "lstm": ("standard", "nfg", "nig", "nog", "niaf", "noaf", "cifg", "peepholes"),
    "gru": ("standard", "noreset", "resetbefore"),
}
"""The variants of each cell; `rnn_core.network.variants` has their classes."""

LETTERS = {"input_gate": "i", "forget_gate": "f", "output_gate": "o", "reset_gate": "r", "update_gate": "z"}
_GATES = {"rnn": (), "lstm": ("input_gate", "forget_gate", "output_gate"), "gru": ("reset_gate", "update_gate")}
_WITHOUT = {"nfg": "forget_gate", "nig": "input_gate", "nog": "output_gate", "cifg": "input_gate"}
_WITHOUT |= {"noreset": "reset_gate"}


def gates_of(cell: str, variant: str) -> tuple[str, ...]:
    """The gates that a variant of `cell` computes from weights of its own, and which can therefore be held."""
    return tuple(gate for gate in _GATES[cell] if gate != _WITHOUT.get(variant))


def numbers_left_open(initialisation: str, gates: Collection[str]) -> tuple[str, ...]:
    """The names of the settings that say how cells with these `gates` start, where they are started like that."""
    if initialisation == "chrono":
        return ("chrono_steps",)
    gain = ("gain",) if initialisation == "scaled" else ()
    forget = ("forget_bias",) if "forget_gate" in gates else ()
    return gain + forget + (("update_bias",) if "update_gate" in gates else ())


VARIANT = Setting(
    "variant",
    "variant",
    "Variant",
    "The cell as it is in every book, or with a part removed or changed.",
    "word",
    tuple(dict.fromkeys(name for names in VARIANTS.values() for name in names)),
    noun="a variant",
)

WINDOW = Setting(
    "window",
    "k",
    "Window k",
    "The network sees this many inputs, the present one and those before it. It has no other memory.",
    "int",
    low=1,
    high=64,
    noun="a window",
)


@dataclass(frozen=True)
class LaneConfig:
    """A lane's cell and its own settings; None means as the run says. `clamps` are traced: they may change in a run.

    `window` counts for the variant `window` alone.
    """

    cell: str
    variant: str = "standard"
    window: int = 10
    hidden_size: int | None = None
    initialisation: str | None = None
    gain: float | None = None
    chrono_steps: int | None = None
    forget_bias: float | None = None
    update_bias: float | None = None
    input: str | None = None
    embedding_size: int | None = None
    source_order: str | None = None
    attention: str | None = None
    teacher_forcing: float | None = None
    clamps: tuple[Clamp, ...] = ()

    @property
    def own(self) -> dict[str, Any]:
        """The settings that this lane does not leave to the run, by name; clamps, variant and window not among them."""
        values = ((setting.name, getattr(self, setting.name)) for setting in NETWORK_SETTINGS)
        return {name: value for name, value in values if value is not None}

    @property
    def gates(self) -> tuple[str, ...]:
        """The gates that can be held."""
        return gates_of(self.cell, self.variant)

    def replace(self, **changes: Any) -> LaneConfig:
        """The same lane with other values."""
        return dataclasses.replace(self, **changes)

    def fitted(self, hidden_size: int) -> LaneConfig:
        """The same lane without held units that a hidden size of `hidden_size` (if it has none of its own) lacks."""
        most = self.hidden_size or hidden_size
        clamps = [dataclasses.replace(c, units=tuple(u for u in c.units if u <= most)) for c in self.clamps]
        kept = [new for new, old in zip(clamps, self.clamps, strict=True) if new.units or not old.units]
        return self.replace(clamps=tuple(kept))

    def without_clamps(self) -> LaneConfig:
        """The same lane with every gate free."""
        return self.replace(clamps=())


@dataclass(frozen=True)
class FullLane:
    """A lane with nothing left open; the fields are those of `LaneConfig`."""

    cell: str
    variant: str
    window: int
    hidden_size: int
    initialisation: str
    gain: float
    chrono_steps: int
    forget_bias: float
    update_bias: float
    input: str
    embedding_size: int
    source_order: str
    attention: str
    teacher_forcing: float
    clamps: tuple[Clamp, ...]

    @property
    def gates(self) -> tuple[str, ...]:
        """The gates that can be held."""
        return gates_of(self.cell, self.variant)


def lanes_of(*cells: str) -> tuple[LaneConfig, ...]:
    """A plain lane for each of `cells`."""
    return tuple(map(LaneConfig, cells))


def ordered(lanes: tuple[LaneConfig, ...]) -> tuple[LaneConfig, ...]:
    """`lanes` in the order in which cells stand on every page, those of one cell as they were given."""
    return tuple(sorted(lanes, key=lambda lane: CELLS.index(lane.cell)))


def lane_ids(lanes: Sequence[LaneConfig | FullLane]) -> tuple[str, ...]:
    """The id of each lane."""
    cells = [lane.cell for lane in lanes]
    numbers = [cells[: k + 1].count(cell) for k, cell in enumerate(cells)]
    return tuple(cell if number == 1 else f"{cell}{number}" for cell, number in zip(cells, numbers, strict=True))


class ClampsSetting(Setting):
    """The row for `LaneConfig.clamps`; in a link such as `f=0*i=1@1-4.7`. `check` takes the clamps of any lane."""

    @property
    def allowed(self) -> str:
        """The form in words, for error sentences."""
        return (
            "a gate's letter with a value from 0 to 1, such as f=0, or z=0.5@1-4 for the units 1 to 4, with * between; "
            "name each gate once, and only gates that the cell has"
        )

    def check(self, value: Any) -> None:
        """Raise `SettingError` unless `value` is a tuple of clamps of different gates, each within its limits."""
        good = isinstance(value, tuple) and all(isinstance(clamp, Clamp) for clamp in value)
        if not good or len({clamp.gate for clamp in value}) != len(value):
            raise self.error(value)
        for clamp in value:
            number = isinstance(clamp.value, (int, float)) and not isinstance(clamp.value, bool)
            units = all(isinstance(unit, int) and 1 <= unit <= 256 for unit in clamp.units)
            if clamp.gate not in LETTERS or not number or not 0 <= clamp.value <= 1 or not units:
                raise self.error(value)

    def parse(self, written: str) -> tuple[Clamp, ...]:
        """The clamps that `written` stands for; an empty text frees every gate."""
        return clamps_form.read(written, LETTERS) if written else ()

    def write(self, value: Any) -> str:
        """`value` as it stands in a link."""
        return clamps_form.write(value, LETTERS)


CLAMPS = ClampsSetting(
    "clamps",
    "hold",
    "Held gates",
    "Gates that keep a value that you choose.",
    "text",
    traced=True,
    noun="a list of held gates",
)

LANE_SETTINGS: tuple[Setting, ...] = (VARIANT, WINDOW, *NETWORK_SETTINGS, CLAMPS)
LANE_SETTING = {setting.name: setting for setting in LANE_SETTINGS}
_BY_LINK = {setting.link: setting for setting in LANE_SETTINGS}


class LanesSetting(Setting):
    """The row for `RunConfig.lanes`: `rnn,lstm,gru` in a link, or with own settings `lstm~forget:0,lstm~forget:1`."""

    @property
    def allowed(self) -> str:
        """The form in words, for error sentences."""
        return (
            f"1 to {MOST_LANES} of {', '.join(CELLS)} with commas between; settings of one lane stand behind ~, "
            "such as lstm~forget:0"
        )

    def check(self, value: Any) -> None:
        """Raise `SettingError` unless `value` is a tuple of 1–4 lanes, each within its limits."""
        if not isinstance(value, tuple) or not 1 <= len(value) <= MOST_LANES:
            raise self.error(value)
        for lane in value:
            if not isinstance(lane, LaneConfig) or lane.cell not in CELLS or lane.variant not in VARIANTS[lane.cell]:
                raise self.error(value)
            for name, own in lane.own.items():
                LANE_SETTING[name].check(own)
            WINDOW.check(lane.window)
            CLAMPS.check(lane.clamps)
            if not {clamp.gate for clamp in lane.clamps} <= set(lane.gates):
                raise CLAMPS.error(lane.clamps)

    def parse(self, written: str) -> tuple[LaneConfig, ...]:
        """The lanes that `written` stands for."""
        lanes = tuple(_read_lane(part) for part in written.split(","))
        return ordered(lanes) if all(lane.cell in CELLS for lane in lanes) else lanes

    def write(self, value: Any) -> str:
        """`value` as it stands in a link."""
        return ",".join(map(_write_lane, value))


def _read_lane(written: str) -> LaneConfig:
    cell, *parts = written.split("~")
    own = {}
    for part in parts:
        link, _, value = part.partition(":")
        setting = _BY_LINK[link]
        own[setting.name] = setting.read(value)
    return LaneConfig(cell, **own)


def _write_lane(lane: LaneConfig) -> str:
    said = dict(lane.own)
    if lane.variant != "standard":
        said["variant"] = lane.variant
    if lane.variant == "window":
        said["window"] = lane.window
    if lane.clamps:
        said["clamps"] = lane.clamps
    return "~".join([lane.cell, *(f"{s.link}:{s.write(said[s.name])}" for s in LANE_SETTINGS if s.name in said)])


def refuse_unknown_lane(lane: str) -> SettingError:
    """The sentence about a lane id that the run does not have."""
    return SettingError(
        f"{lane[:20]!r} is not a lane of this run. Use the name of one of its lanes, such as lstm or lstm2."
    )
