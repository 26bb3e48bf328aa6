"""The numbers of every canvas as tables: on all pages that draw, by a button and a key, whole as CSV."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from app.figures.heat_map import state_names
from rnn_core.numbers import number
from tests.playing.moment import moment
from tests.playing.spelled_moment import spelled_moment
from tests.playing.unrolled_pass import brought, unrolled_pass
from tests.scope.conftest import Connection, visit


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Numbers as tables")


def choose(page: Page, table: str) -> list[list[str]]:
    """The rows of the table called `table`, its head first."""
    dialog(page).get_by_role("combobox", name="Table").select_option(table)
    rows: list[list[str]] = (
        dialog(page)
        .get_by_role("table")
        .evaluate("(table) => [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent))")
    )
    return rows


def offered(page: Page) -> list[str]:
    return dialog(page).locator("option").evaluate_all("(all) => all.map(({ value }) => value)")


def written(values: np.ndarray) -> list[list[str]]:
    return [[number(float(value)) for value in row] for row in values]


def test_each_panel_of_each_lane_has_its_numbers(page: Page, connection: Connection) -> None:
    frame = moment()
    connection.show(page, frame)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    # Also on a link of the page around, which has the focus after a walk to another page.
    page.evaluate("""() => {
      const link = Object.assign(document.createElement("a"), { href: "#" });
      document.body.append(link);
      link.dispatchEvent(new KeyboardEvent("keydown", { key: "n", bubbles: true }));
      link.remove();
    }""")
    for lane in frame.lanes:
        for trace, name in state_names(lane).items():
            head, *rows = choose(page, f"{lane.name}: {name}, layer 2")
            assert head == ["timestep", "unit 1", "unit 2", "unit 3"]
            assert [row[0] for row in rows] == [str(t) for t in range(1, 17)]
            assert [row[1:] for row in rows] == written(lane.arrays[trace][1])
    lstm = frame.lanes[1]
    gradient = choose(page, "LSTM: gradient, layer 2")
    assert gradient[0][1] == "∂h, 10\u00a0%"
    norms = [*lstm.arrays["hidden_gradient"][1], *lstm.arrays["cell_gradient"][1], lstm.arrays["watched_gradient"][1]]
    norms.append(lstm.arrays["contribution"][1])
    assert [row[1:] for row in gradient[1:]] == written(np.array(norms).T)
    assert choose(page, "GRU: input x")[2][1:] == [number(float(value)) for value in frame.inputs[1]]
    answers = choose(page, "Vanilla RNN: answer y and target")
    assert answers[0] == ["timestep", "answer", "target", "share in the loss"]
    assert answers[-1][1:] == [number(float(frame.lanes[0].arrays["outputs"][-1, 0])), "1.25", "1.00"]
    losses = choose(page, "All networks: training loss")
    assert losses[0][1:3] == ["Vanilla RNN, seed 0", "Vanilla RNN, seed 1"]
    assert losses[-1][:2] == ["40", number(float(frame.lanes[0].arrays["train_curve"][0, -1]))]
    assert "All networks: test loss" in offered(page)
    expect(dialog(page).get_by_role("table")).to_contain_text("All networks: training loss. Adding problem, step 40")
    # The crosshair's timestep is marked, and no key of the dialog is one of the page.
    choose(page, "LSTM: hidden state h, layer 2")
    expect(dialog(page).locator("[aria-current] th")).to_have_text("2")
    dialog(page).get_by_text("The picture’s colours").click()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    expect(dialog(page)).to_be_hidden()
    assert not connection.commands
    expect(page.get_by_test_id("scope")).to_have_attribute("data-crosshair", "2")


@pytest.mark.slow
def test_a_table_has_a_ceiling_and_the_csv_has_all(page: Page, connection: Connection, tmp_path: Path) -> None:
    steps, units = 200, 80
    frame = moment(num_steps=steps, cells=("gru",))
    lane = frame.lanes[0]
    names = ("hidden", *(row.trace for row in lane.traces))
    wide = {name: np.random.default_rng(1).random((2, steps, units), np.float32) for name in names}
    connection.show(page, replace(frame, lanes=(replace(lane, arrays=lane.arrays | wide),)))
    page.keyboard.press("ArrowLeft")
    page.get_by_role("button", name="Numbers as tables").click()
    head, *rows = choose(page, "GRU: hidden state h, layer 2")
    assert (len(rows), len(head)) == (128, 65)
    # Those about the crosshair, which stands at the end.
    assert rows[-1] == ["200", *written(wide["hidden"][1])[-1][:64]]
    expect(dialog(page)).to_contain_text("Here are rows 73 to 200 of 200 and columns 1 to 64 of 80. The CSV has all.")
    with page.expect_download() as found:
        dialog(page).get_by_role("button", name="CSV").click()
    assert found.value.suggested_filename == "unrolled-adding-step-40-gru-hidden-state-h-layer-2.csv"
    found.value.save_as(tmp_path / "table.csv")
    lines = list(csv.reader((tmp_path / "table.csv").read_text().splitlines()))
    assert lines[0][0] == "timestep"
    np.testing.assert_array_equal(np.array(lines[1:], np.float64)[:, 1:].astype(np.float32), wide["hidden"][1])


@pytest.mark.slow
@pytest.mark.parametrize("entry", ["next_character", "unrolled"])
def test_the_pages_with_one_network_have_its_weights_too(empty_page: Page, connection: Connection, entry: str) -> None:
    page = empty_page
    visit(page, connection, entry=f"pages/{entry}")
    frame = spelled_moment()
    lane, seen = frame.lanes[1], unrolled_pass(frame, "lstm")
    gates = {row.trace: np.full_like(lane.arrays["hidden"], 0.5) for row in lane.traces if row.scale != "tanh"}
    lane = replace(lane, arrays=lane.arrays | gates)
    frame = replace(frame, lanes=(frame.lanes[0], lane, frame.lanes[2]))
    connection.show(page, frame)
    if entry == "unrolled":
        page.keyboard.press("n")
        expect(dialog(page)).to_contain_text("being computed")
        page.keyboard.press("Escape")
        answers = "/assets/scope/pages/unrolled/answers.js"
        page.evaluate(f"async (text) => (await import('{answers}')).bring('first', text)", brought(frame, "lstm", 40))
        expect(page.get_by_test_id("scope")).to_have_attribute("data-pass", "40")
    else:
        page.get_by_role("button", name="LSTM").click()
    page.keyboard.press("n")
    head, *rows = choose(page, "LSTM: W_h")
    assert head[:6] == ["from", "i 1", "i 2", "i 3", "i 4", "f 1"]
    assert [row[1:] for row in rows] == written(lane.arrays["W_h.1"])
    assert [row[1:] for row in choose(page, "LSTM: cell state c")[1:]] == written(seen["states"][1:, 4:])
    if entry == "unrolled":
        back = choose(page, "LSTM: gradient")
        assert [row[1] for row in back[1:]] == [number(each) for each in np.linalg.norm(seen["gradient"], axis=1)]
        assert [row[2] for row in back[1:]] == [number(each) for each in seen["sigma"]]
    else:
        assert choose(page, "LSTM: input x")[1:] == [[str(t + 1), letter] for t, letter in enumerate("hell")]
