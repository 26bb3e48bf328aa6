"""A part of the page that does not come is replaced by a sentence; without a word the page would stay empty."""

from playwright.sync_api import expect

from app.view.scope import LOST, loader
from tests.scope.conftest import ORIGIN, visit

RUN = """async (source) => {
  const { default: draw } = await import(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  const parentElement = document.body.appendChild(document.createElement("div"));
  window.take = draw({ data: { assets: "/assets" }, parentElement });
}"""


def test_a_module_that_is_blocked_leaves_a_sentence_until_the_page_draws_anew(own_page):
    own_page.goto(f"{ORIGIN}/lab")
    own_page.route("**/scope/no_such.js", lambda route: route.fulfill(status=503))
    own_page.evaluate(RUN, loader("no_such"))
    expect(own_page.get_by_role("alert")).to_have_text(LOST)
    own_page.evaluate("window.take()")
    expect(own_page.get_by_role("alert")).to_have_count(0)


CARDS = """async () => {
  const { mount } = await import("/assets/scope/pages/word_cards.js");
  const parentElement = document.body.appendChild(document.createElement("div"));
  mount({ data: { sentences: [["I"]], groups: [] }, parentElement, setTriggerValue() {} });
}"""


def test_colours_or_styles_that_do_not_come_are_missed_in_a_sentence(own_page, connection):
    for part, answer in (
        ("palette.json", {"status": 503}),
        ("palette.json", {"body": '{"light": {'}),
        ("scope.css", {"status": 503}),
    ):
        own_page.route(f"**/{part}", lambda route, _, answer=answer: route.fulfill(**answer))
        visit(own_page, connection)
        # What else is said of the run hides it as little.
        connection.tell(message="Press Play.")
        expect(own_page.locator(".message")).to_contain_text("could not be loaded. Reload the page.")
        own_page.unroute(f"**/{part}")
    own_page.route("**/word_cards.css", lambda route: route.abort())
    own_page.evaluate(CARDS)
    expect(own_page.get_by_role("alert")).to_contain_text("its styles, could not be loaded. Reload the page.")


def test_controls_take_no_room_before_they_are_styled(own_page, connection):
    waiting = []

    def keep(route):
        waiting.append(route)

    own_page.route("**/scope.css", keep)
    visit(own_page, connection, entry="run_bar")
    height = "document.querySelector('#host').offsetHeight"
    assert own_page.evaluate(height) == 0
    while not waiting:
        own_page.wait_for_timeout(5)
    waiting.pop().continue_()
    expect(own_page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert 60 < own_page.evaluate(height) < 160
