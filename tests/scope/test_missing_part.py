"""A part of the page that does not come is replaced by a sentence; without a word the page would stay empty."""

from playwright.sync_api import expect

from app.view.scope import LOST, loader
from tests.scope.conftest import ORIGIN

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
