"""A page's memory between Streamlit's reruns, and what becomes of the run when the user wants something."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app.live import shared
from app.live.commands import PAUSE, PLAY, Command, Refused, checked_command
from app.live.entry import Entry
from app.live.time_line import Copied
from app.view.lab import Lab
from app.view.link import create, lab_of_link, owns, tell_way_back
from app.view.page_parameters import BY_NAME
from app.view.plain import plain
from app.view.visitor import visitor
from app.view.widgets import forget_widgets, set_lanes
from rnn_core.errors import UserError
from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_config import ordered
from rnn_core.settings.setting import Setting
from rnn_core.settings.table import SETTINGS
from rnn_core.tasks.openings import opened

PUT_AWAY = "The run before is not on this server any more. This is a new one."
BEGUN = "This is a new run at step 0, with the settings of now."
RESTARTED = f"{BEGUN} The run before is kept under “Your runs”."
BRANCHED = (
    "This is a new run that goes on from step {step:,}. The run that it branched from is kept. Its losses are dashed."
)
CAME_BACK = "This is the run before."
WENT_BACK = f"{CAME_BACK} The one that you left is kept under “Your runs”."
FOLLOWED = "The run that you watched is not on this server any more. This is the one that the lecturer shows now."
NO_WAY_BACK = "The run before is not on this server any more. Look for it under “Your runs”."
BRANCHED_AT = "the run that this one branched from at step {step:,}"
NOT_YOURS = "This run is somebody else's. Make your own copy first."
ONLY_ITS_OWNER = "You are watching. Only the lecturer can go to another step."
TEXT_CAME = "This is the link's run, on the text that you gave."


def open_page(task: str = "") -> Lab:
    """The run, the moment and the example that a page shows: this session's lab, the same on every page.

    Whoever comes with a bare address sees a run of `task`, as it opens. On the first run of the script, and when the
    user goes back in history, the link decides. When there is no run to show, because the server is full, the page says
    so and ends.
    """
    context = get_script_run_ctx()
    lab: Lab | None = st.session_state.get("lab")
    if lab is None or (context is not None and context.is_history_navigation):
        try:
            lab = lab_of_link(lab, task)
        except UserError as refusal:
            if lab is None:
                st.error(plain(str(refusal)))
                st.stop()
            lab.refusal = str(refusal)
        st.session_state["lab"] = lab
        return lab
    entry, registry = None, shared.registry()
    try:
        entry = registry.find(lab.entry.id) or (None if lab.owns else registry.lecture(lab.entry.id))
    except UserError as error:
        lab.refusal = str(error)
    if entry is not None and entry.id == lab.entry.id:
        # After a while without a watcher it comes back from disk.
        lab.entry = entry
    elif entry is not None:
        lab.owns, lab.lecture = owns(entry), entry.id
        show_in(lab, entry, FOLLOWED)
    elif _start(lab, RunConfig() if lab.pending else lab.wanted, lab.text):
        lab.news = PUT_AWAY
    return lab


def show_run(entry: Entry) -> None:
    """From now on the lab shows `entry`."""
    before: Lab | None = st.session_state.get("lab")
    lab = Lab(entry, entry.owner == visitor(), entry.run.present, text=entry.run.text)
    if before is not None:
        lab.lecture, lab.parameters = before.lecture, before.parameters
    st.session_state["lab"] = lab
    tell_way_back(before, lab)
    forget_widgets(lab)


def branch(lab: Lab, copied: Copied | None = None) -> None:
    """Put a new run on screen that goes on from the moment looked at, with a lane `copied`; the one before stays."""
    try:
        if not lab.owns:
            raise Refused(NOT_YOURS)
        # The moment that was asked for last is the one that is meant.
        lab.entry.run.catch_up()
        entry = shared.registry().branch(lab.entry, visitor(), copied)
    except UserError as refusal:
        lab.refusal = str(refusal)
        return
    _take_over(lab.entry, entry)
    show_in(lab, entry, BRANCHED.format(step=entry.run.step))


def restart(lab: Lab) -> None:
    """Put a new run of the present settings on screen, at step 0; the one before stays as it is."""
    lab.entry.run.catch_up()
    if not lab.owns:
        lab.refusal = NOT_YOURS
        return
    kept = lab.entry.is_kept
    if _start(lab, lab.entry.run.present, lab.entry.run.text):
        show_in(lab, lab.entry, RESTARTED if kept else BEGUN)


def go_back(lab: Lab) -> None:
    """Put the run before on screen again; the one that is left stays as it is."""
    parent = lab.entry.run.parent
    try:
        before = shared.registry().find(parent.run) if parent is not None and way_back(lab) else None
        if before is None:
            raise Refused(NO_WAY_BACK)
    except UserError as refusal:
        lab.refusal = str(refusal)
        return
    kept = lab.entry.is_kept
    shared.registry().leave(lab.entry, before)
    lab.pending, lab.text = None, before.run.text
    show_in(lab, before, WENT_BACK if kept else CAME_BACK)


def way_back(lab: Lab) -> str:
    """What the run before is, in words; empty where this browser has none to go back to."""
    parent = lab.entry.run.parent
    if not lab.owns or parent is None or not shared.registry().keeps(parent.run, visitor()):
        return ""
    return parent.difference or BRANCHED_AT.format(step=parent.step)


def show_in(lab: Lab, entry: Entry, news: str) -> None:
    """The lab shows `entry`, and its widgets that run's settings."""
    lab.entry, lab.notices, lab.news, lab.moment = entry, (), news, None
    if lab.pending is None:
        lab.wanted = entry.run.present
    forget_widgets(lab)


