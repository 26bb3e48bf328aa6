"""What somebody in the last row of a lecture hall can read of a page: how small its text is, and what stands above the
fold."""

from __future__ import annotations

from playwright.sync_api import Page, ViewportSize

# What is written on a canvas is no element: its size is noted as it is written. A canvas that is not on the page is
# copied onto one that is, pixel for pixel.
RECORD = """() => {
  const again = window.written !== undefined;
  window.written = [];
  if (again) return;
  const { fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
    const { canvas } = this;
    const stretched = canvas.isConnected ? canvas.getBoundingClientRect().width / canvas.width : 1 / devicePixelRatio;
    const size = Number(/([\\d.]+)px/.exec(this.font)[1]) * this.getTransform().a * stretched;
    window.written.push([size, text]);
    fillText.call(this, text, ...place);
  };
}"""

# Every element with words of its own, in shadow roots too; what only a screen reader reads has no size.
SMALLEST = """() => {
  const found = window.written.splice(0).filter(([size]) => size > 0);
  const visit = (root) => {
    for (const node of root.querySelectorAll("*")) {
      if (node.shadowRoot) visit(node.shadowRoot);
      if (node.closest("style, script, .unseen") || !node.checkVisibility({ visibilityProperty: true })) continue;
      // Streamlit keeps a link above the page.
      if (node.getBoundingClientRect().bottom <= 0) continue;
      const words = [...node.childNodes].filter((child) => child.nodeType === Node.TEXT_NODE);
      const text = words.map(({ data }) => data.trim()).join("") || node.value || "";
      const size = parseFloat(getComputedStyle(node).fontSize) * (node.currentCSSZoom ?? 1);
      if (text && size > 0) found.push([size, text]);
    }
  };
  visit(document);
  return found.toSorted(([a], [b]) => a - b)[0];
}"""

# What ends last of the lanes and of the loss chart.
FOOT = """(scope) => {
  const parts = [...scope.querySelectorAll("[data-lane], [aria-label='Loss curves']")];
  return Math.max(...parts.map((node) => node.getBoundingClientRect().bottom));
}"""


def resize(page: Page, size: ViewportSize) -> None:
    """Give the page another size and wait until it is drawn in it."""
    page.set_viewport_size(size)
    page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")


def record_sizes(page: Page) -> None:
    """From now on note how large is what the page writes on canvases."""
    page.evaluate(RECORD)


def smallest_text(page: Page) -> tuple[float, str]:
    """The size in CSS pixels of the smallest text on the page, and that text; see `record_sizes`."""
    size, text = page.evaluate(SMALLEST)
    return round(size, 2), text


def side_by_side(page: Page) -> bool:
    """Whether all lanes stand on one height, and nothing needs scrolling sideways."""
    tops = page.locator("[data-lane]").evaluate_all("(lanes) => lanes.map((lane) => lane.getBoundingClientRect().top)")
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return len(set(tops)) == 1 and overflow <= 0


def foot(page: Page) -> float:
    """Where on the page the loss chart ends, or the longest lane if that is further down, in CSS pixels."""
    return float(page.get_by_test_id("scope").evaluate(FOOT))
