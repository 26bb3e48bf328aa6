"""The page "Hidden states", where a unit fires: a threshold, and all places of the test set that are beyond it."""

from __future__ import annotations

import streamlit as st

from app.figures.firing import firing_by_symbol, firing_by_timestep
from app.view import session
from app.view.asking import answered
from app.view.chart import show_chart, theme
from app.view.hidden_states.page import origin
from app.view.lab import Lab
from app.view.number_table import show_table
from app.view.page_parameters import BY_NAME
from app.view.pair import pair
from app.view.plain import plain
from app.view.slider import slider
from app.view.switch import switch
from app.view.widgets import widget_key, widget_value
from rnn_core.frames.frame import Frame, Lane
from rnn_core.inside.firing import WhereItFires
from rnn_core.inside.question import Answer
from rnn_core.numbers import decimal, number, percent

SHOWN, CONTEXT = 12, 24
NEVER = "In none of {timesteps:,} timesteps. The furthest value is {furthest}: move the threshold there."
SAID = "{said} in {fired:,} of {timesteps:,} timesteps ({share}) of the first {examples} test sequences."


def show(lab: Lab, frame: Frame, lane: Lane) -> None:
    """The unit, its threshold, and where in the test set it is beyond it."""
    units = lane.arrays["hidden"].shape[2]
    name = "states_unit"
    left, middle, right = st.columns(3, vertical_alignment="bottom")
    with left:
        setting = BY_NAME[name].setting
        known = min(widget_value(lab, name, session.parameter(lab, name)), units)
        unit = int(
            st.number_input(setting.label, 1, units, known, key=widget_key(lab, f"{name}_{lane.id}"), help=setting.help)
        )
        session.set_parameter(lab, name, unit)
    with middle:
        threshold = round(slider(lab, "states_threshold", -1.0, 1.0, 0.05), 2)
    with right:
        below = switch(lab, "states_below")
    answer = answered(lab, WhereItFires(lane.id, unit, threshold, below))
    if answer is None:
        return
    said = f"unit {unit} is at {'most' if below else 'least'} {decimal(threshold)}"
    words = answer.words
    if not words["fired"]:
        furthest = number(words["lowest" if below else "highest"])
        st.info(plain(NEVER.format(timesteps=words["timesteps"], furthest=furthest)))
        return
    share = percent(words["fired"] / words["timesteps"])
    st.markdown(
        plain(
            SAID.format(
                said=said.capitalize(), share=share, **{k: words[k] for k in ("fired", "timesteps", "examples")}
            )
        )
    )
    by_timestep = firing_by_timestep(lane, answer.arrays["by_timestep"], theme(), said=said, examples=words["examples"])
    if len(answer.arrays["by_input"]):
        by_symbol = firing_by_symbol(
            lane,
            answer.arrays["by_input"],
            frame.task["input_labels"],
            words["fired"] / words["timesteps"],
            theme(),
            said=said,
        )
        for chart, key, column in zip((by_symbol, by_timestep), ("symbol", "timestep"), pair("fires"), strict=True):
            with column:
                show_chart(chart, origin(lab, frame), f"hidden_states_fires_{key}")
    else:
        show_chart(by_timestep, origin(lab, frame), "hidden_states_fires_timestep")
    _places(answer, frame, said)


def _places(answer: Answer, frame: Frame, said: str) -> None:
    """The places that are furthest beyond the threshold, as a table."""
    places, contexts = answer.arrays["places"].astype(int), answer.words["contexts"]
    values = [answer.arrays["values"][timestep - 1, example - 1] for example, timestep in places]
    symbols = frame.task["input_kind"] in ("symbols", "words")
    between = " " if frame.task["input_kind"] == "words" else ""
    read = [
        between.join(each[-CONTEXT:]) if symbols else ", ".join(decimal(float(x)) for x in each) for each in contexts
    ]
    columns = {
        "test sequence": [str(example) for example, _ in places],
        "timestep": [str(timestep) for _, timestep in places],
        "h": [decimal(float(value)) for value in values],
        "read up to there" if symbols else ", ".join(frame.task["input_labels"]): read,
    }
    numbers = {name: [*column] for name, column in columns.items()} | {"h": [repr(float(value)) for value in values]}
    more = f" The table has {len(places)} places." if len(places) > SHOWN else ""
    show_table(
        f"Where {said}",
        {name: column[:SHOWN] for name, column in columns.items()},
        f"The places furthest beyond the threshold first.{more}",
        "fires",
        numbers=numbers,
        ranks=False,
    )
