"""What the live service asks of whatever trains: `rnn_core` here, or the same functions elsewhere."""

from __future__ import annotations

from typing import Any, Protocol

from rnn_core.frames.frame import Frame, Parent
from rnn_core.settings.config import RunConfig


class TrainingRun(Protocol):
    """One moment of training, immutable."""

    @property
    def config(self) -> RunConfig:
        """The settings at step 0, and in `changes` all changes: those made so far and those of a link still to come."""
        ...

    @property
    def present(self) -> RunConfig:
        """The settings as they hold at the next step, without `changes`."""
        ...

    @property
    def step(self) -> int:
        """Training steps done."""
        ...

    @property
    def diverged(self) -> bool:
        """Whether every lane has diverged, so that there is nothing left to train."""
        ...


class Engine(Protocol):
    """Trains. `run` is always one that this engine made, and `moment` one of its moments: something with a `step`."""

    def start(self, config: RunConfig, text: str | None = None) -> Any:
        """The run of `config` at step 0; raises a `UserError` if there can be none."""
        ...

    def warm_up(self, run: Any) -> None:
        """Compile what `run` needs, so that nothing after it waits for the compiler."""
        ...

    def advance(self, run: Any, steps: int) -> Any:
        """`run` after `steps` more steps."""
        ...

    def change(self, run: Any, name: str, value: Any, lane: str = "") -> Any:
        """`run` with a traced setting (of the lane with the id `lane`, or of the run) changed from the next step on."""
        ...

    def observe(self, run: Any) -> Frame:
        """What `run` looks like at this moment."""
        ...

    def moment_of(self, run: Any) -> Any:
        """What must be kept of `run` to come back to this moment."""
        ...

    def num_moments(self, run: Any, most_bytes: int) -> int:
        """How many moments of `run` may be kept in `most_bytes`."""
        ...

    def rewound(self, run: Any, moment: Any, until: int | None = None) -> Any:
        """`run` put back to `moment`, with its changes of settings up to the step `until` (the moment's own)."""
        ...

    def parent_of_branch(self, run: Any, name: str, step: int) -> Parent:
        """What a branch that leaves `run` at `step` shows of it."""
        ...

    def save_run(
        self,
        run: Any,
        moments: tuple[Any, ...],
        *,
        name: str,
        saved: float,
        frame: bytes,
        text: str | None,
        parent: Parent | None,
    ) -> bytes:
        """`run` as the bytes of a file; the last of `moments` is its present one."""
        ...

    def load_run(self, data: bytes) -> Any:
        """What `save_run` saved, as `rnn_core.SavedRun`; raises a `UserError`."""
        ...
