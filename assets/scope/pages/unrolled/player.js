// The stepper's buttons: step, play, slow motion, guess first.

import { element, say } from "../../draw/element.js";
import { sayFormula } from "../next_character/formula.js";
import { lastStop } from "./stops.js";

const PLAY = 700;
const SLOW = 2500;

/**
 * `changed(byHand)` hears that the stepper stands at another stop, or what is covered has changed.
 * @param {(byHand: boolean) => void} changed
 */
export function createPlayer(changed) {
  const sentence = element("p", { class: "unroll-sentence", "aria-live": "polite" });
  const uncover = element("button", { type: "button", class: "uncover", click: show }, "Show the number");
  const play = element("button", { type: "button", click: toggle }, "▶ Play the steps");
  const slow = pressed("Slow motion");
  const guess = pressed("Guess first");
  const button = (/** @type {string} */ sign, /** @type {string} */ name, /** @type {() => void} */ act) =>
    element("button", { type: "button", "aria-label": name, title: name, click: act }, sign);
  const node = element(
    "div",
    { class: "unroll-steps", role: "group", "aria-label": "Stepper" },
    button("|◀", "To the beginning", () => go(0)),
    button("◀", "Step back", () => move(-1)),
    button("▶", "Step", () => move(1)),
    button("▶|", "To the end", () => go(last)),
    play,
    slow,
    guess,
    uncover,
    sentence,
  );
  let position = Number.POSITIVE_INFINITY;
  let last = 0;
  let covered = false;
  let timer = 0;

  /** @param {string} name */
  function pressed(name) {
    const made = element("button", { type: "button", "aria-pressed": "false" }, name);
    made.addEventListener("click", () => {
      made.setAttribute("aria-pressed", String(made.getAttribute("aria-pressed") !== "true"));
      if (made === guess) covered = false;
      changed(false);
    });
    return made;
  }

  const isOn = (/** @type {HTMLElement} */ made) => made.getAttribute("aria-pressed") === "true";

  function show() {
    covered = false;
    changed(false);
  }

  /**
   * @param {number} to
   * @param {boolean} [byHand]
   */
  function go(to, byHand = true) {
    if (byHand) stop();
    const next = Math.min(Math.max(to, 0), last);
    // Only a step forward has something to guess.
    covered = isOn(guess) && next === position + 1;
    position = next;
    changed(byHand);
  }

  /** @param {number} by */
  const move = (by) => go(position + by);

  function stop() {
    clearTimeout(timer);
    timer = 0;
    say(play, "▶ Play the steps");
  }

  function toggle() {
    if (timer) return stop();
    if (position >= last) go(0);
    say(play, "Ⅱ Pause the steps");
    next();
  }

  function next() {
    timer = setTimeout(
      () => {
        // What is covered waits for its guess.
        if (!covered) go(position + 1, false);
        if (position >= last) stop();
        else next();
      },
      isOn(slow) ? SLOW : PLAY,
    );
  }

  return {
    node,
    go,
    move,
    toggle,
    stop,
    covered: () => covered,
    position: () => position,
    /**
     * @param {number} first
     * @param {number} end
     */
    fit(first, end) {
      const before = last;
      last = lastStop(first, end);
      if (position > last || before !== last) position = last;
    },
    /** @param {string} words */
    say(words) {
      sayFormula(sentence, words);
      uncover.hidden = !covered;
    },
  };
}
