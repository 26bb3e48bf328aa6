"""Back on the time line, on from there, and a branch beside its parent."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from rnn_core.settings.link import from_link
from tests.playing.lab import Lab


def trained(lab: Lab, least: int = 60) -> Lab:
    """A run that has trained a while and is paused."""
    lab.open()
    lab.play()
    lab.wait_for_step(least)
    lab.pause()
    return lab


def test_every_panel_shows_the_moment_that_the_time_line_is_dragged_to(lab: Lab) -> None:
    trained(lab)
    newest, losses = lab.step, lab.losses()
    box = lab.time_line.bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    lab.page.mouse.move(box["x"] + box["width"] - 9, middle)
    lab.page.mouse.down()
    lab.page.mouse.move(box["x"] + box["width"] / 2, middle, steps=6)
    lab.page.mouse.up()
    expect(lab.scope).to_have_attribute("data-looking-back", "true")
    lab.settle()
    frame = lab.frame
    assert 0 < lab.step == frame.step < newest == frame.newest_step
    assert frame.step in frame.kept_steps
    assert lab.losses() != losses
    expect(lab.scope).to_contain_text(f"Looking back at step {frame.step} of {newest}")


def test_a_step_that_is_typed_is_gone_to_exactly_and_looked_at_by_its_own_numbers(lab: Lab) -> None:
    lab.open()
    for _ in range(23):
        lab.press("Step")
    lab.wait_for_step(23)
    lab.settle()
    expected = lab.numbers()
    lab.play()
    lab.wait_for_step(200)
    lab.pause()
    lab.go_to(23)
    assert lab.numbers() == expected


def test_the_keys_of_the_time_line(lab: Lab) -> None:
    trained(lab)
    newest, kept = lab.step, lab.frame.kept_steps
    lab.time_line.focus()
    for key, step in (
        ("ArrowLeft", kept[-2]),
        ("ArrowLeft", kept[-3]),
        ("ArrowRight", kept[-2]),
        ("Home", 0),
        ("End", newest),
    ):
        lab.page.keyboard.press(key)
        expect(lab.scope).to_have_attribute("data-step", str(step))


def test_playing_on_after_looking_back_gives_the_numbers_of_never_having_looked(lab: Lab) -> None:
    trained(lab)
    newest = lab.step
    lab.go_to(11)
    for _ in range(5):
        lab.press("Step")
    lab.wait_for_step(newest + 5)
    lab.settle()
    looked = lab.numbers()
    config, _ = from_link(lab.frame.config)
    lab.press("Restart")
    expect(lab.scope).to_have_attribute("data-step", "0")
    lab.page.get_by_label("Speed", exact=True).select_option("1 step a frame")
    lab.play()
    lab.wait_for_step(newest + 5)
    lab.pause()
    if lab.step != newest + 5:
        lab.go_to(newest + 5)
    assert lab.numbers() == looked
    assert config.changes == ()


def test_a_branch_goes_on_from_there_beside_its_parent(lab: Lab) -> None:
    trained(lab)
    parent, newest = lab.run, lab.step
    lab.go_to(31)
    lab.press("Continue from here")
    expect(lab.scope).not_to_have_attribute("data-run", parent)
    expect(lab.scope).to_have_attribute("data-step", "31")
    expect(lab.page).to_have_url(re.compile("run=" + lab.run))
    lab.wait_for("paused")
    lab.play()
    lab.pause()
    frame = lab.frame
    assert frame.parent is not None
    assert (frame.parent.step, frame.parent.steps[-1]) == (31, newest)
    expect(lab.scope.get_by_label("Loss curves")).to_contain_text("Dashed: the parent run")
    # With unchanged settings it is its parent again, number for number.
    for lane in frame.lanes:
        own = lane.arrays["train_curve"][:, 30 : min(newest, lab.step)]
        assert own.tobytes() == frame.parent.curves[lane.cell][:, : own.shape[1]].tobytes()


def test_a_reload_finds_the_moment_that_was_looked_at(lab: Lab) -> None:
    trained(lab)
    lab.go_to(17)
    lab.page.reload()
    lab.wait_for("paused")
    expect(lab.scope).to_have_attribute("data-step", "17")
    expect(lab.scope).to_have_attribute("data-looking-back", "true")
