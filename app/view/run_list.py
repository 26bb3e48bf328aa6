"""The list of one visitor's saved runs: open, name, download, delete; and a file that is opened as a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

import streamlit as st

from app.figures.run_picture import WIDTH as PICTURE_WIDTH
from app.figures.run_picture import run_picture
from app.live import shared
from app.live.commands import Refused
from app.live.entry import Entry
from app.live.run_name import LONGEST_RUN_NAME
from app.operations.limits import limits
from app.storage.store import Store, Stored
from app.view import compare
from app.view.chart import theme
from app.view.origin import other_names
from app.view.plain import isolated, plain, unbroken
from app.view.run_facts import results_of, saved_frame, settings_of, when
from app.view.visitor import visitor
from app.web.routes import file_address
from rnn_core.errors import UserError
from rnn_core.saved.run_file import About
from rnn_core.settings.lane_names import listed

SHOWN_AT_ONCE = 12

NONE_YET = "Nothing here yet. A run is saved automatically while it trains. Then you find it here."
NO_COOKIES = (
    "This browser keeps no cookies. Without them its runs cannot be found again, so they are not saved. Allow cookies. "
    "In a frame of another site browsers keep them over https alone: open Unrolled in a tab of its own instead."
)
MADE_ROOM = (
    "Deleted because the server was full, oldest first: {runs}. Runs with a name are never deleted automatically."
)
HOW_LONG = (
    "Runs are saved automatically. When the server is full ({storage:,} MB), the oldest runs without a name are "
    "deleted. Name a run to keep it."
)
ELSEWHERE = (
    "These are the runs of this browser at this address, {here}. What it trained at another address of this server is "
    "listed there{names}."
)
ON_DISK = "Every saved run of this server is a file in {folder}; “Open a file” opens one."
CHOOSE = "Tick two to four runs to compare them"
COMPARE = "Compare the {count} ticked runs"
OPEN_A_FILE = "A file from “Download run”, made here or on another machine. It goes on where it stopped."


def run_list() -> Entry | None:
    """Draw the list; the run that the user wants to see, if any."""
    owner, store = visitor(), shared.registry().store
    if store is None or not owner:
        st.info(NO_COOKIES)
        return _opened_file(owner)
    if store.problem:
        st.error(plain(store.problem))
    _say_removed(store, owner)
    opened = _opened_file(owner)
    shared.registry().save_all_of(owner)
    runs = store.runs(owner)
    if not runs:
        st.info(NONE_YET)
        _say_where_others_are(store)
        return opened
    st.caption(unbroken(HOW_LONG.format(storage=limits().storage_mb)))
    everything = len(runs) <= SHOWN_AT_ONCE or st.toggle(f"Show all {len(runs)} runs")
    shown = runs if everything else runs[:SHOWN_AT_ONCE]
    ticked = [stored.id for stored in shown if st.session_state.get(_ticked(stored.id))]
    enough = compare.FEWEST <= len(ticked) <= compare.MOST
    if st.button(
        COMPARE.format(count=len(ticked)) if enough else CHOOSE,
        disabled=not enough,
        type="primary" if enough else "secondary",
    ):
        compare.ask(ticked)
    for stored, settings in zip(shown, settings_of(shown), strict=True):
        opened = _row(stored, owner, settings, may_tick=stored.id in ticked or len(ticked) < compare.MOST) or opened
    _say_where_others_are(store)
    return opened


def _say_where_others_are(store: Store) -> None:
    """A browser knows a server by its name: the same server as 127.0.0.1 has other cookies, and so other runs."""
    here = urlsplit(st.context.url or "")
    if not here.netloc:
        return
    names = other_names()
    links = f", such as at {' or '.join(f'[{plain(name)}]({name})' for name in names)}" if names else ""
    words = [ELSEWHERE.format(here=plain(f"{here.scheme}://{here.netloc}"), names=links)]
    if names:
        # Who is at the machine may look into its folders.
        words.append(ON_DISK.format(folder=plain(str(store.folder))))
    st.caption(" ".join(words))


def _row(stored: Stored, owner: str, settings: Sequence[tuple[str, bool]], *, may_tick: bool) -> Entry | None:
    about = stored.about
    opened = None
    with st.container(border=True):
        picture, words = st.columns([1, 4], vertical_alignment="center")
        picture.image(run_picture(_curves(about), theme()), width=PICTURE_WIDTH)
        name = f"**{isolated(about.name or about.title)}**"
        lines = [name, f":gray[{_facts(stored)}]", compare.in_bold(settings), *_results(stored)]
        words.markdown("  \n".join(lines))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.checkbox("Compare", key=_ticked(stored.id), disabled=not may_tick)
            if st.button("Open", key=f"open_{stored.id}", type="primary"):
                opened = _tried(lambda: _found(stored))
            with st.popover("Rename"):
                _rename_form(stored, owner)
            st.link_button("Download", file_address(stored.id))
            with st.popover("Delete"):
                st.write("This cannot be undone.")
                if st.button("Delete this run", key=f"delete_{stored.id}"):
                    _tried(lambda: shared.registry().delete(stored.id, owner), again=True)
    return opened


def _ticked(run: str) -> str:
    """The key of the box that chooses a run to be compared."""
    return f"ticked_{run}"


def _found(stored: Stored) -> Entry:
    entry = shared.registry().find(stored.id)
    if entry is None:
        raise Refused("The file of this run is gone or cannot be read. Reload the page.")
    return entry


def _facts(stored: Stored) -> str:
    about = stored.about
    names = plain(listed(lane.name for lane in about.lanes))
    facts = [about.title] if about.name else []
    facts += [names, f"step {about.step:,}", f"{stored.size / 1e6:.1f} MB", when(about.saved, st.context.timezone)]
    if about.difference:
        facts.append(f"the run before: {isolated(about.difference)}")
    elif about.parent is not None:
        name, step = about.parent
        facts.append(f"branched {f'from {isolated(name)} ' if name else ''}at step {step:,}")
    return unbroken(" · ".join(facts))


def _results(stored: Stored) -> list[str]:
    frame = saved_frame(stored.id)
    return [] if frame is None else [" · ".join(map(plain, results_of(frame)))]


def _curves(about: About) -> list[tuple[str, int, tuple[float | None, ...]]]:
    cells = [lane.cell for lane in about.lanes]
    return [(lane.cell, cells[:k].count(lane.cell), lane.picture) for k, lane in enumerate(about.lanes)]


def _rename_form(stored: Stored, owner: str) -> None:
    with st.form(f"rename_{stored.id}", border=False):
        name = st.text_input("Name", stored.about.name, max_chars=LONGEST_RUN_NAME, placeholder=stored.about.title)
        if st.form_submit_button("Rename this run"):
            _tried(lambda: shared.registry().rename(stored.id, owner, name), again=True)


def _opened_file(owner: str) -> Entry | None:
    most = limits()
    with st.expander("Open a file"):
        with st.form("open_file", border=False, clear_on_submit=True):
            given = st.file_uploader(OPEN_A_FILE, type=["safetensors"], max_upload_size=most.upload_mb)
            if not st.form_submit_button("Open this file"):
                return None
        if given is None:
            st.error("No file was chosen. Choose one first.")
            return None
        return _tried(lambda: shared.registry().adopt(given.getvalue(), owner))


def _say_removed(store: Store, owner: str) -> None:
    removed = store.removed(owner)
    if not removed:
        return
    runs = ", ".join(f"{plain(str(run['title']))} at step {int(run['step']):,}" for run in removed)
    st.warning(MADE_ROOM.format(runs=runs))
    if st.button("I have read it"):
        store.forget_removed(owner)
        st.rerun()


def _tried(act: Callable[[], Entry | None], *, again: bool = False) -> Entry | None:
    """What `act` gives, `again` with the page drawn anew after it; where it fails, the page says why."""
    try:
        done = act()
    except UserError as error:
        st.error(plain(str(error)))
        return None
    if again:
        st.rerun()
    return done
