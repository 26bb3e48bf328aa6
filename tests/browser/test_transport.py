"""Play, Pause, Step, Speed and Restart, by button and by keyboard."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.playing.lab import Lab


def test_play_trains_and_pause_holds_still(lab: Lab) -> None:
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


def test_step_is_exactly_one_training_step(lab: Lab) -> None:
    lab.open()
    for step in (1, 2, 3):
        lab.press("Step")
        lab.wait_for_step(step)
        lab.wait_for("paused")
        lab.settle()
        assert lab.step == step


def test_a_step_stops_a_run_that_trains(lab: Lab) -> None:
    lab.open()
    lab.play()
    lab.press("Step")
    lab.wait_for("paused")
    expect(lab.page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_the_space_bar_plays_and_pauses(lab: Lab) -> None:
    lab.open()
    lab.page.keyboard.press("Space")
    lab.wait_for("training")
    lab.wait_for_step(5)
    lab.page.keyboard.press("Space")
    lab.wait_for("paused")


def test_the_arrows_move_one_crosshair_through_all_lanes(lab: Lab) -> None:
    lab.open()
    for key, timestep in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowRight", 3), ("ArrowLeft", 2)):
        lab.page.keyboard.press(key)
        expect(lab.scope).to_have_attribute("data-crosshair", str(timestep))
        for lane in lab.lanes():
            expect(lane).to_contain_text(f"t {timestep}, lag {8 - timestep}")
    assert lab.step == 0
    lab.page.keyboard.press("Escape")
    expect(lab.lane("gru")).to_contain_text("reaches the first timestep")


def test_the_space_bar_is_a_space_in_a_field(lab: Lab) -> None:
    lab.open()
    field = lab.page.get_by_role("spinbutton", name="Learning rate")
    field.press("Space")
    field.press("ArrowRight")
    expect(lab.scope).to_have_attribute("data-status", "ready")
    assert lab.scope.get_attribute("data-crosshair") is None


@pytest.mark.parametrize(("choice", "steps"), [("1 step a frame", 1), ("20 steps a frame", 20)])
def test_speed_is_steps_a_frame(lab: Lab, choice: str, steps: int) -> None:
    lab.open()
    lab.page.get_by_label("Speed", exact=True).select_option(choice)
    lab.record()
    lab.play()
    drawn = sorted(lab.recorded())
    # A browser that is late misses frames; those that it gets are still whole numbers of frames apart.
    assert drawn
    assert all((later - earlier) % steps == 0 for earlier, later in pairwise([0, *drawn]))


@pytest.mark.parametrize("choice", ["smooth: full speed", "as fast as it goes"])
def test_full_speed(lab: Lab, choice: str) -> None:
    lab.open()
    lab.page.get_by_label("Speed", exact=True).select_option(choice)
    lab.play()
    lab.wait_for_step(300)
    lab.pause()
    expect(lab.page.get_by_label("Speed", exact=True).locator("option:checked")).to_have_text(choice)


def test_restart_gives_the_same_numbers_again(lab: Lab) -> None:
    lab.open()
    lab.record()
    lab.play()
    lab.pause()
    first = lab.recorded()
    lab.press("Restart")
    expect(lab.scope).to_have_attribute("data-step", "0")
    lab.wait_for("ready")
    lab.record()
    lab.play()
    lab.wait_for_step(max(first))
    again = lab.recorded()
    both = first.keys() & again.keys() - {0}
    assert both
    assert {step: first[step] for step in both} == {step: again[step] for step in both}
