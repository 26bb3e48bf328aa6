// The button that asks for the large charts of this moment, which stand below the picture.

import { element } from "../draw/element.js";

const WHAT = "Show large charts of this moment, to read and download";
/** The page's charts; Streamlit names a container's class after its key. */
const CHARTS = ".st-key-study";
/** Longer than a page needs to draw them, in milliseconds. */
const PATIENCE = 20_000;

/**
 * The button; `ask()` asks the page for the charts, and who asked is taken to them as soon as they are there.
 * @param {() => void} ask
 */
export function createStudy(ask) {
  return element(
    "button",
    {
      type: "button",
      class: "study",
      "aria-label": "Study this moment",
      title: WHAT,
      click() {
        ask();
        whenThere(CHARTS, (charts) => charts.scrollIntoView({ block: "start", behavior: motion() }));
      },
    },
    "Study",
  );
}

const motion = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

/**
 * @param {string} selector
 * @param {(found: Element) => void} act
 */
function whenThere(selector, act) {
  const known = document.querySelector(selector);
  if (known) return act(known);
  const observer = new MutationObserver(() => {
    const found = document.querySelector(selector);
    if (!found) return;
    observer.disconnect();
    act(found);
  });
  observer.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => observer.disconnect(), PATIENCE);
}
