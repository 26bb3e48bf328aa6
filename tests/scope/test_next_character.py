"""The page of the network that spells a word: its numbers, its products, its keys, against NumPy."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from rnn_core.frames.frame import Frame, Lane
from rnn_core.numbers import number
from rnn_core.tasks import hello
from tests.playing.numpy_states import sigmoid
from tests.playing.readable import record_sizes, resize, smallest_text
from tests.playing.spelled_moment import spelled_moment
from tests.scope.conftest import SIZE, Connection, visit

CELL = {"rnn": 0, "lstm": 1, "gru": 2}
T, UNIT = 2, 1
"""The timestep and the unit, from 0, whose products the tests read."""


@pytest.fixture
def page(empty_page: Page, connection: Connection) -> Page:
    visit(empty_page, connection, entry="pages/next_character")
    return empty_page


def written(value: float) -> str:
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


def column(page: Page, t: int) -> Locator:
    return page.get_by_role("group", name=re.compile(f"^Timestep {t + 1}: reads"))


def button(page: Page, t: int, kind: str, k: int = 0) -> Locator:
    return column(page, t).locator(f"button[data-kind={kind}][data-k='{k}']").first


def card(page: Page) -> Locator:
    return page.locator(".spell-card").last


def numbers(page: Page) -> list[str]:
    """What stands in the last lines of the newest card, each calculation without its formula."""
    return [line.removeprefix("= ") for line in card(page).locator(".numbers").all_inner_texts()]


def results(page: Page) -> list[str]:
    return [line.split(" = ")[-1] for line in numbers(page)]


def parts(lane: Lane, frame: Frame) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """x W_x, h W_h and b of the unit for each block, and the state before."""
    before = lane.arrays["hidden"][0, T - 1].astype(np.float64)
    units = len(before)
    columns = slice(UNIT, None, units)
    from_input = frame.inputs[T] @ lane.arrays["W_x.1"].astype(np.float64)
    from_state = before @ lane.arrays["W_h.1"].astype(np.float64)
    return from_input[columns], from_state[columns], lane.arrays["b.1"][columns].astype(np.float64), before


def expected(lane: Lane, frame: Frame) -> list[float]:
    """The results of the card's lines."""
    x, h, b, before = parts(lane, frame)
    if lane.cell == "rnn":
        return [x[0], h[0], x[0] + h[0] + b[0], np.tanh(x[0] + h[0] + b[0])]
    if lane.cell == "lstm":
        i, f, g, o = x + h + b
        c = sigmoid(f) * lane.arrays["cell"][0, T - 1, UNIT] + sigmoid(i) * np.tanh(g)
        return [sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o), c, sigmoid(o) * np.tanh(c)]
    r, z = sigmoid(x + h + b)[:2]
    q = h[2] + lane.arrays["b_hn.1"][UNIT]
    n = np.tanh(x[2] + b[2] + r * q)
    return [r, z, q, n, (1 - z) * n + z * before[UNIT]]


@pytest.mark.parametrize("cell", CELL)
def test_a_click_on_a_number_shows_how_the_cell_comes_to_it(page: Page, connection: Connection, cell: str) -> None:
    frame = spelled_moment()
    connection.show(page, frame)
    page.get_by_role("group", name="Cell").get_by_role("button").nth(CELL[cell]).click()
    lane = frame.lanes[CELL[cell]]
    shown = button(page, T, "state", UNIT)
    expect(shown).to_have_text(written(lane.arrays["hidden"][0, T, UNIT]))
    shown.click()
    assert results(page) == [written(value) for value in expected(lane, frame)]
    assert results(page)[-1] == written(lane.arrays["hidden"][0, T, UNIT])
    # The terms stand there too: those of the first line add up to its sum.
    x, h, b, _ = parts(lane, frame)
    for value in (x[0], h[0], b[0]):
        assert written(abs(value)) in " ".join(numbers(page))
    # The card follows the training.
    later = spelled_moment(step=50)
    connection.show(page, later)
    assert results(page) == [written(value) for value in expected(later.lanes[CELL[cell]], later)]


def test_a_click_on_an_answer_shows_its_score_its_softmax_and_its_loss(page: Page, connection: Connection) -> None:
    frame = spelled_moment()
    connection.show(page, frame)
    lane = frame.lanes[0]
    wanted = int(frame.targets[T, 0])
    button(page, T, "answer", wanted).click()
    score, p, loss = results(page)
    h = lane.arrays["hidden"][0, T]
    assert score == written(float(h @ lane.arrays["W_o"][:, wanted] + lane.arrays["b_o"][wanted]))
    assert float(p) == pytest.approx(lane.arrays["outputs"][T, wanted], abs=6e-4)
    assert float(loss) == pytest.approx(-math.log(lane.arrays["outputs"][T, wanted]), rel=0.01)
    button(page, T, "answer", (wanted + 1) % 4).click()
    assert len(results(page)) == 2, "the loss is that of the right letter alone"


