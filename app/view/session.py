"""What a page remembers between Streamlit's reruns; the only module that touches `st.session_state`.

A session has one `Lab`: the run on screen, the settings that the widgets asked for last, and the user's own text. The
address of the page holds the run's id and its whole config, with the changes made while it trained: those made before
this rerun of the page. A change that the run's thread is slow to take up, or a restart, shows at the next rerun.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app.live import shared
from app.live.commands import PAUSE, PLAY, Command, Refused, checked_command
from app.live.entry import Entry
from app.view.plain import plain, shortened
from app.view.visitor import visitor
from rnn_core.errors import UserError
from rnn_core.settings.config import DEFAULT, RunConfig
from rnn_core.settings.lane_config import LaneConfig, ordered
from rnn_core.settings.link import from_link, to_link
from rnn_core.settings.setting import Setting
from rnn_core.settings.table import SETTINGS
from rnn_core.tasks.text import fingerprint

RUN = "run"
NO_RUN = "The run {run!r} is not on this server any more; a new one with the same settings stands ready."
NO_TEXT = "This link's run reads a text of its own, which never enters a link; paste or upload the same text."

PUT_AWAY = "The run before is not on this server any more; this is a new one."
BRANCHED = "This is a new run that goes on from step {step:,}; the one before is kept, and its losses are dashed."
NOT_YOURS = "This run is somebody else's, so it cannot be continued; open the lab without this link for your own."
TEXT_CAME = "This is the link's run, on the text that it asks for."
DEFAULT_LENGTH = f"T starts at its default, {DEFAULT.sequence_length}."
DEFAULT_RUN = "The lab starts with its defaults."


@dataclass
class Lab:
    """The lab as one browser tab has it.

    `wanted` are the settings that the widgets asked for last; `pending` is the config of a link whose text has not come
    yet, with its changes: until then the default run is on screen. `lanes` are those that the sidebar edits, in their
    `edition`: another number makes its widgets anew.
    `notices` are sentences about the link, `news` one about the run on screen, `refusal` why the last wish was not met.
    """

    entry: Entry
    owns: bool
    wanted: RunConfig
    pending: RunConfig | None = None
    notices: tuple[str, ...] = ()
    news: str = ""
    refusal: str = ""
    text: str | None = None
    moment: bytes | None = None
    remembered: dict[str, object] = field(default_factory=dict)
    lanes: tuple[LaneConfig, ...] = ()
    edition: int = 0

    def __post_init__(self) -> None:
        self.lanes = self.lanes or self.wanted.lanes


def open_lab() -> Lab:
    """This session's lab. On the first run of the script, and when the user goes back in history, the link decides.

    When there is no run to show, because the server is full, the page says so and ends.
    """
    context = get_script_run_ctx()
    lab: Lab | None = st.session_state.get("lab")
    if lab is None or (context is not None and context.is_history_navigation):
        try:
            lab = _lab_of_link(lab)
        except UserError as refusal:
            if lab is None:
                st.error(plain(str(refusal)))
                st.stop()
            lab.refusal = str(refusal)
        st.session_state["lab"] = lab
        return lab
    lab.refusal = ""
    entry = None
    try:
        entry = shared.registry().find(lab.entry.id)
    except UserError as error:
        lab.refusal = str(error)
    if entry is not None:
        # After a while without a watcher it comes back from disk.
        lab.entry = entry
    elif _start(lab, RunConfig() if lab.pending else lab.wanted):
        lab.news = PUT_AWAY
    return lab


def show_run(entry: Entry) -> None:
    """From now on the lab shows `entry`."""
    lab = Lab(entry, entry.owner == visitor(), entry.run.present, text=entry.run.text)
    st.session_state["lab"] = lab
    _forget_widgets(lab)


def branch(lab: Lab) -> None:
    """Put a new run on screen that goes on from the moment looked at; the one before stays as it is."""
    try:
        if not lab.owns:
            raise Refused(NOT_YOURS)
        # The moment that was asked for last is the one that is meant.
        lab.entry.run.catch_up()
        entry = shared.registry().branch(lab.entry, visitor())
    except UserError as refusal:
        lab.refusal = str(refusal)
        return
    shared.registry().leave(lab.entry)
    lab.entry, lab.wanted, lab.notices, lab.moment = entry, entry.run.present, (), None
    lab.news = BRANCHED.format(step=entry.run.step)
    lab.remembered.clear()
    _forget_widgets(lab)


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
    _edit_lanes(lab, ordered((*lab.lanes, LaneConfig(cell))))


def remove_lane(lab: Lab, number: int) -> None:
    """Ask for the lanes without the one at place `number`."""
    _edit_lanes(lab, tuple(lane for k, lane in enumerate(lab.lanes) if k != number))


def _edit_lanes(lab: Lab, lanes: tuple[LaneConfig, ...]) -> None:
    # Counted over the whole session: widgets of an earlier run keep their values under the numbers before.
    edition = st.session_state.get("edition", 0) + 1
    st.session_state["edition"] = edition
    lab.lanes, lab.edition = lanes, edition


def use_text(lab: Lab, text: str) -> None:
    """From now on the task "own_text" reads `text`."""
    lab.text = text


def follow(lab: Lab, wanted: RunConfig) -> None:
    """Make the run on screen the one that the widgets ask for.

    A live setting reaches the running run; any other starts a new run, and so does whatever a mere viewer changes.
    A wish that cannot be met leaves the run as it is and the reason in `lab.refusal`.
    """
    wanted = wanted.replace(lanes=ordered(wanted.lanes))
    changed = [s for s in SETTINGS if getattr(wanted, s.name) != getattr(lab.wanted, s.name)]
    if not changed and lab.pending is None:
        return
    if lab.pending is None and lab.owns and wanted.shape() == lab.wanted.shape():
        lab.notices, lab.news = (), ""
        try:
            for command in _traced_changes(lab.wanted, wanted):
                lab.entry.run.command(command)
        except UserError as refusal:
            lab.refusal = str(refusal)
        lab.wanted = wanted
        lab.entry.run.catch_up()
    elif _start(lab, wanted if changed or lab.pending is None else lab.pending):
        lab.notices, lab.wanted, lab.pending = (), wanted, None
        if lab.lanes != wanted.lanes:
            _edit_lanes(lab, wanted.lanes)
        labels = [s.label for s in changed if s.name != "text" or len(changed) == 1]
        lab.news = f"This is a new run, because you changed: {', '.join(labels)}." if changed else TEXT_CAME


def _traced_changes(before: RunConfig, after: RunConfig) -> list[Command]:
    """The commands that bring a run of `before` to the traced settings of `after`."""
    traced = [s.name for s in SETTINGS if s.traced and getattr(before, s.name) != getattr(after, s.name)]
    commands = [checked_command("set", getattr(after, name), name) for name in traced]
    held = zip(after.lane_ids, before.lanes, after.lanes, strict=True)
    return commands + [
        checked_command("set", new.clamps, "clamps", lane) for lane, old, new in held if old.clamps != new.clamps
    ]


def write_link(lab: Lab) -> None:
    """Bring the page's address up to date: the run's config, or the one that waits for its text, and the run's id."""
    run = lab.entry.run
    # What is changed while the run compiles holds from its first step.
    config = run.config if run.prepared else lab.wanted.replace(changes=run.config.changes)
    link = to_link(lab.pending or config) | {RUN: lab.entry.id}
    if st.query_params.to_dict() != link:
        st.query_params.from_dict(link)


