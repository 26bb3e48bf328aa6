from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import pytest

from app.figures.chart import HEIGHT, LEGEND_LETTERS, LINE, framed
from app.figures.compared_runs import compared_losses
from app.figures.gradient_profile import FLOOR, LOWEST_CEILING, ceiling_of, gradient_profile
from app.figures.heat_map import heat_map, state_names, watched_values
from app.figures.loss_curves import loss_curves
from app.figures.palette import palette
from app.figures.pass_table import pass_csv
from app.figures.run_picture import run_picture
from rnn_core.frames.frame import ChangeMade
from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_config import lanes_of
from tests.playing.fake_engine import frame
from tests.playing.moment import branch, moment

THEMES = ("light", "dark")


@pytest.mark.parametrize("theme", THEMES)
def test_every_seed_of_every_cell_has_its_curve_and_the_baseline_its_line(theme):
    shown = frame(3)
    figure = loss_curves(shown, theme).figure
    *train, baseline = [trace for trace in figure.data if trace.mode == "lines"]
    assert len(train) == 9
    np.testing.assert_array_equal(train[0].y, shown.lanes[0].arrays["train_curve"][0])
    assert [trace.line.color for trace in train[::3]] == [palette(theme).lane(lane) for lane in shown.lanes]
    # Named in the legend: a name on the line would lie on curves.
    assert (set(baseline.y), baseline.name, baseline.showlegend) == ({0.167}, "always answer 1: 0.167", None)
    assert not figure.layout.annotations
    assert figure.layout.yaxis.type == "log"


def test_a_baseline_of_an_error_that_counts_elsewhere_is_no_line():
    elsewhere = replace(frame(3), loss_at="every")
    for chart in (loss_curves(elsewhere, "light"), compared_losses([elsewhere, elsewhere], "light")):
        assert not any("always" in (trace.name or "") for trace in chart.figure.data)


def test_a_change_of_settings_is_an_upright_line_with_its_words():
    shown = replace(moment(40), changes=(ChangeMade(20, ":learning_rate", "learning rate 0.003"),))
    (line,) = (
        trace for trace in loss_curves(shown, "light").figure.data if trace.name == "from step 20: learning rate 0.003"
    )
    assert tuple(line.x) == (20, 20)
    assert 0 < line.y[0] < line.y[1]


def profile_lines(figure):
    return {trace.name: trace for trace in figure.data if trace.mode == "lines" and trace.name}


def test_the_profile_has_one_axis_and_the_true_values_to_read():
    shown = frame(3)
    shown.lanes[0].arrays["hidden_gradient"][:] *= 1e-20
    figure = gradient_profile(shown, "light").figure
    assert tuple(figure.layout.yaxis.range) == (-10, 1)
    line = profile_lines(figure)["Vanilla RNN"]
    assert set(line.y) == {np.float32(FLOOR)}
    np.testing.assert_array_equal(line.customdata.T, shown.lanes[0].arrays["hidden_gradient"][-1])
    assert "L2 norm" in gradient_profile(shown, "light").caption
    (mark,) = (trace for trace in figure.data if trace.mode == "markers")
    assert (mark.marker.symbol, len(mark.x)) == ("triangle-down", len(line.x))


@pytest.mark.parametrize("size", [1e-25, 1e23])
def test_the_lengths_of_a_pass_are_right_where_squares_leave_float32(size):
    vectors = np.full((2, 4), size, np.float32)
    arrays = dict.fromkeys(("trace.hidden", "gradient", "arrives", "kept"), vectors)
    table = pass_csv(arrays | {"sigma": np.ones(2), "reach": np.zeros(3)})
    gradient = [float(line.split(",")[2]) for line in table.splitlines()[1:]]
    np.testing.assert_allclose(gradient, 2 * size, rtol=1e-6)


def test_an_exploding_gradient_of_one_lane_raises_the_axis_that_all_share():
    shown = frame(3)
    shown.lanes[2].arrays["hidden_gradient"][:] = 229
    figure = gradient_profile(shown, "light").figure
    assert tuple(figure.layout.yaxis.range) == (-10, 3)
    assert set(profile_lines(figure)["GRU"].y) == {229}


def test_the_axis_grows_by_powers_of_ten_and_what_is_not_finite_does_not_count():
    for largest, ceiling in ((0.0, LOWEST_CEILING), (9.0, 10), (11.0, 100), (229.0, 1000), (1e30, 1e30)):
        assert ceiling_of([np.array([largest, np.inf, np.nan])]) == pytest.approx(ceiling)
    assert ceiling_of([]) == LOWEST_CEILING


