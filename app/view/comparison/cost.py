"""The page "Compare", cost: what a training step of each lane takes, counted and measured, and what that says."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from app.figures.cost_bars import cost_bars
from app.view.asking import answered
from app.view.chart import show_chart, theme
from app.view.gradients.parts import origin
from app.view.lab import Lab
from app.view.number_table import show_table
from app.view.plain import plain
from app.view.said import say
from rnn_core.frames.frame import Frame, Lane
from rnn_core.frames.result import called
from rnn_core.inside.cost import BYTES, Cost
from rnn_core.inside.question import Answer
from rnn_core.numbers import NONE, number, whole

QUANTITIES = {
    "Weights": "Numbers that are trained, the readout's included.",
    "Multiplications": "In matrix products, for one timestep of one example: forward and backward. A symbol costs "
    "none: it picks a row of W_x.",
    "State": "Bytes handed from one timestep to the next, for one example.",
    "Stored for BPTT": "Bytes of states and gates that the backward pass reads, for all timesteps of a batch. An RNN "
    "keeps 1, a GRU 5 and an LSTM 6 numbers for each unit.",
    "Temporary memory": "Bytes that the compiled pass, forward and backward, takes beside weights and batch, as XLA "
    "says.",
    "Time forward": "The middle one of {rounds} rounds on this server, in which all lanes take turns.",
    "Time with backward": "The same with the gradients of all weights, without the optimiser.",
}
MEMORY = "“The GRU takes less memory.” Of which kind? {said}"
SAME, NEARLY = "as many", 0.005
UNKNOWN = "XLA does not say how much temporary memory this program takes."
MEASURED = "Time is measured beside all that this server does now. For steadier numbers pause the run."
SHIFTED = (
    "The register of a fixed window is moved on by a product with W_h, most of which is zeros: a program made for it "
    "would multiply less."
)


def show(lab: Lab, frame: Frame) -> None:
    """Bars, the sentence, and the table with every definition."""
    answer = answered(lab, Cost())
    if answer is None:
        return
    costs = costs_of(answer)
    lanes = frame.lanes
    say("cost", said(costs, frame))
    words = {name: [_written(name, value) for value in values] for name, values in costs.items()}
    caption = (
        f"One training step with a batch of {answer.words['batch']} sequences of {answer.words['timesteps']} "
        f"timesteps, one seed. Every bar is a part of the largest lane's; the number is the lane's own. {MEASURED}"
    )
    if any(lane.variant == "window" for lane in lab.entry.run.present.lanes):
        caption += f" {SHIFTED}"
    show_chart(cost_bars(costs, words, lanes, theme(), caption), origin(lab, frame), "compare_cost")
    rounds = len(answer.arrays[f"{lanes[0].id}.both"])
    definitions = [QUANTITIES[name].format(rounds=rounds) for name in costs]
    columns = {"What": list(costs)} | {lane.name: [words[name][k] for name in costs] for k, lane in enumerate(lanes)}
    exact = {"What": list(costs)} | {lane.name: [costs[name][k] for name in costs] for k, lane in enumerate(lanes)}
    told = [f"**{name}**: {plain(means)}" for name, means in zip(costs, definitions, strict=True)]
    if any(math.isnan(value) for value in costs["Temporary memory"]):
        told.append(plain(UNKNOWN))
    show_table(
        "The numbers and what they mean",
        columns,
        "  \n".join(told),
        "compare_cost",
        numbers=exact | {"Definition": definitions},
        ranks=False,
        marked=True,
    )


def costs_of(answer: Answer) -> dict[str, list[float]]:
    """The quantities of `QUANTITIES`, each with a number for every lane; NaN where it is not known."""
    counted = [answer.words["counted"][lane] for lane in answer.words["lanes"]]
    examples = answer.words["timesteps"] * answer.words["batch"]
    median = {
        which: [statistics.median(answer.arrays[f"{lane}.{which}"].tolist()) for lane in answer.words["lanes"]]
        for which in ("forward", "both")
    }
    return {
        "Weights": [float(own["parameters"]) for own in counted],
        "Multiplications": [float(own["back"]) for own in counted],
        "State": [float(BYTES * own["state"]) for own in counted],
        "Stored for BPTT": [float(BYTES * own["stored"] * examples) for own in counted],
        "Temporary memory": [math.nan if own["temporary"] is None else float(own["temporary"]) for own in counted],
        "Time forward": median["forward"],
        "Time with backward": median["both"],
    }


def said(costs: dict[str, list[float]], frame: Frame) -> str:
    """What the numbers say of the GRU beside the LSTM; of the last lane beside the first where one of them is missing.

    One lane alone has nothing beside it.
    """
    lanes = frame.lanes
    if len(lanes) == 1:
        return f"The {lanes[0].name} is alone. Add a lane in the lab to compare its cost with another one."
    cells = [lane.cell for lane in lanes]
    both = "lstm" in cells and "gru" in cells
    first, second = (cells.index("lstm"), cells.index("gru")) if both else (0, len(lanes) - 1)
    sentence = beside(costs, lanes, second, first)
    return MEMORY.format(said=sentence) if both else sentence


def beside(costs: dict[str, list[float]], lanes: Sequence[Lane], lane: int, other: int) -> str:
    """The lane at place `lane` beside the one at place `other`, in words."""

    def than(name: str, more: str, less: str) -> str:
        return _difference(costs[name][lane], costs[name][other], more, less)

    parts = [
        f"{than('Weights', 'more', 'fewer')} weights",
        f"{than('Multiplications', 'more', 'fewer')} multiplications",
        f"{than('State', 'more', 'less')} state",
        f"{than('Stored for BPTT', 'more', 'less')} stored for training",
    ]
    if not any(math.isnan(costs["Temporary memory"][place]) for place in (lane, other)):
        parts.append(f"{than('Temporary memory', 'more', 'less')} temporary memory")
    head = f"{_sized(lanes[lane], lanes)} beside {_sized(lanes[other], lanes)}: {', '.join(parts)}."
    return f"{head} One pass forward and backward takes {than('Time with backward', 'more', 'less')} time here."


def _sized(lane: Lane, lanes: Sequence[Lane]) -> str:
    units = lane.arrays["hidden"].shape[-1]
    return f"{called(lane, lanes)} with {units} unit{'s' * (units != 1)}"


def _difference(value: float, other: float, more: str, less: str) -> str:
    change = value / other - 1
    if abs(change) < NEARLY:
        return SAME if less == "fewer" else "as much"
    return f"{100 * abs(change):.0f} % {more if change > 0 else less}"


def _written(name: str, value: float) -> str:
    if math.isnan(value):
        return NONE
    if name.startswith("Time"):
        return f"{number(1000 * value)} ms"
    if name in ("Weights", "Multiplications"):
        return whole(value)
    for unit, size in (("MB", 1e6), ("kB", 1e3)):
        if value >= size:
            return f"{number(value / size)} {unit}"
    return f"{whole(value)} B"
