"""What a training step costs: weights, multiplications, memory and time, counted or measured lane by lane.

Nothing here is a formula of a book: weights, states and traces are counted in the arrays that training uses, the
multiplications in the program that is compiled, its memory is what XLA says of it, and time is taken.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from rnn_core.frames.bytes import Arrays
from rnn_core.inside.question import Answer, GivenUp
from rnn_core.network import clamps, stack
from rnn_core.network.stack import NetworkWeights
from rnn_core.tasks.task import Batch
from rnn_core.training import networks, programs, step
from rnn_core.training.records import LaneSpec, StepSettings
from rnn_core.training.run import LaneRun, Run, settings_of

FEWEST_ROUNDS, MOST_ROUNDS = 7, 31
SECONDS = 0.4
"""Rounds are measured for about so long, within those numbers of rounds."""
BYTES = 4
"""Of a number in float32."""


@dataclass(frozen=True)
class Cost:
    """What one training step of every lane costs, on a batch of the run, one seed.

    The answer's words: `lanes` (the ids), `timesteps`, `batch`, and by lane in `counted`:

    | word | what |
    |---|---|
    | `parameters`, `cell_parameters` | trained weights, readout included; those of the recurrent layers alone |
    | `multiplications`, `back` | in matrix products, a timestep and example: forward; forward and backward |
    | `state` | numbers handed from a timestep to the next, an example |
    | `stored` | numbers kept for the backward pass, a timestep and example |
    | `temporary` | bytes of temporary memory of the compiled pass forward and backward; null where XLA does not say |

    Its arrays: `{lane}.forward` and `{lane}.both` `[R]`, seconds of R rounds, in which all lanes take turns.
    """

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class."""
        begun = []
        for each in run.lanes:
            if not go_on():
                raise GivenUp
            begun.append(_Measured.of(run, each))
        taken: list[list[tuple[float, float]]] = [[] for _ in begun]
        until = time.perf_counter() + SECONDS
        # The first round does not count: it brings code and data into the caches.
        while len(taken[0]) <= FEWEST_ROUNDS or (len(taken[0]) <= MOST_ROUNDS and time.perf_counter() < until):
            if not go_on():
                raise GivenUp
            for of_lane, measured in zip(taken, begun, strict=True):
                of_lane.append((measured.seconds("forward"), measured.seconds("both")))
        arrays = Arrays()
        for each, of_lane in zip(run.lanes, taken, strict=True):
            rounds = np.array(of_lane[1:], np.float32)
            arrays[f"{each.id}.forward"], arrays[f"{each.id}.both"] = rounds[:, 0].copy(), rounds[:, 1].copy()
        counted = {each.id: measured.counted for each, measured in zip(run.lanes, begun, strict=True)}
        words = {"lanes": [each.id for each in run.lanes], "counted": counted}
        sizes = {"timesteps": run.task.sequence_length, "batch": run.config.batch_size}
        return Answer(words | sizes, arrays)


class _Programs(NamedTuple):
    """The compiled passes of a lane, and what was counted in them."""

    forward: Callable[..., Any]
    both: Callable[..., Any]
    counted: dict[str, int | None]


@dataclass(frozen=True)
class _Measured:
    """A lane's programs and what they are given."""

    programs: _Programs
    given: tuple[Any, ...]
    counted: dict[str, int | None]

    @classmethod
    def of(cls, run: Run, each: LaneRun) -> _Measured:
        # The batch in one piece: what the cell costs, not how training shares it among cores.
        spec = replace(each.spec, parts=1)
        settings = settings_of(run, each)
        weights = clamps.hold(spec.cell, jax.tree.map(lambda of_seeds: of_seeds[0], each.state.weights), settings.held)
        batch = _batch(spec, run.task.data, run.keys[0])
        given = (weights, batch, settings._replace(held=None))
        leaves, build = jax.tree.flatten(given)
        shapes = tuple((jax.typeof(leaf).shape, jax.typeof(leaf).dtype, jax.typeof(leaf).weak_type) for leaf in leaves)
        programs = _compiled(spec, build, shapes)
        layers = (*weights.layers, *(weights.encoder.layers if weights.encoder is not None else ()))
        own: dict[str, int | None] = {
            "parameters": each.num_parameters,
            "cell_parameters": _numbers(layers) - networks.num_fixed(spec),
        }
        return cls(programs, given, own | programs.counted)

    def seconds(self, which: str) -> float:
        began = time.perf_counter()
        jax.block_until_ready(getattr(self.programs, which)(*self.given))
        return time.perf_counter() - began


@programs.compiled()
def _batch(spec: LaneSpec, data: Any, key: Any) -> Batch:
    return networks.as_read(spec, spec.task.sample(data, key, jnp.int32(0), spec.batch_size))


@lru_cache(maxsize=32)
def _compiled(spec: LaneSpec, build: Any, shapes: tuple[Any, ...]) -> _Programs:
    start = stack.zero_states(spec.cell, spec.num_layers, spec.batch_size, spec.hidden_size)

    def forward(weights: NetworkWeights, batch: Batch, settings: StepSettings) -> Float[Array, "T B O"]:  # noqa: ARG001
        return networks.forward(spec, weights, start, batch).outputs

    def both(weights: NetworkWeights, batch: Batch, settings: StepSettings) -> tuple[Array, NetworkWeights]:
        _, found = step.gradients(spec, weights, start, batch, settings.where, settings.step)
        return found.loss, found.weights

    given = jax.tree.unflatten(
        build, [jax.ShapeDtypeStruct(shape, kind, weak_type=weak) for shape, kind, weak in shapes]
    )
    examples = spec.task.sequence_length * spec.batch_size
    passed = jax.eval_shape(partial(networks.forward, spec), given[0], start, given[1])
    compiled_forward, compiled_both = (jax.jit(each).lower(*given).compile() for each in (forward, both))
    memory = compiled_both.memory_analysis()
    counted = {
        "multiplications": multiplications(jax.make_jaxpr(forward)(*given).jaxpr) // examples,
        "back": multiplications(jax.make_jaxpr(both)(*given).jaxpr) // examples,
        "state": _numbers(start) // spec.batch_size,
        "stored": _numbers(passed.traces) // examples,
        "temporary": None if memory is None else int(memory.temp_size_in_bytes) or None,
    }
    return _Programs(compiled_forward, compiled_both, counted)


def multiplications(program: Any) -> int:
    """The multiplications in the matrix products of a jaxpr; a scan counts as often as it goes round."""
    total = 0
    for equation in program.eqns:
        if equation.primitive.name == "dot_general":
            (summed, _), _ = equation.params["dimension_numbers"]
            left = equation.invars[0].aval.shape
            total += math.prod(equation.outvars[0].aval.shape) * math.prod(left[axis] for axis in summed)
            continue
        times = equation.params["length"] if equation.primitive.name == "scan" else 1
        total += times * sum(map(multiplications, _inside(equation.params.values())))
    return total


def _inside(values: Any) -> Iterator[Any]:
    """The jaxprs among the parameters of an equation."""
    for value in values:
        if isinstance(value, tuple | list):
            yield from _inside(value)
        elif hasattr(value, "eqns"):
            yield value
        elif hasattr(value, "jaxpr"):
            yield value.jaxpr


def _numbers(tree: Any) -> int:
    return sum(math.prod(leaf.shape) for leaf in jax.tree.leaves(tree))
