"""Runs outlive their pages, their server and their machine."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from rnn_core import load_run
from rnn_core.saved.run_file import about_of
from tests.browser.conftest import OpenPage
from tests.playing.lab import TINY, Lab
from tests.playing.server import Server, start_server, stop_server

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
    other.page.get_by_text("Open a file").click()
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
    show_runs(lab)
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


def test_a_foreign_file_is_refused_with_a_sentence(lab: Lab, tmp_path: Path) -> None:
    file = tmp_path / "nonsense.safetensors"
    file.write_bytes(b"nonsense")
    lab.open()
    show_runs(lab)
    lab.page.get_by_text("Open a file").click()
    lab.page.locator("input[type=file]").set_input_files(file)
    expect(lab.page.get_by_role("button", name=f"Remove {file.name}")).to_be_visible()
    lab.press("Open this file")
    expect(lab.alerts.filter(has_text="This is not a run that Unrolled saved")).to_be_visible()


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[list[Server]]:
    """Servers, one after the other on one port and one data folder; the last one is stopped."""
    servers = [start_server(tmp_path)]
    yield servers
    stop_server(servers[-1])


@pytest.mark.slow
def test_a_killed_server_comes_back_with_the_run_and_the_page_mends_itself(
    browser: Browser, mortal: list[Server], tmp_path: Path
) -> None:
    port = urlsplit(mortal[0].url).port
    assert port
    # A lost connection is an error in the console, so this page is not one of `open_page`.
    with browser.new_context(base_url=mortal[0].url) as context:
        lab = Lab(context.new_page()).open(f"{TINY}&seed=3")
        lab.play()
        lab.pause()
        run, step = lab.run, lab.step
        while step not in {about_of(file.read_bytes()).step for file in (tmp_path / "data").rglob("*.safetensors")}:
            lab.page.wait_for_timeout(50)
        mortal[0].process.send_signal(signal.SIGKILL)
        mortal[0].process.wait()
        expect(lab.message).to_contain_text("connection to the run is down")
        mortal.append(start_server(tmp_path, port))
        expect(lab.scope).to_have_attribute("data-connection", "up", timeout=60_000)
        lab.page.reload()
        lab.wait_for("paused")
        lab.settle()
        assert (lab.run, lab.step) == (run, step)
        lab.play()
        assert lab.step > step
