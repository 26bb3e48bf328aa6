"""Lanes with settings of their own: their ids, their names, their place in a link, and what is refused."""

from __future__ import annotations

import pytest

from rnn_core.settings.clamp import Clamp
from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_config import VARIANTS, LaneConfig, gates_of, lane_ids, lanes_of
from rnn_core.settings.lane_names import VARIANT_MEANINGS, VARIANT_NAMES, lane_names, listed
from rnn_core.settings.link import from_link, to_link
from rnn_core.settings.setting import SettingError
from rnn_core.settings.table import Change


def names(*lanes: LaneConfig, **settings: object) -> list[str]:
    return [lane.name for lane in lane_names(RunConfig(lanes=lanes, **settings).full_lanes)]


def test_ids_are_cells_with_a_number_from_the_second_lane_on() -> None:
    assert lane_ids(lanes_of("lstm", "lstm", "gru", "lstm")) == ("lstm", "lstm2", "gru", "lstm3")


def test_the_short_form_stays_and_the_longer_one_tells_lanes_apart() -> None:
    assert to_link(RunConfig(lanes=lanes_of("rnn", "gru"))) == {"cells": "rnn,gru"}
    two = RunConfig(lanes=(LaneConfig("lstm", forget_bias=0.0), LaneConfig("lstm", forget_bias=1.0)))
    assert to_link(two) == {"cells": "lstm~forget:0.0,lstm~forget:1.0"}
    assert from_link({"cells": "lstm~forget:0,lstm~forget:1"}) == (two, ())
    sizes, notices = from_link({"cells": "lstm,gru~H:19"})
    assert [lane.hidden_size for lane in sizes.full_lanes] == [16, 19]
    assert notices == ()


@pytest.mark.parametrize(
    "written",
    [
        "rnn~forget",
        "rnn~colour:red",
        "rnn~H:0",
        "rnn~H:257",
        "rnn~variant:nfg",
        "lstm~variant:resetbefore",
        "lstm~init:best",
        "rnn,rnn,rnn,rnn,rnn",
        "lstm~hold:z=0",
        "lstm~hold:f=2",
        "lstm~hold:f=nan",
        "lstm~hold:f=0*f=1",
        "lstm~hold:f=0@0",
        "lstm~hold:f=0@4-2",
        "lstm~hold:f=0@99999999",
        "lstm~hold:",
        "lstm~variant:nfg~hold:f=1",
        "lstm~H:4~hold:f=1@5",
        "~",
        ",",
    ],
)
def test_lanes_that_cannot_be_are_refused_in_a_sentence(written: str) -> None:
    config, notices = from_link({"cells": written, "seed": "7"})
    assert config in (RunConfig(seed=7), RunConfig(seed=7, lanes=lanes_of("lstm")))
    if written != "lstm~hold:":
        (notice,) = notices
        assert notice.endswith(".")
        assert ". Use " in notice


def test_names_say_what_differs_and_nothing_else() -> None:
    assert names(*lanes_of("rnn", "lstm", "gru")) == ["Vanilla RNN", "LSTM", "GRU"]
    bias = (LaneConfig("lstm", forget_bias=0.0), LaneConfig("lstm"))
    assert names(*bias, LaneConfig("gru")) == ["LSTM, forget bias 0", "LSTM, forget bias 1", "GRU"]
    assert names(*lanes_of("lstm"), LaneConfig("gru", hidden_size=19)) == ["LSTM, 16 units", "GRU, 19 units"]
    assert names(LaneConfig("lstm"), LaneConfig("lstm")) == ["LSTM", "LSTM 2"]
    assert names(LaneConfig("lstm", variant="nfg")) == ["LSTM, no forget gate"]
    held = LaneConfig("gru", clamps=(Clamp("update_gate", 0.5, (1, 2, 4)),))
    assert names(held) == ["GRU, z held at 0.5 (units 1-2, 4)"]
    share = names(LaneConfig("gru"), LaneConfig("gru", teacher_forcing=0.5), task="numbers")
    assert share == ["GRU, teacher forcing 1", "GRU, teacher forcing 0.5"]
    # What says nothing about a lane does not tell it from others: an RNN has no forget bias.
    assert names(LaneConfig("rnn", forget_bias=3.0), LaneConfig("lstm")) == ["Vanilla RNN", "LSTM"]


