"""The page "Gradients" on a real run: every view from a cold link, what its presets say, and a translation."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

import rnn_core
from app.figures.carried_shares import carried_shares
from app.figures.clipped_gradient import clipped_gradient
from app.figures.gradient_histogram import gradient_histogram
from app.figures.gradient_lines import Line, gradient_lines
from app.figures.lyapunov import lyapunov
from app.figures.singular_values import singular_values
from app.figures.training_surface import training_surface
from app.figures.triangle_map import triangle_map
from app.live.commands import STEP, checked_command
from app.view.gradients.by_gain import said
from app.view.gradients.by_lag import far_is_missing, hidden_by_others, last_carry
from app.view.gradients.inside import near
from app.view.gradients.parts import reach
from app.view.gradients.presets import PRESETS
from app.view.page_parameters import GRADIENT_VIEWS
from rnn_core.inside.gradients_by_lag import Carried, GradientsByLag, spread
from rnn_core.inside.jacobian_spectrum import JacobianSpectrum
from rnn_core.inside.question import Answer, QuestionError
from rnn_core.inside.triangle import Triangle
from rnn_core.settings.config import RunConfig
from rnn_core.tasks.openings import opened
from rnn_core.training.run import fresh
from tests.playing.lab_page import address, lab, rerun, words
from tests.playing.moment import moment
from tests.playing.small_translator import trained_translator

SMALL = {"T": "6", "H": "4", "seeds": "2", "batch": "3", "cells": "rnn,lstm"}
CHARTS = {"lag": 3, "training": 3, "triangle": 1, "jacobians": 2, "length": 2, "gain": 1}


@pytest.fixture
def page(visit):
    return lambda **more: visit("gradients", SMALL | more)


@pytest.mark.slow
def test_every_view_opens_from_a_cold_link_at_step_0_and_after_training(page):
    assert set(CHARTS) == set(GRADIENT_VIEWS)
    entry = lab(page()).entry
    run = entry.id
    for view, charts in CHARTS.items():
        opened_page = page(grad_view=view, run=run)
        assert not opened_page.warning, view
        # Nothing is clipped before the first step.
        assert len(opened_page.get("plotly_chart")) == charts - (view == "training"), view
        assert address(opened_page).get("grad_view", "lag") == view
    for _ in range(3):
        entry.run.command(STEP)
    entry.run.catch_up(60)
    trained = page(grad_view="training", run=run)
    assert len(trained.get("plotly_chart")) == CHARTS["training"]
    assert "Steps that were clipped: Vanilla RNN" in words(trained)
    kept = entry.run.ask_over_training(GradientsByLag(), 20, 60.0, "test")
    assert list(kept) == sorted({0, 3} | set(kept))
    np.testing.assert_array_equal(
        kept[3].arrays["rnn.hidden"], entry.run.ask(GradientsByLag(), 60.0).arrays["rnn.hidden"]
    )
    entry.run.command(checked_command("seek", 0))
    entry.run.catch_up(60)
    assert list(entry.run.ask_over_training(GradientsByLag(), 20, 60.0, "test")) == [0]


@pytest.mark.slow
def test_the_switch_shows_the_illusion_and_the_address_keeps_it(page):
    opened_page = page()
    assert "5 timesteps before the last one the gradient is" in words(opened_page)
    assert "illusion" not in words(opened_page)
    opened_page.segmented_control[1].set_value("every")
    rerun(opened_page)
    assert "illusion" in words(opened_page)
    assert address(opened_page)["grad_where"] == "every"
    box = next(each for each in opened_page.selectbox if each.label == "Lane")
    box.set_value("lstm")
    rerun(opened_page)
    assert "LSTM: from timestep 6 back to 1" in words(opened_page)
    assert address(opened_page)["grad_lane"] == "lstm"


@pytest.mark.slow
def test_what_the_presets_say_holds_over_three_seeds():
    _, _, illusion, biases, bound = PRESETS
    for seed in range(3):
        run = start_of(illusion, seed)
        last, every = (medians(run, where)["rnn"] for where in ("last", "every"))
        assert last[-1] < 1e-6 * last[0]
        assert every.max() < 3 * every.min()
        reached = [median[-1] for median in medians(start_of(biases, seed), "last").values()]
        assert reached == sorted(reached)
        assert reached[2] > 2 * reached[1] > 4 * reached[0]
        found = rnn_core.ask(start_of(bound, seed), JacobianSpectrum("rnn")).arrays
        assert np.all(found["singular_values"][:, 0] <= np.log10(0.5) * found["lags"] + 1e-4)


def start_of(preset, seed):
    return fresh(opened(preset.task, RunConfig(num_seeds=1, seed=seed)).replace(**preset.settings))


def medians(run, where):
    answer = rnn_core.ask(run, GradientsByLag(where))
    return {lane: spread(answer.arrays[f"{lane}.hidden"])[1] for lane in answer.words["lanes"]}


@pytest.mark.slow
def test_a_translation_has_its_gradient_by_lag_and_says_what_it_has_not():
    run = trained_translator(50)
    found = rnn_core.ask(run, GradientsByLag()).arrays
    assert np.isfinite(found["gru.hidden"][0]).all()
    assert "gru.contribution" not in found
    for question in (Triangle("gru"), JacobianSpectrum("gru"), rnn_core.StatesOfSequence(("x",))):
        with pytest.raises(QuestionError, match=r"cannot be shown for a translation: its encoder and its decoder"):
            rnn_core.ask(run, question)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (1e-6, 2.0, "the gradient is 2,000,000 times shorter than there."),
        (50.0, 2.0, "the gradient is 25 times longer than there."),
        (2.0, 2.0, "the gradient is as long as there."),
        (0.0, 2.0, "the gradient is exactly 0."),
        (0.0, 0.0, "exactly 0 at the last timestep, so nothing goes back."),
        (float("inf"), 2.0, "beyond float32."),
    ],
)
def test_how_far_it_reaches_is_said_for_every_gradient(first, last, said):
    assert reach("GRU", first, last, 49).endswith(said)


@pytest.mark.parametrize(
    ("every", "alone", "times"),
    [((0.5, 0.5), (1.0, 0.01), 100.0), ((1.0, 0.2), (1.0, 0.2), 1.0), ((np.inf, 1.0), (1.0, 0.0), 0.0)],
)
def test_an_illusion_is_what_only_the_other_errors_bring_back(every, alone, times):
    found = [np.array([values] * 3) for values in (every, alone)]
    assert hidden_by_others(*found) == pytest.approx(times)


@pytest.mark.parametrize(
    ("gain", "ends", "sentences"),
    [
        (0.0, (-np.inf, -np.inf, -np.inf), ["With g = 0 no timestep hands anything on"]),
        (2.0, (400.0, 300.2, -np.inf), ["10⁴⁰⁰ after 1 timestep.", "tanh it is 10³⁰⁰: tanh′ is below 1", "it is 0:"]),
        (1.1, (0.3, 0.3, -np.inf), ["prediction itself: 2.00 after", "it is 2.00, as predicted", "ReLU it is 0"]),
    ],
)
def test_vanish_hold_and_explode_have_words_at_every_end(gain, ends, sentences):
    words = said(gain, dict(zip(("linear", "tanh", "relu"), ends, strict=True)), 1)
    assert len(words) == len(sentences)
    for sentence, expected in zip(words, sentences, strict=True):
        assert expected in sentence


@pytest.mark.parametrize(
    ("total", "sentence"), [(np.inf, "beyond float32"), (0.0, "exactly 0"), (2.0, "GRU: 100.0 % of all items")]
)
def test_the_triangle_has_words_for_a_gradient_of_any_length(total, sentence):
    answer = Answer({}, {"total": np.array([total], np.float32), "norms": np.eye(3, dtype=np.float32)})
    assert sentence in near("GRU", answer)


@pytest.mark.parametrize(
    ("timesteps", "known", "words"),
    [
        (1, 8, "the last of 8 timesteps carries 99 %"),
        (7, 8, "the last 7 of 8 timesteps carry 99 %"),
        (7, 50, "the last 7 of 50 timesteps carry 99 %, the last 10 carry 20.0 %"),
    ],
)
def test_what_the_last_timesteps_carry_is_said_of_any_number(timesteps, known, words):
    assert last_carry(Carried(np.arange(1, known + 1) / 50, timesteps)) == words


def test_few_numbers_have_no_middle_and_lost_directions_are_counted_among_the_shown():
    (lane, *_) = moment().lanes
    for numbers, names in ((1, ["the only one"]), (2, ["the largest", "the smallest"]), (3, ["the largest"])):
        found = {"lags": np.arange(2, dtype=np.float32), "singular_values": np.ones((2, numbers), np.float32)}
        figure = singular_values(found, lane, "light", pascanu=True, state="h").figure
        assert [trace.name for trace in figure.data if trace.name][: len(names)] == names
    chart = lyapunov(np.array([0.5, -np.inf, -np.inf]), lane, "light", timesteps=9, numbers=3)
    assert "Shown: all 3. Of them −∞, a direction that is lost altogether: 2." in chart.caption


@pytest.mark.parametrize(
    ("carry", "timesteps", "missing"), [(3, 20, True), (15, 20, False), (0, 20, False), (1, 2, False)]
)
def test_the_part_from_far_back_is_missing_only_where_there_is_a_far(carry, timesteps, missing):
    assert far_is_missing(carry, timesteps) == missing


def test_tables_name_their_steps_timesteps_and_bins():
    (lane, *_) = moment().lanes
    surface = training_surface([0, 50], [np.array(row, np.float32) for row in ([1, 2], [3])], lane, "light")
    assert list(csv.DictReader(io.StringIO(surface.csv)))[1] == {"lag": "1", "step 0": "2.0", "step 50": ""}
    assert surface.figure.layout.xaxis.range == (0, 50)
    norms = np.array([[1, 0], [2, 3]], np.float32)
    triangle = triangle_map(norms, norms / 2, 3.0, lane, "light", 1)
    second = list(csv.DictReader(io.StringIO(triangle.csv)))[1]
    assert (second["error at s"], second["norm, timestep 1"], second["part, timestep 2"]) == ("2", "2.0", "1.5")
    histogram = gradient_histogram({lane.id: np.array([[2.0, 0.0]], np.float32)}, [lane], "light")
    (filled,) = (row for row in csv.DictReader(io.StringIO(histogram.csv)) if float(row[f"{lane.name}, share"]))
    assert (filled["log10 from"], filled["log10 to"], filled[f"{lane.name}, share"]) == ("0.0", "0.5", "0.5")


def test_lines_have_one_axis_a_ruler_and_their_numbers():
    lanes = moment().lanes
    lines = [Line(lane, np.array([[0.5, 0.5e-9], [1.0, 1e-12], [2.0, 0.0]], np.float32)[:, :2]) for lane in lanes]
    chart = gradient_lines(lines, "light", title="x", caption="y.", x="lag", place="lag", backwards=True, ruler=True)
    assert chart.figure.layout.yaxis.range == (-10, 1)
    assert [each.text for each in chart.figure.layout.annotations] == ["useful", "lost in rounding"]
    assert chart.figure.layout.shapes[0].y1 == pytest.approx(2.0**-24)
    (first, second) = csv.DictReader(io.StringIO(chart.csv))
    assert float(first["GRU ∂L/∂h median"]) == 1
    assert float(second["GRU ∂L/∂h median"]) == pytest.approx(1e-12)
    assert "triangle-down" in {trace.marker.symbol for trace in chart.figure.data}
    growing = [Line(lane, np.array([[1.0, 1e7]], np.float32)) for lane in lanes]
    larger = gradient_lines(growing, "dark", title="x", caption="y.", x="lag", place="lag")
    assert larger.figure.layout.yaxis.range == (-10, 7)


def test_figures_say_what_no_bar_can_show():
    shown = moment()
    norms = {lane.id: np.array([[0.0, 1.0], [np.inf, np.nan]], np.float32) for lane in shown.lanes}
    chart = gradient_histogram(norms, shown.lanes, "light")
    assert "Vanilla RNN: 66.7 % are 0, infinite or beyond the axis." in chart.caption
    nothing = carried_shares({lane.id: np.full(4, np.nan) for lane in shown.lanes}, shown.lanes, 8, "light")
    assert nothing.figure.data[0].text == ("–",) * 4
    zeros = np.zeros((4, 4), np.float32)
    assert "of length 0" in triangle_map(zeros, zeros, 0.0, shown.lanes[0], "light", 1).caption


def test_a_limit_is_drawn_only_where_there_is_one():
    (lane, *_) = moment().lanes
    lane = replace(lane, id="rnn")
    found = {"steps": np.array([1.0, 2.0]), "limit": np.zeros(2)}
    found |= {f"rnn.{name}": np.array([1.0, np.nan]) for name in ("before", "after", "longest", "clipped")}
    free = clipped_gradient(found, [lane], "light")
    held = clipped_gradient(found | {"limit": np.array([0.0, 0.5])}, [lane], "light")
    assert len(held.figure.data) == len(free.figure.data) + 1
    assert {trace.mode for trace in held.figure.data} == {"lines+markers"}, "one point alone has no line"
    still = clipped_gradient(found | {"rnn.before": np.zeros(2)}, [lane], "light")
    assert f"A length of exactly 0 has no place on this axis: {lane.name}." in still.caption
