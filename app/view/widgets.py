"""The memory of widgets: Streamlit forgets a widget's value as soon as the widget is off the page."""

from __future__ import annotations

import streamlit as st

from app.view.lab import Lab
from rnn_core.settings.lane_config import LaneConfig, ordered
from rnn_core.settings.setting import Setting
from rnn_core.settings.table import SETTINGS


def widget_key(lab: Lab, setting: Setting) -> str:
    """The key of `setting`'s widget, which holds the setting's present value, also after it has been off the page."""
    lab.remembered.setdefault(setting.link, getattr(lab.wanted, setting.name))
    st.session_state.setdefault(setting.link, lab.remembered[setting.link])
    return setting.link


def widget_value(lab: Lab, setting: Setting) -> object:
    """The present value of `setting`'s widget, also before it is drawn."""
    return st.session_state[widget_key(lab, setting)]


def remember(lab: Lab, setting: Setting, value: object) -> None:
    """Keep `value` for when the widget of `setting` returns to the page."""
    lab.remembered[setting.link] = value


def keep_widget(key: str, value: object) -> str:
    """`key`, whose widget holds `value` when it comes to the page anew."""
    st.session_state.setdefault(key, value)
    return key


def add_lane(lab: Lab, cell: str) -> None:
    """Ask for one lane more, a plain one of `cell`, behind those of the same cell."""
    set_lanes(lab, ordered((*lab.lanes, LaneConfig(cell))))


def remove_lane(lab: Lab, number: int) -> None:
    """Ask for the lanes without the one at place `number`."""
    set_lanes(lab, tuple(lane for k, lane in enumerate(lab.lanes) if k != number))


def set_lanes(lab: Lab, lanes: tuple[LaneConfig, ...]) -> None:
    """From now on the sidebar edits `lanes`, in widgets made anew."""
    # Counted over the whole session: widgets of an earlier run keep their values under the numbers before.
    edition = st.session_state.get("edition", 0) + 1
    st.session_state["edition"] = edition
    lab.lanes, lab.edition = lanes, edition


def forget_widgets(lab: Lab) -> None:
    """The widgets show the settings of the run on screen again."""
    set_lanes(lab, lab.wanted.lanes)
    for setting in SETTINGS:
        st.session_state.pop(setting.link, None)
