"""A training beside the runs, on a page: its buttons, its progress, and figures that follow it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import streamlit as st

from app.live import shared
from app.live.side_trainings import Seen
from app.view.lab import Lab
from app.view.plain import plain
from app.view.visitor import tab, visitor
from rnn_core.errors import UserError

LOOK_SECONDS = 1.0
"""How often the page looks while it trains."""
WATCHING = "Somebody else on this server trains this. You see it too."


def look(key: Hashable) -> Seen | None:
    """How the training of `key` stands for this browser."""
    return shared.registry().side_trainings.look(key, _who())


def buttons(
    lab: Lab,
    key: Hashable,
    begin: Callable[[], Any],
    advance: Callable[[Any], Any],
    seen: Seen | None,
    *,
    begun: bool = False,
    label: str = "Train",
    away_seconds: float | None = None,
) -> None:
    """`label`, or its going on, or Stop; and why it ended, if it failed.

    `begun` says that a part of it is kept elsewhere. It goes on for `away_seconds` while nobody looks.
    """
    moment = seen.moment if seen is not None else None
    with st.container(horizontal=True, vertical_alignment="center"):
        if seen is None or not seen.under_way:
            if moment is None or not moment.done:
                words = label if moment is None and not begun else f"{label} on"
                given = (lab, key, begin, advance, away_seconds)
                st.button(words, type="primary", key=f"begin_{label}", on_click=_begin, args=given)
        elif seen.mine:
            st.button("Stop training", key=f"stop_{label}", on_click=_stop, args=(key,))
        else:
            st.caption(WATCHING)
    if seen is not None and seen.error is not None:
        st.error(plain(str(seen.error)))


def follow(key: Hashable, draw: Callable[[Seen], None]) -> None:
    """Draw what there is of the training of `key`; while it is under way again and again."""
    seen = look(key)
    if seen is None:
        return

    def now() -> None:
        found = look(key)
        if found is None or not found.under_way:
            # The page as a whole changes: its buttons, and what may be chosen.
            st.rerun()
        draw(found)

    if seen.under_way:
        st.fragment(now, run_every=LOOK_SECONDS)()
    else:
        draw(seen)


def _begin(
    lab: Lab,
    key: Hashable,
    begin: Callable[[], Any],
    advance: Callable[[Any], Any],
    away_seconds: float | None,
) -> None:
    more = {} if away_seconds is None else {"away_seconds": away_seconds}
    try:
        shared.registry().side_trainings.begin(key, _who(), begin, advance, **more)
    except UserError as refusal:
        lab.refusal = str(refusal)


def _stop(key: Hashable) -> None:
    shared.registry().side_trainings.stop(key, _who())


def _who() -> str:
    """This browser; one without cookies is known by its tab."""
    return visitor() or tab()
