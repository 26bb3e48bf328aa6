"""The states of every lane for a sequence that somebody typed."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from jaxtyping import Array, Float, Int

from rnn_core.frames.bytes import Arrays
from rnn_core.frames.observation import UNUSED_TRACES
from rnn_core.inside.question import Answer, GivenUp, QuestionError, lane_called, refuse_two_networks
from rnn_core.network import clamps, stack
from rnn_core.network.cell import Trace
from rnn_core.network.clamps import Held
from rnn_core.settings.table import SETTING
from rnn_core.tasks.task import Task
from rnn_core.tasks.text.corpus import visible
from rnn_core.training import losses, programs
from rnn_core.training.records import LaneSpec, LaneState
from rnn_core.training.run import Run, settings_of

LONGEST = int(SETTING["sequence_length"].high)
SHORTEST_COMPILED = 16
LARGEST_NUMBER = 1e6

Element = str | float | tuple[float, ...]


@dataclass(frozen=True)
class StatesOfSequence:
    """What each lane's first seed makes of a sequence, from the zero state.

    `sequence` has 1 to 512 elements: symbols or words of the task (a space may be written as such or as ␣), or, for a
    task that reads numbers, one number for each timestep, or a tuple of as many as the task reads at once. `lanes`
    names lanes; empty means all.

    The answer's words are `step`, `lanes` (the ids) and `sequence` (the task's labels, or the numbers). Its arrays, for
    each lane, are `{lane}.{trace}` `[L, T, H]`, the traces of a frame, and `{lane}.outputs` `[T, O]`, what the network
    answers at every timestep: values, or probabilities. A translation is refused: two networks read its sequence.
    """

    sequence: tuple[Element, ...]
    lanes: tuple[str, ...] = ()

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class."""
        refuse_two_networks(run, "The states of one sequence")
        lanes = {name: lane_called(run, name) for name in self.lanes or [each.id for each in run.lanes]}
        inputs, read = read_sequence(run.task, self.sequence)
        length = len(inputs)
        # The states depend on no later input: one length for many sequences is compiled once.
        longest = max(SHORTEST_COMPILED, 1 << (length - 1).bit_length())
        padded = np.zeros((longest, 1, *inputs.shape[1:]), inputs.dtype)
        padded[:length, 0] = inputs
        arrays: Arrays = {}
        for name, each in lanes.items():
            if not go_on():
                raise GivenUp
            traces, outputs = _states(each.spec, each.state, padded, settings_of(run, each).held)
            for field in traces[0]._fields:
                if field not in UNUSED_TRACES:
                    layers = [np.asarray(getattr(trace, field))[:length, 0] for trace in traces]
                    arrays[f"{name}.{field}"] = np.stack(layers)
            arrays[f"{name}.outputs"] = np.array(outputs[:length, 0])
        return Answer({"step": run.step, "lanes": list(lanes), "sequence": read}, arrays)


@programs.compiled()
def _states(
    spec: LaneSpec, state: LaneState, inputs: Float[Array, "T 1 D"] | Int[Array, "T 1"], held: Held | None
) -> tuple[tuple[Trace, ...], Float[Array, "T 1 O"]]:
    weights = clamps.hold(spec.cell, jax.tree.map(lambda of_seeds: of_seeds[0], state.weights), held)
    start = stack.zero_states(spec.cell, spec.num_layers, 1, spec.hidden_size)
    passed = stack.forward(spec.cell, weights, start, inputs)
    return passed.traces, losses.answers(spec.task.loss, passed.outputs)


def read_sequence(
    task: Task, sequence: tuple[Element, ...]
) -> tuple[Float[np.ndarray, "T D"] | Int[np.ndarray, " T"], list[Any]]:
    """The sequence as the network's inputs, and as the words of an answer; raises `QuestionError`."""
    if not 1 <= len(sequence) <= LONGEST:
        raise QuestionError(f"A sequence of {len(sequence)} elements cannot be read. Use 1 to {LONGEST}.")
    return _symbols(task, sequence) if task.input_kind in ("symbols", "words") else _numbers(task, sequence)


def _symbols(task: Task, sequence: tuple[Element, ...]) -> tuple[Int[np.ndarray, " T"], list[Any]]:
    numbers = {label: n for n, label in enumerate(task.input_labels)}
    read = [visible(element) if isinstance(element, str) else element for element in sequence]
    unknown = sorted({str(element)[:20] for element in read if element not in numbers})
    if unknown:
        kind = "words" if task.input_kind == "words" else "symbols"
        raise QuestionError(
            f"The sequence has {', '.join(unknown[:10])}, which this task does not know. Use its {kind}: "
            f"{' '.join(task.input_labels)}."
        )
    return np.array([numbers[str(element)] for element in read], np.int32), read


def _numbers(task: Task, sequence: tuple[Element, ...]) -> tuple[Float[np.ndarray, "T D"], list[Any]]:
    rows = []
    for t, element in enumerate(sequence, start=1):
        row = element if isinstance(element, tuple) else (element,)
        ok = len(row) == task.input_size and all(
            isinstance(x, (int, float)) and math.isfinite(x) and abs(x) <= LARGEST_NUMBER for x in row
        )
        if not ok:
            raise QuestionError(
                f"{str(element)[:40]!r} at timestep {t} cannot be read. Use {task.input_size} "
                f"number{'s' * (task.input_size > 1)} there ({', '.join(task.input_labels)}), each at most "
                f"{LARGEST_NUMBER:,.0f}."
            )
        rows.append(row)
    return np.array(rows, np.float32), [list(row) for row in rows]
