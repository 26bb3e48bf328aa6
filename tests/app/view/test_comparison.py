"""The page "Compare" on a real run: every part from a cold link, and what it says of the numbers."""

import csv
import io
import re
from dataclasses import replace

import numpy as np
import pytest

import rnn_core
from app.figures.cost_bars import cost_bars
from app.figures.horizon_grid import horizon_grid
from app.figures.race_curves import Runner, race_curves
from app.live.commands import STEP
from app.storage.results import Results
from app.view.comparison import cost
from app.view.comparison.presets import PRESETS
from app.view.comparison.race import NO_GOAL, READY, STARTED, WINDOW, columns_of, fair_config, results
from app.view.page_parameters import BY_NAME, COMPARISONS
from rnn_core.frames.frame import from_bytes
from rnn_core.inside.equal_parameters import EqualParameters
from rnn_core.inside.memory_horizon import LAGS, Horizon, HorizonSettings, to_bytes
from rnn_core.inside.memory_horizon import from_bytes as from_bytes_of_horizon
from rnn_core.inside.question import Answer
from rnn_core.inside.race import spread_over_seeds
from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_config import LaneConfig
from rnn_core.settings.link import from_link, to_link
from rnn_core.training.run import fresh
from tests.playing.lab_page import address, lab, press, rerun, words
from tests.playing.moment import moment
from tests.playing.watcher import wait_for

SMALL = {"T": "6", "H": "4", "seeds": "2", "batch": "3"}
COSTS = {
    "Weights": [321.0, 1233.0, 945.0],
    "Multiplications": [880.0, 3376.0, 2532.0],
    "State": [64.0, 128.0, 64.0],
    "Stored for BPTT": [102400.0, 614400.0, 512000.0],
    "Temporary memory": [4e5, 18e5, 18e5],
    "Time forward": [1e-3, 2e-3, 3e-3],
    "Time with backward": [1e-3, 2e-3, 3e-3],
}


@pytest.fixture
def page(visit):
    return lambda **more: visit("compare", SMALL | more)


@pytest.mark.slow
def test_every_part_opens_from_a_cold_link_and_the_address_keeps_it(page):
    # Before the first step nobody has run, and no grid has begun.
    charts = {"race": 0, "cost": 1, "horizon": 0}
    assert set(charts) == set(COMPARISONS)
    for part, count in charts.items():
        shown = page(cmp_part=part)
        assert not shown.warning, part
        assert len(shown.get("plotly_chart")) == count, part
        assert address(shown).get("cmp_part", COMPARISONS[0]) == part
    assert "GRU with 4 units beside LSTM with 4 units" in words(page(cmp_part="cost"))


@pytest.mark.slow
def test_one_click_sets_up_a_race_with_equally_many_weights(page):
    shown = page()
    assert "Every lane has the H = 4 units" in words(shown)
    shown.segmented_control[1].set_value("weights")
    rerun(shown)
    before = lab(shown).entry
    press(shown, "Set up this race")
    rerun(shown)
    run = lab(shown).entry.run
    assert lab(shown).entry.id != before.id
    assert (run.present.num_seeds, address(shown)["cmp_equal"]) == (3, "weights")
    wait_for(lambda: run.prepared and run.latest.frame is not None, 60)
    rerun(shown)
    assert READY in words(shown)
    counts = [lane.num_parameters for lane in from_bytes(run.latest.frame).lanes]
    said = re.search(r"differ by ([\d.]+)\s%", words(shown))
    assert said is not None, words(shown)
    assert 1 - min(counts) / max(counts) == pytest.approx(float(said[1]) / 100, abs=5e-4)
    assert [each.value for each in shown.info] == [STARTED]
    run.command(STEP)
    run.catch_up(60)
    shown.segmented_control[2].set_value("seconds")
    rerun(shown)
    assert re.search(r"Vanilla RNN, \d+ units: 0 of 3 seeds solved it\.", words(shown))
    assert "Seconds of computing" in words(shown)
    press(shown, WINDOW)
    rerun(shown)
    assert lab(shown).entry.run.present.lanes[1] == LaneConfig("rnn", "window")
    assert WINDOW not in [button.label for button in shown.button]


