"""Parts of the pages of language that Python hands all they draw: cards of words, and texts character by character."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from app.figures.table import as_file, rows_csv
from rnn_core.tasks.text.corpus import SIGNS
from tests.scope.conftest import ORIGIN

DRAW = """async ([module, data]) => {
  const { mount } = await import(`/assets/scope/pages/${module}.js`);
  window.told = [];
  const parentElement = document.body.appendChild(document.createElement("div"));
  mount({ data, parentElement, setTriggerValue: (name, value) => told.push(value) });
}"""


@pytest.fixture
def draw(empty_page: Page) -> Any:
    """Draws a module of `assets/scope/pages` with its data on an empty page."""

    def drawn(module: str, data: dict[str, Any]) -> Page:
        empty_page.goto(f"{ORIGIN}/lab")
        empty_page.evaluate(DRAW, [module, data])
        return empty_page

    return drawn


def words(row: Locator) -> list[str]:
    return row.locator(".card").all_inner_texts()


def test_a_card_is_moved_and_taken_away_without_dragging_and_without_keys(draw: Any) -> None:
    page = draw("word_cards", {"sentences": [["I", "had", "washed"], []], "groups": []})
    row, other = (page.get_by_role("group", name=f"Sentence {n}", exact=True) for n in (1, 2))
    left, right, away = (row.get_by_role("button", name=name) for name in ("Move left", "Move right", "Take away"))
    for button in (left, right, away, *(other.get_by_role("button", name=name) for name in ("Take away", "Shuffle"))):
        expect(button).to_be_disabled()
    row.get_by_role("button", name="washed, word 3").click()
    left.click()
    assert words(row) == ["I", "washed", "had"]
    expect(row.get_by_role("button", name="washed, word 2")).to_have_attribute("aria-pressed", "true")
    for _ in range(3):
        left.click()
    assert words(row) == ["washed", "I", "had"]
    right.click()
    expect(left).to_have_accessible_name("Move left: “washed” of sentence 1")
    away.click()
    assert words(row) == ["I", "had"]
    expect(away).to_be_disabled()
    expect(row.get_by_role("button", name="had, word 2")).to_be_focused()
    assert page.evaluate("told.map(([first]) => first)") == [
        "I washed had",
        "washed I had",
        "I washed had",
        "I had",
    ]


@pytest.mark.parametrize(
    ("others", "said"),
    [(60, "The other 60 characters have 20.0 % together."), (1, "The other character has 20.0 %."), (0, "")],
)
def test_what_else_could_have_come_adds_up_to_one(draw: Any, others: int, said: str) -> None:
    text = {"id": "gru", "title": "GRU", "cell": "gru", "shade": 0, "prompt": "", "text": "ב", "shades": []}
    chances = {"drawn": [0.3], "likeliest": [[["\f", 0.5], ["ב", 0.3]]], "others": others}
    marks: dict[str, Any] = {"invented": [], "copied": [], "facts": []}
    look = {"columns": 1, "code": False, "colour": "", "legend": "", "signs": SIGNS}
    page = draw("written", {"texts": [text | chances | marks]} | look)
    status = page.get_by_role("status")
    expect(status).to_contain_text("Character 1: ב was written; the network gave it 30.0 %.")
    expect(status.locator(".symbol").first).to_have_text("␌")
    expect(status.locator("p").last).to_have_text(said)
    # Hebrew runs from right to left.
    assert page.get_by_label("Text of GRU").evaluate("(text) => text.matches(':dir(rtl)')")


def test_a_page_without_a_run_tells_when_it_turns_light_or_dark(draw: Any, empty_page: Page) -> None:
    # Not even the colours that all else needs are needed for that.
    empty_page.route("**/palette.json", lambda route: route.abort())
    page = draw("../follow_theme", {"theme": "light"})
    root = page.get_by_test_id("follow-theme")
    for background, mode in (("#ffffff", "light"), ("#101014", "dark"), ("#fafafa", "light")):
        page.evaluate("(colour) => document.body.style.setProperty('--st-background-color', colour)", background)
        expect(root).to_have_attribute("data-mode", mode)
    # The page was light at first, and so were its charts; Python has not drawn them anew since.
    assert page.evaluate("told") == ["dark"]
    page.unroute("**/palette.json")


def test_a_picture_that_the_browser_cannot_make_is_missed_in_a_sentence(empty_page: Page) -> None:
    empty_page.goto(f"{ORIGIN}/lab")
    said = empty_page.evaluate("""async () => {
      const { downloadMade } = await import("/assets/scope/draw/save.js");
      return downloadMade(() => Promise.reject(new DOMException("tainted", "SecurityError")), "a.png");
    }""")
    assert said == "This browser could not make the picture. Take a screenshot, or use another browser."


def test_a_table_says_its_encoding_where_that_matters(empty_page: Page) -> None:
    empty_page.goto(f"{ORIGIN}/lab")
    files = empty_page.evaluate("""async () => {
      const { downloadTable } = await import("/assets/scope/draw/save.js");
      const files = [];
      URL.createObjectURL = (file) => (files.push(file), "#");
      HTMLAnchorElement.prototype.click = () => {};
      for (const csv of ["timestep,a\\n", "∂h,aⁿ\\n"]) downloadTable(csv, "a.csv");
      return Promise.all(files.map(async (file) => [...new Uint8Array(await file.arrayBuffer())]));
    }""")
    assert [bytes(file) for file in files] == [as_file(csv) for csv in ("timestep,a\n", "∂h,aⁿ\n")]


def test_a_recording_that_cannot_be_unpacked_says_so(empty_page: Page) -> None:
    empty_page.goto(f"{ORIGIN}/lab")
    said = empty_page.evaluate("""async () => {
      for (const [id, text] of [["recorded", '{"steps": [0], "lengths": [4], "state": {}}'], ["moments", "H4sI"]]) {
        const kept = document.body.appendChild(document.createElement("p"));
        Object.assign(kept, { id, textContent: text, hidden: true });
      }
      const { openConnection } = await import("/assets/scope/run/recording.js");
      return new Promise((hear) => openConnection("", "", { connection: hear }));
    }""")
    assert said.startswith("This browser cannot read the recording.")


def test_the_numbers_of_a_chart_are_a_table_to_read_on_the_page(empty_page: Page) -> None:
    empty_page.goto(f"{ORIGIN}/lab")
    words = ['one, "two"', "", " ", *map(str, range(300))]
    csv = rows_csv({"word": words, "p": [float("nan"), 1e-9, *[0.123456] * 301], "n": range(30_000, 30_303)})
    show = "const { showChartTable } = await import('/assets/scope/controls/chart_table.js');"
    empty_page.evaluate(
        f"async (csv) => {{ {show} showChartTable('Loss', csv, {{ paper: '#fff', text: '#000' }}); }}", csv
    )
    dialog = empty_page.get_by_role("dialog", name="Loss")
    rows = dialog.get_by_role("table").evaluate(
        "(table) => [...table.rows].map((row) => [...row.cells].map((c) => c.textContent))"
    )
    assert rows[0] == ["word", "p", "n"]
    assert rows[1:5] == [
        ['one, "two"', "–", "30,000"],
        ["", "1.0·10⁻⁹", "30,001"],
        [" ", "0.123", "30,002"],
        ["0", "0.123", "30,003"],
    ]
    assert len(rows) == 1 + 200
    expect(dialog).to_contain_text("Rows 1 to 200 of 303. The CSV has all.")
    empty_page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_a_sentence_is_spoken_and_takes_no_room(draw: Any) -> None:
    spoken = draw("spoken", {"words": "GRU: le chat."}).get_by_role("status")
    expect(spoken).to_have_text("GRU: le chat.")
    assert spoken.evaluate("({ offsetWidth, offsetHeight }) => [offsetWidth, offsetHeight]") == [1, 1]
