"""Runs laid over each other: every seed is there, a run keeps its letter and line style, a lane its colour."""

from dataclasses import replace

import numpy as np
import pytest

from app.figures.compared_runs import compared_gradients, compared_losses, different_tasks
from app.figures.palette import palette
from tests.playing.moment import moment


def with_losses(frame, losses):
    """`frame` whose first lane has the training losses `losses` `[S, P]`."""
    lane = frame.lanes[0]
    return replace(frame, lanes=(replace(lane, arrays=lane.arrays | {"train_curve": np.float32(losses)}),))


def named(chart):
    return {trace.name: trace for trace in chart.figure.data if trace.name}


def test_a_lane_has_its_cells_colour_and_a_run_its_line_style_in_both_charts():
    frames = [moment(40), moment(60)]
    for chart in (compared_losses(frames, "light"), compared_gradients(frames, "light")):
        lines = named(chart)
        for letter, dash in (("A", "solid"), ("B", "dash")):
            for lane in frames[0].lanes:
                line = lines[f"{letter} · {lane.name}"].line
                assert (line.color, line.dash) == (palette("light").lane(lane), dash)
        assert "A: solid line, B: dashed line" in chart.caption


def test_the_median_over_the_seeds_is_bold_and_every_seed_thin():
    losses = [[1.0, 0.9, 0.8], [1.0, np.nan, np.nan], [1.2, 0.1, 0.2]]
    steps = np.float32([1, 2, 3])
    shown = replace(with_losses(moment(cells=("lstm",)), losses), curve_steps=steps)
    one_seed = replace(with_losses(moment(cells=("lstm",)), losses[:1]), curve_steps=steps)
    chart = compared_losses([shown, one_seed], "light")
    lines = named(chart)
    np.testing.assert_allclose(lines["A · LSTM"].y, [1.0, 0.5, 0.5])
    np.testing.assert_allclose(lines["B · LSTM"].y, losses[0])
    thin = [trace for trace in chart.figure.data if not trace.name]
    np.testing.assert_allclose([trace.y for trace in thin], losses)
    assert max(trace.line.width for trace in thin) < lines["A · LSTM"].line.width
    assert chart.csv.splitlines() == [
        'step,"A · LSTM, seed 0","A · LSTM, seed 1","A · LSTM, seed 2","B · LSTM, seed 0"',
        f"1,{np.float32(1.0)},1.0,{float(np.float32(1.2))},1.0",
        f"2,{float(np.float32(0.9))},,{float(np.float32(0.1))},{float(np.float32(0.9))}",
        f"3,{float(np.float32(0.8))},,{float(np.float32(0.2))},{float(np.float32(0.8))}",
    ]


def test_sequences_of_different_lengths_end_together_and_share_an_axis_that_grows():
    long, short = moment(num_steps=16, cells=("rnn",)), moment(num_steps=8, cells=("rnn",))
    short.lanes[0].arrays["hidden_gradient"][:] = 229
    chart = compared_gradients([long, short], "dark")
    lines = named(chart)
    assert (lines["A · Vanilla RNN"].x[0], lines["A · Vanilla RNN"].x[-1]) == (-15, 0)
    assert (lines["B · Vanilla RNN"].x[0], lines["B · Vanilla RNN"].x[-1]) == (-7, 0)
    assert chart.figure.layout.yaxis.range[1] == pytest.approx(3)
    equal = compared_gradients([long, long], "dark")
    assert list(named(equal)["B · Vanilla RNN"].x) == list(range(1, 17))


def test_a_baseline_stands_once_and_losses_of_different_tasks_come_with_a_warning():
    frames = [moment(), moment()]
    assert [name for name in named(compared_losses(frames, "light")) if "always answer 1" in name] == [
        "always answer 1: 0.167"
    ]
    other = replace(moment(), task=moment().task | {"title": "Parity"}, loss_name="cross-entropy")
    chart = compared_losses([moment(), other], "light")
    assert "different tasks" in different_tasks([moment(), other])
    assert different_tasks(frames) == ""
    assert chart.figure.layout.yaxis.title.text == "loss, of each task its own"
    assert not any("always answer" in name for name in named(chart))


def test_lines_that_lie_on_each_other_are_told_also_where_one_run_goes_further():
    first, other = moment(cells=("lstm", "gru")), moment(cells=("lstm", "gru"))
    for lane in first.lanes:
        lane.arrays["train_curve"] = lane.arrays["train_curve"][:, :30]
    other.lanes[0].arrays["train_curve"][:] += 1
    caption = compared_losses([replace(first, curve_steps=first.curve_steps[:30]), other], "light").caption
    assert "B · GRU has the same losses as A · GRU: one lies on the other." in caption
    assert "B · LSTM has" not in caption
