"""Networks that learn to write: how well after a minute, how fast they train and write, and what keeping samples costs.

`shakespeare_nats` is the test loss on Macbeth and Hamlet after so many seconds of training, compiling not counted, of
one lane alone with the settings that the task opens with; the 4-gram's loss on the same characters stands beside it.
`speedup` is how many times longer a peer takes for one training step of the same network on the same batch of text
(B=32, T=64, V=64, cross-entropy at every timestep, plain gradient descent), as in `tests.benchmarks.training`. The
peers are JAX's own differentiation of a scan, with one-hot inputs as in a textbook and with the rows looked up, and
torch.nn on one-hot inputs. `characters_per_s` and `first_character_ms` are those of the question `TextSample` with all
that it says about every character, compiled before. `sample_cost` is the share of training time that the texts take
which are kept with a run.
"""

from __future__ import annotations

import dataclasses
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from app.view.text.presets import PRESETS
from rnn_core import TextSample, advance, ask, start
from rnn_core.network import stack
from rnn_core.network.cell import Cell, State
from rnn_core.settings.lane_config import CELLS, lanes_of
from rnn_core.tasks.openings import opened
from rnn_core.training.losses import EVERY
from rnn_core.training.run import LaneRun, Run, written
from rnn_core.training.samples import EVERY as SAMPLE_EVERY
from rnn_core.training.step import gradients
from rnn_core.training.warm_up import warm_up
from tests.benchmarks.report import Measured
from tests.benchmarks.training import REPEATS, descended, in_turns, looped

NAME = "language"
SECONDS = (15, 30, 60)
LENGTH = 2000
MOST = 0.5
"""More than half of the lines; one in four would be by luck."""


def speed() -> Iterator[Measured]:
    """A training step of each cell against the peers."""
    for cell in CELLS:
        yield from speedups(cell)


def writing() -> Iterator[Measured]:
    """How fast each cell writes, and what kept texts cost."""
    for cell in CELLS:
        yield from writing_of(cell)


def minute() -> Iterator[Measured]:
    """What each cell alone reaches in a minute."""
    for cell in CELLS:
        yield from minute_of(cell)


def alone(cell: str, steps: int = 0) -> Run:
    """A run of one lane, as Shakespeare opens, compiled."""
    run = start(opened("shakespeare").replace(lanes=lanes_of(cell)))
    warm_up(run)
    return advance(run, steps)


def minute_of(cell: str) -> Iterator[Measured]:
    """The test loss of one lane alone after 15, 30 and 60 seconds."""
    run, trained = alone(cell), 0.0
    lines = {line.label: line.value for line in run.task.baselines}
    for seconds in SECONDS:
        while trained < seconds:
            began = time.perf_counter()
            run = advance(run, SAMPLE_EVERY)
            trained += time.perf_counter() - began
        case = {"cell": cell, "seconds": seconds, "seed": run.config.seed, "steps": run.step, "H": 128}
        case |= {"4-gram": round(lines["4-gram"], 3), "5-gram": round(lines["5-gram"], 3)}
        target = f"< {lines['4-gram']:.3f}" if (cell, seconds) == ("gru", 60) else ""
        yield Measured(NAME, "shakespeare_nats", float(run.lanes[0].curves.test[0, -1]), "nats", case, target)


def speedups(name: str) -> Iterator[Measured]:
    """One training step of one cell against the peers."""
    run = alone(name)
    (each,) = run.lanes
    weights = jax.tree.map(lambda of_seeds: of_seeds[0], each.state.weights)
    codes = run.task.sample(run.task.data, run.keys[0], jnp.int32(0), 32)
    xs, ys = codes.inputs, codes.targets[..., 0].astype(jnp.int32)
    works = {
        "ours": ours(each, weights, codes),
        "autodiff, one-hot": plain(each, weights, jax.nn.one_hot(xs, run.task.input_size), ys),
        "autodiff, rows looked up": plain(each, weights, xs, ys),
    }
    peer = torch_rnn(name, each.spec.hidden_size, run.task.input_size, np.asarray(xs), np.asarray(ys))
    if peer is not None:
        works["torch.nn"] = peer
    times = in_turns(works)
    case: dict[str, Any] = {"cell": name, "H": each.spec.hidden_size, "T": 64, "B": 32, "V": run.task.input_size}
    yield Measured(NAME, "text_step_ms", 1e3 * statistics.median(times["ours"]) / REPEATS, "ms", case)
    for other in list(works)[1:]:
        ratio = statistics.median(b / a for a, b in zip(times["ours"], times[other], strict=True))
        least = "≥ 0.95" if name == "lstm" else "≥ 1"
        yield Measured(NAME, "speedup", ratio, "×", {**case, "peer": other}, least)
    if peer is None:
        print("torch is not installed: not compared with torch.nn (pip install torch)")


def ours(each: LaneRun, weights: stack.NetworkWeights, batch: Any) -> Callable[[], object]:
    """The gradient that the lane trains with."""
    states = stack.zero_states(each.spec.cell, 1, 32, each.spec.hidden_size)

    def step(weights: stack.NetworkWeights) -> stack.NetworkWeights:
        return descended(weights, gradients(each.spec, weights, states, batch, EVERY, 0)[1].weights)

    return looped(step, weights)


