"""What the scope writes onto its canvases, whose pixels no test reads."""

from __future__ import annotations

from playwright.sync_api import Page

RECORD = """() => {
  window.inked = [];
  const { fillText, setLineDash } = CanvasRenderingContext2D.prototype;
  // A picture that was left draws on for a moment, as it does for who comes back to it.
  const note = (canvas, words) => canvas.isConnected && inked.push([Boolean(canvas.closest(".curves")), words]);
  CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
    note(this.canvas, text);
    fillText.call(this, text, ...place);
  };
  CanvasRenderingContext2D.prototype.setLineDash = function (dash) {
    note(this.canvas, `dash ${dash}`);
    setLineDash.call(this, dash);
  };
}"""


# A frame that changes the layout is drawn once more in the next animation frame.
TAKE = """async () => {
  for (let k = 0; k < 2; k += 1) await new Promise(requestAnimationFrame);
  return inked.splice(0);
}"""


def record_ink(page: Page) -> None:
    """From now on keep what is written."""
    page.evaluate(RECORD)


def inked(page: Page, *, chart: bool) -> set[str]:
    """Texts and kinds of dashes drawn since the last call: those of the loss chart, or those of the lanes."""
    return {words for in_chart, words in page.evaluate(TAKE) if in_chart == chart}
