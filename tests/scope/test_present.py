"""Present: large type and chosen rows only, by the button or by keys, kept by the browser's tab."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, expect

from rnn_core.frames.standing import Kind, Standing
from tests.playing.moment import moment, past
from tests.playing.readable import record_sizes, smallest_text
from tests.scope.conftest import Connection, visit

CHOICES = {"Loss": "loss", "States": "states", "Gates": "gates", "Gradient": "gradient"}
SHARP = """(canvases) => canvases.filter((canvas) => canvas.checkVisibility() && canvas.height > 0).every(
  (canvas) => Math.abs(canvas.width - canvas.getBoundingClientRect().width * devicePixelRatio) < 1.5
)"""


def scope(page: Page) -> Locator:
    return page.get_by_test_id("scope")


def test_only_what_is_chosen_is_shown_large_and_sharp(page: Page, connection: Connection) -> None:
    connection.show(page, moment())
    page.get_by_role("button", name="Present", exact=True).click()
    for label, name in CHOICES.items():
        page.get_by_role("button", name=label, exact=True).click()
        expect(scope(page)).to_have_attribute("data-present", name)
        record_sizes(page)
        connection.show(page, moment())
        assert smallest_text(page) >= (16, "")
        assert page.locator("canvas").evaluate_all(SHARP)
        expect(page.get_by_role("region", name="Loss curves")).to_be_visible(visible=name == "loss")
        expect(page.locator("[data-lane] .score").first).to_be_visible(visible=name != "loss")
        expect(page.locator(".stage > .names").get_by_text("band = 8 of 10")).to_be_visible(visible=name == "gradient")
        shown = page.locator("[data-lane=lstm] .readout span").evaluate_all(
            "(lines) => lines.filter((line) => line.checkVisibility()).length"
        )
        assert shown == 1
        box = (page.locator("[data-lane] .score").first if name != "loss" else page.locator(".curves")).bounding_box()
        assert box
        assert box["height"] >= 200
        # The page of these tests has a field above the scope.
        assert box["y"] + box["height"] - page.locator("#host").evaluate("(host) => host.offsetTop") <= 900
    for hidden in ("Restart as a new run", "Share", "Roll up", "Study"):
        expect(page.get_by_role("button", name=hidden, exact=True)).not_to_be_visible()


@pytest.mark.parametrize(
    ("kind", "reason", "sentence"),
    [
        ("guessing", "Test loss 0.165. The baseline “a” has 0.167.", "The baseline “a” has 0.167."),
        (
            "solved",
            "Solved means: test loss below 0.01. Seed 0 reached it at step 50.",
            "Solved means: test loss below 0.01.",
        ),
    ],
)
def test_beside_the_losses_a_lane_says_what_they_are_judged_by(
    page: Page, connection: Connection, kind: Kind, reason: str, sentence: str
) -> None:
    frame = moment()
    stands = Standing(kind, "words", reason)
    connection.show(page, replace(frame, lanes=tuple(replace(lane, standing=stands) for lane in frame.lanes)))
    page.keyboard.press("p")
    expect(page.locator("[data-lane=gru] .readout")).to_have_text(sentence)
    page.keyboard.press("Escape")


def test_keys(page: Page, connection: Connection) -> None:
    connection.show(page, moment())
    page.get_by_label("elsewhere").press("p")
    expect(page.get_by_label("elsewhere")).to_have_value("p")
    page.get_by_label("elsewhere").evaluate("(field) => field.blur()")
    expect(scope(page)).not_to_have_attribute("data-present", re.compile("."))
    for key, chosen in (("p", "loss"), ("ArrowDown", "states"), ("ArrowUp", "loss"), ("ArrowUp", "gradient")):
        page.keyboard.press(key)
        expect(scope(page)).to_have_attribute("data-present", chosen)
    page.keyboard.press("ArrowRight")
    expect(scope(page)).to_have_attribute("data-crosshair", "1")
    page.keyboard.press("Space")
    assert connection.commands == [{"command": "play"}]
    page.keyboard.press("Escape")
    expect(scope(page)).not_to_have_attribute("data-present", re.compile("."))
    expect(page.get_by_role("button", name="Restart as a new run", exact=True)).to_be_visible()


def test_a_lane_that_broke_says_so_whole_whatever_is_presented(page: Page, connection: Connection) -> None:
    """Over a row that is shown; a lane that goes on with its other seeds is not covered."""
    said = "Training of seed 1 broke at step 3: the weights became about 395, more than the limit of 100."
    message = f"{said} In our tests momentum did not break with learning rate 0.01."
    frame = moment()
    lanes = [replace(lane, message=message, standing=Standing("diverged", "broke", message)) for lane in frame.lanes]
    lanes[0] = replace(lanes[0], status="diverged")
    connection.show(page, replace(frame, lanes=tuple(lanes)))
    page.keyboard.press("p")
    for _ in CHOICES:
        page.keyboard.press("ArrowDown")
        connection.show(page, replace(frame, lanes=tuple(lanes)))
        broken, other = page.locator("[data-lane=rnn]"), page.locator("[data-lane=gru]")
        expect(other.locator(".stopped")).to_be_hidden()
        if page.locator("[data-present=loss]").count():
            expect(broken.locator(".readout")).to_have_text(said)
            assert not broken.locator(".readout").evaluate("(node) => node.scrollHeight > node.clientHeight + 1")
        else:
            score, words = broken.locator(".score").bounding_box(), broken.locator(".stopped").bounding_box()
            assert score
            assert words
            assert score["y"] <= words["y"]
            assert words["y"] + words["height"] <= score["y"] + score["height"]
    page.keyboard.press("Escape")


A_LIST = """() => {
  document.body.insertAdjacentHTML("beforeend", `<input role="combobox" aria-label="Loss" aria-expanded="false">
    <div role="listbox" hidden><button role="option">every error</button></div>`);
  const [list, options] = [document.querySelector("[role=combobox]"), document.querySelector("[role=listbox]")];
  const open = (now) => { list.ariaExpanded = String(now); options.hidden = !now; };
  list.addEventListener("click", () => open(true));
  list.addEventListener("keydown", ({ key }) => { if (key === " ") open(true); });
  options.addEventListener("click", () => { open(false); setTimeout(() => list.focus(), 300); });
}"""


def test_the_space_bar_plays_after_a_choice_also_where_the_list_gets_its_focus_back_late(
    page: Page, connection: Connection
) -> None:
    connection.show(page, moment())
    page.evaluate(A_LIST)
    field = page.get_by_label("Loss", exact=True)
    field.click()
    page.get_by_role("option", name="every error").click()
    expect(field).to_be_focused()
    page.keyboard.press("Space")
    assert connection.commands == [{"command": "play"}]
    # Reached again by a key or a click, it has its space bar back.
    for reach in (lambda: field.press("Home"), field.click):
        reach()
        page.keyboard.press("Space")
        expect(page.get_by_role("option", name="every error")).to_be_visible()
    assert connection.commands == [{"command": "play"}]
    field.evaluate("(list) => { list.nextElementSibling.remove(); list.remove(); }")


SET_WITH = [
    '<input type="number">',
    '<input type="checkbox">',
    '<div role="slider" tabindex="0">0.5</div>',
    '<div role="radio" tabindex="0">every timestep</div>',
    '<a href="javascript:void 0">Gates</a>',
    "<details><summary>More</summary></details>",
    "<button>Usual settings</button>",
]


@pytest.mark.slow
def test_who_has_set_something_with_a_pointer_plays_and_presents_by_key(page: Page, connection: Connection) -> None:
    """Who comes by keyboard presses what has the focus."""
    connection.show(page, moment())
    page.evaluate("document.body.prepend(Object.assign(document.createElement('p'), { id: 'set' }))")
    control = page.locator("#set").locator("input, div, a, summary, button")
    for count, html in enumerate(SET_WITH, 1):
        page.locator("#set").evaluate("(place, html) => { place.innerHTML = html; }", html)
        for key in ("Space", "p"):
            control.click()
            expect(control).to_be_focused()
            page.wait_for_timeout(10)
            page.keyboard.press(key)
        expect(scope(page)).to_have_attribute("data-present", "loss")
        page.keyboard.press("p")
        assert connection.commands == [{"command": "play"}] * count
    control.evaluate("(button) => button.addEventListener('click', () => button.remove())")
    control.focus()
    page.keyboard.press("Space")
    expect(control).to_have_count(0)
    assert len(connection.commands) == len(SET_WITH)
    page.locator("#set").evaluate("(place) => place.remove()")


def test_the_tab_keeps_it_on_the_next_page_where_arrows_walk_time(page: Page, connection: Connection) -> None:
    connection.show(page, moment())
    page.keyboard.press("p")
    visit(page, connection, entry="run_bar")
    connection.show(page, past(200))
    expect(page.locator("html")).to_have_attribute("data-present", "loss")
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(50)
    assert connection.commands[-1] == {"command": "seek", "value": 100}
    page.get_by_role("button", name="Leave").click()
    expect(page.locator("html")).not_to_have_attribute("data-present", re.compile("."))
    page.keyboard.press("ArrowLeft")
    assert len(connection.commands) == 1