def study(lab: Lab) -> None:
    """Keep this moment of the run for `lab.moment`; a run that is still training is paused by its owner."""
    if lab.owns and lab.entry.run.status == "training":
        lab.entry.run.command(PAUSE)
        lab.entry.run.settle()
    lab.moment = lab.entry.run.latest.frame


def _lab_of_link(before: Lab | None) -> Lab:
    params = st.query_params.to_dict()
    config, notices = from_link({shortened(name): value for name, value in params.items()}, other=(RUN,))
    if config.task != "own_text":
        config = config.replace(text="")
    entry = None
    try:
        entry = shared.registry().find(params.get(RUN, ""))
        if RUN in params and entry is None:
            notices += (NO_RUN.format(run=shortened(params[RUN])),)
    except UserError as error:
        notices += (str(error),)
    if entry is not None and (set(params) == {RUN} or entry.run.config.shape() == config.shape()):
        text = entry.run.text
        lab = Lab(entry, _owns(entry), entry.run.present, text=text, notices=notices)
    else:
        text, pending = before.text if before is not None else None, None
        if config.task == "own_text" and (text is None or fingerprint(text) != config.text):
            notices += (NO_TEXT,)
            text, pending, config = None, config, RunConfig()
        started, config, more = _created(config, text)
        lab = Lab(started, True, (pending or config).replace(changes=()), pending, notices + more, text=text)
    _forget_widgets(lab)
    return lab


def _forget_widgets(lab: Lab) -> None:
    """The widgets show the settings of the run on screen again."""
    _edit_lanes(lab, lab.wanted.lanes)
    for setting in SETTINGS:
        st.session_state.pop(setting.link, None)


def _created(config: RunConfig, text: str | None) -> tuple[Entry, RunConfig, tuple[str, ...]]:
    """A run of `config`, or of the nearest one that can be trained: its config and sentences about what had to give."""
    nearest = (
        (config, DEFAULT_LENGTH),
        (config.replace(sequence_length=DEFAULT.sequence_length), DEFAULT_RUN),
    )
    notices: tuple[str, ...] = ()
    for attempt, instead in nearest:
        try:
            return _create(attempt, text), attempt, notices
        except Refused:
            # A smaller run finds no room either.
            raise
        except UserError as error:
            notices = (f"{error} {instead}",)
    return _create(RunConfig(), text), RunConfig(), notices


def _create(config: RunConfig, text: str | None) -> Entry:
    return shared.registry().create(config, text if config.task == "own_text" else None, visitor())


def _start(lab: Lab, config: RunConfig) -> bool:
    before = lab.entry
    try:
        lab.entry = _create(config, lab.text)
    except UserError as error:
        lab.refusal = str(error)
        return False
    # A new run goes on where the old one stood: it trains if that one did, or was about to.
    if lab.owns:
        if before.run.wants_to_train:
            lab.entry.run.command(PLAY)
        shared.registry().leave(before)
    lab.owns, lab.moment = True, None
    return True


def _owns(entry: Entry) -> bool:
    return entry.owner != "" and entry.owner == visitor()