def plain(each: LaneRun, weights: stack.NetworkWeights, xs: jax.Array, ys: jax.Array) -> Callable[[], object]:
    """JAX's own differentiation of a scan over the same cell; of whole numbers the rows of W_x are looked up."""
    cell: type[Cell] = each.spec.cell
    state = cell.initial_state(32, each.spec.hidden_size)

    def loss(weights: stack.NetworkWeights) -> jax.Array:
        layer = weights.layers[0]

        def step(before: State, x: jax.Array) -> tuple[State, jax.Array]:
            product = layer.W_x[x] if jnp.issubdtype(x.dtype, jnp.integer) else x @ layer.W_x
            after, _ = cell.forward(layer, before, product + layer.b)
            return after, after.hidden

        outputs = lax.scan(step, state, xs)[1] @ weights.W_o + weights.b_o
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(outputs), ys[..., None], axis=-1))

    return looped(lambda weights: descended(weights, jax.grad(loss)(weights)), weights)


def torch_rnn(name: str, hidden_size: int, symbols: int, xs: np.ndarray, ys: np.ndarray) -> Callable[[], object] | None:
    """`torch.nn.RNN`, `GRU` or `LSTM` on one-hot inputs; None where torch is not installed."""
    try:
        import torch  # noqa: PLC0415  an optional peer
    except ImportError:
        return None
    rnn = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[name](symbols, hidden_size)
    readout = torch.nn.Linear(hidden_size, symbols)
    inputs = torch.nn.functional.one_hot(torch.tensor(xs).long(), symbols).float()
    targets = torch.tensor(ys).long().reshape(-1)
    optimizer = torch.optim.SGD([*rnn.parameters(), *readout.parameters()], lr=1e-4)

    def steps() -> None:
        for _ in range(REPEATS):
            optimizer.zero_grad(set_to_none=True)
            scores = readout(rnn(inputs)[0]).reshape(-1, symbols)
            torch.nn.functional.cross_entropy(scores, targets).backward()
            optimizer.step()

    return steps


def writing_of(cell: str) -> Iterator[Measured]:
    """How fast a network writes, and what the texts that a run keeps cost its training."""
    run = alone(cell, SAMPLE_EVERY)
    case = {"cell": cell, "H": run.lanes[0].spec.hidden_size}
    ask(run, TextSample(length=1))
    whole = timed(lambda: ask(run, TextSample(length=LENGTH)))
    yield Measured(NAME, "characters_per_s", LENGTH / whole, "1/s", case, "≥ 5,000")
    first = 1e3 * timed(lambda: ask(run, TextSample(length=1)))
    yield Measured(NAME, "first_character_ms", first, "ms", case, "≤ 50")
    kept = timed(lambda: written(run, run.lanes[0]))
    training = timed(lambda: advance(run, SAMPLE_EVERY))
    yield Measured(NAME, "sample_cost", kept / training, "fraction", case, "≤ 0.02")


def presets() -> Iterator[Measured]:
    """Whether what the page's presets say comes true, with three seeds each."""
    minute, three, code = (opened(each.task).replace(num_seeds=3, **each.settings) for each in PRESETS)
    run = advance(start(minute), 1500)
    better = run.lanes[0].curves.test[:, -1] < line_of(run, "4-gram")
    yield Measured(NAME, "preset_holds", int(better.sum()), "of 3", {"preset": PRESETS[0].title, "steps": 1500}, "3")
    run = advance(start(three), 500)
    losses = np.stack([lane.curves.test[:, -1] for lane in run.lanes])
    holds = (losses < line_of(run, "2-gram")).all(axis=0) & (losses.argmin(axis=0) == 2)
    yield Measured(NAME, "preset_holds", int(holds.sum()), "of 3", {"preset": PRESETS[1].title, "steps": 500}, "3")
    run = advance(start(code), 500)
    shares = [indented_by_fours(run, seed) for seed in range(3)]
    case = {"preset": PRESETS[2].title, "steps": 500, "share": ", ".join(f"{share:.2f}" for share in shares)}
    yield Measured(NAME, "preset_holds", sum(share > MOST for share in shares), "of 3", case, "3")


def line_of(run: Run, label: str) -> float:
    """What the baseline of this name scores."""
    return next(line.value for line in run.task.baselines if line.label == label)


def indented_by_fours(run: Run, seed: int) -> float:
    """Of the lines that a seed's network writes with blanks in front, the share that has a multiple of four."""
    (each,) = run.lanes
    alone = jax.tree.map(lambda of_seeds: of_seeds[seed : seed + 1], each.state)
    run = dataclasses.replace(run, lanes=(dataclasses.replace(each, state=alone),))
    (text,) = ask(run, TextSample("def ", 2000, 0.6)).words["texts"].values()
    blanks = [len(line) - len(line.lstrip(" ")) for line in text.split("\n") if line.strip()]
    indented = [count for count in blanks if count]
    return sum(count % 4 == 0 for count in indented) / max(len(indented), 1)


def timed(work: Callable[[], object], times: int = 5) -> float:
    """Median wall seconds of `work`."""
    found = list[float]()
    for _ in range(times):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return statistics.median(found)


PARTS: dict[str, Callable[[], Iterator[Measured]]] = {
    "text_speed": speed,
    "text_writing": writing,
    "text_minute": minute,
    "text_presets": presets,
}
