"""Two to four saved runs of one visitor laid over each other: what differs in bold, one loss and one gradient chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from app.figures.compared_runs import DASHES, compared_gradients, compared_losses, different_tasks, style_of
from app.figures.sheet import Origin
from app.live import shared
from app.storage.store import Stored
from app.view.chart import show_chart, theme
from app.view.link import RUN
from app.view.origin import link_of
from app.view.page_parameters import BY_NAME
from app.view.plain import isolated, plain
from app.view.run_facts import counted_at, results_of, saved_frame, settings_of
from app.view.visitor import visitor
from rnn_core.frames.frame import Frame
from rnn_core.settings.link import from_link
from rnn_core.settings.setting_words import in_brief

COMPARE = BY_NAME["compared_runs"].setting.link
FEWEST, MOST = 2, len(DASHES)
NOT_THERE = "Two runs are needed to compare, and at most four; these are not among your saved runs any more."
ALIKE = "The settings of these runs are the same."


class Compared(NamedTuple):
    """A run of the comparison under its letter; `settings` are words, and whether the runs differ in them."""

    letter: str
    stored: Stored
    frame: Frame
    settings: list[tuple[str, bool]]

    @property
    def title(self) -> str:
        """Its name, if it has one, and its task."""
        about = self.stored.about
        return f"“{about.name}”, {about.title}" if about.name else about.title


def asked() -> bool:
    """Whether the page's address asks for a comparison."""
    return COMPARE in st.query_params


def ask(runs: Sequence[str]) -> None:
    """Show these runs over each other from now on."""
    st.query_params[COMPARE] = ",".join(runs)
    st.rerun()


def show() -> None:
    """Draw the comparison that the address asks for, of saved runs of this visitor."""
    if st.button("Back to the list", icon=":material/arrow_back:"):
        del st.query_params[COMPARE]
        st.rerun()
    runs = _compared(st.query_params[COMPARE].split(","), visitor())
    if not FEWEST <= len(runs) <= MOST:
        st.warning(NOT_THERE)
        return
    frames, origin = [run.frame for run in runs], origin_of_all(runs)
    if different := different_tasks(frames):
        st.info(different)
    for run, column in zip(runs, st.columns(len(runs)), strict=True):
        with column, st.container(border=True, height="stretch"):
            st.markdown("  \n".join(_lines(run)))
    if not any(apart for run in runs for _, apart in run.settings):
        st.caption(ALIKE)
    show_chart(compared_losses(frames, theme()), origin, "compared_losses")
    show_chart(compared_gradients(frames, theme()), origin, "compared_gradients")


def in_bold(settings: Sequence[tuple[str, bool]]) -> str:
    """Settings in one line of Markdown, those in bold that tell runs apart."""
    return " · ".join(f"**{plain(words)}**" if apart else plain(words) for words, apart in settings)


def _compared(ids: Sequence[str], owner: str) -> list[Compared]:
    store = shared.registry().store
    saved = {stored.id: stored for stored in store.runs(owner)} if store is not None else {}
    found = [(saved[run], frame) for run in dict.fromkeys(ids) if run in saved and (frame := saved_frame(run))]
    settings = settings_of([stored for stored, _ in found])
    return [Compared(*each) for each in zip(DASHES, *zip(*found, strict=True), settings, strict=False)] if found else []


def _lines(run: Compared) -> list[str]:
    head = f"**{run.letter}** :gray[{style_of(run.letter)}] **{isolated(run.title)}** :gray[step {run.frame.step:,}]"
    return [head, in_bold(run.settings), *map(plain, results_of(run.frame))]


def origin_of_all(runs: Sequence[Compared]) -> Origin:
    """Where charts of these runs come from: what they have in common once, the rest by their letters."""
    same = in_brief(*(from_link(run.stored.about.config)[0] for run in runs))
    apart = [f"{run.letter}: {' · '.join(words for words, differs in run.settings if differs)}" for run in runs]
    return Origin(
        moment=" · ".join(f"{run.letter}: {run.title}, step {run.frame.step:,}" for run in runs),
        settings="\n".join([f"All: {same}", *(line for line in apart if not line.endswith(": "))]),
        how="\n".join(f"{run.letter}: {'; '.join(results_of(run.frame))}. {counted_at(run.frame)}" for run in runs),
        link="\n".join(f"{run.letter}: {link_of(run.frame.config | {RUN: run.stored.id})}" for run in runs),
    )
