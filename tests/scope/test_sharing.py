"""The menu of what can be given away."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.playing.moment import past
from tests.scope.conftest import ORIGIN, Connection, visit


def share(page: Page) -> Locator:
    return page.get_by_role("button", name="Share")


def item(page: Page, name: str) -> Locator:
    return page.get_by_role("menuitem", name=name, exact=True)


def pasted(page: Page) -> str:
    page.get_by_label("elsewhere").press("ControlOrMeta+v")
    return page.get_by_label("elsewhere").input_value()


@pytest.mark.parametrize(("name", "query"), [("Copy link", ""), ("Copy viewer link", "&run=first")])
@pytest.mark.parametrize("origin", ["http://localhost", pytest.param("http://classroom.test", marks=pytest.mark.slow)])
def test_copy_link(empty_page: Page, connection: Connection, origin: str, name: str, query: str) -> None:
    """Also where the page may not write the clipboard: plain http on a class network."""
    page = empty_page
    visit(page, connection, origin)
    connection.show(page, past(40, 40, (0, 40)))
    share(page).click()
    item(page, name).click()
    expect(page.get_by_role("button", name="Link copied")).to_be_focused()
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(page.get_by_label("Link to copy")).to_be_hidden()
    assert pasted(page) == f"{origin}/lab?T=16&lr=0.01{query}"
    expect(share(page)).to_be_visible()


def test_a_link_that_cannot_be_copied_can_be_read(empty_page: Page, connection: Connection) -> None:
    page = empty_page
    visit(page, connection, "http://classroom.test")
    connection.show(page, past(40, 40, (0, 40)))
    page.evaluate("document.execCommand = () => false")
    share(page).click()
    item(page, "Copy viewer link").click()
    expect(page.get_by_label("Link to copy")).to_have_value("http://classroom.test/lab?T=16&lr=0.01&run=first")
    expect(page.get_by_label("Link to copy")).to_be_focused()
    page.get_by_label("elsewhere").focus()
    expect(page.get_by_label("Link to copy")).to_be_hidden()


def test_the_menu_by_keyboard(page: Page, connection: Connection) -> None:
    connection.show(page, past(40, 40, (0, 40)))
    page.evaluate("void show({ url: '/live/first', key: 'secret', download: '/live/first/file' })")
    expect(share(page)).to_have_attribute("aria-haspopup", "menu")
    expect(share(page)).to_have_attribute("aria-expanded", "false")
    share(page).press("Enter")
    expect(share(page)).to_have_attribute("aria-expanded", "true")
    for key, name in [
        ("", "Copy link"),
        ("ArrowDown", "Copy viewer link"),
        ("ArrowDown", "Show QR code"),
        ("ArrowDown", "Copy embed code"),
        ("ArrowDown", "Download run"),
        ("ArrowDown", "Copy link"),
        ("ArrowUp", "Download run"),
        ("Home", "Copy link"),
        ("End", "Download run"),
    ]:
        if key:
            page.keyboard.press(key)
        expect(item(page, name)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(share(page)).to_be_focused()
    share(page).press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    assert connection.commands == []
    assert pasted(page) == f"{ORIGIN}/lab?T=16&lr=0.01&run=first"


@pytest.mark.parametrize("away", ["canvas", "Share", "Tab"])
def test_the_menu_closes(page: Page, connection: Connection, away: str) -> None:
    connection.show(page, past(40, 40, (0, 40)))
    share(page).click()
    expect(page.get_by_role("menu")).to_be_visible()
    if away == "canvas":
        page.locator("[data-lane=rnn] .overlay").click()
    elif away == "Share":
        share(page).click()
    else:
        page.keyboard.press("Tab")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(share(page)).to_have_attribute("aria-expanded", "false")


def test_a_run_is_downloaded_where_there_is_a_file(page: Page, connection: Connection) -> None:
    connection.show(page, past(40, 40, (0, 40)))
    share(page).click()
    expect(item(page, "Copy viewer link")).to_be_visible()
    expect(item(page, "Download run")).to_have_count(0)
    page.evaluate("void show({ url: '/live/first', key: 'secret', download: '/live/first/file' })")
    expect(item(page, "Download run")).to_have_attribute("href", "/live/first/file")
    with page.expect_download() as download:
        item(page, "Download run").click()
    assert download.value.url == f"{ORIGIN}/live/first/file"
    expect(page.get_by_role("menu")).to_have_count(0)
    page.evaluate("void show({ url: '/live/first', key: 'secret', download: '' })")
    share(page).click()
    expect(item(page, "Download run")).to_have_count(0)


@pytest.mark.parametrize(("origin", "alone"), [("http://localhost", True), ("http://classroom.test", False)])
def test_the_viewer_link_for_the_wall(empty_page: Page, connection: Connection, origin: str, alone: bool) -> None:
    """As short as it can be, and it says where nobody else can open it."""
    page = empty_page
    visit(page, connection, origin)
    connection.show(page, past(40, 40, (0, 40)))
    share(page).click()
    item(page, "Show QR code").click()
    wall = page.get_by_role("dialog", name="Viewer link")
    expect(wall.get_by_text(f"{origin}/lab?run=first", exact=True)).to_be_visible()
    code = wall.get_by_alt_text("QR code of the viewer link").get_attribute("src") or ""
    assert parse_qs(urlsplit(code).query) == {"page": [f"{origin}/lab"]}
    assert urlsplit(code).path == "/live/first/qr.svg"
    # The test's own server has no such picture.
    expect(wall.get_by_role("alert")).to_have_text("The QR code did not load. The address is the same.")
    expect(wall.get_by_role("img")).to_have_count(0)
    expect(wall.get_by_text("Only this machine")).to_be_visible(visible=alone)
    wall.get_by_role("button", name="Close").click()
    expect(wall).to_be_hidden()


def test_a_course_page_gets_the_code_of_a_frame(page: Page, connection: Connection) -> None:
    connection.show(page, past(40, 40, (0, 40)))
    share(page).click()
    item(page, "Copy embed code").click()
    expect(page.get_by_role("button", name="Code copied")).to_be_focused()
    page.evaluate("html => { document.querySelector('#host').insertAdjacentHTML('afterend', html) }", pasted(page))
    frame = page.locator("iframe[title=Unrolled]")
    assert frame.get_attribute("src") == f"{ORIGIN}/lab?T=16&lr=0.01&embed=true"


@pytest.mark.parametrize("board", ["http://10.0.0.7:8501", ""])
def test_links_name_the_address_on_the_board_and_carry_what_the_page_shows(
    empty_page: Page, connection: Connection, board: str
) -> None:
    page = empty_page
    visit(page, connection, "http://localhost")
    page.get_by_label("elsewhere").fill("")
    # Of the address the page's own parameters count, as they are now; the run's settings are those that it has.
    page.evaluate("history.replaceState(null, '', '?gate_units=1%2C~2&lr=9')")
    page.evaluate("board => void show({ url: '/live/first', key: 'secret', board, own: ['gate_units'] })", board)
    connection.show(page, past(40, 40, (0, 40)))
    share(page).click()
    expect(item(page, "Copy viewer link").get_by_text("Only this machine")).to_be_visible(visible=not board)
    item(page, "Copy viewer link").click()
    assert pasted(page) == f"{board or 'http://localhost'}/lab?T=16&lr=0.01&run=first&gate_units=1,~2"


def test_a_tab_without_cookies_keeps_its_key_for_a_reload(page: Page, connection: Connection) -> None:
    page.evaluate("void show({ url: '/live/first', key: 'secret', keeps: true })")
    page.evaluate("void show({ url: '/live/second', key: 'not to be kept' })")
    page.reload()
    page.wait_for_function("'begin' in window")
    page.evaluate("begin('#fff'), void show({ url: '/live/second', key: '' })")
    assert page.evaluate("triggers") == []
    page.evaluate("void show({ url: '/live/first', key: '' })")
    page.wait_for_function("triggers.length > 0")
    assert page.evaluate("triggers") == [{"claim": "secret"}]