def claim(lab: Lab, key: str | None) -> None:
    """The page of an owner without cookies was loaded again, and shows the key that it had kept."""
    if key is not None and not lab.owns and not lab.entry.owner and lab.entry.owned_by(key):
        lab.owns, lab.lecture, lab.text = True, "", lab.entry.run.text
        forget_widgets(lab)


def rename(lab: Lab, name: str | None) -> None:
    """Give the run on screen another name, if it is this browser's own."""
    try:
        if name is not None and lab.owns:
            shared.registry().rename(lab.entry.id, lab.entry.owner, name)
    except UserError as refusal:
        lab.refusal = str(refusal)


def use_text(lab: Lab, text: str) -> None:
    """From now on the tasks that learn from one's own data read `text`."""
    lab.text = text


def follow(lab: Lab, wanted: RunConfig) -> None:
    """Make the run on screen the one that the widgets ask for.

    A traced setting reaches the running run; any other starts a new run.
    A wish that cannot be met leaves the run as it is and the reason in `lab.refusal`.
    """
    wanted = wanted.replace(lanes=ordered(wanted.lanes))
    changed = [s for s in SETTINGS if getattr(wanted, s.name) != getattr(lab.wanted, s.name)]
    if lab.pending is None and _overtaken(lab):
        # Another tab, or the run's own changes, came first: what was changed here is changed in what holds now.
        lab.wanted = lab.entry.run.present
        _follow(lab, lab.wanted.replace(**{s.name: getattr(wanted, s.name) for s in changed}), changed)
        forget_widgets(lab)
        st.rerun()
    if changed or lab.pending is not None:
        _follow(lab, wanted, changed)


def begin(lab: Lab, config: RunConfig) -> None:
    """Put a run of `config` on screen, with its settings in the widgets: what they held would be asked for next."""
    follow(lab, config)
    forget_widgets(lab)


def show_moment(lab: Lab) -> None:
    """The widgets show the settings of the moment on screen: of an earlier step while one is looked at."""
    run = lab.entry.run
    back = run.past_step
    if lab.pending is not None or (back is None and lab.past_step is None):
        return
    lab.past_step = back
    if run.on_screen != lab.wanted:
        lab.wanted = run.on_screen
        forget_widgets(lab)


