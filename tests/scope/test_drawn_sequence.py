"""A sequence that is drawn: with the mouse and with a finger, marks, and what was typed elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.scope.conftest import ORIGIN

DATA: dict[str, Any] = {
    "values": [],
    "marked": [],
    "low": 0,
    "high": 1,
    "step": 0.01,
    "rest": 0,
    "timesteps": 10,
    "marks": True,
    "example": "0.1 0.2*",
    "unit": "",
}


@pytest.fixture
def drawing(empty_page: Page) -> Page:
    empty_page.goto(f"{ORIGIN}/pages/drawn_sequence?side=left")
    empty_page.wait_for_function("window.begin !== undefined")
    empty_page.evaluate("begin('#ffffff')")
    empty_page.evaluate("(data) => { show(data) }", DATA)
    # The style sheet gives the place its height.
    empty_page.wait_for_function("document.querySelector('#host').shadowRoot.querySelector('.area').clientHeight > 100")
    return empty_page


def place(page: Page, column: int, value: float, of: str = ".area") -> tuple[float, float]:
    box = page.locator(of).bounding_box()
    assert box
    return box["x"] + box["width"] * (column - 0.5) / 10, box["y"] + 1 + (box["height"] - 2) * (1 - value)


def told(page: Page) -> list[str]:
    return page.evaluate("triggers.map(({ typed }) => typed)")


def test_a_stroke_is_a_sequence_and_columns_that_a_quick_pointer_skips_are_on_its_line(drawing: Page) -> None:
    drawing.mouse.move(*place(drawing, 2, 0.2))
    drawing.mouse.down()
    drawing.mouse.move(*place(drawing, 6, 0.6))
    drawing.mouse.up()
    root = drawing.get_by_test_id("drawn-sequence")
    values = [float(number) for number in str(root.get_attribute("data-sequence")).split()]
    assert values == pytest.approx([0, 0.2, 0.3, 0.4, 0.5, 0.6], abs=0.02)
    drawing.wait_for_function("triggers.length > 0")
    assert told(drawing)[-1] == root.get_attribute("data-sequence")
    # Its numbers come back from Python; what was drawn stays.
    drawing.evaluate("(data) => { show(data) }", DATA | {"values": values, "marked": [False] * 6})
    assert root.get_attribute("data-sequence") == told(drawing)[-1]
    drawing.mouse.click(*place(drawing, 3, 0.5, ".marks"))
    drawing.wait_for_function("triggers.at(-1).typed.split('*').length === 2")
    assert told(drawing)[-1].split()[2].endswith("*")
    drawing.get_by_role("button", name="Clear").click()
    assert told(drawing)[-1] == ""


def test_a_finger_draws_bits_that_are_snapped_and_what_is_typed_elsewhere_is_drawn(drawing: Page) -> None:
    bits = DATA | {"low": -1, "step": 1, "marks": False}
    drawing.evaluate("(data) => { show(data) }", bits)
    expect(drawing.locator(".marks")).to_be_hidden()
    x, y = place(drawing, 1, 0.9)
    at = {"clientX": x, "clientY": y, "pointerId": 1, "pointerType": "touch", "button": 0, "bubbles": True}
    # A real finger has a pointer that can be captured.
    drawing.evaluate("document.querySelector('#host').shadowRoot.querySelector('.area').setPointerCapture = () => {}")
    for name in ("pointerdown", "pointerup"):
        drawing.locator(".area").dispatch_event(name, at)
    assert told(drawing)[-1] == "1"
    drawing.evaluate("(data) => { show(data) }", bits | {"values": [-1, 0, 1], "marked": [False] * 3})
    root = drawing.get_by_test_id("drawn-sequence")
    expect(root).to_have_attribute("data-sequence", "-1 0 1")
    drawing.get_by_role("button", name="Begin with the example").click()
    assert told(drawing)[-1] == "0.1 0.2*"