def test_an_infinite_gradient_is_marked_at_the_top_and_padding_leaves_a_gap():
    shown = frame(3)
    gradient = shown.lanes[1].arrays["hidden_gradient"]
    gradient[:, :, 0], gradient[:, :, -1] = np.inf, np.nan
    figure = gradient_profile(shown, "light").figure
    (mark,) = (trace for trace in figure.data if trace.mode == "markers")
    assert (mark.marker.symbol, list(mark.x), list(mark.y)) == ("triangle-up", [1], [LOWEST_CEILING])
    assert list(profile_lines(figure)["LSTM"].x) == [1, 2, 3, 4, 5]


def test_the_gradient_of_an_lstms_cell_state_has_a_thin_line_of_its_own():
    shown = moment()
    lines = profile_lines(gradient_profile(shown, "dark").figure)
    assert list(lines) == ["Vanilla RNN", "LSTM", "LSTM: ∂L/∂c", "GRU"]
    assert lines["LSTM: ∂L/∂c"].line.width < lines["LSTM"].line.width
    np.testing.assert_array_equal(lines["LSTM: ∂L/∂c"].customdata, shown.lanes[1].arrays["cell_gradient"][-1, 1])


def test_no_letter_of_a_chart_is_set_smaller_than_the_last_row_reads():
    shown = frame(3)
    for chart in (loss_curves(shown, "light"), gradient_profile(shown, "light")):
        layout = chart.figure.layout
        assert "<su" not in chart.figure.to_json()
        assert {"10⁻⁶", "1"} <= set(layout.yaxis.ticktext)
        assert min(layout.template.layout.yaxis.tickfont.size, layout.font.size) >= 11


@pytest.mark.parametrize("theme", THEMES)
def test_gates_run_from_0_to_1_and_states_diverge(theme):
    shown = frame(3)
    for lane in shown.lanes:
        for name in state_names(lane):
            (trace,) = heat_map(lane, name, lane.arrays[name][-1], theme).figure.data
            assert (trace.zmin, trace.zmax) == ((0, 1) if name.endswith("_gate") else (-1, 1))
            np.testing.assert_array_equal(trace.z, lane.arrays[name][-1].T)


def test_silence_has_the_colour_of_the_panel():
    (trace,) = heat_map(frame().lanes[0], "hidden", frame().lanes[0].arrays["hidden"][-1], "dark").figure.data
    assert trace.colorscale[1] == (0.5, palette("dark").panel)


def test_lanes_of_one_cell_have_their_own_shade_line_style_and_name():
    shown = frame(3, RunConfig(lanes=lanes_of("lstm", "lstm")))
    for figure in (loss_curves(shown, "light").figure, gradient_profile(shown, "light").figure):
        lines = {trace.name: trace.line for trace in reversed(figure.data) if trace.mode == "lines" and trace.name}
        assert [(lines[name].color, lines[name].dash) for name in ("LSTM", "LSTM 2")] == [
            (palette("light").cell("lstm", 0), "solid"),
            (palette("light").cell("lstm", 1), "dash"),
        ]


def test_the_small_picture_of_a_run_tells_lanes_of_one_cell_apart_by_their_lines():
    picture = run_picture([("lstm", 0, (1.0, 0.5)), ("gru", 0, (1.0, 0.4)), ("lstm", 1, (1.0, 0.3))], "light")
    assert (picture.count("<polyline"), picture.count("stroke-dasharray")) == (3, 1)


@pytest.mark.parametrize("theme", THEMES)
def test_no_two_lanes_have_the_same_colour(theme):
    known = palette(theme)
    shades = [shade for shades in known.cells.values() for shade in shades]
    assert len(shades) == len(set(shades)) == 12


def test_hovering_names_numbers_in_the_notation_of_the_screen():
    shown = frame(3)
    shown.lanes[0].arrays["hidden_gradient"][:] = 4.2e-8
    shown.lanes[0].arrays["train_curve"][:] = 1.234567
    shown.lanes[0].arrays["hidden"][:] = -0.001
    assert profile_lines(gradient_profile(shown, "light").figure)["Vanilla RNN"].text[0].startswith("4.2·10⁻⁸<br>")
    curve = loss_curves(shown, "light").figure.data[0]
    assert curve.text[0] == "1.23"
    assert "seed 0" in curve.hovertemplate
    (cells,) = heat_map(shown.lanes[0], "hidden", shown.lanes[0].arrays["hidden"][-1], "light").figure.data
    assert cells.text[0][0] == "0.00"


