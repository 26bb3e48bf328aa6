"""The settings of a run in words: as lists offer them, as a picture for a slide prints them, as two runs differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rnn_core.numbers import short
from rnn_core.settings.config import DEFAULT, RunConfig
from rnn_core.settings.lane_config import LANE_SETTING, numbers_left_open
from rnn_core.settings.lane_names import (
    ATTENTION_NAMES,
    INITIALISATION_NAMES,
    INPUT_NAMES,
    describe_clamp,
    lane_names,
    listed,
)
from rnn_core.settings.network_settings import NETWORK_SETTINGS, TRANSLATION_SETTINGS, VECTOR_INPUTS
from rnn_core.settings.setting import Setting
from rnn_core.settings.table import SETTING, SETTINGS, Change
from rnn_core.settings.task_names import LENGTH_GIVEN, TASK_TITLES, TRANSLATIONS

WORDS = {
    "task": TASK_TITLES,
    "initialisation": INITIALISATION_NAMES,
    "split": {
        "random": "any sentences",
        "pairs": "new pairs of noun and adjective",
        "length": "longer sentences",
    },
    "input": INPUT_NAMES,
    "source_order": {"forward": "as it is written", "reversed": "backwards"},
    "attention": ATTENTION_NAMES,
    "optimizer": {
        "sgd": "SGD",
        "momentum": "momentum",
        "rmsprop": "RMSProp",
        "adam": "Adam",
        "adamw": "AdamW",
    },
    "loss_at": {
        "task": "where the task asks",
        "last": "at the last timestep",
        "every": "at every timestep",
        "step": "at one timestep",
    },
    "gradient_of": {"last": "error of the last timestep", "trained": "all errors used in training"},
}
"""The choices of a setting as its list offers them, for what a link abbreviates."""

ALWAYS = ("sequence_length", "hidden_size", "learning_rate")
"""The settings that are told of every run."""
_SYMBOLS = {"sequence_length": "T", "hidden_size": "H", "embedding_size": "E", "gain": "g", "chrono_steps": "T_max"}
_ALONE = ("task", "optimizer")
"""Settings whose value says what it is of."""
_BRIEFLY = ("lanes", "optimizer", "batch_size", "clip_norm", "seeds")
"""The settings that a picture tells of every run beside these."""
_TOLD_OTHERWISE = ("lanes", "num_seeds", "seed", "changes", "watched", "gradient_of")
"""Settings that have words of their own below, or say only what is drawn and change nothing in training."""


CARRIES_STATE = ("echo", "shakespeare", "stdlib_code", "own_text")
"""The tasks whose state can be carried from one window of a text or a stream to the next."""
SPELLS_A_WORD = ("hello",)
"""The tasks that learn the setting `word`."""


def in_words(setting: Setting, value: Any) -> str:
    """`setting` with `value`, such as `T = 50`, `learning rate 0.005` or `Adam`."""
    if setting.kind == "word":
        word = WORDS[setting.name][value]
        return word if setting.name in _ALONE else f"{_uncapitalised(setting.label)}: {word}"
    if setting.kind == "bool":
        return f"{_uncapitalised(setting.label)}: {'yes' if value else 'no'}"
    if setting.name == "word":
        return f"word “{value}”"
    if setting.kind == "text":
        return f"{_uncapitalised(setting.label)} {value[:6]}"
    if setting.name in _SYMBOLS:
        return f"{_SYMBOLS[setting.name]} = {short(value)}"
    return f"{_uncapitalised(setting.label)} {short(value)}"


def settings_in_words(config: RunConfig) -> dict[str, str]:
    """The settings that train a run of `config`, each in words, by name and in the order of their table.

    What no lane takes from the run, and what lanes have each for themselves, stands in the lanes' names (`lanes`)
    alone. The seeds are one entry, `seeds`.
    """
    names = lane_names(config.full_lanes)
    found = {"lanes": listed(name.name for name in names)}
    for setting in SETTINGS:
        values = _values(config, setting)
        if len(values) == 1:
            found[setting.name] = in_words(setting, *values)
    first, last = config.seeds[0], config.seeds[-1]
    found["seeds"] = f"seed {first}" if first == last else f"seeds {first}–{last}"
    if config.changes:
        found["changes"] = "changed: " + ", ".join(
            f"{change_in_words(config, change)} from step {change.step:,}" for change in config.changes
        )
    return found


def change_in_words(config: RunConfig, change: Change) -> str:
    """What `change` of a run of `config` sets, such as `learning rate 0.003` or `LSTM: forget gate held at 0`."""
    if not change.lane:
        return in_words(SETTING[change.name], change.value)
    name = lane_names(config.full_lanes)[config.lane_number(change.lane)].name
    held = ", ".join(map(describe_clamp, change.value)) or f"{LANE_SETTING[change.name].label.lower()} free"
    return f"{name}: {held}"


def _values(config: RunConfig, setting: Setting) -> set[Any]:
    """The values of `setting` that train a run of `config`: none, one, or several where lanes have their own."""
    if setting.name in _TOLD_OTHERWISE or (setting.name == "loss_step" and config.loss_at != "step"):
        return set()
    if setting.name == "carry_state" and config.task not in CARRIES_STATE:
        return set()
    if setting.name == "word" and config.task not in SPELLS_A_WORD:
        return set()
    if setting.name == "sequence_length" and config.task in LENGTH_GIVEN:
        return set()
    if setting.name == "split" and config.task != "phrases":
        return set()
    if setting.name in (*TRANSLATION_SETTINGS, "teacher_forcing") and config.task not in TRANSLATIONS:
        return set()
    if setting.name == "embedding_size":
        return {lane.embedding_size for lane in config.full_lanes if lane.input in VECTOR_INPUTS}
    if setting not in NETWORK_SETTINGS:
        return {getattr(config, setting.name)} - {""}
    numbers = {"gain", "chrono_steps", "forget_bias", "update_bias"}
    return {
        getattr(lane, setting.name)
        for lane in config.full_lanes
        if setting.name not in numbers or setting.name in numbers_left_open(lane.initialisation, lane.gates)
    }


def in_brief(*configs: RunConfig) -> str:
    """What runs have in common, in one line: what is told of every run and what is not as usual; without the task."""
    first, *others = map(settings_in_words, configs)
    usual = settings_in_words(DEFAULT)
    told = [name for name in first if name in (*_BRIEFLY, *ALWAYS) or first[name] != usual.get(name)]
    return " · ".join(
        first[name] for name in told if name != "task" and all(other.get(name) == first[name] for other in others)
    )


def differing(configs: Sequence[RunConfig]) -> list[dict[str, str]]:
    """Of each of `configs` the settings, in words and by name, that are not the same in all."""
    told = [settings_in_words(config) for config in configs]
    names = dict.fromkeys(name for each in told for name in each)
    apart = [name for name in names if len({each.get(name) for each in told}) > 1]
    return [{name: each[name] for name in apart if name in each} for each in told]


def _uncapitalised(label: str) -> str:
    """`label` as it stands within a sentence: an abbreviation keeps its capitals."""
    return label if label[:2].isupper() else label[0].lower() + label[1:]
