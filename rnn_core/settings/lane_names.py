"""What lanes are called: the cell, and whatever tells a lane from the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from rnn_core.numbers import short
from rnn_core.settings.clamp import Clamp, write_units
from rnn_core.settings.lane_config import LETTERS, FullLane, lane_ids
from rnn_core.settings.network_settings import VECTOR_INPUTS

CELL_NAMES = {"rnn": "Vanilla RNN", "lstm": "LSTM", "gru": "GRU"}
SHORT_NAMES = {"rnn": "RNN", "lstm": "LSTM", "gru": "GRU"}
VARIANT_NAMES = {
    "standard": "standard",
    "nfg": "no forget gate",
    "nig": "no input gate",
    "nog": "no output gate",
    "niaf": "no input activation",
    "noaf": "no output activation",
    "cifg": "coupled input and forget gate",
    "peepholes": "peepholes",
    "noreset": "no reset gate",
    "resetbefore": "resets before the product",
    "window": "fixed window of inputs",
}
VARIANT_MEANINGS = {
    "nfg": "NFG, no forget gate: f = 1, c is never cleared",
    "nig": "NIG, no input gate: i = 1, all of g is let in",
    "nog": "NOG, no output gate: o = 1, tanh c is always shown",
    "niaf": "NIAF, no input activation: g without its tanh",
    "noaf": "NOAF, no output activation: h = o·c without the tanh",
    "cifg": "CIFG, coupled gates: i = 1 − f, as in a GRU",
    "peepholes": "Peepholes: the gates read c (here they are the change; Greff's LSTM has them)",
    "noreset": "No reset gate: r = 1",
    "resetbefore": "Reset before the matrix product (Cho et al. 2014, version 3)",
}
"""What each variant of a gated cell does; those of Greff et al. by their names."""
INITIALISATION_NAMES = {
    "orthogonal": "orthogonal",
    "uniform": "uniform ±1/√H",
    "glorot": "Glorot",
    "scaled": "scaled orthogonal g·Q",
    "irnn": "identity + ReLU (IRNN)",
    "chrono": "chrono",
}
INPUT_NAMES = {
    "one_hot": "one-hot",
    "learned": "learned vectors",
    "glove": "GloVe, not trained on",
    "glove_tuned": "GloVe, trained on",
    "word2vec": "Word2Vec, not trained on",
    "random": "random vectors, not trained",
}
ATTENTION_NAMES = {"none": "none", "dot": "dot product", "additive": "additive"}
ORDER_NAMES = {"forward": "source forward", "reversed": "source reversed"}
DASHES = ("solid", "dash", "dot", "dashdot")
"""The line styles of the first, second, third and fourth lane of one cell."""


class LaneName(NamedTuple):
    """A lane in words.

    `name` is unique among the run's lanes, `differs` only what tells the lane from the others (empty if the cell does).
    `short` is the cell, with a number where `differs` is the same in an earlier lane of it: both together are unique.
    `number` counts the lanes of one cell from 0: it chooses their shade and line style.
    """

    id: str
    name: str
    short: str
    differs: str
    number: int

    @property
    def dash(self) -> str:
        """The lane's line style."""
        return DASHES[self.number]


def lane_names(lanes: tuple[FullLane, ...]) -> tuple[LaneName, ...]:
    """The names of `lanes`, in which nothing is left open (`RunConfig.full_lanes`)."""
    numbers = [sum(other.cell == lane.cell for other in lanes[:k]) for k, lane in enumerate(lanes)]
    differences = [(lane.cell, _differences(lane, lanes)) for lane in lanes]
    return tuple(
        _named(lane_id, *own, number, twin=own in differences[:k])
        for k, (lane_id, own, number) in enumerate(zip(lane_ids(lanes), differences, numbers, strict=True))
    )


def listed(names: Iterable[str]) -> str:
    """Names of lanes in a row, parted by what stands in none of them."""
    every = list(names)
    return ("; " if any(", " in name for name in every) else ", ").join(every)


def _named(lane_id: str, cell: str, differs: str, number: int, *, twin: bool) -> LaneName:
    after = f" {number + 1}" if twin else ""
    name = f"{CELL_NAMES[cell]}{after}{f', {differs}' if differs else ''}"
    return LaneName(lane_id, name, f"{SHORT_NAMES[cell]}{after}", differs, number)


def _differences(lane: FullLane, lanes: tuple[FullLane, ...]) -> str:
    said = [words(lane) for applies, values, words in _ROWS if applies(lane) and _differ(applies, values, lanes)]
    said += [variant_name(lane)] if lane.variant != "standard" else []
    return " · ".join(said + [describe_clamp(clamp) for clamp in lane.clamps])


def variant_name(lane: FullLane) -> str:
    """The lane's variant in words, a window with what it sees."""
    if lane.variant != "window":
        return VARIANT_NAMES[lane.variant]
    return f"sees the last {lane.window} inputs" if lane.window > 1 else "sees the present input alone"


def describe_clamp(clamp: Clamp) -> str:
    """A held gate in words, such as `f held at 0`."""
    units = f" (units {write_units(clamp.units).replace('.', ', ')})" if clamp.units else ""
    return f"{LETTERS[clamp.gate]} held at {short(clamp.value)}{units}"


def _differ(
    applies: Callable[[FullLane], bool], values: Callable[[FullLane], object], lanes: tuple[FullLane, ...]
) -> bool:
    return len({values(lane) for lane in lanes if applies(lane)}) > 1


def _any(_lane: FullLane) -> bool:
    return True


_Row = tuple[Callable[[FullLane], bool], Callable[[FullLane], object], Callable[[FullLane], str]]
# Which lanes a setting says something about, its value, and its words.
_ROWS: tuple[_Row, ...] = (
    (_any, lambda lane: lane.hidden_size, lambda lane: f"{lane.hidden_size} unit{'s' * (lane.hidden_size != 1)}"),
    (_any, lambda lane: lane.initialisation, lambda lane: INITIALISATION_NAMES[lane.initialisation]),
    (lambda lane: lane.initialisation == "scaled", lambda lane: lane.gain, lambda lane: f"g = {short(lane.gain)}"),
    (
        lambda lane: lane.initialisation == "chrono",
        lambda lane: lane.chrono_steps,
        lambda lane: f"T_max = {lane.chrono_steps}",
    ),
    (
        lambda lane: "forget_gate" in lane.gates and lane.initialisation != "chrono",
        lambda lane: lane.forget_bias,
        lambda lane: f"forget bias {short(lane.forget_bias)}",
    ),
    (
        lambda lane: lane.cell == "gru" and lane.initialisation != "chrono",
        lambda lane: lane.update_bias,
        lambda lane: f"update bias {short(lane.update_bias)}",
    ),
    (_any, lambda lane: lane.input, lambda lane: INPUT_NAMES[lane.input]),
    (
        lambda lane: lane.input in VECTOR_INPUTS,
        lambda lane: lane.embedding_size,
        lambda lane: f"E = {lane.embedding_size}",
    ),
    (_any, lambda lane: lane.source_order, lambda lane: ORDER_NAMES[lane.source_order]),
    (_any, lambda lane: lane.attention, lambda lane: f"attention: {ATTENTION_NAMES[lane.attention]}"),
    (_any, lambda lane: lane.teacher_forcing, lambda lane: f"teacher forcing {short(lane.teacher_forcing)}"),
)
