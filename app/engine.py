"""What the live service asks of whatever trains: `rnn_core` here, or the same five functions elsewhere."""

from __future__ import annotations

from typing import Any, Protocol

from rnn_core.config import RunConfig
from rnn_core.frame import Frame


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
    """Trains. `run` is always one that this engine made."""

    def start(self, config: RunConfig, text: str | None = None) -> Any:
        """The run of `config` at step 0; raises a `ValueError` whose text is a sentence if there can be none."""
        ...

    def warm_up(self, run: Any) -> None:
        """Compile what `run` needs, so that nothing after it waits for the compiler."""
        ...

    def advance(self, run: Any, steps: int) -> Any:
        """`run` after `steps` more steps."""
        ...

    def change(self, run: Any, name: str, value: Any) -> Any:
        """`run` with a live setting changed from the next step on."""
        ...

    def observe(self, run: Any) -> Frame:
        """What `run` looks like at this moment."""
        ...
