"""The page "Compare", after a race: the lane that lost tries other learning rates, beside the run."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from app.figures.rate_sweep import rate_sweep
from app.live import shared
from app.live.side_trainings import Seen
from app.view import side_training
from app.view.asking import answered
from app.view.chart import show_chart, theme
from app.view.gradients.parts import origin
from app.view.lab import Lab
from app.view.plain import plain
from rnn_core.frames.frame import Frame
from rnn_core.inside.race import Race, loser
from rnn_core.numbers import short, whole
from rnn_core.settings.config import RunConfig
from rnn_core.training.rate_sweep import RateSweep, begin, rates_around, step_on, verdict
from rnn_core.training.records import CHUNK

FEWEST_STEPS, MOST_STEPS = 200, 2000
CAPTION = "The newest test of every seed. A star has solved the task on the way. The line joins the middle seeds."
QUESTION = "**Is it the cell or its learning rate?**"
FIRST = "First let the race run for {steps} steps. Then the lane that did worst can try other learning rates here."
OFFER = (
    "The {name} did worst. Here it trains anew at the rates {rates}, {steps} steps each, with the same starts and "
    "batches. The run on screen goes on. One training of this kind at a time is yours."
)
SAID = {
    "cell": "No rate lets half of the seeds solve it: within {steps} steps and with these settings it is the cell.",
    "rate": "At a rate of {best}, {count} of {seeds} seeds solve it; at the run's {rate} it is {own}: it was the rate.",
    "neither": "At the run's own rate of {rate}, {own} of {seeds} seeds solve it within {steps} steps.",
    "": "",
}
KEPT = "compare_sweep"
"""Where this tab remembers the sweep that it was offered last: once begun it stays, though the run trains on."""


@dataclass(frozen=True)
class Sweep:
    """What is swept: hashable, so that it stands for the training."""

    config: RunConfig
    lane: str
    steps: int


def show(lab: Lab, frame: Frame) -> None:
    """The offer, the progress, and what came of it."""
    st.markdown(QUESTION)
    race = answered(lab, Race())
    if race is None:
        return
    chosen = _sweep(lab, race.words["step"], loser(race))
    if chosen is None:
        st.caption(FIRST.format(steps=FEWEST_STEPS))
        return
    st.session_state[KEPT] = (lab.entry.id, chosen)
    names = {lane.id: lane for lane in frame.lanes}
    lane = names[chosen.lane]
    seen = side_training.look(chosen)
    rates = rates_around(chosen.config.learning_rate)
    listed = ", ".join(map(short, rates))
    st.caption(plain(OFFER.format(name=lane.name, rates=listed, steps=whole(chosen.steps))))
    text = lab.entry.run.text

    def first() -> RateSweep:
        own = chosen.config.lanes[chosen.config.lane_number(chosen.lane)]
        shared.registry().require_memory(chosen.config.replace(lanes=(own,)), text)
        return begin(chosen.config, chosen.lane, chosen.steps, rates, text)

    side_training.buttons(lab, chosen, first, step_on, seen, label="Sweep")

    def draw(now: Seen) -> None:
        sweep: RateSweep | None = now.moment
        if sweep is None:
            st.caption("The networks are being prepared.")
            return
        st.progress(sweep.progress, f"{whole(100 * sweep.progress)} % of {chosen.steps} steps at {len(rates)} rates")
        _show(lab, frame, sweep, chosen, live=now.under_way)

    side_training.follow(chosen, draw)


def _sweep(lab: Lab, step: int, lane: str) -> Sweep | None:
    run, kept = st.session_state.get(KEPT, ("", None))
    if run == lab.entry.id and isinstance(kept, Sweep) and side_training.look(kept) is not None:
        return kept
    if step < FEWEST_STEPS:
        return None
    steps = min(step - step % CHUNK, MOST_STEPS)
    return Sweep(lab.entry.run.present, lane, steps)


def _show(lab: Lab, frame: Frame, sweep: RateSweep, chosen: Sweep, *, live: bool) -> None:
    lane = next(each for each in frame.lanes if each.id == chosen.lane)
    task = sweep.runs[0].task
    said = told(sweep, chosen)
    if said:
        st.markdown(plain(said))
    chart = rate_sweep(
        sweep.rates,
        sweep.values,
        sweep.solved_at,
        lane,
        theme(),
        seeds=list(chosen.config.seeds),
        metric=sweep.metric,
        name=f"test: {frame.loss_name}" if sweep.metric == "loss" else "test accuracy",
        threshold=None if task.solved is None else task.solved.threshold,
        caption=f"{CAPTION} Solved: {task.solved}." if task.solved else CAPTION,
    )
    show_chart(chart, origin(lab, frame), "compare_sweep", live=live)


def told(sweep: RateSweep, chosen: Sweep) -> str:
    """The result of the sweep in a sentence; empty before its end."""
    counts = [sum(at is not None for at in own) for own in sweep.solved_at]
    rate = chosen.config.learning_rate
    best = max(range(len(counts)), key=counts.__getitem__)
    own = dict(zip(sweep.rates, counts, strict=True)).get(rate, 0)
    return SAID[verdict(sweep, rate)].format(
        steps=whole(sweep.steps),
        seeds=chosen.config.num_seeds,
        rate=short(rate),
        best=short(sweep.rates[best]),
        count=counts[best],
        own=own,
    )
