"""Every page inside opens alone from a cold link: for every kind of task, at the ends, and before there is a run.

Nothing is trained here but a step of two small runs: what costs time is compiling, and drawing. So one task stands for
all that a page cannot tell from it; the tests of each page open the adding problem and delayed recall.
"""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import rnn_core
from app.live import shared
from app.live.commands import STEP
from app.live.registry import RunRegistry
from app.view import link, session, side_training
from app.view.comparison.page import NAMES as COMPARED
from app.view.gates.page import NAMES as GATES
from app.view.gradients.by_lag import CLICK
from app.view.gradients.page import NAMES as GRADIENTS
from app.view.hidden_states.page import VIEWS as STATES
from app.view.hidden_states.typed import read
from app.view.typed_inputs import inputs_as_typed
from rnn_core.frames.frame import from_bytes
from rnn_core.settings.clamp import Clamp
from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_config import LaneConfig
from rnn_core.settings.task_names import OWN_DATA, TASK_TITLES, TRANSLATIONS
from rnn_core.tasks.openings import opened
from tests.playing.lab_page import lab, rerun
from tests.playing.small_run import TEXT
from tests.playing.small_translator import PAIRS
from tests.playing.watcher import wait_for

PAGES = Path(__file__).parents[3] / "pages"
INSIDE = ("hidden_states", "gates", "gradients", "unrolled", "compare")
SMALL = {"T": "6", "H": "2", "batch": "2", "seeds": "1", "layers": "1", "cells": "lstm"}
OWN = {"own_text": TEXT, "own_pairs": PAIRS}
KINDS = {
    "adding": ("multiplication",),
    "recall": ("temporal_order", "noise_free", "hello"),
    "parity": ("prefix_parity", "latch", "echo"),
    "thermometer": (),
    "counting": (),
    "own_text": ("shakespeare", "stdlib_code"),
    "word_order": ("agreement",),
    "own_pairs": tuple(task for task in TRANSLATIONS if task != "own_pairs"),
}
"""What a task reads and answers, by the one that is opened here, and those that read and answer alike."""
OPENED_ELSEWHERE = ("adding", "recall")
VIEWS = {
    "hidden_states": ("st_view", [view for view in STATES if view != "passage"]),
    "gates": ("gate_view", list(GATES)),
    "gradients": ("grad_view", list(GRADIENTS)),
    "unrolled": ("unroll", [""]),
    "compare": ("cmp_part", list(COMPARED)),
}
"""The parameter of each page that says what it shows, and what that can be."""


class Untrained:
    """The engine without what training alone has to compile."""

    def __getattr__(self, name):
        return getattr(rnn_core, name)

    def warm_up(self, run, ready=None):
        """Nothing: what a page asks is compiled when it asks."""


def registry_of(engine, monkeypatch):
    registry = RunRegistry(engine)
    monkeypatch.setattr(shared, "registry", lambda: registry)
    for module in (link, session, side_training):
        monkeypatch.setattr(module, "visitor", lambda: "visitor")
    return registry


@pytest.fixture(scope="module")
def patched():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def real(patched):
    # A busy machine may take longer to compile than a page waits.
    patched.setattr("app.view.asking.WAIT_SECONDS", 60.0)
    patched.setattr("app.view.asking.OVER_TRAINING_SECONDS", 60.0)
    registry = registry_of(Untrained(), patched)
    yield registry
    registry.close()


def visited(page, params, *, waits=True):
    """`page` as a browser that has seen nothing of this server opens it."""
    shown = AppTest.from_file(str(PAGES / f"{page}.py"), default_timeout=120)
    for name, value in params.items():
        shown.query_params[name] = value
    rerun(shown)
    if waits and lab(shown).entry.run.latest.frame is None:
        run = lab(shown).entry.run
        wait_for(lambda: run.prepared and run.latest.frame is not None, 60)
        rerun(shown)
    return shown


def said(shown):
    """What the page says beside its figures, warnings among it."""
    kinds = (shown.markdown, shown.caption, shown.info, shown.warning, shown.error)
    return " ".join(each.value for kind in kinds for each in kind)


