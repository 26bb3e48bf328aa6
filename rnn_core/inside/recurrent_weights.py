"""What W_h alone says about the gradient: its spectral radius and its largest singular value, block by block.

σ_max(W_h) < 1 is enough for a vanilla RNN's gradient to vanish; σ_max(W_h) > 1 is needed for it to explode, and not
enough (Pascanu, Mikolov & Bengio 2013). The spectral radius ρ is the rate of a linear network in the long run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rnn_core.frames.bytes import Arrays
from rnn_core.inside.one_thread import keep_to_one_thread
from rnn_core.inside.question import Answer, GivenUp, lane_called, refuse_two_networks
from rnn_core.training.run import Run


@dataclass(frozen=True)
class RecurrentWeights:
    """ρ and σ_max of each block of W_h, of each lane's first seed and top layer, at this moment.

    `lanes` names lanes; empty means all. The answer's words: `step`, `lanes` (the ids) and `blocks`, for each lane the
    names of its blocks: gates, and `candidate` (of a vanilla RNN `W_h`). Its arrays `{lane}.radius` and
    `{lane}.largest` have one number for each block; held gates count as they are learned.
    """

    lanes: tuple[str, ...] = ()

    def answer(self, run: Run, go_on: Callable[[], bool]) -> Answer:
        """See the class."""
        keep_to_one_thread()
        refuse_two_networks(run, "W_h over training")
        lanes = {name: lane_called(run, name) for name in self.lanes or [each.id for each in run.lanes]}
        arrays, blocks = Arrays(), dict[str, list[str]]()
        for name, each in lanes.items():
            if not go_on():
                raise GivenUp
            plain = "W_h" if len(each.spec.cell.gates) == 1 else "candidate"
            blocks[name] = [gate or plain for gate in each.spec.cell.gates]
            weights = np.asarray(each.state.weights.layers[-1].W_h[0], np.float64)
            parts = np.split(weights, len(blocks[name]), axis=1)
            arrays[f"{name}.radius"] = np.array([np.abs(np.linalg.eigvals(part)).max() for part in parts], np.float32)
            arrays[f"{name}.largest"] = np.array([np.linalg.norm(part, ord=2) for part in parts], np.float32)
        return Answer({"step": run.step, "lanes": list(lanes), "blocks": blocks}, arrays)
