"""Back on the time line, on from there, and a branch beside its parent."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.playing.lab import Lab


def trained(lab: Lab, least: int = 60) -> Lab:
    """A run that has trained a while and is paused."""
    lab.open()
    lab.play()
    lab.wait_for_step(least)
    lab.pause()
    return lab


def test_every_panel_shows_the_moment_that_the_time_line_is_moved_to(lab: Lab) -> None:
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
    lab.time_line.focus()
    for key, step in (("End", newest), ("ArrowLeft", frame.kept_steps[-2]), ("Home", 0)):
        lab.page.keyboard.press(key)
        expect(lab.scope).to_have_attribute("data-step", str(step))


@pytest.mark.slow
def test_the_moment_that_is_looked_at_outlives_a_reload_and_a_branch_goes_on_from_it(lab: Lab) -> None:
    trained(lab)
    parent, newest = lab.run, lab.step
    lab.go_to(31)
    lab.page.reload()
    lab.wait_for("paused")
    expect(lab.scope).to_have_attribute("data-step", "31")
    expect(lab.scope).to_have_attribute("data-looking-back", "true")
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
    expect(lab.scope.get_by_label("Loss curves")).to_contain_text("Dashed: the run that this one branched from")
    # With unchanged settings it is its parent again, number for number.
    for lane in frame.lanes:
        own = lane.arrays["train_curve"][:, 30 : min(newest, lab.step)]
        assert own.tobytes() == frame.parent.curves[lane.id][:, : own.shape[1]].tobytes()
