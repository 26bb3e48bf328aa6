"""Runs that are kept: taken away as a file, opened by somebody else, and listed."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from rnn_core import load_run
from tests.browser.conftest import OpenPage
from tests.playing.lab import Lab

pytestmark = pytest.mark.slow


NAME = "<b>Мой</b> запуск 🙂 مرحبا ![x](http://evil.test/p.png)"


def paused(lab: Lab) -> Lab:
    lab.open()
    lab.play()
    lab.pause()
    return lab


def show_runs(lab: Lab) -> None:
    lab.page.get_by_role("link", name="Your runs").click()
    expect(lab.page.get_by_role("heading", name="Your runs")).to_be_visible()


def test_a_downloaded_run_is_opened_by_somebody_else_and_goes_on_where_it_stood(
    lab: Lab, open_page: OpenPage, tmp_path: Path
) -> None:
    paused(lab)
    lab.press("Share")
    with lab.page.expect_download() as started:
        lab.page.get_by_role("menuitem", name="Download run").click()
    file = tmp_path / started.value.suggested_filename
    started.value.save_as(file)
    saved = load_run(file.read_bytes())
    assert (saved.run.step, file.name) == (lab.step, f"unrolled-adding-step-{lab.step}.safetensors")

    other = Lab(open_page()).open()
    show_runs(other)
    other.page.get_by_test_id("stExpander").get_by_text("Open a file").click()
    other.page.locator("input[type=file]").set_input_files(file)
    expect(other.page.get_by_role("button", name=f"Remove {file.name}")).to_be_visible()
    other.press("Open this file")
    expect(other.scope).to_have_attribute("data-step", str(lab.step))
    other.wait_for("paused")
    other.settle()
    assert other.run != lab.run
    assert other.numbers() == lab.numbers()
    for page in (lab, other):
        page.press("Step")
        page.wait_for_step(saved.run.step + 1)
        page.settle()
    assert other.numbers() == lab.numbers()


def test_your_runs_can_be_named_opened_and_deleted(lab: Lab) -> None:
    paused(lab)
    run, step = lab.run, lab.step
    lab.press("Name this run")
    lab.page.get_by_role("textbox", name="Name of this run").fill("Named in the lab")
    lab.page.keyboard.press("Enter")
    expect(lab.page.get_by_role("button", name="Name this run")).to_have_text("Named in the lab")
    show_runs(lab)
    expect(lab.page.get_by_text("Named in the lab")).to_be_visible()
    expect(lab.page.get_by_text(f"step {step}")).to_be_visible()
    lab.press("Rename")
    lab.page.get_by_label("Name", exact=True).fill(NAME)
    lab.press("Rename this run")
    expect(lab.page.get_by_text(NAME.replace(":", ":\N{WORD JOINER}"))).to_be_visible()
    lab.press("Open")
    expect(lab.scope).to_have_attribute("data-run", run)
    expect(lab.scope).to_have_attribute("data-step", str(step))
    show_runs(lab)
    lab.press("Delete")
    lab.press("Delete this run")
    expect(lab.page.get_by_text("Nothing here yet")).to_be_visible()
