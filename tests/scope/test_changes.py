"""Settings that were changed while the run trained are upright lines on the loss chart, with words."""

from __future__ import annotations

from dataclasses import replace

from playwright.sync_api import Page, expect

from rnn_core.frames.frame import ChangeMade, Frame
from tests.playing.ink import inked, record_ink
from tests.playing.moment import moment, past
from tests.scope.conftest import Connection

RATE = ChangeMade(60, ":learning_rate", "learning rate 0.003")
CLIP = ChangeMade(400, ":clip_norm", "longest gradient 2")


def changed(frame: Frame, *changes: ChangeMade) -> Frame:
    return replace(frame, changes=changes)


def test_each_change_has_its_words(page: Page, connection: Connection) -> None:
    record_ink(page)
    connection.show(page, changed(moment(620), RATE, CLIP))
    assert {RATE.words, CLIP.words} <= inked(page, chart=True)
    connection.show(page, moment(621))
    assert not {RATE.words, CLIP.words} & inked(page, chart=True)


def test_a_dragged_slider_is_one_line_with_its_last_value(page: Page, connection: Connection) -> None:
    record_ink(page)
    dragged = [ChangeMade(60 + k, ":learning_rate", f"learning rate 0.00{k}") for k in range(1, 4)]
    other = ChangeMade(61, "lstm:clamps", "LSTM: forget gate held at 0")
    connection.show(page, changed(moment(620), *dragged[:1], other, *dragged[1:]))
    assert "learning rate 0.003, LSTM: forget gate held at 0" in inked(page, chart=True)
    assert not [text for text in inked(page, chart=True) if "0.001" in text or "0.002" in text]


def test_words_without_room_are_said_to_who_points(page: Page, connection: Connection) -> None:
    record_ink(page)
    near = ChangeMade(80, ":clip_norm", "longest gradient 1")
    connection.show(page, changed(moment(620), RATE, near))
    written = inked(page, chart=True)
    assert near.words in written
    assert RATE.words not in written
    chart = page.locator(".curves canvas")
    box = chart.bounding_box()
    assert box
    # The line of step 60 of 620, between the axis' 52 px on the left and the labels' 222 px on the right.
    chart.hover(position={"x": 52 + 60 / 620 * (box["width"] - 274), "y": 40})
    expect(page.locator(".curves-title")).to_contain_text("Changed at step 60: learning rate 0.003")


def test_looking_back_keeps_the_lines_of_what_came_later(page: Page, connection: Connection) -> None:
    record_ink(page)
    connection.show(page, changed(past(100), RATE, CLIP))
    assert {RATE.words, CLIP.words} <= inked(page, chart=True)


def test_a_change_just_now_has_its_words_before_its_line(page: Page, connection: Connection) -> None:
    record_ink(page)
    connection.show(page, changed(moment(620), RATE._replace(step=620)))
    assert RATE.words in inked(page, chart=True)
