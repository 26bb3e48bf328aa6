"""The page "Compare", memory horizon: the longest lag that each cell learns, computed beside the runs and kept."""

from __future__ import annotations

import streamlit as st

from app.figures.horizon_grid import horizon_grid
from app.figures.sheet import Origin
from app.live import shared
from app.view import side_training
from app.view.chart import show_chart, theme
from app.view.lab import Lab
from app.view.origin import link_of
from app.view.plain import plain
from app.view.segments import segments
from app.view.slider import slider
from rnn_core.inside.memory_horizon import (
    LAGS,
    LEARNED,
    SEEDS,
    Horizon,
    HorizonSettings,
    advance,
    from_bytes,
    to_bytes,
)
from rnn_core.numbers import whole
from rnn_core.settings.config import DEFAULT
from rnn_core.settings.lane_config import CELLS
from rnn_core.settings.lane_names import CELL_NAMES
from rnn_core.settings.setting_words import in_brief
from rnn_core.settings.task_names import TASK_TITLES

AWAY_SECONDS = 3600.0
"""A grid goes on for an hour while nobody looks."""
WHAT = (
    "Every cell tries to learn the task at every lag, each time with {seeds} seeds and at most {steps} steps. A lag "
    "counts as learned where at least {learned} of the {seeds} seeds solve the task. It is a horizon of these settings "
    "and this budget: more steps, another size or another start may move it."
)
HOW = (
    "This takes some minutes. It goes on when you leave this page, and what is done is kept for everybody on this "
    "server, also over a restart."
)
COUNTS = "Seeds that solved the task, and below it the step at which the middle one of them did."
TASKS = {task: TASK_TITLES[task] for task in LAGS}


def show(lab: Lab) -> None:
    """The task and the budget, the progress, and the grid as far as it is."""
    left, right = st.columns(2, vertical_alignment="center")
    with left:
        task = segments(lab, "compare_task", TASKS)
    with right:
        steps = int(slider(lab, "compare_steps", 200, 2000, 200))
    settings = HorizonSettings(task, steps)
    st.caption(plain(WHAT.format(seeds=SEEDS, steps=whole(steps), learned=LEARNED)))
    kept = kept_horizon(settings)
    seen = side_training.look(settings)
    moment: Horizon | None = seen.moment if seen is not None else None
    if moment is None:
        moment = kept
    finished = moment.done
    if not finished:
        results = shared.registry().results

        def on(horizon: Horizon) -> Horizon:
            after = advance(horizon)
            if len(after.found) > len(horizon.found):
                results.put(repr(settings), to_bytes(after))
            return after

        begun = bool(kept.found)
        side_training.buttons(
            lab, settings, lambda: kept, on, seen, begun=begun, label="Train the grid", away_seconds=AWAY_SECONDS
        )
        st.caption(HOW)
    if seen is None or seen.moment is None:
        _show(settings, moment)
    else:
        side_training.follow(settings, lambda now: _show(settings, now.moment, live=now.under_way))


def kept_horizon(settings: HorizonSettings) -> Horizon:
    """The grid as far as it is kept on this server; an empty one without that."""
    data = shared.registry().results.get(repr(settings))
    return (None if data is None else from_bytes(data, settings)) or Horizon(settings)


def _show(settings: HorizonSettings, horizon: Horizon, *, live: bool = False) -> None:
    places = len(settings.places)
    if not horizon.done and (live or horizon.found):
        st.progress(horizon.progress, f"{len(horizon.found)} of {places} places done{_next(horizon) if live else ''}")
    st.markdown("  \n".join(plain(sentence) for sentence in said(horizon)))
    if not horizon.found:
        return
    lags = LAGS[settings.task]
    config = settings.config(CELLS[0], lags[0]).replace(lanes=DEFAULT.lanes)
    how = f"H = {settings.hidden_size}, seeds 0 to {SEEDS - 1}, at most {whole(settings.steps)} steps"
    chart = horizon_grid(
        {place: horizon.at(*place) for place in settings.places},
        {cell: CELL_NAMES[cell] for cell in CELLS},
        lags,
        theme(),
        title=f"Memory horizon: {TASK_TITLES[settings.task]}",
        caption=f"{COUNTS} Lag: T - 1. {how}. – has not been tried yet.",
    )
    moment = f"Memory horizon, {len(horizon.found)} of {places} places"
    show_chart(chart, Origin(moment, in_brief(config), how, link_of({})), "compare_horizon", live=live)


def _next(horizon: Horizon) -> str:
    if horizon.done:
        return ""
    cell, lag = horizon.settings.places[len(horizon.found)]
    return f"; now {CELL_NAMES[cell]} at lag {lag}"


def said(horizon: Horizon) -> list[str]:
    """One sentence for each cell: the longest lag that it has learned so far."""
    if not horizon.found:
        return ["Nothing has been tried yet with these settings."]
    lags = LAGS[horizon.settings.task]
    sentences = []
    for cell in CELLS:
        longest = horizon.longest(cell)
        tried = [lag for lag in lags if horizon.at(cell, lag) is not None]
        if not tried:
            sentences.append(f"{CELL_NAMES[cell]}: not tried yet.")
        elif longest is None:
            sentences.append(f"{CELL_NAMES[cell]}: learned no lag of those tried ({', '.join(map(str, tried))}).")
        elif longest == tried[-1]:
            end = "the longest here" if longest == lags[-1] else "the longest tried so far"
            sentences.append(f"{CELL_NAMES[cell]}: learned every lag up to {longest}, {end}.")
        else:
            beyond = tried[tried.index(longest) + 1]
            sentences.append(f"{CELL_NAMES[cell]}: learned up to lag {longest}, not {beyond}.")
    return sentences
