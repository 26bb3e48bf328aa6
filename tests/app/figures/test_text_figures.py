"""The figures of the text generator: the same loss on two axes, and the next character's probabilities."""

import csv
import io
import math
from dataclasses import replace

import numpy as np
import pytest

from app.figures.next_characters import entropy, next_characters
from app.figures.text_losses import text_losses
from tests.playing.moment import moment


def text_moment():
    shown = moment(100)
    lines = [{"label": f"{n}-gram", "value": 3.5 - 0.4 * n} for n in range(1, 6)]
    return replace(shown, task=shown.task | {"output_labels": list("abcdefgh"), "baselines": lines})


def test_bits_are_nats_over_ln_2_on_the_same_heights():
    shown = text_moment()
    chart = text_losses(shown, "light")
    layout = chart.figure.layout
    assert np.array(layout.yaxis2.range) * math.log(2) == pytest.approx(np.array(layout.yaxis.range))
    curves = [trace for trace in chart.figure.data if trace.mode == "lines+markers"]
    assert [curve.name for curve in curves] == [lane.name for lane in shown.lanes]
    named = [annotation.text for annotation in layout.annotations]
    assert named == ["all 8 symbols equally likely", *(f"{n}-gram" for n in range(1, 6))]
    assert layout.annotations[0].y == pytest.approx(math.log(8))
    (first, *_) = csv.DictReader(io.StringIO(chart.csv))
    assert float(first["GRU, bits"]) == pytest.approx(float(first["GRU, nats"]) / math.log(2))


def test_probabilities_stand_before_and_after_with_their_entropies():
    labels = [f"s{k}" for k in range(20)]
    before = np.full(20, 0.05, np.float32)
    after = np.zeros(20, np.float32)
    after[3] = 1
    chart = next_characters(labels, before, after, "#123456", "dark", title="GRU", words="temperature 0")
    first, second = chart.figure.data
    assert (first.name, second.name) == ("by the network: entropy 3.00 nats", "temperature 0: entropy 0 nats")
    assert len(first.y) == 16
    assert "The other 4 symbols have 20.0 % together." in chart.caption
    assert len(chart.csv.splitlines()) == 21
    chart = next_characters(labels[:17], before[:17], after[:17], "#123456", "dark", title="GRU", words="")
    assert "The other symbol has 20.0 %." in chart.caption
    assert entropy(before) == pytest.approx(math.log(20))
