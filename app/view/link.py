"""The address of a page: the run's id, its whole config with the changes made while it trained, and the page's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from app.live import shared
from app.live.commands import Refused
from app.live.entry import Entry
from app.live.run_before import watched_before
from app.view.lab import Lab
from app.view.page_parameter import PageParameter
from app.view.page_parameters import BY_LINK, BY_NAME, parameters_of
from app.view.plain import shortened
from app.view.visitor import visitor
from app.view.widgets import forget_widgets
from rnn_core.errors import UserError
from rnn_core.settings.config import DEFAULT, RunConfig
from rnn_core.settings.link import MACHINE, from_link, to_link
from rnn_core.settings.table import SETTING_BY_LINK
from rnn_core.settings.task_names import OWN_DATA
from rnn_core.tasks.openings import opened
from rnn_core.tasks.text import fingerprint

RUN = "run"
NO_RUN = "There is no run “{run}” on this server. This is a new one."
GONE_ON = "The run of this link is not on this server any more. This is the one that the lecturer shows now."
NO_TEXT = "This run reads somebody's own text. A link never contains the text. Paste or upload the same text."
BRING = {
    "own_text": "This task learns from a text of yours. Paste or upload one.",
    "own_pairs": "This task learns from pairs of sentences that you bring. Paste or upload them.",
}
"""The words for a link that names the task and no text."""
DEFAULT_LENGTH = f"We took {DEFAULT.sequence_length}."
DEFAULT_RUN = "We took the default settings."


def write_link(lab: Lab, page: str) -> None:
    """Bring the address of `page` up to date: the run's config, the run's id, and the page's own parameters.

    While a link waits for its text, it is that link's config.
    """
    run = lab.entry.run
    # A change made while the run compiles holds from its first step.
    config = run.config if run.prepared else lab.wanted.replace(changes=run.config.changes)
    own = [parameter.setting for parameter in parameters_of(page) if _is_set(lab, parameter)]
    settings = {setting.link: setting.write(lab.parameters[setting.name]) for setting in own}
    link = to_link(lab.pending or config) | {RUN: lab.entry.id} | settings
    if st.query_params.to_dict() != link:
        st.query_params.from_dict(link)


def lab_of_link(before: Lab | None, task: str = "") -> Lab:
    """The lab that the page's address asks for; raises `UserError`.

    `before` is the one that the tab showed. An address typed by hand that names no task asks for `task`.
    """
    params = st.query_params.to_dict()
    parameters, notices = _parameters_of_link(params)
    settings = {shortened(name): value for name, value in params.items() if name not in BY_LINK}
    # Names that others add to an address, such as a course page its own marks, ask for nothing.
    asked = {name for name in settings if name in SETTING_BY_LINK or name in (RUN, MACHINE)}
    # Unrolled's own links name a run or a machine, and mean the defaults for all that they leave out.
    rest = opened(task) if task and asked.isdisjoint(("task", RUN, MACHINE)) else DEFAULT
    config, unfit = from_link(settings, (RUN, MACHINE), rest)
    if asked == {"task"} and not unfit:
        config = opened(config.task)
    notices += unfit
    if parting := shared.registry().parting(params.get(MACHINE, "")):
        notices += (parting,)
    if config.task not in OWN_DATA:
        config = config.replace(text="")
    entry, gone_on = None, False
    try:
        entry, gone_on = _run_of_link(params.get(RUN, ""))
        if gone_on:
            notices = (GONE_ON,)
        elif RUN in params and entry is None:
            notices += (NO_RUN.format(run=shortened(params[RUN])),)
    except UserError as error:
        notices += (str(error),)
    alone = gone_on or asked - {MACHINE} == {RUN}
    if entry is not None and (alone or entry.run.config.shape() == config.shape()):
        # What somebody else's run reads is not this visitor's to train on.
        text = entry.run.text if owns(entry) else None
        lab = Lab(entry, owns(entry), entry.run.present, text=text, notices=notices)
    else:
        text, pending = before.text if before is not None else None, None
        if config.task in OWN_DATA and (text is None or fingerprint(text) != config.text):
            notices += (NO_TEXT if config.text else BRING[config.task],)
            text, pending, config = None, config, RunConfig()
        started, config, more = _created(config, text)
        lab = Lab(started, True, (pending or config).replace(changes=()), pending, notices + more, text=text)
    kept = of_other_pages(before.parameters, st.context.url or "") if before is not None else {}
    lab.parameters = kept | parameters
    watched = before.lecture if before is not None else watched_before(lab.entry, shared.registry().in_memory)
    lab.lecture = watched if lab.owns else lab.entry.id
    forget_widgets(lab)
    tell_way_back(before, lab)
    return lab


def _run_of_link(run: str) -> tuple[Entry | None, bool]:
    """The run with the id `run`; where that is gone, the one to which somebody else went on from it, and True."""
    entry = shared.registry().find(run)
    if entry is not None:
        return entry, False
    after = shared.registry().lecture(run)
    return (None, False) if after is None or owns(after) else (after, True)


def tell_way_back(before: Lab | None, after: Lab) -> None:
    """The tab that showed `before` shows `after`: of the owner's own runs, those who watch hear of the way back."""
    if before is not None and before.owns and after.owns:
        shared.registry().come_back(before.entry, after.entry)


def of_other_pages(parameters: Mapping[str, Any], address: str) -> dict[str, Any]:
    """Those of `parameters` that are not of the page at `address`: what that page's own are, its address says."""
    page = _page_at(address)
    return {name: value for name, value in parameters.items() if BY_NAME[name].page != page}


def own_names(address: str) -> list[str]:
    """The names in a link of the parameters of the page at `address`."""
    return [parameter.setting.link for parameter in parameters_of(_page_at(address))]


def _page_at(address: str) -> str:
    """The name of the page at `address`, with which it ends; empty for the lab's, which is that of the server."""
    return urlsplit(address).path.rstrip("/").rpartition("/")[2]


def _parameters_of_link(params: Mapping[str, str]) -> tuple[dict[str, Any], tuple[str, ...]]:
    values, notices = dict[str, Any](), tuple[str, ...]()
    for link, written in params.items():
        parameter = BY_LINK.get(link)
        if parameter is None:
            continue
        try:
            values[parameter.setting.name] = parameter.setting.read(written)
        except UserError as error:
            notices += (str(error),)
    return values, notices


def _is_set(lab: Lab, parameter: PageParameter) -> bool:
    return bool(lab.parameters.get(parameter.setting.name, parameter.default) != parameter.default)


def _created(config: RunConfig, text: str | None) -> tuple[Entry, RunConfig, tuple[str, ...]]:
    """A run of `config`, or of the nearest one that can be trained: its config and sentences about what had to give."""
    nearest = (
        (config, DEFAULT_LENGTH),
        (config.replace(sequence_length=DEFAULT.sequence_length), DEFAULT_RUN),
    )
    notices: tuple[str, ...] = ()
    for attempt, instead in nearest:
        try:
            return create(attempt, text), attempt, notices
        except Refused:
            # A smaller run finds no room either.
            raise
        except UserError as error:
            notices = (f"{error} {instead}",)
    return create(RunConfig(), text), RunConfig(), notices


def create(config: RunConfig, text: str | None, before: Entry | None = None) -> Entry:
    """A new run of `config` for this browser, in the place of the run `before`; raises `UserError`."""
    return shared.registry().create(config, text if config.task in OWN_DATA else None, visitor(), before)


def owns(entry: Entry) -> bool:
    """Whether the run belongs to the browser that this script serves."""
    return entry.owner != "" and entry.owner == visitor()
