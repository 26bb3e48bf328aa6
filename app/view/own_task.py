"""A page for runs of its own tasks: what it says where a run of another task is on screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from app.view import link, session
from app.view.lab import Lab
from app.view.notices import show_notices
from app.view.sidebar import sidebar
from rnn_core.settings.task_names import TASK_TITLES
from rnn_core.tasks.openings import opened

NEEDS = "This page shows runs of {tasks}. The run on screen is about “{other}”."
KEPT = "Starts a new run. The run on screen is kept under “Your runs”."


@contextmanager
def page(name: str, tasks: tuple[str, ...]) -> Iterator[Lab | None]:
    """The page called `name` around its own part: its notices, its sidebar and its address.

    Gives the lab with a run of one of `tasks`, or None where the page says that the run on screen is of another.
    """
    lab = session.open_page(tasks[0])
    link.write_link(lab, name)
    show_notices(lab)
    own = is_on_screen(lab, tasks)
    wanted = sidebar(lab, tasks) if own else None
    if wanted is not None:
        session.follow(lab, wanted)
    yield lab if own else None
    link.write_link(lab, name)


def is_on_screen(lab: Lab, tasks: tuple[str, ...]) -> bool:
    """Whether the run on screen is of one of `tasks`; where it is not, the page says so and offers one of the first."""
    present = lab.entry.run.present.task
    if present in tasks:
        return True
    names = [f"“{TASK_TITLES[task]}”" for task in tasks]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
    st.info(NEEDS.format(tasks=listed, other=TASK_TITLES[present]))
    st.button(f"Start “{TASK_TITLES[tasks[0]]}”", type="primary", help=KEPT, on_click=_open, args=(lab, tasks[0]))
    return False


def _open(lab: Lab, task: str) -> None:
    session.follow(lab, opened(task, lab.wanted))
