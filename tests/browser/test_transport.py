"""Play, Pause, Step, Speed, back to the start and a new run, by button and by keyboard."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.playing.lab import Lab


def test_play_trains_pause_holds_still_and_step_is_one_training_step(lab: Lab) -> None:
    lab.open()
    assert lab.step == 0
    lab.play()
    assert all(loss > 0 for loss in lab.losses())
    lab.pause()
    before = lab.frames
    lab.page.get_by_label("Speed", exact=True).select_option("2 steps a frame")
    lab.settle()
    assert lab.frames == before
    expect(lab.scope.get_by_role("group", name="Training step")).to_have_text(str(lab.step))
    first = lab.step
    for step in (first + 1, first + 2):
        lab.press("Step")
        lab.wait_for_step(step)
        lab.wait_for("paused")
        lab.settle()
        assert lab.step == step
    lab.play()
    lab.press("Step")
    lab.wait_for("paused")
    expect(lab.page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    # By keyboard; arrows stay a field's own.
    lab.page.get_by_role("spinbutton", name="Learning rate").press("ArrowRight")
    assert lab.scope.get_attribute("data-crosshair") is None
    stood = lab.step
    lab.page.keyboard.press("Space")
    lab.wait_for("training")
    lab.wait_for_step(stood + 5)
    lab.page.keyboard.press("Space")
    lab.wait_for("paused")


def test_speed_is_steps_a_frame_or_full_speed(lab: Lab) -> None:
    lab.open()
    speed = lab.page.get_by_label("Speed", exact=True)
    speed.select_option("20 steps a frame")
    lab.record()
    lab.play()
    drawn = sorted(lab.recorded())
    # A browser that is late misses frames; those that it gets are still whole numbers of frames apart.
    assert drawn
    assert all((later - earlier) % 20 == 0 for earlier, later in pairwise([0, *drawn]))
    for choice in ("smooth: full speed", "as fast as it goes"):
        speed.select_option(choice)
        lab.wait_for_step(lab.step + 300)
        expect(speed.locator("option:checked")).to_have_text(choice)


@pytest.mark.slow
def test_back_to_the_start_keeps_the_run_and_a_restart_is_another_with_the_same_numbers(lab: Lab) -> None:
    lab.open()
    lab.record()
    lab.play()
    lab.pause()
    first = lab.recorded()
    run, newest = lab.run, lab.step
    lab.press("Back to the start")
    expect(lab.scope).to_have_attribute("data-step", "0")
    expect(lab.scope).to_contain_text(f"Looking back at step 0 of {newest}.")
    lab.press("Restart as a new run")
    expect(lab.scope).not_to_have_attribute("data-run", run)
    lab.wait_for("ready")
    expect(lab.scope).to_have_attribute("data-step", "0")
    expect(lab.message).to_contain_text("This is a new run at step 0, with the settings of now")
    lab.record()
    lab.play()
    lab.wait_for_step(max(first))
    again = lab.recorded()
    both = first.keys() & again.keys() - {0}
    assert both
    assert {step: first[step] for step in both} == {step: again[step] for step in both}
