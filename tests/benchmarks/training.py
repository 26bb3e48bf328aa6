"""What training costs: against other ways to the same gradient, by size, and with frames being made.

`speedup` is how many times longer a peer takes for one training step of the same network on the same batch (B=32,
T=64, two inputs, readout at every timestep, squared error at the last one, plain gradient descent): the median of the
ratios of runs taken in turns. JAX peers run several steps in one compiled call, as training does. `exponent_*` is the
slope of log time against log size.
`frame_overhead` is the share of training steps that three lanes lose when frames are made of them at a given rate,
against the same training without frames and without keeping gradient norms.
`stacked_scan` is how many times longer a scan takes that stacks one number a step than the same scan that stacks
nothing; jaxlib 0.11.1 copies the whole stack at every step (jax-ml/jax#40101), which makes it thousands.
"""

from __future__ import annotations

import argparse
import dataclasses
import math
import statistics
import time
from collections import deque
from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jax import lax

from app.live.pacing import Pace
from rnn_core import RunConfig, advance, observe, start, to_bytes
from rnn_core.network import stack
from rnn_core.network.cell import Cell, State
from rnn_core.network.variants import STANDARD, VARIANTS
from rnn_core.tasks import adding
from rnn_core.tasks.task import Batch
from rnn_core.training import cores
from rnn_core.training.losses import LAST
from rnn_core.training.records import LaneSpec
from rnn_core.training.run import Run
from rnn_core.training.step import gradients
from rnn_core.training.warm_up import warm_up
from tests.benchmarks.report import Measured, main

BATCH, STEPS, INPUTS = 32, 64, 2
LEARNING_RATE = 1e-4
SIZES = (32, 64, 128, 256, 512)
LENGTHS = (16, 32, 64, 128, 256, 512)
REPEATS = 5
"""Training steps in one timed call."""


def measure(arguments: argparse.Namespace) -> Iterator[Measured]:
    """Every row of the training table."""
    if "overhead" in arguments.parts:
        yield from frame_overheads()
    if "peers" in arguments.parts:
        for hidden_size in arguments.sizes:
            for name in VARIANTS:
                yield from speedups(name, hidden_size)
    if "scan" in arguments.parts:
        yield stacked_scan()
    if "exponents" in arguments.parts:
        for variants in VARIANTS.values():
            cell = variants[STANDARD]
            yield exponent("exponent_T", cell, [(length, 32) for length in LENGTHS], "≤ 1.1")
            yield exponent("exponent_H", cell, [(STEPS, size) for size in SIZES], "")


def problem(sequence_length: int) -> tuple[jax.Array, jax.Array]:
    """A fixed batch: inputs `[T, B, D]` and targets `[B, 1]`."""
    rng = np.random.default_rng(0)
    xs = rng.uniform(size=(sequence_length, BATCH, INPUTS)).astype(np.float32)
    return jnp.asarray(xs), jnp.asarray(xs.sum((0, 2), keepdims=False)[:, None] / sequence_length)


def looped(step: Callable[[Any], Any], weights: Any) -> Callable[[], object]:
    """`REPEATS` steps in one compiled call."""
    run = jax.jit(lambda weights: lax.fori_loop(0, REPEATS, lambda _, w: step(w), weights))
    return lambda: jax.block_until_ready(run(weights))


def descended(weights: Any, gradients: Any) -> Any:
    """One step of plain gradient descent."""
    return jax.tree.map(lambda w, g: w - LEARNING_RATE * g, weights, gradients)


def ours(cell: type[Cell], hidden_size: int, xs: jax.Array, ys: jax.Array) -> Callable[[], object]:
    """The gradient that a lane on its own trains with: `rnn_core.training.records.gradients`."""
    task = adding.build(len(xs))
    parts = cores.parts(cell.num_gates * hidden_size, BATCH)
    spec = LaneSpec(task, task.identity, cell, hidden_size, 1, BATCH, "sgd", parts)
    weights = stack.RecurrentNetwork(cell, INPUTS, hidden_size, 1, rngs=nnx.Rngs(0)).weights
    states = stack.zero_states(cell, 1, BATCH, hidden_size)
    batch = Batch(xs, jnp.broadcast_to(ys, (len(xs), *ys.shape)), jnp.ones(xs.shape[:2]))

    def step(weights: stack.NetworkWeights) -> stack.NetworkWeights:
        return descended(weights, gradients(spec, weights, states, batch, LAST, 0)[1].weights)

    return looped(step, weights)


