"""The page "Gates" on a real run: every view from a cold link, surgery, lanes without gates, a translation.

What its cases say of trained networks is held by `tests/rnn_core/training/test_science.py`.
"""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

import rnn_core
from app.figures.gate_saturation import gate_saturation
from app.figures.time_constants import said, time_constants_by_unit
from app.live.commands import STEP, checked_command
from app.view.gates.parameters import GATE_VIEWS
from app.view.gates.parts import keeps
from app.view.gates.presets import PRESETS
from app.view.gates.product import said_of_product
from rnn_core.inside.gate_values import EXAMPLES, GateValues, time_constants
from rnn_core.inside.question import Answer
from rnn_core.settings.clamp import Clamp
from rnn_core.settings.config import RunConfig
from rnn_core.tasks.openings import opened
from rnn_core.training.run import fresh
from tests.playing.lab_page import address, lab, prepared, press, rerun
from tests.playing.moment import moment
from tests.playing.small_translator import PAIRS, small_translator

SMALL = {"T": "6", "H": "4", "seeds": "2", "batch": "3", "cells": "rnn,lstm"}
CHARTS = {"each": 4, "cell": 2, "saturation": 3, "training": 1, "memory": 1, "product": 1, "surgery": 0, "hand": 1}


@pytest.fixture
def page(visit):
    return lambda settings=SMALL, **more: visit("gates", settings | more)


def words(page):
    return (
        " ".join(each.value for kind in (page.markdown, page.caption, page.info) for each in kind)
        .replace("\\", "")
        .replace("\N{WORD JOINER}", "")
    )


@pytest.mark.slow
def test_every_view_opens_from_a_cold_link_and_after_training(page):
    assert set(CHARTS) == set(GATE_VIEWS)
    entry = lab(page()).entry
    for view, charts in CHARTS.items():
        opened_page = page(gate_view=view, run=entry.id)
        assert not opened_page.warning, view
        assert len(opened_page.get("plotly_chart")) == charts, view
        assert address(opened_page).get("gate_view", "each") == view
    cell = page(gate_view="cell", gate_unit="3", gate_timestep="2", run=entry.id)
    assert "LSTM: unit 3 at timestep 2" in words(cell)
    assert "Over the 4 timesteps that follow, its own values of f multiply what it holds now by" in words(cell)
    entry.run.command(STEP)
    entry.run.catch_up(60)
    trained = page(gate_view="training", run=entry.id)
    assert set(entry.run.ask_over_training(GateValues(("lstm",), EXAMPLES), 20, 60.0, "test")) == {0, 1}
    assert "kept moment so far" not in words(trained)


@pytest.mark.slow
def test_a_gate_is_held_beside_the_untouched_lane_and_in_the_live_run(page):
    shown = page(gate_view="surgery")
    press(shown, "Add a lane from step 0: f held at 0")
    prepared(rerun(shown))
    run = lab(shown).entry.run
    assert [lane.clamps for lane in run.present.lanes] == [(), (), (Clamp("forget_gate", 0.0),)]
    assert "LSTM, f held at 0" in words(shown)
    next(each for each in shown.slider if each.label == "Hold it at").set_value(1.0)
    rerun(shown)
    entry = lab(shown).entry
    press(shown, "Change this lane: f held at 1")
    rerun(shown)
    assert lab(shown).entry is entry
    assert run.present.lanes[1].clamps == (Clamp("forget_gate", 1.0),)
    np.testing.assert_array_equal(run.ask(GateValues(("lstm",)), 60.0).arrays["lstm.kept"], 1)
    press(shown, "Let go: f held at 1")
    rerun(shown)
    assert run.present.lanes[1].clamps == ()
    units = next(each for each in shown.text_input if each.label == "Units")
    units.set_value("3, 9")
    rerun(shown)
    assert "Use numbers from 1 to 4" in shown.warning[0].value
    next(each for each in shown.text_input if each.label == "Units").set_value("4, 2")
    rerun(shown)
    press(shown, "Change this lane: f held at 1 (units 2, 4)")
    rerun(shown)
    assert run.present.lanes[1].clamps == (Clamp("forget_gate", 1.0, (2, 4)),)
    assert address(shown)["gate_units"] == "4, 2"
    # Looking back, nothing on screen would change.
    for command in (STEP, checked_command("seek", 0)):
        run.command(command)
        run.catch_up(60)
    rerun(shown)
    ways = {button.label: button.disabled for button in shown.button if button.label.startswith(("Change", "Let go"))}
    assert ways == {f"{way}: f held at 1 (units 2, 4)": True for way in ("Change this lane", "Let go")}


@pytest.mark.slow
def test_a_copy_of_the_trained_lane_goes_on_beside_it(page):
    shown = page(SMALL | {"seed": "1"}, gate_view="surgery")
    before = lab(shown).entry
    for _ in range(2):
        before.run.command(STEP)
    before.run.catch_up(60)
    rerun(shown)
    press(shown, "Add a copy from step 2: f held at 0")
    prepared(rerun(shown))
    run = lab(shown).entry.run
    assert run is not before.run
    assert (run.step, run.config.lane_ids) == (2, ("rnn", "lstm", "lstm2"))
    assert [lane.clamps for lane in run.present.lanes] == [(), (), (Clamp("forget_gate", 0.0),)]
    assert "LSTM, f held at 0" in words(shown)


