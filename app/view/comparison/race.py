"""The page "Compare", race: a fair start for all lanes, every seed on the way, and who needed how many steps."""

from __future__ import annotations

import statistics

import streamlit as st

from app.figures.race_curves import Runner, race_curves
from app.operations.limits import limits
from app.view import session
from app.view.asking import answered
from app.view.chart import show_chart, theme
from app.view.comparison import rate_sweep
from app.view.following import draw_following
from app.view.gradients.parts import origin
from app.view.lab import Lab
from app.view.number_table import show_table
from app.view.plain import plain
from app.view.presets import KEPT
from app.view.said import say
from app.view.segments import segments
from app.view.slider import slider
from app.view.switch import switch
from app.view.widgets import forget_widgets
from rnn_core.frames.frame import Frame, Lane
from rnn_core.frames.result import called
from rnn_core.inside.equal_parameters import NEAR, EqualParameters
from rnn_core.inside.question import Answer
from rnn_core.inside.race import Race, Result, spread_over_seeds
from rnn_core.numbers import NONE, number, percent, whole
from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_config import MOST_LANES, LaneConfig, ordered
from rnn_core.settings.task_names import TRANSLATIONS

EQUAL = {"size": "equally many units", "weights": "equally many weights"}
AXES = {"step": "by training step", "seconds": "by time"}
READY = "The run on screen is this race."
FIT = "The numbers of weights differ by {spread}."
UNFIT = "No sizes near by come within 2 %: the numbers of weights differ by {spread}."
SOLVED = "Solved: the first test with a {goal}; tests come every 50 steps. In the order of the seeds."
WEIGHTS = "Weights: those that are trained, the readout's included."
WINDOW = "Add a lane that sees the last k inputs"
WINDOW_MEANS = (
    "A baseline without recurrence: a register of the last k inputs, H tanh units that see it, and the same readout. "
    "It cannot know what lies further back. Set k in the sidebar. The register's units come on top of H."
)
REGISTER = "The register of a fixed window comes on top: it holds inputs, and nothing in it is trained."
NO_PLACE = f"A run has at most {MOST_LANES} lanes. Remove one in the lab first."
NO_GOAL = "This task has no point at which it counts as solved, so only the losses race."
STARTED = "Nothing has been trained yet. Every seed draws its line as the run trains."
BROKEN = "A seed whose training broke stands still: from there on its line is level."
BY_TIME = (
    "Seconds of computing: steps times the middle of {rounds} measured rounds of this lane's training, all its seeds "
    "at once, on this server."
)


def show(lab: Lab, frame: Frame) -> None:
    """The start, the curves, the table, and the sweep for the loser."""
    with st.container(border=True, key="away_race"):
        st.markdown("**Set up a fair race** of the lanes on screen")
        left, right = st.columns(2, vertical_alignment="center")
        with left:
            equal = segments(lab, "compare_equal", EQUAL)
        with right:
            seeds = int(slider(lab, "compare_seeds", 3, 8))
        start = st.container()
        # Drawn before anything is waited for: a button that a script run did not draw forgets its click.
        _offer_window(lab)
        with start:
            _start(lab, frame, equal, seeds)
    with st.container(horizontal=True, vertical_alignment="center"):
        by_time = segments(lab, "compare_axis", AXES) == "seconds"
        follows = switch(lab, "compare_follow")
    draw_following(lab, "compare", lambda lab, now: _race(lab, now, by_time), follows, names_broken=False)
    rate_sweep.show(lab, frame)


def _start(lab: Lab, frame: Frame, equal: str, seeds: int) -> None:
    """What is `equal` in a fair race with so many `seeds`, and the button that sets it up."""
    present = lab.entry.run.present
    size, sizes = present.hidden_size, dict[str, int]()
    if equal == "weights":
        fair = answered(lab, EqualParameters(size, limits().hidden_size))
        if fair is None:
            return
        sizes = fair.words["sizes"]
        said = equal_weights(frame, fair)
    else:
        said = f"Every lane has the H = {size} units of the lab's sidebar."
    if any(lane.variant == "window" for lane in present.lanes):
        said = f"{said} {REGISTER}"
    st.caption(plain(said))
    config = fair_config(present, sizes, size, seeds)
    if config.shape() == present.shape():
        st.caption(READY)
    else:
        st.button("Set up this race", type="primary", help=KEPT, on_click=_set_up, args=(lab, config))


def _offer_window(lab: Lab) -> None:
    """The button for a baseline without recurrence, where this run can have one and has none."""
    present = lab.entry.run.present
    if present.task in TRANSLATIONS or present.num_layers > 1:
        return
    if any(lane.variant == "window" for lane in present.lanes):
        return
    full = len(present.lanes) >= MOST_LANES
    lanes = present.lanes if full else ordered((*present.lanes, LaneConfig("rnn", "window")))
    means = f"{WINDOW_MEANS} {NO_PLACE if full else KEPT}"
    st.button(WINDOW, help=means, disabled=full, on_click=_set_up, args=(lab, present.replace(lanes=lanes)))