def plain(cell: type[Cell], hidden_size: int, xs: jax.Array, ys: jax.Array) -> Callable[[], object]:
    """JAX's own differentiation of a scan over the same cell, input product inside the loop."""
    weights = stack.RecurrentNetwork(cell, INPUTS, hidden_size, 1, rngs=nnx.Rngs(0)).weights
    state = cell.initial_state(BATCH, hidden_size)

    def loss(weights: stack.NetworkWeights) -> jax.Array:
        layer = weights.layers[0]

        def step(before: State, x: jax.Array) -> tuple[State, jax.Array]:
            after, _ = cell.forward(layer, before, x @ layer.W_x + layer.b)
            return after, after.hidden

        outputs = lax.scan(step, state, xs)[1] @ weights.W_o + weights.b_o
        return jnp.mean(jnp.square(outputs[-1] - ys))

    return looped(lambda weights: descended(weights, jax.grad(loss)(weights)), weights)


def flax_rnn(cell: type[Cell], hidden_size: int, xs: jax.Array, ys: jax.Array) -> Callable[[], object]:
    """`flax.nnx.RNN` over Flax's own cell."""
    classes = {"rnn": nnx.SimpleCell, "lstm": nnx.OptimizedLSTMCell, "gru": nnx.GRUCell}
    rnn = nnx.RNN(classes[cell.name](INPUTS, hidden_size, rngs=nnx.Rngs(0)), time_major=True)
    graph, weights, rest = nnx.split((rnn, nnx.Linear(hidden_size, 1, rngs=nnx.Rngs(1))), nnx.Param, ...)
    zero = jnp.zeros((BATCH, hidden_size))
    carry = (zero, zero) if cell.name == "lstm" else zero

    def loss(weights: Any) -> jax.Array:
        unrolled, readout = nnx.merge(graph, weights, rest)
        return jnp.mean(jnp.square(readout(unrolled(xs, initial_carry=carry))[-1] - ys))

    return looped(lambda weights: descended(weights, jax.grad(loss)(weights)), weights)


def torch_rnn(cell: type[Cell], hidden_size: int, xs: jax.Array, ys: jax.Array) -> Callable[[], object] | None:
    """`torch.nn.RNN`, `GRU` or `LSTM`; None where torch is not installed."""
    try:
        import torch  # noqa: PLC0415  an optional peer
    except ImportError:
        return None
    rnn = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[cell.name](INPUTS, hidden_size)
    readout = torch.nn.Linear(hidden_size, 1)
    inputs, targets = torch.tensor(np.asarray(xs)), torch.tensor(np.asarray(ys))
    optimizer = torch.optim.SGD([*rnn.parameters(), *readout.parameters()], lr=LEARNING_RATE)

    def steps() -> None:
        for _ in range(REPEATS):
            optimizer.zero_grad(set_to_none=True)
            torch.nn.functional.mse_loss(readout(rnn(inputs)[0])[-1], targets).backward()
            optimizer.step()

    return steps


def in_turns(works: dict[str, Callable[[], object]], seconds: float = 3.0) -> dict[str, list[float]]:
    """Wall seconds of each work, run one after the other again and again, at least five times each."""
    for work in works.values():
        work()
        work()
    times: dict[str, list[float]] = {name: [] for name in works}
    names = deque(works)
    began = time.perf_counter()
    while len(times[next(iter(works))]) < 5 or time.perf_counter() - began < seconds:
        # Each round begins with another one, each turn with a pause: some peers' threads spin on after their work.
        names.rotate(1)
        for name in names:
            time.sleep(0.02)
            before = time.perf_counter()
            works[name]()
            times[name].append(time.perf_counter() - before)
    return times


def speedups(name: str, hidden_size: int) -> Iterator[Measured]:
    """One cell at one width against every peer."""
    cell = VARIANTS[name][STANDARD]
    xs, ys = problem(STEPS)
    works = {"ours": ours(cell, hidden_size, xs, ys), "autodiff": plain(cell, hidden_size, xs, ys)}
    works["flax.nnx.RNN"] = flax_rnn(cell, hidden_size, xs, ys)
    peer = torch_rnn(cell, hidden_size, xs, ys)
    if peer is not None:
        works["torch.nn"] = peer
    times = in_turns(works)
    case: dict[str, Any] = {"cell": name, "hidden_size": hidden_size}
    yield Measured("training", "step_ms", 1e3 * statistics.median(times["ours"]) / REPEATS, "ms", case)
    for other in list(works)[1:]:
        ratio = statistics.median(b / a for a, b in zip(times["ours"], times[other], strict=True))
        target = "" if hidden_size > 256 else "≥ 1"
        if other == "torch.nn" and hidden_size == 32 and name != "lstm":
            target = "≥ 3"
        yield Measured("training", "speedup", ratio, "×", {**case, "peer": other}, target)
    if peer is None:
        print("torch is not installed: not compared with torch.nn (pip install torch)")


