"""A window that is moved to a screen of another pixel density is drawn anew, also where no `resize` is heard."""

import pytest
from playwright.sync_api import expect

from tests.playing.moment import moment
from tests.scope.conftest import visit

# A screen of which only the density changes.
SCREEN = """() => {
  const asked = [];
  const real = window.matchMedia;
  window.matchMedia = (query) => query.includes("dppx") ? asked.at(asked.push(new EventTarget()) - 1) : real(query);
  Object.defineProperty(window, "devicePixelRatio", { get: () => window.density ?? 1 });
  window.move = (density) => {
    window.density = density;
    asked.forEach((screen) => screen.dispatchEvent(new Event("change")));
  };
}"""


@pytest.mark.slow
def test_canvases_have_the_pixels_of_the_screen(own_page, connection):
    own_page.add_init_script(f"({SCREEN})()")
    visit(own_page, connection)
    connection.show(own_page, moment())
    canvas = own_page.locator("canvas").first
    wide = int(canvas.evaluate("(node) => node.getBoundingClientRect().width"))
    expect(canvas).to_have_attribute("width", str(wide))
    for density in (2, 3):
        own_page.evaluate("(density) => move(density)", density)
        expect(canvas).to_have_attribute("width", str(density * wide))