def equal_weights(frame: Frame, fair: Answer) -> str:
    """The sizes with equally many weights, in words."""
    sizes, counts, spread = fair.words["sizes"], fair.words["parameters"], fair.words["spread"]
    said = [
        f"{called(lane, frame.lanes)}: {sizes[lane.id]} units, {whole(counts[lane.id])} weights" for lane in frame.lanes
    ]
    fit = (FIT if spread <= NEAR else UNFIT).format(spread=percent(spread))
    return f"{' · '.join(said)}. {fit}"


def fair_config(present: RunConfig, sizes: dict[str, int], size: int, seeds: int) -> RunConfig:
    """`present` with `seeds` seeds, lanes of `sizes` units by id, or without any of `size` units each."""
    ids = present.lane_ids
    lanes = tuple(
        lane.replace(hidden_size=sizes.get(name)).fitted(size) for name, lane in zip(ids, present.lanes, strict=True)
    )
    return present.replace(lanes=lanes, hidden_size=size, num_seeds=seeds)


def _set_up(lab: Lab, config: RunConfig) -> None:
    session.follow(lab, config)
    forget_widgets(lab)


def _race(lab: Lab, frame: Frame, by_time: bool) -> None:
    answer = answered(lab, Race(timed=by_time))
    if answer is None:
        return
    if not answer.words["step"]:
        # The finished example that a visitor sees first is a frame: its run stands at step 0.
        st.info(STARTED)
        return
    runners = [_runner(lane, answer) for lane in frame.lanes]
    metric = answer.words["metric"]
    say("race", *results(frame, answer))
    caption = (
        f"Test {metric} where the task asks for its answer, every 50 steps. Thin: each "
        "seed. Bold: the middle one; band: 10 to 90 % of the seeds. A star: solved."
    )
    if any(at is not None for own in answer.words["diverged_at"].values() for at in own):
        caption += f" {BROKEN}"
    if by_time:
        rounds = len(answer.arrays[f"{frame.lanes[0].id}.seconds"])
        caption += f" {BY_TIME.format(rounds=rounds)}"
    chart = race_curves(
        runners,
        answer.arrays["steps"],
        answer.words["seeds"],
        theme(),
        metric=metric,
        name=f"test: {frame.loss_name}" if metric == "loss" else "test accuracy",
        threshold=answer.words["threshold"],
        by_time=by_time,
        caption=caption,
    )
    go_to = (lambda step: session.go_to(lab, step)) if lab.owns and not by_time else None
    show_chart(chart, origin(lab, frame), "compare_race", go_to)
    _table(frame, answer, by_time)


def _runner(lane: Lane, answer: Answer) -> Runner:
    values = answer.arrays[f"{lane.id}.value"]
    timed = f"{lane.id}.seconds" in answer.arrays
    seconds = statistics.median(answer.arrays[f"{lane.id}.seconds"].tolist()) if timed else 0.0
    return Runner(lane, values, spread_over_seeds(values), answer.words["solved_at"][lane.id], seconds)


def results(frame: Frame, answer: Answer) -> list[str]:
    """One sentence for each lane: how many of its seeds solved the task, and in how many steps."""
    if not answer.words["solved"]:
        return [NO_GOAL]
    said = []
    for lane in frame.lanes:
        result = Result.of(answer.words["solved_at"][lane.id])
        broke = sum(at is not None for at in answer.words["diverged_at"][lane.id])
        middle = "the middle one " if result.seeds > 1 else ""
        steps = f", {middle}at step {whole(result.median)}" if result.median is not None else ""
        broken = f"; in {broke} training broke" if broke else ""
        said.append(
            f"{lane.name}: {result.solved} of {result.seeds} seed{'s' * (result.seeds != 1)} solved it{steps}{broken}."
        )
    return said


def _table(frame: Frame, answer: Answer, by_time: bool) -> None:
    columns, goal = columns_of(frame, answer, by_time), answer.words["solved"]
    if goal:
        show_table("Steps to solve", columns, f"{SOLVED.format(goal=goal)} {WEIGHTS}", "race", ranks=False)
    else:
        show_table("The lanes", columns, WEIGHTS, "race", ranks=False)


def columns_of(frame: Frame, answer: Answer, by_time: bool) -> dict[str, list[str]]:
    """The columns of the race's table; without those about solving where the task has no point that counts as it."""
    lanes, goal = frame.lanes, answer.words["solved"]
    solved = [answer.words["solved_at"][lane.id] for lane in lanes]
    found = list(map(Result.of, solved))
    columns = {
        "Lane": [lane.name for lane in lanes],
        "Units": [str(lane.arrays["hidden"].shape[-1]) for lane in lanes],
        "Weights": [whole(lane.num_parameters) for lane in lanes],
    }
    if goal:
        columns["Solved"] = [f"{result.solved} of {result.seeds}" for result in found]
        columns["Steps to solve"] = [", ".join(NONE if at is None else whole(at) for at in own) for own in solved]
    if by_time:
        seconds = [statistics.median(answer.arrays[f"{lane.id}.seconds"].tolist()) for lane in lanes]
        columns["A step"] = [f"{number(1000 * own)} ms" for own in seconds]
        if goal:
            columns["Time to solve"] = [
                NONE if result.median is None else f"{number(result.median * own)} s"
                for result, own in zip(found, seconds, strict=True)
            ]
    return columns
