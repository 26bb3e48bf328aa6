"""The page "Hidden states" on a real run: from a cold link, at the moment that is looked at, with a typed sequence."""

import base64
import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import streamlit as st

import rnn_core
from app.figures.input_words import inputs_in_words
from app.figures.state_path import one_unit_map, state_path
from app.figures.unit_curves import unit_curves
from app.live.commands import STEP, checked_command
from app.view.hidden_states import drawn
from app.view.hidden_states.drawn import drawing_of
from app.view.hidden_states.page import NO_TIME, SORTED
from app.view.page_parameters import BY_NAME
from app.view.plain import plain
from rnn_core.frames.frame import from_bytes
from rnn_core.language.passage import LENGTH
from tests.playing.lab_page import address, lab, press, rerun
from tests.playing.moment import moment

SMALL = {"task": "recall", "T": "6", "H": "4", "seeds": "2", "batch": "3", "cells": "rnn,lstm"}


@pytest.fixture
def page(visit):
    return lambda **more: visit("hidden_states", SMALL | more)


def charts(page):
    """The heat maps on the page: their values `[H, T]` and their layouts."""
    specs = [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]
    return [(decoded(spec["data"][0]["z"]), spec["layout"]) for spec in specs]


def bold(words):
    return f"**{plain(words)}**"


def titles(page):
    return [markdown.value for markdown in page.markdown]


def decoded(array):
    """An array as Plotly writes it into JSON."""
    rows, columns = map(int, array["shape"].split(", "))
    return np.frombuffer(base64.b64decode(array["bdata"]), array["dtype"]).reshape(rows, columns)


def box(page, label):
    return next(each for each in page.selectbox if each.label == label)


@pytest.mark.slow
def test_it_opens_alone_shows_a_lane_and_keeps_its_parameters_in_the_address(page):
    opened = page(lane="lstm", trace="forget_gate")
    assert not opened.warning
    frame = from_bytes(lab(opened).entry.run.latest.frame)
    ((values, _),) = charts(opened)
    np.testing.assert_allclose(values.T, frame.lanes[1].arrays["forget_gate"][-1], rtol=1e-6)
    assert bold("LSTM: forget gate f, test example 1") in titles(opened)
    assert address(opened) == SMALL | {"lane": "lstm", "trace": "forget_gate", "run": lab(opened).entry.id}
    box(opened, "Lane").set_value("rnn")
    rerun(opened)
    assert "lane" not in address(opened)
    assert bold("Vanilla RNN: hidden state h, test example 1") in titles(opened)


@pytest.mark.slow
def test_it_follows_the_moment_that_is_looked_at(page):
    opened = page(seed="1")
    entry = lab(opened).entry
    first = charts(opened)[0][0]
    for _ in range(3):
        entry.run.command(STEP)
    entry.run.catch_up(20)
    rerun(opened)
    assert not np.array_equal(charts(opened)[0][0], first)
    entry.run.command(checked_command("seek", 0))
    rerun(opened)
    np.testing.assert_array_equal(charts(opened)[0][0], first)


@pytest.mark.slow
def test_a_typed_sequence_is_answered_and_what_is_unknown_named(page):
    opened = page()
    field = opened.text_input[0]
    field.set_value("Axy")
    rerun(opened)
    values, layout = charts(opened)[1]
    assert values.shape == (4, 3)
    assert layout["xaxis"]["categoryarray"] == ["A", "x", "y"]
    run = rnn_core.start(lab(opened).entry.run.config)
    expected = rnn_core.ask(run, rnn_core.StatesOfSequence(("A", "x", "y"))).arrays["rnn.hidden"][-1]
    np.testing.assert_allclose(values.T, expected, rtol=1e-5)
    assert address(opened)["sequence"] == "Axy"
    opened.text_input[0].set_value("A?")
    rerun(opened)
    assert "?" in opened.warning[0].value
    assert len(charts(opened)) == 1


@pytest.mark.slow
def test_what_is_drawn_is_typed_into_the_field_and_symbols_cannot_be_drawn(page, monkeypatch):
    given = []

    def draw(key, data, on_typed_change):
        """The component, its user with a steady hand."""

        def stroke():
            st.session_state[key] = SimpleNamespace(typed="0.5 0.25*")
            on_typed_change()

        given.append(data)
        st.button("draw", on_click=stroke)

    monkeypatch.setattr(drawn, "_drawing", draw)
    opened = page(task="adding", cells="rnn", sequence="0.7")
    assert (given[-1]["values"], given[-1]["marks"], given[-1]["timesteps"]) == ([0.7], True, 6)
    press(opened, "draw")
    rerun(opened)
    assert opened.text_input[0].value == "0.5 0.25*" == address(opened)["sequence"]
    assert lab(opened).parameters.keys() <= BY_NAME.keys(), "Back asks for the page of each"
    assert (given[-1]["values"], given[-1]["marked"]) == ([0.5, 0.25], [False, True])
    assert charts(opened)[1][1]["xaxis"]["categoryarray"] == ["0.5", "0.25*"]
    symbols = page()
    assert any("Only numbers can be drawn" in caption.value for caption in symbols.caption)


