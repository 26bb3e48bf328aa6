"""The gradient of a network for the ear: one tone for each timestep, the crosshair with it."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.playing.moment import moment
from tests.scope.conftest import Connection

RECORD = """() => {
  window.heard = { setValueAtTime: {}, setTargetAtTime: {} };
  for (const name of Object.keys(heard)) {
    const told = AudioParam.prototype[name];
    AudioParam.prototype[name] = function (value, at, ...more) {
      heard[name][at.toFixed(2)] = value;
      return told.call(this, value, at, ...more);
    };
  }
}"""


@pytest.mark.slow
def test_a_gradient_is_heard_one_tone_a_timestep_until_it_is_stopped(page: Page, connection: Connection) -> None:
    page.evaluate(RECORD)
    frame = moment()
    gru = frame.lanes[2]
    norms = np.array([1, 1e-8, 0, np.nan, 1e-11, 1e6, 1e-10, np.inf, *np.full(8, 1e-4)], np.float32)
    gradient = gru.arrays["hidden_gradient"].copy()
    gradient[1, 1] = norms
    frame = replace(frame, lanes=(*frame.lanes[:2], replace(gru, arrays=gru.arrays | {"hidden_gradient": gradient})))
    connection.show(page, frame)
    scope, listen = page.get_by_test_id("scope"), page.get_by_role("button", name="Listen")
    expect(scope).to_contain_text("1 is 880 Hz, 10⁻⁸ is 110 Hz. Zero and all below 10⁻¹⁰ are silent.")
    # Whoever clicks on a network listens to it.
    picture = page.get_by_role("region", name="GRU").locator("canvas.overlay")
    box = picture.bounding_box()
    assert box
    picture.click(position={"x": box["width"] - 15, "y": 100})
    expect(scope).to_have_attribute("data-crosshair", "16")
    expect(page.get_by_label("Network to listen to")).to_have_value("gru")
    page.keyboard.press("l")
    expect(listen).to_have_attribute("aria-pressed", "true")
    heard = page.evaluate("heard")
    times = [f"{0.15 * t:.2f}" for t in range(16)]
    assert list(heard["setTargetAtTime"]) == times
    loud = [t for t in range(16) if heard["setTargetAtTime"][times[t]] > 0]
    assert loud == [t for t in range(16) if norms[t] > 5e-11]
    # Three octaves are eight powers of ten; the pitch rises to that of 10⁴.
    powers = np.minimum(np.log10(norms[loud]), 4)
    pitches = [heard["setValueAtTime"][times[t]] for t in loud]
    np.testing.assert_allclose(pitches, 880 * 2 ** (3 * powers / 8), rtol=1e-4)
    assert len(heard["setValueAtTime"]) == len(loud)
    expect(scope).to_have_attribute("data-crosshair", re.compile("^[1-9]$"))
    page.keyboard.press("Escape")
    expect(listen).to_have_attribute("aria-pressed", "false")
    stopped = scope.get_attribute("data-crosshair")
    page.wait_for_timeout(400)
    expect(scope).to_have_attribute("data-crosshair", str(stopped))
    page.keyboard.press("Escape")
    expect(scope).not_to_have_attribute("data-crosshair", re.compile("."))
