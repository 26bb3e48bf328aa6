"""Watching somebody else's run: its settings in words, a copy of one's own, and the way back to the lecture."""

from __future__ import annotations

import streamlit as st

from app.live import shared
from app.live.commands import Refused
from app.view import session
from app.view.lab import Lab
from app.view.link import create, owns
from app.view.plain import plain
from app.view.visitor import visitor
from rnn_core.errors import UserError
from rnn_core.settings.config import RunConfig
from rnn_core.settings.setting_words import settings_in_words

COPY_HELP = "A run of your own that goes on from the step on screen. The lecture goes on without you."
BACK_HELP = "Watch the lecture again. Your run is kept under “Your runs”."
AT_STEP = "The settings at step {step:,}, where the lecturer looks back."
COPIED = "This is your own copy, from step {step:,} on. “Back to the lecture” leads back."
THEIR_TEXT = (
    "This run reads a text of the lecturer's, which is not given away. Paste a text of your own to train on it."
)
LECTURE_GONE = "The lecture's run is not on this server any more. Ask for a new link."
GROUPS = {
    "Task": ("task", "word", "sequence_length", "batch_size", "carry_state", "text"),
    "Network": (
        *("lanes", "hidden_size", "num_layers", "initialisation"),
        *("gain", "chrono_steps", "forget_bias", "update_bias", "optimizer"),
    ),
    "Training": ("learning_rate", "clip_norm", "loss_at", "loss_step"),
    "Runs": ("seeds",),
}


def watched_settings(lab: Lab) -> None:
    """Draw the sidebar of somebody who watches: the settings as text, and the way to a run of one's own."""
    with st.sidebar:
        st.button("Make my own copy", on_click=copy, args=(lab,), help=COPY_HELP, width="stretch", type="primary")
        run = lab.entry.run
        if run.past_step is not None:
            st.caption(AT_STEP.format(step=run.past_step))
        for group, lines in grouped(run.on_screen).items():
            st.markdown("  \n".join((f"**{group}**", *map(plain, lines))))


def grouped(config: RunConfig) -> dict[str, list[str]]:
    """The settings of `config` in words, in the groups of the sidebar; one that belongs to none stands in the last."""
    told = settings_in_words(config)
    known = {name for names in GROUPS.values() for name in names}
    rest = tuple(name for name in told if name not in known)
    groups = {group: names + rest * (group == "Runs") for group, names in GROUPS.items()}
    return {group: [told[name] for name in names if name in told] for group, names in groups.items()}


def way_to_lecture(lab: Lab) -> None:
    """In one's own run, draw the button that leads back to the lecture, if this tab watched one."""
    if lab.lecture:
        st.button("Back to the lecture", on_click=go_to_lecture, args=(lab,), help=BACK_HELP, width="stretch")


def copy(lab: Lab) -> None:
    """Put a run of this visitor's own on screen that goes on from the moment on screen; the lecture is left alone."""
    watched = lab.entry
    try:
        if watched.run.text is not None:
            raise Refused(THEIR_TEXT)
        watched.run.catch_up()
        begun = watched.run.prepared
        registry = shared.registry()
        entry = registry.branch(watched, visitor()) if begun else create(watched.run.config, None, watched)
    except UserError as refusal:
        lab.refusal = str(refusal)
        return
    lab.owns, lab.lecture = True, watched.id
    session.show_in(lab, entry, COPIED.format(step=entry.run.step))


def go_to_lecture(lab: Lab) -> None:
    """Put the run on screen at which the lecturer is now; a run of one's own that is left stays as it is."""
    try:
        entry = shared.registry().lecture(lab.lecture)
        if entry is None:
            raise Refused(LECTURE_GONE)
    except UserError as refusal:
        lab.refusal = str(refusal)
        return
    if lab.owns and lab.entry is not entry:
        shared.registry().leave(lab.entry, entry)
    lab.owns, lab.pending, lab.lecture = owns(entry), None, entry.id
    session.show_in(lab, entry, "")