def test_a_slope_of_exactly_1_is_called_a_border_and_a_state_that_never_moves_has_no_words_on_its_point():
    shown = moment()
    before = np.linspace(-1, 1, 5)
    found = {"before": before, "after": np.tanh(before)[None], "fixed.0": np.array([[0.0], [-1.0]])}
    chart = one_unit_map(shown.lanes[0], found, ["0"], np.zeros((0, 2)), "light")
    assert "Input 0: h = 0.00 stays, at the border of stable: the slope there is −1.00." in chart.caption
    stands, moves = (
        state_path(shown.lanes[0], points, ("c", "h"), ["a"] * 3, "light", title="", caption="Where.")
        for points in (np.ones((3, 2)), np.eye(3)[:, :2])
    )
    assert (stands.figure.data[0].mode, moves.figure.data[0].mode) == ("lines+markers", "lines+markers+text")
    assert stands.caption == "The state never moves, so all beads lie on one point. Where."
    assert moves.caption == "Where."


def test_each_lane_has_the_words_that_it_reads_in_its_own_order():
    shown = moment(num_steps=3, cells=("rnn", "gru"))
    letters = shown.task | {"input_kind": "words", "input_labels": ["dog", "bites", "man"]}
    backwards = replace(shown.lanes[1], arrays=shown.lanes[1].arrays | {"inputs": np.eye(3, dtype=np.float32)[::-1]})
    frame = replace(shown, task=letters, inputs=np.eye(3, dtype=np.float32), lanes=(shown.lanes[0], backwards))
    words = {lane.id: inputs_in_words(frame, lane) for lane in frame.lanes}
    assert words == {"rnn": ["dog", "bites", "man"], "gru": ["man", "bites", "dog"]}
    values = {lane.id: np.zeros((3, 1)) for lane in frame.lanes}
    chart = unit_curves(values, frame.lanes, [1], words, "light", title="", where="here")
    assert [trace.customdata[0] for trace in chart.figure.data] == ["0.00 dog", "0.00 man"]


def test_what_may_be_drawn_is_what_the_task_reads():
    frame = moment(num_steps=3)
    values = replace(frame, inputs=np.float32([[-0.5], [0.25], [1.0]]))
    adding = drawing_of(replace(frame, inputs=np.float32([[0.5, 1], [0.25, 0], [0, 0]])), ((0.3, 1.0),))
    assert adding["example"] == "0.5* 0.25 0"
    assert (adding["low"], adding["high"], adding["rest"], adding["values"]) == (0, 1, 0, [0.3])
    bits = drawing_of(replace(values, task=frame.task | {"input_kind": "values", "input_labels": ["bit"]}), (1.0,))
    assert (bits["low"], bits["high"], bits["step"], bits["marks"]) == (-1, 1, 1, False)
    unit = {"name": "°F", "scale": 10.0, "offset": 60.0}
    warm = {"input_kind": "values", "input_labels": ["reading"], "unit": unit}
    found = drawing_of(replace(values, task=frame.task | warm), (0.5,))
    assert (found["values"], found["rest"], found["example"], found["unit"]) == ([65.0], 60.0, "55 62.5 70", "°F")
    assert (found["low"], found["high"]) == (45, 80)


@pytest.mark.slow
def test_every_view_opens_from_a_cold_link_and_keeps_its_place_in_the_address(page):
    drawn = {"units": 2, "curves": 1, "path": 1, "fires": 2}
    for view, count in drawn.items():
        opened = page(st_view=view, st_order="time", st_all="1", st_threshold="0.0")
        assert not opened.warning, view
        assert len(opened.get("plotly_chart")) == count, view
        assert address(opened).get("st_view", "units") == view
        if view == "units":
            captions = [caption.value for caption in opened.caption]
            assert any(plain(NO_TIME.format(name="Vanilla RNN")) in caption for caption in captions)
            assert any(plain(SORTED["time"].strip()) in caption for caption in captions)
    elsewhere = page(st_view="passage")
    assert len(elsewhere.get("plotly_chart")) == 1, "only a text has passages"
    some = page(st_view="curves", st_units="2, 9")
    assert len(some.get("plotly_chart")) == 1
    assert any("no unit 9: its units are 1 to 4" in plain_words.value for plain_words in some.caption)
    wrong = page(st_view="curves", st_units="![9](http://evil.example)")
    assert "Use numbers from 1 to 4" in wrong.warning[0].value
    assert "![9](" not in wrong.warning[0].value


@pytest.mark.slow
def test_two_sequences_are_apart_from_where_they_differ(page):
    opened = page(sequence="Axy", st_beside="Axz")
    (distance,) = [json.loads(chart.proto.spec) for chart in opened.get("plotly_chart")][3:]
    for line in distance["data"]:
        apart = np.frombuffer(base64.b64decode(line["y"]["bdata"]), line["y"]["dtype"])
        assert apart[:2].tolist() == [0, 0]
        assert apart[2] > 0


@pytest.mark.slow
def test_one_unit_has_a_map_for_the_examples_own_inputs(page):
    opened = page(H="1", st_view="path", cells="rnn")
    (chart,) = [json.loads(chart.proto.spec) for chart in opened.get("plotly_chart")]
    names = [line.get("name") for line in chart["data"]]
    assert sum(name is not None and name.startswith("input ") for name in names) == 2
    # An LSTM's next h does not follow from h alone.
    both = page(H="1", st_view="path", cells="lstm")
    assert any("There is no map from h to the next h" in caption.value for caption in both.caption)


@pytest.mark.slow
def test_a_passage_of_a_text_is_coloured_and_one_moves_on_in_it(page):
    opened = page(task="shakespeare", cells="gru", seeds="1", st_view="passage", st_place="40")
    (html,) = [each.proto.body for each in opened.get("html") if "passage" in each.proto.body]
    assert html.count("<span") == LENGTH
    next(button for button in opened.button if button.label == "Later").click()
    rerun(opened)
    assert address(opened)["st_place"] == str(40 + LENGTH)