@pytest.mark.parametrize("kind", ["W_x", "W_h", "W_y"])
def test_an_arrow_shows_the_whole_product(page: Page, connection: Connection, kind: str) -> None:
    frame = spelled_moment()
    connection.show(page, frame)
    page.get_by_role("group", name="Cell").get_by_role("button", name="GRU").click()
    arrays = frame.lanes[2].arrays
    button(page, T, kind).click()
    vector = {"W_x": frame.inputs[T], "W_h": arrays["hidden"][0, T - 1], "W_y": arrays["hidden"][0, T]}[kind]
    matrix = arrays["W_o"] if kind == "W_y" else arrays[f"{kind}.1"]
    result = vector @ matrix + (arrays["b_o"] if kind == "W_y" else 0)
    assert card(page).locator("tr.result td").all_inner_texts() == [written(value) for value in result]
    first = card(page).locator("tr").nth(1).locator("td").all_inner_texts()
    assert first[1:] == [written(value) for value in matrix[0]]
    lit = card(page).locator("tr.lit")
    expect(lit).to_have_count({"W_x": 1, "W_h": 4, "W_y": 5}[kind])


def test_cards_stay_side_by_side_until_they_are_closed(page: Page, connection: Connection) -> None:
    connection.show(page, spelled_moment())
    cards = page.locator(".spell-card")
    for kind in ("state", "W_h", "answer"):
        button(page, T, kind).click()
    expect(cards).to_have_count(3)
    expect(button(page, T, "W_h")).to_have_attribute("aria-pressed", "true")
    # × gives the focus back to where the card was opened; Escape closes the newest.
    cards.nth(1).get_by_role("button", name="Close").click()
    expect(cards).to_have_count(2)
    expect(button(page, T, "W_h")).to_be_focused()
    page.keyboard.press("Enter")
    expect(cards).to_have_count(3)
    page.keyboard.press("Escape")
    expect(cards).to_have_count(2)
    button(page, T, "state").click()
    expect(cards).to_have_count(1)
    button(page, T, "state").click()
    page.get_by_role("button", name="Close all").click()
    expect(cards).to_have_count(0)


def test_keys_walk_through_the_letters_and_take_the_focus_along(page: Page, connection: Connection) -> None:
    frame = spelled_moment()
    connection.show(page, frame)
    scope = page.get_by_test_id("scope")
    for t in range(2):
        page.keyboard.press("ArrowRight")
        expect(scope).to_have_attribute("data-crosshair", str(t + 1))
        expect(column(page, t)).to_have_attribute("data-chosen", "")
    outputs = frame.lanes[0].arrays["outputs"]
    said = "helo"[int(outputs[1].argmax())]
    words = f"Timestep 2 of 4, Vanilla RNN: it reads “e” and says “{said}” with probability {outputs[1].max():.3f}."
    expect(page.locator(".spell-sentence")).to_contain_text(words)
    expect(page.locator("[aria-live=polite]").filter(has_text=words)).to_have_count(1)
    button(page, 1, "state", 3).focus()
    page.keyboard.press("ArrowRight")
    expect(button(page, 2, "state", 3)).to_be_focused()
    expect(column(page, 1)).not_to_have_attribute("data-chosen", "")
    page.get_by_role("button", name="Previous letter").click()
    expect(scope).to_have_attribute("data-crosshair", "2")
    page.keyboard.press("Escape")
    expect(scope).not_to_have_attribute("data-crosshair", "2")


def test_right_and_wrong_are_told_by_signs_too(page: Page, connection: Connection) -> None:
    frame = spelled_moment(cells=("rnn",))
    lane = frame.lanes[0]
    # e for sure; l, but h is likelier; l by a hair; o for sure.
    outputs = np.array([[0, 1, 0, 0], [0.6, 0, 0.4, 0], [0.24, 0.24, 0.28, 0.24], [0, 0, 0.05, 0.95]], np.float32)
    shown = replace(lane, arrays={**lane.arrays, "outputs": outputs})
    connection.show(page, replace(frame, lanes=(shown,)))
    marks = [[each.inner_text() for each in column(page, t).locator("button b").all()] for t in range(4)]
    assert marks == [["", "✓", "", ""], ["✗", "", "◂", ""], ["", "", "?", ""], ["", "", "", "✓"]]
    expect(page.get_by_role("group", name="Cell")).to_contain_text("3 of 4 right")
    expect(button(page, 1, "answer", 0)).to_have_attribute("data-verdict", "wrong")
    expect(button(page, 1, "answer", 2)).to_have_attribute("data-verdict", "right")
    assert button(page, 1, "answer", 2).get_attribute("aria-label") == "“l”: probability 0.400, the right letter"
    loss = -np.mean(np.log([1, 0.4, 0.28, 0.95]))
    expect(page.get_by_role("group", name="Cell")).to_contain_text(f"loss {loss:.3f}")
    # The page draws no gates and no gradient.
    expect(page.locator("footer p").first).to_have_text(f"{frame.caption} The diagram shows seed 0.")


