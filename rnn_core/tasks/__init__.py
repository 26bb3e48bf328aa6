"""What the networks learn to do: the tasks by their names in `RunConfig.task`."""

from __future__ import annotations

from collections.abc import Callable

from rnn_core.settings.config import RunConfig
from rnn_core.settings.task_names import TRANSLATIONS
from rnn_core.tasks import (
    adding,
    counting,
    echo,
    hello,
    latch,
    multiplication,
    noise_free,
    parity,
    prefix_parity,
    recall,
    temporal_order,
    thermometer,
)
from rnn_core.tasks.task import Baseline, Batch, Solved, Task
from rnn_core.tasks.text import build_own_text, build_shakespeare, build_stdlib_code
from rnn_core.tasks.translation import build_translation
from rnn_core.tasks.words import agreement, word_order

__all__ = ["TASKS", "Baseline", "Batch", "Solved", "Task", "build"]

TASKS: dict[str, Callable[[RunConfig, str | None], Task]] = {
    "adding": lambda config, _: adding.build(config.sequence_length),
    "multiplication": lambda config, _: multiplication.build(config.sequence_length),
    "temporal_order": lambda config, _: temporal_order.build(config.sequence_length),
    "recall": lambda config, _: recall.build(config.sequence_length),
    "noise_free": lambda config, _: noise_free.build(config.sequence_length),
    "latch": lambda config, _: latch.build(config.sequence_length),
    "counting": lambda config, _: counting.build(config.sequence_length),
    "parity": lambda config, _: parity.build(config.sequence_length),
    "prefix_parity": lambda config, _: prefix_parity.build(config.sequence_length),
    "echo": lambda config, _: echo.build(config.sequence_length, config.carry_state),
    "shakespeare": lambda config, _: build_shakespeare(config),
    "stdlib_code": lambda config, _: build_stdlib_code(config),
    "thermometer": lambda config, _: thermometer.build(config.sequence_length),
    "own_text": build_own_text,
    "hello": lambda config, _: hello.build(config.word),
    **dict.fromkeys(TRANSLATIONS, build_translation),
    "word_order": lambda config, _: word_order.build(config.sequence_length),
    "agreement": lambda config, _: agreement.build(config.sequence_length),
}


def build(config: RunConfig, text: str | None = None) -> Task:
    """The task that `config` names; `text` is the user's own, for `own_text` and `own_pairs`.

    Raises `SettingError` when T is too short for the task, `TextError` when `text` cannot be learned from.
    """
    return TASKS[config.task](config, text)