@pytest.mark.parametrize(
    ("lanes", "told"),
    [
        (
            (*lanes_of("gru", "gru"), LaneConfig("gru", hidden_size=19)),
            ["GRU, 16 units", "GRU 2, 16 units", "GRU, 19 units"],
        ),
        ((LaneConfig("lstm", variant="nfg"),) * 2, ["LSTM, no forget gate", "LSTM 2, no forget gate"]),
        ((LaneConfig("rnn", variant="window"),) * 2, [f"Vanilla RNN{n}, sees the last 10 inputs" for n in ("", " 2")]),
        (
            (LaneConfig("lstm"), *(LaneConfig("lstm", clamps=(Clamp("forget_gate", 0.0),)),) * 2, LaneConfig("lstm")),
            ["LSTM", "LSTM, f held at 0", "LSTM 3, f held at 0", "LSTM 4"],
        ),
    ],
)
def test_lanes_that_are_the_same_but_differ_from_others_have_names_of_their_own(lanes, told) -> None:
    found = lane_names(RunConfig(lanes=lanes).full_lanes)
    assert [lane.name for lane in found] == told
    assert len({(lane.short, lane.differs) for lane in found}) == len(lanes)


def test_lanes_of_one_cell_are_numbered_and_have_their_own_line_style() -> None:
    found = lane_names(RunConfig(lanes=lanes_of("lstm", "lstm", "gru", "lstm")).full_lanes)
    assert [(lane.number, lane.dash) for lane in found] == [(0, "solid"), (1, "dash"), (0, "solid"), (2, "dot")]
    assert len({lane.name for lane in found}) == 4


def test_names_in_a_row_are_parted_by_what_none_of_them_has() -> None:
    assert listed(names(*lanes_of("rnn", "lstm"))) == "Vanilla RNN, LSTM"
    two = names(LaneConfig("lstm", forget_bias=0.0), LaneConfig("lstm"))
    assert listed(two) == "LSTM, forget bias 0; LSTM, forget bias 1"


def test_every_variant_has_a_name_and_gates_that_can_be_held() -> None:
    assert {name for names in VARIANTS.values() for name in names} == set(VARIANT_NAMES)
    assert set(VARIANT_MEANINGS) == {name for name in VARIANT_NAMES if name not in ("standard", "window")}
    assert gates_of("lstm", "standard") == ("input_gate", "forget_gate", "output_gate")
    assert gates_of("lstm", "cifg") == ("forget_gate", "output_gate")
    assert gates_of("gru", "noreset") == ("update_gate",)
    assert gates_of("rnn", "standard") == ()


def test_a_gate_held_later_is_a_change_of_its_lane() -> None:
    link = {"cells": "lstm,lstm", "changes": "12:hold.lstm2:f=0.0@1-3,20:hold.lstm2:"}
    config, notices = from_link(link)
    assert notices == ()
    assert to_link(config) == link
    assert config.changes[0] == Change(12, "clamps", (Clamp("forget_gate", 0.0, (1, 2, 3)),), "lstm2")
    at = [[lane.clamps for lane in config.present(step).lanes] for step in (11, 12, 20)]
    assert at == [[(), ()], [(), config.changes[0].value], [(), ()]]


@pytest.mark.parametrize("changes", ["3:hold.gru:z=0", "3:hold.lstm9:f=0", "3:hold.lstm:z=0", "3:hold.lstm:f=0@17"])
def test_a_change_of_a_lane_that_there_is_not_is_left_out_and_said(changes: str) -> None:
    config, notices = from_link({"cells": "lstm", "changes": changes})
    assert config == RunConfig(lanes=lanes_of("lstm"))
    assert len(notices) == 1
    assert notices[0].endswith(".")


def test_there_are_one_to_four_lanes() -> None:
    for lanes in ((), lanes_of(*["gru"] * 5)):
        with pytest.raises(SettingError, match="1 to 4 of rnn, lstm, gru"):
            RunConfig(lanes=lanes)


def test_what_shapes_a_run_is_without_what_may_change_in_it() -> None:
    held = RunConfig(lanes=(LaneConfig("lstm", clamps=(Clamp("forget_gate", 0.0),)),), learning_rate=0.5, seed=3)
    assert held.shape() == RunConfig(lanes=lanes_of("lstm"), seed=3)