@pytest.mark.slow
def test_the_grid_trains_beside_the_run_and_goes_on_after_a_restart(page, real, monkeypatch, tmp_path):
    monkeypatch.setattr(real, "results", Results(tmp_path))
    monkeypatch.setitem(LAGS, "recall", (5,))
    settings = HorizonSettings("recall", steps=200)
    # All but the last place, kept by the server before.
    kept = Horizon(settings, ((50, 50, 100, None),) * 2)
    real.results.put(repr(settings), to_bytes(kept))
    shown = page(cmp_part="horizon", cmp_steps="200")
    assert "2 of 3 places done" in str(shown.get("progress")[0].proto)
    assert "LSTM: learned every lag up to 5, the longest here. GRU: not tried yet." in " ".join(words(shown).split())
    (chart,) = shown.get("plotly_chart")
    assert "3 of 4" in chart.proto.spec
    press(shown, "Train the grid on")
    rerun(shown)
    wait_for(lambda: not real.side_trainings.look(settings, "visitor").under_way, 120)
    rerun(shown)
    assert not [button.label for button in shown.button if button.label.startswith("Train the grid")]
    done = from_bytes_of_horizon(real.results.get(repr(settings)), settings)
    assert done is not None
    assert done.done
    assert done.found[:2] == kept.found


def test_the_case_with_equally_many_weights_is_the_race_that_the_page_sets_up():
    equal = PRESETS[0].config(RunConfig())
    found = rnn_core.ask(fresh(equal.replace(num_seeds=1)), EqualParameters(equal.hidden_size)).words
    assert list(found["sizes"].values()) == [39, 19, 22]
    assert fair_config(equal, found["sizes"], equal.hidden_size, 3).shape() == equal.shape()
    for preset in PRESETS:
        assert set(preset.parameters) <= set(BY_NAME)
        assert from_link(to_link(preset.config(RunConfig()))) == (preset.config(RunConfig()), ())


def test_less_memory_is_said_of_each_kind_as_it_was_measured():
    said = cost.said(COSTS, moment())
    assert said == (
        "“The GRU takes less memory.” Of which kind? GRU with 3 units beside LSTM with 3 units: 23 % fewer weights, "
        "25 % fewer multiplications, 50 % less state, 17 % less stored for training, as much temporary memory. One "
        "pass forward and backward takes 50 % more time here."
    )


def test_lanes_without_a_gru_or_an_lstm_are_compared_and_one_alone_is_said():
    two = moment(cells=("rnn", "gru"))
    of_two = {name: [values[0], values[2]] for name, values in COSTS.items()}
    for memory in ([np.nan, np.nan], [np.nan, 4e5], [4e5, np.nan]):
        assert "temporary memory" not in cost.said(of_two | {"Temporary memory": memory}, two)
    unknown = cost.said(of_two | {"Temporary memory": [np.nan, np.nan]}, two)
    assert unknown.startswith("GRU with 3 units beside RNN with 3 units: 194 % more weights")
    assert "temporary" not in unknown
    alone = replace(two, lanes=two.lanes[:1])
    assert cost.said(COSTS, alone).startswith("The Vanilla RNN is alone.")


def test_bars_are_parts_of_the_largest_and_keep_their_numbers():
    lanes = moment().lanes
    written = {name: [f"{value:g}" for value in values] for name, values in COSTS.items()}
    costs = COSTS | {"Temporary memory": [np.nan] * 3}
    chart = cost_bars(costs, written, lanes, "light", "How.")
    rnn, lstm, gru = chart.figure.data
    assert rnn.x[0] == pytest.approx(321 / 1233)
    assert [lstm.x[k] for k in (0, 1, 2, 3)] == [1, 1, 1, 1]
    assert gru.text[5] == "0.003"
    assert rnn.x[4] == lstm.x[4] == gru.x[4] == 0
    table = list(csv.DictReader(io.StringIO(chart.csv)))
    assert float(table[0]["LSTM"]) == 1233
    assert table[4]["GRU"] == "nan"


