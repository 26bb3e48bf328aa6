"""The lanes in the sidebar: added, changed, held, removed, and what becomes of the run."""

from rnn_core.settings.clamp import Clamp
from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_config import LaneConfig, lanes_of
from rnn_core.settings.link import from_link
from tests.playing.lab_page import address, lab, lane_widget, opened, press, rerun, widget, widgets
from tests.playing.watcher import wait_for


def test_a_lane_is_added_behind_those_of_its_cell_and_starts_a_new_run(registry):
    page = opened(registry)
    before = lab(page).entry
    press(page, "LSTM")
    rerun(page)
    assert lab(page).entry is not before
    assert lab(page).entry.run.config == RunConfig(lanes=lanes_of("rnn", "lstm", "lstm", "gru"))
    assert address(page)["cells"] == "rnn,lstm,lstm,gru"
    assert "Lanes" in lab(page).news


def test_two_lanes_of_one_cell_get_settings_of_their_own(registry):
    page = opened(registry, cells="lstm,lstm")
    lane_widget(page, 1, "forget_bias").set_value(0.0)
    lane_widget(page, 1, "hidden_size").set_value(8)
    rerun(page)
    second = LaneConfig("lstm", hidden_size=8, forget_bias=0.0)
    assert lab(page).entry.run.config.lanes == (LaneConfig("lstm"), second)
    assert from_link({"cells": address(page)["cells"]})[0].lanes == (LaneConfig("lstm"), second)
    # Emptied, the lane is as the run says again.
    lane_widget(page, 1, "hidden_size").set_value(None)
    rerun(page)
    assert lab(page).entry.run.config.lanes[1] == second.replace(hidden_size=None)


def test_two_translators_may_differ_in_teacher_forcing_alone(registry):
    page = opened(registry, task="numbers", cells="gru,gru", forced="0.9")
    lane_widget(page, 1, "teacher_forcing").set_value(0.5)
    rerun(page)
    assert lab(page).entry.run.config.lanes == (LaneConfig("gru"), LaneConfig("gru", teacher_forcing=0.5))
    assert address(page)["cells"] == "gru,gru~forced:0.5"
    assert [lane.teacher_forcing for lane in lab(page).entry.run.config.full_lanes] == [0.9, 0.5]


def test_a_gate_is_held_in_the_running_run_and_freed_again(registry):
    page = opened(registry, cells="lstm,gru")
    entry = lab(page).entry
    lane_widget(page, 0, "forget_gate").set_value(0.0)
    rerun(page)
    assert lab(page).entry is entry
    wait_for(lambda: entry.run.config.lanes[0].clamps == (Clamp("forget_gate", 0.0),))
    lane_widget(page, 0, "forget_gate_units").set_value("1-3, 5")
    rerun(page)
    wait_for(lambda: entry.run.config.lanes[0].clamps == (Clamp("forget_gate", 0.0, (1, 2, 3, 5)),))
    assert address(page)["cells"] == "lstm~hold:f=0.0@1-3.5,gru"
    lane_widget(page, 0, "forget_gate").set_value(None)
    rerun(page)
    wait_for(lambda: entry.run.config.lanes == lanes_of("lstm", "gru"))
    assert lab(page).entry is entry


def test_units_that_there_are_not_are_refused_in_a_sentence(registry):
    page = opened(registry, cells="gru", H="4")
    lane_widget(page, 0, "update_gate").set_value(1.0)
    rerun(page)
    held = (Clamp("update_gate", 1.0),)
    wait_for(lambda: lab(page).entry.run.config.lanes[0].clamps == held)
    for given in ("5", "two", "0", "3-1"):
        lane_widget(page, 0, "update_gate_units").set_value(given)
        rerun(page)
        assert f"'{given}' is not a list of units" in page.warning[0].value
        assert lab(page).entry.run.config.lanes[0].clamps == held


def test_held_units_that_a_smaller_network_lacks_are_let_go_with_a_word(registry):
    page = opened(registry, cells="gru~hold:z=1@2-6*r=0@7", H="8")
    widget(page, "H").set_value(4)
    rerun(page)
    held = (Clamp("update_gate", 1.0, (2, 3, 4)),)
    given = [warning.value.split(" is not")[0] for warning in page.warning]
    assert given == ["'7'", "'2-6'"]
    assert lab(page).entry.run.config.lanes[0].clamps == held


def test_a_variant_has_its_own_gates(registry):
    page = opened(registry, cells="lstm")
    lane_widget(page, 0, "variant_lstm").set_value("nfg")
    rerun(page)
    assert lab(page).entry.run.config.lanes == (LaneConfig("lstm", variant="nfg"),)
    assert "lane_0_input_gate" in widgets(page)
    assert "lane_0_forget_gate" not in widgets(page)


def test_a_vanilla_rnn_becomes_a_window_of_its_own_size(registry):
    page = opened(registry, cells="rnn")
    lane_widget(page, 0, "variant_rnn").set_value("window")
    rerun(page)
    assert lab(page).entry.run.config.lanes == (LaneConfig("rnn", "window", 10),)
    # Nothing of a recurrent matrix can be chosen where none is trained.
    assert "lane_0_initialisation" not in widgets(page)
    lane_widget(page, 0, "window").set_value(3)
    rerun(page)
    assert lab(page).entry.run.config.lanes == (LaneConfig("rnn", "window", 3),)
    assert address(page)["cells"] == "rnn~variant:window~k:3"


def test_lanes_are_removed_but_the_last_one(registry):
    page = opened(registry, cells="rnn,gru")
    press(page, "Remove this lane")
    rerun(page)
    assert lab(page).entry.run.config.lanes == lanes_of("gru")
    assert not [button for button in page.button if button.label == "Remove this lane"]


def test_there_are_at_most_four_lanes(registry):
    page = opened(registry, cells="rnn,lstm,gru,gru")
    assert not [button for button in page.button if button.label == "GRU"]


def test_a_lane_that_becomes_another_cell_takes_its_place_among_them(registry):
    page = opened(registry, cells="rnn,gru")
    lane_widget(page, 0, "cell").set_value("gru")
    lane_widget(page, 1, "cell").set_value("lstm")
    rerun(page)
    assert [lane.cell for lane in lab(page).entry.run.config.lanes] == ["lstm", "gru"]
    rerun(page)
    assert [lane_widget(page, number, "cell").value for number in (0, 1)] == ["lstm", "gru"]