def test_the_table_of_losses_has_every_seed_and_leaves_empty_what_was_not_measured():
    shown = frame(3)
    head, *lines = loss_curves(shown, "light").csv.splitlines()
    rows = [line.split(",") for line in lines]
    assert head.startswith('step,"Vanilla RNN training, seed 0","Vanilla RNN training, seed 1"')
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5"]
    first = shown.lanes[0].arrays
    assert [float(row[1]) for row in rows] == [float(loss) for loss in first["train_curve"][0]]
    assert [row[4] for row in rows[1:4]] == ["", "", ""]
    assert float(rows[4][4]) == float(first["test_curve"][0, 1])


@pytest.mark.parametrize(("difference", "dash", "words"), [("", "dash", "Dashed: how"), ("H 8", "solid", "(H 8)")])
def test_the_run_before_and_the_run_branched_from_have_their_lines(difference, dash, words):
    shown = branch(40)
    assert shown.parent
    chart = loss_curves(replace(shown, parent=replace(shown.parent, difference=difference)), "light")
    others = [line for line in chart.figure.data if line.mode == "lines" and list(line.x) == list(shown.parent.steps)]
    assert [(set(line.text), line.line.dash) for line in others] == [({"0.0110"}, dash)] * 6
    assert words in chart.caption
    assert chart.figure.layout.xaxis.range[1] == pytest.approx(1.01 * 90)
    assert chart.csv.splitlines()[-1].startswith("90,"), "all of them are in the table"


def test_the_table_of_gradients_has_all_digits():
    shown = moment()
    head, first, *_ = gradient_profile(shown, "light").csv.splitlines()
    assert head.split(",")[:5] == [
        "timestep",
        "Vanilla RNN ∂L/∂h 10 %",
        "Vanilla RNN ∂L/∂h median",
        "Vanilla RNN ∂L/∂h 90 %",
        "LSTM ∂L/∂h 10 %",
    ]
    assert np.float32(first.split(",")[2]) == shown.lanes[0].arrays["hidden_gradient"][-1, 1, 0]


def test_what_lies_beyond_the_colours_has_a_hole_and_is_counted():
    lane = frame().lanes[0]
    values = np.zeros((6, 4), np.float32)
    values[2, 1], values[5, 3] = -1.5, 3.25
    chart = heat_map(lane, "hidden", values, "light")
    _, holes = chart.figure.data
    assert (list(holes.x), list(holes.y)) == ([3, 6], [2, 4])
    assert chart.caption.endswith("A hole marks a value beyond them (2 of 24); the furthest is 3.25.")
    assert len(heat_map(lane, "hidden", values.clip(-1, 1), "light").figure.data) == 1


def test_padding_stays_empty_and_the_caption_says_so() -> None:
    lane = frame().lanes[0]
    gradient = lane.arrays["watched_gradient"].copy()
    gradient[-1, -2:] = np.nan
    padded = replace(lane, arrays=lane.arrays | {"watched_gradient": gradient})
    values = watched_values(padded, "hidden")
    assert np.all(np.isnan(values[-2:]))
    np.testing.assert_array_equal(values[:-2], lane.arrays["hidden"][-1][:-2])
    assert heat_map(padded, "hidden", values, "light").caption.endswith("Empty columns are padding.")
    assert "padding" not in heat_map(lane, "hidden", lane.arrays["hidden"][-1], "light").caption


@pytest.mark.parametrize(
    ("places", "every"),
    [([1, 2], 1), (np.arange(10.0), 1), ([0], 1), (np.arange(50), None), ([0.0, 0.5], None), (["a", "b"], None)],
)
def test_no_tick_lies_between_two_timesteps(places, every) -> None:
    figure = framed(go.Figure(go.Scatter(x=places, y=[0.5] * len(places))), "light", x="timestep t")
    assert (figure.layout.xaxis.dtick, figure.layout.yaxis.dtick) == (every, None)
    figure = framed(go.Figure(go.Heatmap(x=places, y=[1, 2], z=np.zeros((2, len(places))))), "light", x="timestep t")
    assert (figure.layout.xaxis.dtick, figure.layout.yaxis.dtick) == (every, 1)


def test_a_long_name_takes_several_lines_of_the_legend() -> None:
    """Plotly cuts a line of a legend off at the edge of a phone."""
    name = "GRU, random vectors, not trained · source reversed · attention: dot product · teacher forcing 0.5"
    figure = framed(go.Figure().add_scatter(y=[1], name=name).add_scatter(y=[1], name="LSTM"), "light", x="")
    lines = figure.data[0].name.split("<br>")
    assert " ".join(lines) == name
    assert max(map(len, lines)) <= LEGEND_LETTERS
    assert figure.data[1].name == "LSTM"
    assert figure.layout.height == HEIGHT + LINE * (len(lines) - 1)
