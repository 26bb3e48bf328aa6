"""Charts that leave the page: as a picture for a slide, as a table, and over the whole screen."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageColor
from playwright.sync_api import expect

from app.figures.palette import palette
from tests.playing.lab import TINY, Lab

pytestmark = pytest.mark.slow


def studied(lab: Lab) -> Lab:
    lab.open(f"{TINY}&cells=rnn,lstm&watch=2")
    for step in (1, 2, 3):
        lab.press("Step")
        lab.wait_for_step(step)
    lab.settle()
    lab.press("Study this moment")
    for key in ("study_gradient", "study_loss"):
        expect(lab.page.locator(f".st-key-{key} .js-plotly-plot")).to_be_visible()
    return lab


def saved(lab: Lab, title: str, kind: str, folder: Path) -> Path:
    group = lab.page.get_by_role("group", name=title, exact=True)
    with lab.page.expect_download() as started:
        group.get_by_role("button", name=kind, exact=True).click()
    file = folder / started.value.suggested_filename
    started.value.save_as(file)
    return file


def test_a_chart_leaves_the_page_as_a_picture_with_its_origin_as_a_table_and_over_the_whole_screen(
    lab: Lab, tmp_path: Path
) -> None:
    studied(lab)
    svg = saved(lab, "Loss", "SVG", tmp_path)
    assert svg.name == "unrolled-adding-problem-step-3-loss.svg"
    drawn = svg.read_text()
    head = drawn[: drawn.index(">")]
    assert (re.search(r'width="(\d+)', head)[1], re.search(r'height="(\d+)', head)[1]) == ("1920", "1080")  # type: ignore[index]
    # Plotly may break a line anywhere between words.
    words = " ".join(re.sub(r"<[^>]*>", " ", drawn).split())
    for part in (
        "Adding problem, step 3",
        "T = 8 · H = 4",
        "seed 0",
        "The error counts at the last timestep",
        f"run={lab.run}",
        "always answers 1:",
    ):
        assert part in words, part
    png = saved(lab, "Gradient by timestep", "PNG", tmp_path).read_bytes()
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (1920, 1080)
    table = saved(lab, "Gradient by timestep", "CSV", tmp_path).read_text()
    assert len(table.splitlines()) == 1 + 8

    lab.page.get_by_text("Take it with you").click()
    with lab.page.expect_download() as started:
        lab.page.get_by_role("button", name="Picture for a slide (PNG)").click()
    assert started.value.suggested_filename == "unrolled-adding-problem-step-3.png"
    pixels = np.asarray(Image.open(started.value.path()).convert("RGB")).astype(int)
    assert pixels.shape == (1080, 1920, 3)
    # Below the lanes' heads their colours come from canvases alone.
    below = pixels[400:900].reshape(-1, 3)
    for lane in ("rnn", "lstm"):
        away = np.abs(below - ImageColor.getrgb(palette("light").cell(lane))).max(axis=1)
        assert (away <= 12).sum() > 100, lane

    lab.page.get_by_role("group", name="Loss", exact=True).get_by_role("button", name="Full screen").click()
    dialog = lab.page.get_by_role("dialog", name="Loss")
    expect(dialog.get_by_text("Adding problem, step 3")).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)
