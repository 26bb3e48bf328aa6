"""Settings in words: what is told of one run, and what tells runs apart."""

import pytest

from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_config import LaneConfig, lanes_of
from rnn_core.settings.setting_words import WORDS, differing, in_brief, in_words, settings_in_words
from rnn_core.settings.table import SETTING, SETTINGS, Change


@pytest.mark.parametrize("setting", [setting for setting in SETTINGS if setting.kind == "word"])
def test_every_choice_of_every_list_has_words(setting):
    assert set(WORDS[setting.name]) == set(setting.choices)


def test_a_setting_is_told_with_its_symbol_its_label_or_its_value_alone():
    assert in_words(SETTING["sequence_length"], 50) == "T = 50"
    assert in_words(SETTING["learning_rate"], 0.005) == "learning rate 0.005"
    assert in_words(SETTING["optimizer"], "adam") == "Adam"
    assert in_words(SETTING["forget_bias"], 1.0) == "LSTM forget bias 1"


def test_a_run_is_told_without_what_no_lane_has_and_without_what_is_only_drawn():
    told = settings_in_words(RunConfig(lanes=lanes_of("gru"), watched=3))
    assert {"forget_bias", "gain", "chrono_steps", "watched", "loss_step", "text"}.isdisjoint(told)
    assert (told["lanes"], told["hidden_size"], told["seeds"]) == ("GRU", "H = 16", "seeds 0–2")
    assert settings_in_words(RunConfig(num_seeds=1, seed=7))["seeds"] == "seed 7"


def test_runs_differ_in_what_holds_and_not_in_who_says_it():
    """A bias of its own lane and one of the run are the same bias."""
    one = RunConfig(lanes=(LaneConfig("lstm", forget_bias=0.0),))
    other = RunConfig(lanes=lanes_of("lstm"), forget_bias=0.0)
    assert differing([one, other]) == [{}, {}]
    assert differing([one, RunConfig(lanes=lanes_of("lstm"))]) == [
        {"forget_bias": "LSTM forget bias 0"},
        {"forget_bias": "LSTM forget bias 1"},
    ]


def test_lanes_with_values_of_their_own_are_told_by_their_names_alone():
    two = RunConfig(lanes=(LaneConfig("lstm", forget_bias=0.0), LaneConfig("lstm", forget_bias=1.0)))
    told = settings_in_words(two)
    assert told["lanes"] == "LSTM, forget bias 0; LSTM, forget bias 1"
    assert "forget_bias" not in told


def test_a_change_in_training_is_told_with_its_step():
    changed = RunConfig(changes=(Change(1200, "learning_rate", 0.01),))
    assert differing([RunConfig(), changed]) == [{}, {"changes": "changed: learning rate 0.01 from step 1,200"}]


def test_a_picture_tells_what_is_told_of_every_run_and_what_is_not_as_usual():
    usual = "Vanilla RNN, LSTM, GRU · T = 50 · H = 16 · Adam · batch size 32 · learning rate 0.005 · "
    assert in_brief(RunConfig()).startswith(usual)
    assert "layers 2" in in_brief(RunConfig(num_layers=2))
    assert "seeds 0–2" in in_brief(RunConfig())


def test_a_picture_of_several_runs_tells_once_what_they_have_in_common():
    both = in_brief(RunConfig(num_layers=2), RunConfig(num_layers=2, learning_rate=0.1))
    assert both.startswith("Vanilla RNN, LSTM, GRU · T = 50 · H = 16 · layers 2 · ")
    assert "learning rate" not in both
