import numpy as np
import pytest

from app.figures.gradient_profile import FLOOR, gradient_profile
from app.figures.heat_map import heat_map, state_names
from app.figures.loss_curves import loss_curves
from app.figures.palette import palette
from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_config import lanes_of
from tests.playing.fake_engine import frame

THEMES = ("light", "dark")


@pytest.mark.parametrize("theme", THEMES)
def test_every_seed_of_every_cell_has_its_curve_and_the_baseline_its_line(theme):
    shown = frame(3)
    figure = loss_curves(shown, theme)
    train = [trace for trace in figure.data if trace.mode == "lines"]
    assert len(train) == 9
    np.testing.assert_array_equal(train[0].y, shown.lanes[0].arrays["train_curve"][0])
    assert [trace.line.color for trace in train[::3]] == [palette(theme).lane(lane) for lane in shown.lanes]
    assert figure.layout.shapes[0].y0 == 0.167
    assert figure.layout.annotations[0].y == pytest.approx(np.log10(0.167))
    assert figure.layout.yaxis.type == "log"


def test_the_profile_has_one_fixed_axis_and_the_true_values_to_read():
    shown = frame(3)
    shown.lanes[0].arrays["hidden_gradient"][:] *= 1e-20
    figure = gradient_profile(shown, "light")
    assert tuple(figure.layout.yaxis.range) == (-10, 1)
    line = next(trace for trace in figure.data if trace.name == "Vanilla RNN")
    assert set(line.y) == {np.float32(FLOOR)}
    np.testing.assert_array_equal(line.customdata.T, shown.lanes[0].arrays["hidden_gradient"][-1])
    assert "L2 norm" in figure.layout.xaxis.title.text


@pytest.mark.parametrize("theme", THEMES)
def test_gates_run_from_0_to_1_and_states_diverge(theme):
    shown = frame(3)
    for lane in shown.lanes:
        for name in state_names(lane):
            (trace,) = heat_map(lane, name, lane.arrays[name][-1], theme).data
            assert (trace.zmin, trace.zmax) == ((0, 1) if name.endswith("_gate") else (-1, 1))
            np.testing.assert_array_equal(trace.z, lane.arrays[name][-1].T)


def test_silence_has_the_colour_of_the_panel():
    (trace,) = heat_map(frame().lanes[0], "hidden", frame().lanes[0].arrays["hidden"][-1], "dark").data
    assert trace.colorscale[1] == (0.5, palette("dark").panel)


def test_lanes_of_one_cell_have_their_own_shade_line_style_and_name():
    shown = frame(3, RunConfig(lanes=lanes_of("lstm", "lstm")))
    for figure in (loss_curves(shown, "light"), gradient_profile(shown, "light")):
        lines = {trace.name: trace.line for trace in reversed(figure.data) if trace.mode == "lines" and trace.name}
        assert [(lines[name].color, lines[name].dash) for name in ("LSTM", "LSTM 2")] == [
            (palette("light").lstm[0], "solid"),
            (palette("light").lstm[1], "dash"),
        ]


@pytest.mark.parametrize("theme", THEMES)
def test_no_two_lanes_have_the_same_colour(theme):
    known = palette(theme)
    shades = [*known.rnn, *known.lstm, *known.gru]
    assert len(shades) == len(set(shades)) == 12
