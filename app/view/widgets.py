"""The memory of widgets: Streamlit forgets a widget's value as soon as the widget is off the page.

A widget is given its value as the one it begins with, not through `st.session_state`: what is written there reaches
the browser once, in the script run that writes it. Where the next run overtakes that one, the browser would draw the
widget at its lowest value, and say so with the user's next click.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from app.view.lab import Lab
from rnn_core.settings.lane_config import LaneConfig, ordered
from rnn_core.settings.setting import Setting
from rnn_core.settings.table import SETTING, SETTINGS
from rnn_core.tasks.openings import opened


def widget_key(lab: Lab, name: str) -> str:
    """The key of the widget called `name`. In another edition it is another widget, which begins anew."""
    return f"{name}_{lab.edition}"


def told_value(lab: Lab, name: str, value: object) -> str:
    """The key of a widget that may be empty, which holds `value` when it comes to the page anew.

    Emptied, a widget has the value that it begins with. So one that may be empty begins empty, and is told its value in
    every run.
    """
    key = widget_key(lab, name)
    st.session_state[key] = widget_value(lab, name, value)
    return key


def renew(lab: Lab, name: str, value: object) -> None:
    """Another value for the page's parameter `name` from elsewhere on the page: its widget begins anew with it.

    The browser keeps what its widget shows, so another one takes its place, under the name `renewed` gives.
    """
    lab.parameters[name] = value
    st.session_state[_times(name)] = st.session_state.get(_times(name), 0) + 1


def renewed(name: str) -> str:
    """The name of the widget of the page's parameter `name`, of which `renew` makes another."""
    return f"{name}_{st.session_state.get(_times(name), 0)}"


def _times(name: str) -> str:
    # Not among the lab's parameters: those stand in addresses, and Back asks for them.
    return f"{name}_renewed"


def widget_value(lab: Lab, name: str, value: Any) -> Any:
    """The present value of the widget called `name`, also before it is drawn; `value` when it comes anew."""
    return st.session_state.get(widget_key(lab, name), value)


def setting_value(lab: Lab, setting: Setting) -> Any:
    """The present value of `setting`'s widget, also before it is drawn or while it is off the page."""
    known = lab.remembered.setdefault(setting.link, getattr(lab.wanted, setting.name))
    return widget_value(lab, setting.link, known)


def choice(
    lab: Lab, name: str, label: str, options: Sequence[str], value: str, words: Callable[[str], str], **more: Any
) -> str:
    """Draw the list called `name` of `options`, in `words`, which begins with `value`; the option that is chosen."""
    present = widget_value(lab, name, value)
    index = list(options).index(present) if present in options else 0
    chosen: str = st.selectbox(
        label, options, index, format_func=words, key=widget_key(lab, name), filter_mode=None, **more
    )
    return chosen


def remember(lab: Lab, setting: Setting, value: object) -> None:
    """Keep `value` for when the widget of `setting` returns to the page."""
    lab.remembered[setting.link] = value


def open_task(lab: Lab) -> None:
    """Ask for the settings with which the chosen task opens; all widgets are made anew."""
    config = opened(setting_value(lab, SETTING["task"]), lab.wanted)
    lab.remembered = {setting.link: getattr(config, setting.name) for setting in SETTINGS}
    set_lanes(lab, config.lanes)


def task_chosen(lab: Lab) -> None:
    """The list of tasks says that another one was chosen: it opens, or the run's own task is shown again.

    Streamlit says so too where nobody chose: a run of the page that draws the list anew is overtaken by the next.
    """
    chosen = setting_value(lab, SETTING["task"])
    if chosen != lab.wanted.task:
        open_task(lab)
    elif lab.remembered.get("task", chosen) != chosen:
        forget_widgets(lab)


def add_lane(lab: Lab, cell: str) -> None:
    """Ask for one lane more, a plain one of `cell`, behind those of the same cell."""
    set_lanes(lab, ordered((*lab.lanes, LaneConfig(cell))))


def remove_lane(lab: Lab, number: int) -> None:
    """Ask for the lanes without the one at place `number`."""
    set_lanes(lab, tuple(lane for k, lane in enumerate(lab.lanes) if k != number))


def set_lanes(lab: Lab, lanes: tuple[LaneConfig, ...]) -> None:
    """From now on the sidebar edits `lanes`; all widgets are made anew."""
    # Counted over the whole session: widgets of an earlier run keep their values under the numbers before.
    edition = st.session_state.get("edition", 0) + 1
    st.session_state["edition"] = edition
    lab.lanes, lab.edition = lanes, edition


def forget_widgets(lab: Lab) -> None:
    """The widgets show the settings of the run on screen again."""
    lab.remembered.clear()
    set_lanes(lab, lab.wanted.lanes)