@pytest.mark.slow
def test_a_part_is_removed_by_its_name_and_a_fourth_lane_is_the_last(page):
    shown = page(SMALL | {"cells": "lstm,lstm,lstm,gru"}, gate_view="surgery", gate_cut="remove", gate_variant="cifg")
    press(shown, "Add a lane from step 0: coupled input and forget gate")
    prepared(rerun(shown))
    assert [(lane.cell, lane.variant) for lane in lab(shown).entry.run.present.lanes] == [
        ("lstm", "standard"),
        ("lstm", "cifg"),
    ]


@pytest.mark.slow
def test_a_vanilla_rnn_alone_has_words_in_every_view(page):
    entry = lab(page(SMALL | {"cells": "rnn"})).entry
    for view in GATE_VIEWS:
        shown = page(SMALL | {"cells": "rnn"}, gate_view=view, run=entry.id)
        assert "no gates" in words(shown) or view == "hand", view
        assert len(shown.get("plotly_chart")) == {"each": 2, "cell": 2, "training": 1, "hand": 1}.get(view, 0)


@pytest.mark.slow
def test_a_translation_has_its_gates_too(page, real):
    entry = real.create(small_translator(), PAIRS, "visitor")
    for view in ("each", "cell", "memory", "product"):
        shown = page({}, run=entry.id, gate_view=view)
        assert not shown.warning, view
        assert len(shown.get("plotly_chart")) == {"each": 3, "cell": 2}.get(view, 1), view
        # Its one lane is a GRU.
        assert "keeps" in words(shown) or "the update gates alone would leave" in words(shown)


def test_every_case_has_settings_that_there_are():
    for preset in PRESETS:
        assert set(preset.parameters) <= {"gates_view", "gates_lane"}
        preset.config(RunConfig())


def kept_at_the_start(preset, seed):
    run = fresh(opened(preset.task, RunConfig(num_seeds=1, seed=seed)).replace(**preset.settings))
    answer = rnn_core.ask(run, GateValues())
    return [time_constants(answer.arrays[f"{lane}.kept"])[0] for lane in answer.words["lanes"]]


@pytest.mark.slow
def test_what_the_cases_before_training_say_holds_over_three_seeds():
    biases, chrono, _, _ = PRESETS
    for seed in range(3):
        found = [float(np.median(tau)) for tau in kept_at_the_start(biases, seed)]
        np.testing.assert_allclose(found, [1.44, 3.19, 20.6], rtol=0.15)
        for tau in kept_at_the_start(chrono, seed):
            assert 80 < tau.max() < 130
            assert tau.max() > 3 * tau.min()


def test_what_a_gate_keeps_is_said_at_both_ends_too():
    assert keeps(1.0, "c") == "keeps c whole, for ever"
    assert keeps(0.0, "c") == "keeps nothing of c"
    assert keeps(0.73, "c") == "keeps 73.0 % of c a timestep: after 20 timesteps 0.2 % is left (τ = 3.18 timesteps)"
    assert said(float("inf")) == "∞: never forgets"
    assert said(0.0) == "0: keeps nothing"
    assert said(3.1922) == "3.19 timesteps"


@pytest.mark.parametrize(
    ("gates", "whole", "sentence"),
    [
        ((1.0, 0.5), (1.0, 2.0), "would leave 0.500 of ∂L/∂c; 2.00 of it is there, 4.0 times as much."),
        ((1.0, 0.5), (1.0, 0.25), "0.250 of it is there, 2.0 times less."),
        ((0.0, 0.0), (0.0, 0.0), "∂L/∂c is exactly 0 at the last timestep, so nothing goes back."),
        ((1.0, 0.0), (1.0, np.inf), "1 timestep before the last one the gradient is beyond float32."),
    ],
)
def test_the_product_beside_the_gradient_has_words_at_every_length(gates, whole, sentence):
    answer = Answer({"gate": {"lstm": "f"}, "state": {"lstm": "c"}})
    assert said_of_product(answer, "lstm", "LSTM", np.array(gates), np.array(whole)).endswith(sentence)


def test_figures_mark_what_lies_beyond_and_have_their_numbers():
    (lane,) = (each for each in moment().lanes if each.id == "lstm")
    tau = np.array([[np.inf, 0.0, 3.0]] * 4)
    chart = time_constants_by_unit({"lstm": tau}, [lane], "light", 20, "Where.")
    dots = next(trace for trace in chart.figure.data if trace.name == "LSTM")
    assert list(dots.marker.symbol) == ["triangle-down", "circle", "triangle-up"]
    assert "unit 1: ∞: never forgets" in dots.text[2]
    rows = list(csv.DictReader(io.StringIO(chart.csv)))
    assert [row["LSTM τ of the mean"] for row in rows] == ["inf", "0.0", "3.0"]
    found = {"lstm": (np.array([0.9, 0.0, 0.5]), np.array([0.0, 1.0, 0.25]))}
    dark = gate_saturation("forget_gate", found, [replace(lane, shade=1)], "dark", "Where.")
    assert dark.title == "Forget gate f: shut and open"
    assert dark.figure.data[1].marker.symbol == "diamond"
    assert "above 0.9: 100.0 %" in dark.figure.data[1].text[1]