def exponent(label: str, cell: type[Cell], sizes: list[tuple[int, int]], target: str) -> Measured:
    """Slope of log step time against log of the size that varies."""
    works = {}
    for length, hidden_size in sizes:
        works[f"{length},{hidden_size}"] = ours(cell, hidden_size, *problem(length))
    times = in_turns(works)
    varying = [length if label == "exponent_T" else hidden_size for length, hidden_size in sizes]
    logs = np.log([statistics.median(each) for each in times.values()])
    slope = float(np.polyfit(np.log(varying), logs, 1)[0])
    case = {"cell": cell.name, "sizes": f"{varying[0]}…{varying[-1]}"}
    return Measured("training", label, slope, "", case, target)


def stacked_scan(steps: int = 20_000) -> Measured:
    """A scan with small stacked outputs against one without."""

    def scan(*, stacked: bool) -> Callable[[], object]:
        def step(x: jax.Array, _: None) -> tuple[jax.Array, jax.Array | None]:
            after = jnp.tanh(x)
            return after, after if stacked else None

        run = jax.jit(lambda x: lax.scan(step, x, length=steps))
        return lambda: jax.block_until_ready(run(jnp.float32(1)))

    times = in_turns({"stacked": scan(stacked=True), "alone": scan(stacked=False)}, seconds=1.0)
    ratio = statistics.median(a / b for a, b in zip(times["stacked"], times["alone"], strict=True))
    return Measured("training", "stacked_scan", ratio, "×", {"steps": steps, "jaxlib": version("jaxlib")}, "≤ 3")


def frame_overheads() -> Iterator[Measured]:
    """Training with frames made at 25 and at 5 frames/s, against training alone."""
    for num_seeds in (1, 3):
        config = RunConfig(hidden_size=32, sequence_length=50, batch_size=32, num_seeds=num_seeds)
        watched = start(config)
        alone = dataclasses.replace(watched, lanes=tuple(unprofiled(lane) for lane in watched.lanes))
        for run in (watched, alone):
            warm_up(run)
            observe(advance(run, 1))
        rates = {25: 0.15, 5: 0.05}
        turns: dict[int, list[float]] = {rate: [] for rate in (0, *rates)}
        for _ in range(7):
            turns[0].append(steps_per_second(alone, 0))
            for rate in rates:
                turns[rate].append(steps_per_second(watched, rate))
        case = {"hidden_size": 32, "sequence_length": 50, "batch_size": 32, "num_seeds": num_seeds}
        yield Measured("training", "steps_per_second", statistics.median(turns[0]), "1/s", case)
        for rate, most in rates.items():
            lost = statistics.median(1 - b / a for a, b in zip(turns[0], turns[rate], strict=True))
            yield Measured(
                "training", "frame_overhead", lost, "fraction", {"frames_per_second": rate, **case}, f"≤ {most}"
            )


def unprofiled(lane: Any) -> Any:
    """The lane without its gradient norms, trained by code compiled without them."""
    return dataclasses.replace(lane, spec=dataclasses.replace(lane.spec, profiled=False), norms=None)


def steps_per_second(run: Run, frames_per_second: int, seconds: float = 2.0) -> float:
    """Training steps a second of all lanes together, in chunks that end when a frame is due."""
    first, began = run.step, time.perf_counter()
    pace = Pace("smooth", 1 / frames_per_second if frames_per_second else math.inf)
    pace.begin(began)
    while (now := time.perf_counter()) < began + seconds:
        steps = pace.steps(now)
        run = advance(run, steps)
        pace.trained(steps, now, time.perf_counter())
        if pace.frame_due(time.perf_counter()):
            to_bytes(observe(run))
            pace.drawn(time.perf_counter())
    return (run.step - first) / (time.perf_counter() - began)


if __name__ == "__main__":
    cores.use_all_cores()
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="hidden sizes compared with the peers")
    parser.add_argument(
        "--parts", nargs="+", default=("overhead", "peers", "scan", "exponents"), help="what to measure"
    )
    main("What training costs (tests/benchmarks/training.py)", measure, parser)