def assert_opens(shown, page):
    words = said(shown)
    assert "error of the program" not in words, (page, words)
    assert not shown.error
    drawn = [*shown.get("plotly_chart"), *shown.get("bidi_component")]
    assert drawn or shown.info, page


def test_every_task_is_of_a_kind():
    assert sorted([*KINDS, *(task for alike in KINDS.values() for task in alike)]) == sorted(TASK_TITLES)


@pytest.mark.slow
@pytest.mark.parametrize("task", [task for task in KINDS if task not in OPENED_ELSEWHERE])
def test_every_page_opens_alone_for(task, real):
    if task in OWN_DATA:
        config = opened(task).replace(sequence_length=6, num_seeds=1, hidden_size=2, batch_size=2)
        config = config.replace(lanes=config.lanes[:1])
        params = {"run": real.create(config, OWN[task], "visitor").id}
    else:
        params = SMALL | {"task": task}
    for page in INSIDE:
        shown = visited(page, params)
        assert lab(shown).entry.run.present.task == task
        assert_opens(shown, page)
        if page == "hidden_states":
            assert ("on the page “Translator”" in said(shown)) == (task in TRANSLATIONS)
            # What the page would type for the user can be read.
            frame = from_bytes(lab(shown).entry.run.latest.frame)
            typed = [word for word in inputs_as_typed(frame) if word]
            between = "" if frame.task["input_kind"] == "symbols" else " "
            assert len(read(frame, between.join(typed))[0]) == len(typed)
        if page == "gradients":
            # A translation has no product that a click could lead to, which one notice says.
            assert (CLICK in said(shown)) == (task not in TRANSLATIONS)
            assert len([*shown.info, *shown.warning]) == (task in TRANSLATIONS)
        if page == "unrolled" and task in TRANSLATIONS:
            assert "Start “By hand: RNN”" in [button.label for button in shown.button]
        params = {"run": lab(shown).entry.id}


STILL = RunConfig(
    sequence_length=2,
    hidden_size=1,
    batch_size=1,
    num_seeds=1,
    learning_rate=0.0,
    lanes=(
        LaneConfig("rnn", initialisation="scaled", gain=0.0),
        # c is kept whole and nothing is let in: it stays 0, and so does h.
        LaneConfig("lstm", clamps=(Clamp("forget_gate", 1.0), Clamp("input_gate", 0.0))),
    ),
)
"""One unit, two timesteps, W_h = 0, f = 1 exactly, a state that never moves, and nothing that is learned."""


@pytest.mark.slow
@pytest.mark.parametrize("config", [STILL, STILL.replace(learning_rate=1000.0)], ids=["still", "diverged"])
def test_a_network_at_the_ends_has_words_in_every_view(config, real):
    entry = real.create(config, None, "visitor")
    wait_for(lambda: entry.run.prepared and entry.run.latest.frame is not None, 60)
    entry.run.command(STEP)
    entry.run.catch_up(60)
    diverged = {lane.status for lane in from_bytes(entry.run.latest.frame).lanes} == {"diverged"}
    assert diverged == (config.learning_rate > 0)
    for page, (name, views) in VIEWS.items():
        for view in views[: 1 if diverged else None]:
            shown = visited(page, {"run": entry.id, name: view})
            assert_opens(shown, page)
            broken = page in ("hidden_states", "gates", "gradients") and diverged
            assert ("training broke. What is shown" in said(shown)) == broken, page
            # No number of a page is one that is none.
            assert not re.search(r"\bnan\b|\binf\b", said(shown)), (page, view)


@pytest.mark.slow
def test_before_there_is_a_run_every_page_says_so(monkeypatch):
    ready = threading.Event()

    class Waiting(Untrained):
        def warm_up(self, run, ready_parts=None):
            ready.wait(60)

    registry = registry_of(Waiting(), monkeypatch)
    try:
        params = SMALL | {"task": "recall"}
        for page in INSIDE:
            shown = visited(page, params, waits=False)
            words = [*said(shown).split("."), *(bar.proto.text for bar in shown.get("progress"))]
            assert any("networks are being prepared" in sentence for sentence in words), page
            assert not shown.get("plotly_chart")
            params = {"run": lab(shown).entry.id}
    finally:
        ready.set()
        registry.close()