def test_the_grid_has_every_place_with_its_seeds_and_says_what_was_not_tried():
    found: dict = {("rnn", 5): (50, 150, None, None), ("rnn", 10): (None,) * 4, ("gru", 5): (50, 50, 50, 50)}
    found[("gru", 10)] = None
    chart = horizon_grid(found, {"rnn": "Vanilla RNN", "gru": "GRU"}, (5, 10), "dark", title="x", caption="y.")
    (grid,) = chart.figure.data
    assert [list(row) for row in grid.z] == [[0.5, 0], [1, None]]
    assert [each.text for each in chart.figure.layout.annotations] == [
        "2 of 4<br>100",
        "0 of 4",
        "4 of 4<br>50",
        "–",
    ]
    table = list(csv.DictReader(io.StringIO(chart.csv)))
    assert [table[0][f"seed {seed} solved at"] for seed in range(3)] == ["50", "150", "not solved"]
    assert (table[3]["cell"], table[3]["lag"], table[3]["seed 0 solved at"]) == ("GRU", "10", "not tried")


def test_the_race_has_every_seed_the_middle_one_and_stars_by_step_or_by_time():
    lane = moment().lanes[0]
    values = np.float32([[1, 0.5, 0.005], [1, 0.5, 0.4], [1, 0.7, np.nan]])
    runner = Runner(lane, values, spread_over_seeds(values), (100, None, None), seconds=0.5)
    steps, more = np.float32([0, 50, 100]), {"metric": "loss", "name": "loss", "threshold": 0.01, "caption": "y."}
    chart = race_curves([runner], steps, [7, 8, 9], "light", by_time=False, **more)
    thin = [trace for trace in chart.figure.data if trace.line.width == 1]
    np.testing.assert_array_equal([trace.y for trace in thin], values)
    (star,) = [trace for trace in chart.figure.data if trace.mode == "markers"]
    assert (list(star.x), star.text[0]) == ([100], "seed 7 solved at step 100")
    (middle,) = [trace for trace in chart.figure.data if trace.name == lane.name]
    np.testing.assert_allclose(middle.y, [1, 0.5, (0.005 + 0.4) / 2])
    timed = race_curves([runner], steps, [7, 8, 9], "light", by_time=True, **more)
    np.testing.assert_allclose(next(trace for trace in timed.figure.data if trace.name == lane.name).x, [0, 25, 50])
    assert chart.csv.splitlines()[0] == 'step,"Vanilla RNN, seed 7","Vanilla RNN, seed 8","Vanilla RNN, seed 9"'


def test_the_results_say_how_many_seeds_solved_it_and_what_broke():
    frame = moment(cells=("rnn", "gru"))
    at = {"rnn": [None, None, None], "gru": [300, None, 100]}
    said = results(
        frame, Answer({"solved": "x", "solved_at": at, "diverged_at": {"rnn": [7, None, None], "gru": [None] * 3}})
    )
    assert said == [
        "Vanilla RNN: 0 of 3 seeds solved it; in 1 training broke.",
        "GRU: 2 of 3 seeds solved it, the middle one at step 200.",
    ]
    assert results(frame, Answer({"solved": ""})) == [NO_GOAL]
    solved_at = {lane.id: [50, None] for lane in frame.lanes}
    columns = [list(columns_of(frame, Answer({"solved": goal, "solved_at": solved_at}), False)) for goal in ("", "x")]
    assert columns == [["Lane", "Units", "Weights"], ["Lane", "Units", "Weights", "Solved", "Steps to solve"]]