def _overtaken(lab: Lab) -> bool:
    """Whether the run has other settings than those that this tab's widgets asked for last."""
    run = lab.entry.run
    return run.past_step is None and run.up_to_date and run.present != lab.wanted


def _follow(lab: Lab, wanted: RunConfig, changed: list[Setting]) -> None:
    # What another task brings along was not changed by the user.
    usual = lab.wanted if wanted.task == lab.wanted.task else opened(wanted.task, lab.wanted)
    told = [s for s in changed if s.name == "task" or getattr(wanted, s.name) != getattr(usual, s.name)]
    if lab.pending is None and lab.owns and wanted.shape() == lab.wanted.shape():
        lab.notices, lab.news = (), ""
        try:
            for command in _traced_changes(lab.wanted, wanted):
                lab.entry.run.command(command)
        except UserError as refusal:
            lab.refusal = str(refusal)
        lab.wanted = wanted
        lab.entry.run.catch_up()
    elif _start(lab, wanted if changed or lab.pending is None else lab.pending, lab.text):
        any_text = lab.pending is not None and not lab.pending.text and [s.name for s in changed] == ["text"]
        lab.notices, lab.wanted, lab.pending = (), wanted, None
        if lab.lanes != wanted.lanes:
            set_lanes(lab, wanted.lanes)
        labels = [s.label for s in told if s.name != "text" or len(told) == 1]
        because = f"This is a new run, because you changed: {', '.join(labels)}."
        lab.news = because if changed and not any_text else TEXT_CAME


def _traced_changes(before: RunConfig, after: RunConfig) -> list[Command]:
    """The commands that bring a run of `before` to the traced settings of `after`."""
    traced = [s.name for s in SETTINGS if s.traced and getattr(before, s.name) != getattr(after, s.name)]
    commands = [checked_command("set", getattr(after, name), name) for name in traced]
    held = zip(after.lane_ids, before.lanes, after.lanes, strict=True)
    return commands + [
        checked_command("set", new.clamps, "clamps", lane) for lane, old, new in held if old.clamps != new.clamps
    ]


def parameter(lab: Lab, name: str) -> Any:
    """The value of a page's own parameter."""
    return lab.parameters.get(name, BY_NAME[name].default)


def set_parameter(lab: Lab, name: str, value: Any) -> None:
    """Give a page's own parameter another value; the page's address follows."""
    lab.parameters[name] = value


def look(lab: Lab) -> None:
    """The user looks at another moment: what is held still of the run follows."""
    lab.entry.run.catch_up()
    if lab.moment is not None:
        lab.moment = lab.entry.run.latest.frame


def go_to(lab: Lab, step: int) -> None:
    """Look at the moment after `step` steps, as the owner alone may; another one is told so."""
    try:
        if not lab.owns:
            raise Refused(ONLY_ITS_OWNER)
        lab.entry.run.command(checked_command("seek_exactly", step))
    except UserError as refusal:
        lab.refusal = str(refusal)
        return
    look(lab)


def study(lab: Lab) -> None:
    """Keep this moment of the run for `lab.moment`; a run that is still training is paused by its owner."""
    if lab.owns and lab.entry.run.status == "training":
        lab.entry.run.command(PAUSE)
        lab.entry.run.settle()
    lab.moment = lab.entry.run.latest.frame


def _take_over(before: Entry, after: Entry) -> None:
    """`after` is on screen in place of `before`, and trains at the speed that was chosen there."""
    after.run.command(checked_command("speed", before.run.state()["speed"]))
    shared.registry().leave(before, after)


def _start(lab: Lab, config: RunConfig, text: str | None) -> bool:
    before = lab.entry
    try:
        lab.entry = create(config, text, before if lab.owns else None)
    except UserError as error:
        lab.refusal = str(error)
        return False
    # A new run goes on where the old one stood: it trains if that one did, or was about to.
    if lab.owns:
        if before.run.wants_to_train:
            lab.entry.run.command(PLAY)
        _take_over(before, lab.entry)
    lab.owns, lab.moment = True, None
    return True
