// Until a run has its first picture: the last one's stands there pale, and words over it say how far it is.

import { element, say } from "../draw/element.js";
import { whole } from "../words/numbers.js";

export const PREPARING = "The new run is being prepared.";
const LONG = "The first run of a new size takes a while.";
const SECOND = 1000;

/**
 * The sentence about the picture of a run that nobody has trained yet.
 * @param {number} step
 */
const exampleAt = (step) => `The pale picture is the finished example at step ${whole(step)}.`;

/**
 * `begin(shown, example)` hears that a run's picture is still to come, which frame stands in its place meanwhile, and
 * whether that is the finished example's, `say(state)` what is known of the run, and `end()` that the picture is there.
 * @param {HTMLElement} root
 */
export function createPreparing(root) {
  const words = element("span");
  const pale = element("span");
  const bar = element("progress", { "aria-label": "Parts that are ready", hidden: "" });
  const seconds = element("small", { "aria-hidden": "true" });
  const node = element("div", { class: "preparing-words", role: "status", hidden: "" }, words, pale, bar, seconds);
  let awaited = false;
  let began = 0;
  let ticking = 0;

  /** @param {boolean} on */
  function show(on) {
    node.hidden = !on;
    root.classList.toggle("preparing", on);
    clearInterval(ticking);
    if (on) ticking = setInterval(tick, SECOND);
  }

  function tick() {
    const passed = Math.floor((performance.now() - began) / SECOND);
    say(seconds, bar.hidden ? "" : `${LONG} ${whole(passed)} s so far.`);
  }

  return {
    node,
    /**
     * @param {import("../run/frame.js").Frame | null} shown
     * @param {boolean} example
     */
    begin(shown, example) {
      awaited = true;
      began = performance.now();
      bar.hidden = true;
      say(words, PREPARING);
      say(pale, shown && example ? exampleAt(shown.step) : "");
      tick();
      // A run that is prepared sends its picture at once: nothing needs to be said where nothing stands.
      show(shown !== null);
    },
    /**
     * A run that is not compiling and has no picture will get none: its message alone says why.
     * @param {import("../run/live_run.js").State} state
     */
    say({ status, message, prepared = [0, 0] }) {
      if (!awaited) return;
      const compiles = status === "compiling";
      if (compiles && node.hidden) show(true);
      say(words, [(compiles || !message) && PREPARING, message].filter(Boolean).join(" "));
      bar.hidden = !compiles;
      // Without a value the bar says that nobody knows.
      if (prepared[1] > 0) Object.assign(bar, { max: prepared[1], value: prepared[0] });
      else bar.removeAttribute("value");
      tick();
    },
    end() {
      awaited = false;
      show(false);
    },
  };
}