@pytest.mark.parametrize(
    ("word", "formula"),
    [("hello", "(2/4)·ln 2"), ("mississippi", "(2/10)·ln (3/2) + (1/10)·ln 3 + (6/10)·ln 2"), ("aab", "(2/2)·ln 2")],
)
def test_the_same_letter_at_different_places(page: Page, connection: Connection, word: str, formula: str) -> None:
    frame = spelled_moment(word)
    connection.show(page, frame)
    panel = page.get_by_role("region", name="The same letter at different places")
    bound, _ = hello.without_memory(tuple(word))
    expect(panel).to_contain_text(f"{formula} = {bound:.3f}.")
    letter = {"hello": "l", "mississippi": "i", "aab": "a"}[word]
    places = [t for t, each in enumerate(word[:-1]) if each == letter]
    states = frame.lanes[0].arrays["hidden"][0]
    shown = panel.locator(".place")
    expect(shown).to_have_count(len(places))
    for place, t in zip(shown.all(), places, strict=True):
        assert place.locator(".spell-state").all_inner_texts() == [written(value) for value in states[t]]
        expect(place).to_contain_text(f"timestep {t + 1}, then “{word[t + 1]}”")
    other = next(t for t in places if word[t + 1] != word[places[0] + 1])
    apart = np.linalg.norm(states[places[0]] - states[other])
    expect(panel).to_contain_text(f"timesteps {places[0] + 1} and {other + 1} are {number(float(apart))} apart")
    expect(panel.get_by_role("combobox")).to_have_count(1 if word == "mississippi" else 0)


def test_a_word_without_such_a_letter_says_so(page: Page, connection: Connection) -> None:
    connection.show(page, spelled_moment("banana"))
    panel = page.get_by_role("region", name="The same letter at different places")
    expect(panel).to_contain_text("In “banana” each letter is always followed by the same one.")
    expect(panel).not_to_contain_text("best loss")


def test_shared_weights_are_one_picture_in_all_columns(page: Page, connection: Connection) -> None:
    connection.show(page, spelled_moment())
    pixels = "(all) => all.map((canvas) => canvas.toDataURL())"
    page.get_by_role("button", name="Highlight the shared weights").click()
    expect(page.locator(".spell-scale")).to_contain_text("4 times: there are only three matrices")
    before = {}
    for kind in ("W_x", "W_h", "W_y"):
        pictures = page.locator(f".spell-arrow[data-kind={kind}] canvas").evaluate_all(pixels)
        assert len(pictures) == 4
        (before[kind],) = set(pictures)
    connection.show(page, spelled_moment(step=50))
    for kind, picture in before.items():
        (after,) = set(page.locator(f".spell-arrow[data-kind={kind}] canvas").evaluate_all(pixels))
        assert after != picture


def test_a_large_network_and_a_variant_say_why_there_is_no_product(page: Page, connection: Connection) -> None:
    frame = spelled_moment(cells=("rnn", "lstm"))
    large, variant = frame.lanes
    assert variant.weights
    variant = replace(variant, weights=variant.weights._replace(variant="nfg"))
    connection.show(page, replace(frame, lanes=(replace(large, weights=None), variant)))
    expect(page.locator(".spell-sentence")).to_contain_text("too large for its products to be shown")
    expect(button(page, T, "state")).to_be_disabled()
    page.get_by_role("group", name="Cell").get_by_role("button", name="LSTM").click()
    button(page, T, "state", UNIT).click()
    expect(card(page)).to_contain_text("a variant with other equations")
    assert results(page) == [written(variant.arrays["hidden"][0, T, UNIT])]


def test_no_text_is_small_and_a_long_word_fits_a_phone(page: Page, connection: Connection) -> None:
    record_sizes(page)
    connection.show(page, spelled_moment("mississippi"))
    button(page, T, "state", UNIT).click()
    assert smallest_text(page) >= (11, "")
    resize(page, {"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # A card stands between the diagram and what explains it.
    tops = [page.locator(f".spell-{part}").bounding_box() for part in ("diagram", "cards", "places")]
    assert [box["y"] for box in tops if box] == sorted(box["y"] for box in tops if box)
    page.keyboard.press("p")
    # What is drawn until then has the size of before.
    resize(page, SIZE)
    record_sizes(page)
    resize(page, {"width": 1366, "height": 768})
    assert smallest_text(page) >= (16, "")
    page.keyboard.press("Escape")


def test_another_word_takes_the_place_of_the_first_with_its_cards(page: Page, connection: Connection) -> None:
    connection.show(page, spelled_moment())
    button(page, 3, "state").click()
    connection.show(page, spelled_moment("שלום"))
    expect(page.locator(".spell-column")).to_have_count(3)
    expect(page.locator(".spell-card")).to_have_count(0)
    expect(page.locator(".spell-letter bdi")).to_have_text(["ש", "ל", "ו"])
    page.keyboard.press("ArrowRight")
    # What stands after a Hebrew letter is not turned round.
    expect(page.locator(".spell-sentence")).to_contain_text("reads “\u2068ש\u2069” and says")
