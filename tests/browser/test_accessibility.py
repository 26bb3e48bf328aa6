"""What axe-core finds on the pages: nothing serious, in light and dark."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.playing.lab import TINY, Lab

# Of the accessibility guidelines what has a level, 2.2's targets of 24 pixels among it.
EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = {"type": "rule", "values": ["color-contrast"]}

# Markup of Streamlit's own that no page can change, with what is wrong with it.
STREAMLITS = {
    "list": "stSidebarNavItems",  # its list of pages holds the groups of pages, not the pages
    "listitem": "e1o1t1hb",  # and each page is an item of its group, which is no list
}


@pytest.mark.slow
def test_axe_finds_nothing_serious_on_any_page_in_light_and_dark(open_page: OpenPage) -> None:
    lab = Lab(open_page(color_scheme="light")).open(f"{TINY}&cells=lstm")
    page = lab.page
    page.evaluate(AXE_SCRIPT)
    names = [words.split("\n")[-1] for words in page.get_by_test_id("stSidebarNavLink").all_inner_texts()]
    assert len(names) > 12
    found = []
    for name in names:
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.locator("[aria-current=page]").filter(has_text=name)).to_be_visible()
        wait_for_rest(page)
        # All else than a colour is the same in dark.
        for mode, rules in (("light", EVERYTHING), ("dark", COLOURS)):
            page.emulate_media(color_scheme=mode)
            expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", mode)
            expect(page.locator(f"[data-mode]:not([data-mode={mode}])")).to_have_count(0)
            # Charts that Python draws have followed.
            expect(page.locator(f"[data-charts]:not([data-charts={mode}])")).to_have_count(0)
            wait_for_rest(page)
            found += [f"{name}, {mode}: {each}" for each in serious(page, rules)]
            if name == "Lab":
                page.keyboard.press("n")
                numbers = page.get_by_role("dialog", name="Numbers as tables")
                expect(numbers.get_by_role("table")).to_be_visible()
                found += [f"Numbers as tables, {mode}: {each}" for each in serious(page, rules)]
                page.keyboard.press("Escape")
                expect(numbers).to_be_hidden()
            # Another theme draws the page anew. Who leaves meanwhile finds Streamlit without messages that its server
            # takes for known ("Cached ForwardMsg MISS").
            wait_for_rest(page)
    assert not found, "\n".join(found)


def wait_for_rest(page: Page) -> None:
    """Until the script has ended, nothing is pale any more that an earlier run of it drew, and nothing moves."""
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_visible()
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    page.wait_for_function("document.getAnimations().every(({ playState }) => playState !== 'running')")


def serious(page: Page, rules: Any) -> list[str]:
    answer = page.evaluate("(options) => axe.run(options)", {"resultTypes": ["violations"], "runOnly": rules})
    return [
        f"{violation['id']} {node['html'][:300]} {node['failureSummary']}"
        for violation in answer["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
        if STREAMLITS.get(violation["id"], "-") not in node["html"]
    ]
