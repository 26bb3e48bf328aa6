"""Figures of the translator draw the numbers they are given, and give them as CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from app.figures.attention_matrix import attention_matrix
from app.figures.beam_tree import beam_tree
from app.figures.first_word import first_word
from app.figures.one_vector import one_vector
from app.figures.palette import palette
from app.figures.quality_by_length import MEASURES, quality_by_length
from tests.playing.moment import moment

LANES = [
    SimpleNamespace(id="gru", name="GRU", cell="gru", shade=0, dash="solid"),
    SimpleNamespace(id="gru2", name="GRU, attention: dot product", cell="gru", shade=1, dash="dash"),
]


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_attention_has_a_row_for_each_written_word() -> None:
    shares = np.array([[0.75, 0.25, 0.0], [0.1, 0.2, 0.7]], np.float32)
    chart = attention_matrix(shares, ["le", "chat"], ["the", "cat", "⟨end⟩"], "light", title="t", kind="Dot.")
    heat = chart.figure.data[0]
    np.testing.assert_array_equal(heat.z, shares)
    assert (heat.zmin, heat.zmax) == (0, 1)
    assert list(chart.figure.layout.xaxis.categoryarray) == ["the", "cat", "⟨end⟩"]
    assert list(chart.figure.layout.yaxis.ticktext) == ["le", "chat"]
    assert table(chart.csv)[0] == ["written", "the", "cat", "⟨end⟩"]
    assert [float(cell) for cell in table(chart.csv)[2][1:]] == pytest.approx([0.1, 0.2, 0.7])


def test_the_tree_joins_every_word_with_the_one_before_it() -> None:
    nodes = [(-1, "le", -0.1, -0.1, True), (-1, "un", -2.0, -2.0, False), (0, "chat", -0.3, -0.4, True)]
    colours = palette("light")
    chart = beam_tree(nodes, colours.cell("gru"), "light", title="t", width=2)
    others, won = chart.figure.data[:2]
    assert (list(won.x), list(won.y)) == ([0, 1, None, 1, 2, None], [0, 0, None, 0, 0, None])
    assert list(others.x) == [0, 1, None]
    assert won.line.color == colours.cell("gru")
    words = [text for trace in chart.figure.data[2:] for text in trace.text]
    assert words == ["un", "<b>le</b>", "<b>chat</b>"]
    assert table(chart.csv)[3] == ["2", "0", "chat", "-0.3", "-0.4", "1"]


def test_the_tree_says_how_it_grew_and_why_no_sentence_of_it_won() -> None:
    nodes = [(-1, "le", -0.1, -0.1, True), (-1, "un", -2.0, -2.0, False)]
    lost = [(*node[:4], False) for node in nodes]
    greedy, beam, dropped = (
        beam_tree(tree, "#000000", "light", title="t", width=width).caption
        for tree, width in ((nodes, 1), (nodes, 2), (lost, 2))
    )
    assert greedy.startswith("At every word the likeliest one is taken")
    assert beam.startswith("At every word the 2 likeliest sentences go on")
    assert "the beam dropped it" not in beam
    assert "the beam dropped it" in dropped
    begun = beam_tree(nodes, "#000000", "light", title="t", width=1, begun=True).caption
    assert begun.startswith("After the given beginning, at every word the likeliest one is taken")


def test_words_in_the_tree_are_no_tags() -> None:
    chart = beam_tree([(-1, "<b>", -0.1, -0.1, False)], "#000000", "dark", title="t", width=1)
    assert list(chart.figure.data[2].text) == ["&lt;b>"]


@pytest.mark.parametrize("measure", MEASURES)
def test_quality_by_length_draws_the_measure_of_each_lane(measure: str) -> None:
    rows = [
        {"shortest": 2, "longest": 4, "count": 9, "exact": 0.9, "bleu": 80.0, "chrf": 85.0, "length_ratio": 1.0},
        {"shortest": 5, "longest": 5, "count": 8, "exact": 0.5, "bleu": 40.0, "chrf": 45.0, "length_ratio": 0.9},
    ]
    chart = quality_by_length({"gru": rows, "gru2": rows[::-1]}, LANES, measure, "light", unit="word")
    first, second = chart.figure.data
    assert list(first.x) == ["2–4", "5"]
    assert list(first.y) == [rows[0][measure], rows[1][measure]]
    assert (first.line.dash, second.line.dash) == ("solid", "dash")
    assert len(table(chart.csv)) == 5
    assert table(chart.csv)[1][:4] == ["GRU", "2", "4", "9"]


def test_the_first_words_gradient_leaves_out_words_that_no_median_has() -> None:
    spread = np.array([[0.1, 0.2, np.nan], [0.5, 0.6, np.nan], [0.9, 1.0, np.nan]], np.float32)
    chart = first_word({"gru": spread, "gru2": spread}, LANES, 12, "dark", unit="letter")
    band, line = chart.figure.data[:2]
    assert list(line.x) == [1, 2]
    assert list(line.y) == pytest.approx([0.5, 0.6])
    assert list(band.x) == [1, 2, 2, 1]
    assert list(band.y) == pytest.approx([0.9, 1.0, 0.2, 0.1])
    assert "8 of 10 of 12 held-out sentences" in chart.caption
    assert line.hovertemplate.startswith("letter %{x}")
    assert table(chart.csv)[0] == [
        "letter",
        *(f"{lane.name}, {row}" for lane in LANES for row in ("10 %", "median", "90 %")),
    ]


def test_the_one_vector_is_the_state_at_the_boundary_in_strips_of_its_lanes() -> None:
    shown, boundary = moment(), 4
    words = {"input_labels": ["one", "⟨unknown⟩", "⟨end⟩", "⟨start⟩", "un"], "output_labels": ["deux", "un", "⟨end⟩"]}
    inputs = np.zeros((16, 5), np.float32)
    inputs[[0, 1, 2, 4, 5], [0, 1, 2, 3, 4]] = 1
    targets = np.full((16, 1), np.nan, np.float32)
    targets[4:7, 0] = [1, 0, 2]
    task = shown.task | words | {"boundary": boundary}
    chart = one_vector(replace(shown, task=task, inputs=inputs, targets=targets), ["gru"], "light")
    (strips,) = chart.figure.data
    assert list(strips.y) == ["Vanilla RNN h", "LSTM h", "LSTM tanh c", "GRU h"]
    assert [(name.text, name.y) for name in chart.figure.layout.annotations] == [
        (name, row - 0.5) for row, name in enumerate(strips.y)
    ]
    rnn, lstm, _ = (lane.arrays for lane in shown.lanes)
    np.testing.assert_array_equal(strips.z[0], rnn["hidden"][-1, boundary - 1])
    np.testing.assert_allclose(strips.z[2], np.tanh(lstm["cell"][-1, boundary - 1]))
    assert chart.title == "one ⟨unknown⟩ → encoder → 3 numbers → decoder → un deux"
    assert "Vanilla RNN, LSTM: no attention" in chart.caption
    assert "GRU: with attention" in chart.caption
    assert table(chart.csv)[1][:2] == ["1", repr(float(rnn["hidden"][-1, boundary - 1, 0]))]
