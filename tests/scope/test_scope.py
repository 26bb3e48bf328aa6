"""The scope alone: what it draws, says and sends, with the test playing the run."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.playing.moment import moment
from tests.scope.conftest import Connection


def scope(page: Page) -> Locator:
    return page.get_by_test_id("scope")


def show(page: Page, connection: Connection, step: int = 40, **more) -> None:
    connection.tell()
    connection.send(moment(step, **more))
    expect(scope(page)).to_have_attribute("data-step", str(step))


def is_painted(page: Page, lane: str) -> bool:
    """Whether the middle of the hidden-state heat map holds colour."""
    return page.locator(f"[data-lane={lane}] canvas").first.evaluate(
        "(c) => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((v, k) => k % 4 === 3 && v > 0)"
    )


def test_says_hello_draws_and_acknowledges(page: Page, connection: Connection) -> None:
    assert connection.heard[0] == {"hello": "secret"}
    show(page, connection)
    assert {"drawn": 40} in connection.heard
    expect(scope(page)).to_have_attribute("data-run", "first")
    expect(scope(page)).to_have_attribute("data-frames", "1")
    expect(scope(page)).to_have_attribute("data-status", "paused")
    assert float(scope(page).get_attribute("data-latency-ms") or "nan") < 5000
    for cell in ("rnn", "lstm", "gru"):
        assert is_painted(page, cell)
        expect(page.locator(f"[data-lane={cell}]")).to_have_attribute("data-test-loss", "0.25")
    expect(page.locator("[data-lane=gru]")).to_contain_text("solved at 30")
    expect(page.locator("[data-lane=rnn]")).to_contain_text(
        "ht = tanh(Wx xt + Wh ht−1 + b)There is no gate. "
        "Each timestep multiplies the old state by Wh and squeezes it with tanh."
    )


def test_an_old_frame_has_an_age_and_no_latency(page: Page, connection: Connection) -> None:
    """A shipped or stored frame was made before this page asked for one: what passed since then is no latency."""
    connection.show(page, replace(moment(), made=time.time() - 3600))
    assert scope(page).get_attribute("data-latency-ms") is None
    connection.show(page, moment(41))
    assert float(scope(page).get_attribute("data-latency-ms") or "nan") < 5000


def test_nothing_moves_from_frame_to_frame(page: Page, connection: Connection) -> None:
    show(page, connection, 40)
    where = "(root) => [...root.querySelectorAll('*')].map((e) => JSON.stringify(e.getBoundingClientRect())).join()"
    before = scope(page).locator(".stage").evaluate(where)
    show(page, connection, 41)
    assert scope(page).locator(".stage").evaluate(where) == before


def test_untrusted_words_are_text(page: Page, connection: Connection) -> None:
    show(page, connection)
    expect(scope(page).locator("footer")).to_contain_text("<b>two</b> marked numbers")
    expect(scope(page).locator("footer .made")).to_have_text(moment().full_caption)


def test_buttons_and_speed(page: Page, connection: Connection) -> None:
    show(page, connection)
    for button in ("Play", "Step", "Back to the start"):
        page.get_by_role("button", name=button).click()
    connection.tell(status="training")
    page.get_by_role("button", name="Pause").click()
    for choice in ("1 step a frame", "as fast as it goes"):
        page.get_by_label("Speed").select_option(choice)
    assert connection.commands == [
        {"command": "play"},
        {"command": "step"},
        {"command": "seek", "value": 0},
        {"command": "pause"},
        {"command": "speed", "value": 1},
        {"command": "speed", "value": "max"},
    ]


def test_keys(page: Page, connection: Connection) -> None:
    show(page, connection)
    for key in (" ", ".", "Shift+ArrowRight"):
        page.keyboard.press(key)
    assert [message["command"] for message in connection.commands] == ["play", "step", "step"]
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(scope(page)).to_have_attribute("data-crosshair", "2")
    page.keyboard.press("ArrowLeft")
    expect(scope(page)).to_have_attribute("data-crosshair", "1")
    expect(page.locator("[data-lane=rnn] .readout")).to_contain_text("∂h 1.0·10⁻¹⁶")
    page.keyboard.press("Escape")
    expect(scope(page)).not_to_have_attribute("data-crosshair", "1")


def test_keys_belong_to_a_field_that_has_the_focus(page: Page, connection: Connection) -> None:
    show(page, connection)
    page.get_by_label("elsewhere").press_sequentially("a b.")
    expect(page.get_by_label("elsewhere")).to_have_value("a b.")
    assert connection.commands == []


def test_one_crosshair_through_all_lanes(page: Page, connection: Connection) -> None:
    show(page, connection)
    score = page.locator("[data-lane=lstm] .overlay")
    box = score.bounding_box()
    assert box
    score.hover(position={"x": box["width"] - 9, "y": 200})
    expect(scope(page)).to_have_attribute("data-crosshair", "16")
    for cell in ("rnn", "lstm", "gru"):
        expect(page.locator(f"[data-lane={cell}] .readout")).to_contain_text("t 16, the end")
        expect(page.locator(f"[data-lane={cell}] .readout")).to_contain_text("target 1.25")
    page.mouse.move(5, 5)
    expect(page.locator("[data-lane=rnn] .readout")).to_contain_text("times smaller than at timestep 16")


def test_diverged_lane_says_why(page: Page, connection: Connection) -> None:
    frame = moment()
    broken = replace(frame.lanes[0], status="diverged", message="Stopped at step 3: the norm passed 1e6.")
    connection.tell()
    connection.send(replace(frame, lanes=(broken, *frame.lanes[1:])))
    expect(page.locator("[data-lane=rnn]")).to_have_attribute("data-status", "diverged")
    said = "Stopped at step 3: the norm passed 1e6. Change the settings, then restart as a new run."
    expect(page.locator("[data-lane=rnn]").get_by_role("alert")).to_have_text(said)
    expect(page.locator("[data-lane=lstm]")).to_have_attribute("data-status", "training")


def test_bytes_that_are_no_frame(page: Page, connection: Connection) -> None:
    show(page, connection)
    connection.sockets[-1].send(b"nonsense")
    expect(scope(page).locator(".message")).to_contain_text("not a frame")
    show(page, connection, 41)


def test_a_rerun_keeps_the_connection_and_a_new_url_changes_it(page: Page, connection: Connection) -> None:
    show(page, connection)
    page.evaluate("void (end = show({ url: '/live/first', key: 'secret', notice: 'The link had a typo.' }))")
    expect(scope(page).locator(".message")).to_have_text("The link had a typo.")
    assert len(connection.sockets) == 1
    page.evaluate("void (end = show({ url: '/live/second', key: 'other', notice: '' }))")
    expect(scope(page)).to_have_attribute("data-run", "second")
    assert is_painted(page, "rnn")
    while connection.heard[-1] != {"hello": "other"}:
        page.wait_for_timeout(10)
    show(page, connection, 7, num_steps=5, cells=("gru",))
    expect(page.locator("[data-lane]")).to_have_count(1)
    page.evaluate("end()")
    expect(scope(page)).to_have_count(0)


def test_layers(page: Page, connection: Connection) -> None:
    show(page, connection)
    expect(page.get_by_label("Layer")).to_have_value("1")
    page.get_by_label("Layer").select_option("layer 1")
    expect(page.get_by_label("Layer")).to_have_value("0")


def test_words_for_those_who_do_not_see_it(page: Page, connection: Connection) -> None:
    show(page, connection)
    expect(page.get_by_test_id("scope-text")).to_contain_text("Adding problem, step 40, paused.")
    expect(page.get_by_test_id("scope-text")).to_contain_text(
        "GRU: training loss 0.125, test, step 31 0.250, solved at 30"
    )


@pytest.mark.parametrize(("page", "mode"), [("#ffffff", "light"), ("#101318", "dark")], indirect=["page"])
def test_theme_follows_the_page(page: Page, connection: Connection, mode: str) -> None:
    show(page, connection)
    expect(scope(page)).to_have_attribute("data-mode", mode)
    page.evaluate("document.body.style.setProperty('--st-background-color', 'rgb(120, 120, 128)')")
    expect(scope(page)).to_have_attribute("data-mode", "dark")
    page.evaluate("document.body.style.setProperty('--st-background-color', 'rgb(250, 250, 250)')")
    expect(scope(page)).to_have_attribute("data-mode", "light")


@pytest.mark.parametrize("width", [640, 800])
def test_lanes_stack_on_a_narrow_page(page: Page, connection: Connection, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 1000})
    show(page, connection)
    boxes = [page.locator(f"[data-lane={cell}] .score").bounding_box() for cell in ("rnn", "lstm", "gru")]
    assert len({(box["x"], box["width"]) for box in boxes if box}) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
