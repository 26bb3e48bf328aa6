"""Files of format 1, of before lanes had ids: they open, go on with the same numbers, and are saved as format 2.

`format_1.safetensors` was written by the last version of that format: recall, T=8, H=4, two seeds, a branch at step 60
that stands at step 105, with a learning rate that changed at step 60; `format_1_after.npz` holds the losses that that
version had after 20 more steps.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rnn_core import advance, load_run, observe, rewound, save_run
from rnn_core.frames.frame import from_bytes, to_bytes
from rnn_core.saved.run_file import about_of, renamed
from rnn_core.settings.lane_config import lanes_of
from rnn_core.settings.table import Change

FOLDER = Path(__file__).parent
FILE = (FOLDER / "format_1.safetensors").read_bytes()


def test_its_header_tells_what_a_list_shows() -> None:
    about = about_of(FILE)
    assert [(lane.id, lane.cell, lane.name) for lane in about.lanes] == [
        ("rnn", "rnn", "Vanilla RNN"),
        ("lstm", "lstm", "LSTM"),
        ("gru", "gru", "GRU"),
    ]
    assert all(len(lane.picture) == 40 for lane in about.lanes)
    assert (about.name, about.step, about.parent) == ("kept", 105, ("the first", 60))


def test_it_opens_and_goes_on_with_the_numbers_of_the_version_that_wrote_it() -> None:
    saved = load_run(FILE)
    assert saved.run.config.lanes == lanes_of("rnn", "lstm", "gru")
    assert saved.run.config.changes == (Change(60, "learning_rate", 0.02),)
    assert saved.run.config.forget_bias == 0.5
    assert [moment.step for moment in saved.moments] == [0, 60, 105]
    assert saved.parent is not None
    assert set(saved.parent.curves) == {"rnn", "lstm", "gru"}
    run = advance(saved.run, 20)
    with np.load(FOLDER / "format_1_after.npz") as after:
        for lane in run.lanes:
            # Compiled code may round otherwise than that version's did.
            np.testing.assert_allclose(lane.curves.train, after[lane.id], rtol=2e-3, err_msg=lane.id)


def test_its_frame_has_the_legend_of_format_2() -> None:
    frame = from_bytes(load_run(FILE).frame)
    assert [(lane.id, lane.name, lane.dash, lane.squash) for lane in frame.lanes] == [
        ("rnn", "Vanilla RNN", "solid", "tanh"),
        ("lstm", "LSTM", "solid", ""),
        ("gru", "GRU", "solid", ""),
    ]
    here = observe(load_run(FILE).run)
    assert [lane.traces for lane in frame.lanes] == [lane.traces for lane in here.lanes]
    assert (frame.step, frame.kept_steps) == (105, (0, 60, 105))


def test_saved_again_it_is_a_file_of_format_2_with_the_same_run() -> None:
    saved = load_run(FILE)
    again = save_run(saved.run, saved.moments, name="new", saved=1.0, frame=saved.frame, parent=saved.parent)
    assert b'"format":"unrolled-run/2"' in again
    opened = load_run(again)
    for one, other in zip(saved.run.lanes, opened.run.lanes, strict=True):
        np.testing.assert_array_equal(one.curves.train, other.curves.train)
    past, once_more = (rewound(each.run, each.moments[1]) for each in (saved, opened))
    for one, other in zip(advance(past, 3).lanes, advance(once_more, 3).lanes, strict=True):
        np.testing.assert_array_equal(one.curves.train, other.curves.train)


def test_with_another_name_it_is_whole() -> None:
    other = load_run(renamed(FILE, "another"))
    assert other.about.name == "another"
    assert other.run.step == 105


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_a_frame_of_format_1_is_upgraded_once(cell: str) -> None:
    frame = load_run(FILE).frame
    again = to_bytes(from_bytes(frame))
    # The order of a safetensors file's metadata is not fixed.
    assert sorted(again) == sorted(frame)
    assert any(lane.id == cell for lane in from_bytes(frame).lanes)
