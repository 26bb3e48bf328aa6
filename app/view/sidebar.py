"""The sidebar: one widget for every setting, grouped by when it takes effect. Widgets in, `RunConfig` out.

Which settings there are, their limits and their help stand in `rnn_core.settings.config.SETTINGS` alone, the words on
screen for what a link abbreviates in `rnn_core.settings.setting_words`; here stand their order and when they matter.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.view import lecture, session
from app.view.lab import Lab
from app.view.lane_editor import edit_lanes
from app.view.own_data import own_data
from app.view.plain import plain
from app.view.widgets import choice, open_task, remember, setting_value, task_chosen, widget_key
from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_config import numbers_left_open
from rnn_core.settings.network_settings import TRANSLATION_SETTINGS, VECTOR_INPUTS
from rnn_core.settings.setting import Setting, SettingError
from rnn_core.settings.setting_words import CARRIES_STATE, SPELLS_A_WORD, WORDS
from rnn_core.settings.table import RECORDED, SETTING
from rnn_core.settings.task_names import COUNTED_EVERYWHERE, LENGTH_GIVEN, OWN_DATA, TASK_TITLES, TRANSLATIONS
from rnn_core.tasks.openings import OPENINGS, as_opened, opened
from rnn_core.tasks.text import fingerprint

STEPS = {
    "gain": 0.1,
    "forget_bias": 0.5,
    "update_bias": 0.5,
    "learning_rate": 0.001,
    "clip_norm": 0.5,
    "teacher_forcing": 0.1,
}
PAST_HELP = "The settings at the step on screen. To change them, go to the newest step."
USUAL_HELP = "Starts a new run with the settings at which this task shows something. The first seed stays."
USUAL = "{position} (usual)"


def sidebar(lab: Lab, tasks: tuple[str, ...] = tuple(TASK_TITLES)) -> RunConfig | None:
    """Draw the sidebar; the settings it asks for, or None while something is missing (the sidebar says what).

    `tasks` are those that the page shows; the run on screen is of one of them.

    Whoever only watches sees settings, not fields, and asks for nothing.
    """
    if not lab.owns:
        lecture.watched_settings(lab)
        return None
    session.show_moment(lab)
    values: dict[str, Any] = {}
    with st.sidebar:
        lecture.way_to_lecture(lab)
        _group(lab, "Task", "starts a new run")
        _widget(lab, "task", values, tasks)
        seen = st.container()
        own = own_data(lab, values["task"]) if values["task"] in OWN_DATA else None
        if values["task"] in SPELLS_A_WORD:
            _widget(lab, "word", values)
        _row(lab, ("batch_size",) if values["task"] in LENGTH_GIVEN else ("sequence_length", "batch_size"), values)
        if values["task"] == "phrases":
            _widget(lab, "split", values)
        if values["task"] in CARRIES_STATE:
            _widget(lab, "carry_state", values)
        _group(lab, "Network", "starts a new run")
        lanes = st.container()
        _row(lab, ("hidden_size", "num_layers"), values)
        _widget(lab, "initialisation", values)
        gates = {gate for lane in lab.lanes for gate in lane.gates}
        _row(lab, numbers_left_open(values["initialisation"], gates), values)
        translates = values["task"] in TRANSLATIONS
        if translates:
            for name in TRANSLATION_SETTINGS:
                if name != "embedding_size" or values["input"] in VECTOR_INPUTS:
                    _widget(lab, name, values)
        _widget(lab, "optimizer", values)
        with lanes:
            # Drawn above what it needs to know: the settings that a lane may leave open.
            plain_lanes = tuple(lane.without_clamps() for lane in lab.wanted.lanes)
            values["lanes"] = edit_lanes(lab, lab.wanted.replace(lanes=plain_lanes, **values))
        _group(lab, "Training", "changes while it runs")
        needed = {"teacher_forcing": translates, "watched": values["task"] not in SPELLS_A_WORD}
        for name in ("learning_rate", "clip_norm", "teacher_forcing", "loss_at", "loss_step", "gradient_of", "watched"):
            if (needed | {"loss_step": values.get("loss_at") == "step"}).get(name, True):
                _widget(lab, name, values)
        _group(lab, "Runs", "starts a new run")
        _row(lab, ("num_seeds", "seed"), values)
    values["text"] = ""
    if values["task"] in OWN_DATA:
        if own is None:
            return None
        values["text"] = fingerprint(own)
    # What is off the page stays as it is, so that a link's settings are its run's also where they have no widget. With
    # another task it is as that one opens.
    same = values["task"] == lab.wanted.task
    wanted = (lab.wanted if same else opened(values["task"], lab.wanted)).replace(**values)
    with seen:
        _say_what_is_seen(lab, wanted)
    return wanted


def _say_what_is_seen(lab: Lab, wanted: RunConfig) -> None:
    """What the task shows with the settings that it opens with, or the way back to them."""
    if as_opened(wanted):
        st.caption(OPENINGS[wanted.task].seen)
    else:
        st.button(
            "Usual settings for this task",
            help=USUAL_HELP,
            on_click=open_task,
            args=(lab,),
            type="tertiary",
            disabled=lab.past_step is not None,
        )


def _group(lab: Lab, title: str, effect: str) -> None:
    """The title of a group: when its settings take effect, or at which earlier step they held."""
    if lab.past_step is None:
        st.markdown(f"**{title}** :gray[· {effect}]")
    else:
        st.markdown(f"**{title}** :gray[· at step {lab.past_step:,}]", help=PAST_HELP)


def _row(lab: Lab, names: tuple[str, ...], values: dict[str, Any]) -> None:
    for name, column in zip(names, st.columns(max(2, len(names)), vertical_alignment="bottom"), strict=False):
        with column:
            _widget(lab, name, values)


def _widget(lab: Lab, name: str, values: dict[str, Any], choices: tuple[str, ...] = ()) -> None:
    setting = SETTING[name]
    value = _draw(lab, setting, setting_value(lab, setting), choices or setting.choices)
    remember(lab, setting, value)
    values[name] = value


def _draw(lab: Lab, setting: Setting, value: Any, choices: tuple[str, ...]) -> Any:
    key = widget_key(lab, setting.link)
    # Settings of the picture alone may change at an earlier step too.
    held = lab.past_step is not None and not (setting.traced and setting.name not in RECORDED)
    if setting.kind == "word":
        words = _words(lab, setting.name).__getitem__
        # The group above it already bears this name.
        label = "collapsed" if setting.name == "task" else "visible"
        return choice(
            lab,
            setting.link,
            setting.label,
            choices,
            value,
            words,
            help=setting.help,
            label_visibility=label,
            disabled=held,
            on_change=(lambda: task_chosen(lab)) if setting.name == "task" else None,
        )
    if setting.kind == "bool":
        return st.toggle(setting.label, value, key=key, help=setting.help, disabled=held)
    if setting.kind == "text":
        return _typed(lab, setting, value, key, disabled=held)
    if setting.kind == "int":
        whole = int(setting.low), int(setting.high)
        return st.number_input(setting.label, *whole, value, step=1, key=key, help=setting.help, disabled=held)
    limits, step = (setting.low, setting.high), STEPS[setting.name]
    return st.number_input(
        setting.label, *limits, value, step=step, format="%g", key=key, help=setting.help, disabled=held
    )


def _typed(lab: Lab, setting: Setting, value: str, key: str, *, disabled: bool) -> str:
    """A field of text; what may not stand there is said below it, and the run keeps what it has."""
    typed = st.text_input(setting.label, value, key=key, help=setting.help, disabled=disabled)
    try:
        return str(setting.read(typed))
    except SettingError as error:
        st.warning(plain(str(error)))
        return str(getattr(lab.wanted, setting.name))


def _words(lab: Lab, name: str) -> dict[str, str]:
    """The choices of a setting in words; where the task counts the error stands in place of "as the task"."""
    words = WORDS[name]
    if name != "loss_at":
        return words
    everywhere = setting_value(lab, SETTING["task"]) in COUNTED_EVERYWHERE
    return words | {"task": USUAL.format(position=words["every" if everywhere else "last"])}
