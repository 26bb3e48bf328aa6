// The time line: where the run stands, which of its moments are kept, and the way back to them.

import { element, say } from "../draw/element.js";
import { icon, vector } from "../draw/icon.js";
import { looksBack } from "../run/frame.js";
import { NONE, whole } from "../words/numbers.js";
import { onceInAWhile } from "./once_in_a_while.js";

/** Kept steps that PageUp and PageDown pass. */
const PAGE = 5;
/** How long the thumb stays where it was put, waiting for the frame of that moment. */
const PATIENCE = 1000;
/**
 * Moving the thumb costs the page more than drawing a lane does: while the run trains, four times a second are enough.
 */
const CALM = 250;

/** @typedef {import("../run/frame.js").Frame} Frame */

/**
 * `seek(step)` hears where the user wants to look, at most once per animation frame, `branch(step)` that the run shall
 * go on from there as another one, `goBack()` that the run before is wanted, `follow()` that the lecturer's is, and
 * `settled()` that the thumb has come to rest where the frame is.
 * @typedef {object} Hearing
 * @property {(step: number) => void} seek
 * @property {(step: number) => void} branch
 * @property {() => void} goBack
 * @property {() => void} follow
 * @property {() => void} settled
 */

/**
 * The row.
 * @param {Hearing} on
 */
export function createTimeline(on) {
  const slider = element("input", {
    type: "range",
    min: "0",
    max: "0",
    value: "0",
    "aria-label": "Time line",
    disabled: "",
    input: ask,
    keydown: press,
    pointerdown: hold,
  });
  const path = vector("path", { d: "" });
  const ticks = vector("svg", {
    class: "ticks",
    viewBox: "0 0 1000 1",
    preserveAspectRatio: "none",
    "aria-hidden": "true",
  });
  ticks.append(path);
  const newest = element("span", {}, "0");
  const caption = element("span", { class: "when" });
  const go = element(
    "button",
    {
      type: "button",
      class: "continue",
      "aria-label": "Continue from here",
      title: "Train on from this step, as a new run",
      click: onceInAWhile(() => frame && on.branch(frame.step)),
    },
    icon("branch"),
    element("span", {}, "Continue from here"),
  );
  const toLecturer = element(
    "button",
    {
      type: "button",
      class: "primary",
      title: "Watch the run that the lecturer shows now",
      hidden: "",
      click: on.follow,
    },
    "Follow",
  );
  const before = element(
    "button",
    { type: "button", class: "before", "aria-label": "Run before", hidden: "", click: on.goBack },
    icon("back"),
    element("span", {}, "Run before"),
  );
  const node = element(
    "div",
    { class: "timeline" },
    before,
    element(
      "div",
      { class: "line" },
      ticks,
      slider,
      element("div", { class: "foot" }, element("span", {}, "0"), caption, newest),
    ),
    go,
    toLecturer,
  );
  /** @type {Frame | null} */
  let frame = null;
  let owns = true;
  let goneOn = "";
  let title = "";
  let held = false;
  /** @type {number | null} */
  let asked = null;
  let request = 0;
  let patience = 0;
  let followed = -Infinity;
  let later = 0;
  go.style.visibility = "hidden";

  function ask() {
    asked = slider.valueAsNumber;
    place();
    if (request !== 0) return;
    request = requestAnimationFrame(() => {
      request = 0;
      if (asked === null) return;
      on.seek(asked);
      wait();
    });
  }

  function wait() {
    clearTimeout(patience);
    patience = setTimeout(follow, PATIENCE);
  }

  function hold() {
    held = true;
    addEventListener("pointerup", release);
    addEventListener("pointercancel", release);
  }

  function release() {
    removeEventListener("pointerup", release);
    removeEventListener("pointercancel", release);
    held = false;
    if (settled()) follow();
    else wait();
  }

  /** Whether the frame on screen is of the moment that was asked for last. */
  const settled = () => asked === null || frame?.step === nearest(frame?.kept_steps ?? [], asked);

  /** @param {KeyboardEvent} event */
  function press(event) {
    if (frame === null) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const newestStep = frame.newest_step;
    /** @type {Record<string, () => number>} */
    const goals = {
      ArrowLeft: () => passed(-1),
      ArrowDown: () => passed(-1),
      ArrowRight: () => passed(1),
      ArrowUp: () => passed(1),
      PageDown: () => passed(-PAGE),
      PageUp: () => passed(PAGE),
      Home: () => 0,
      End: () => newestStep,
    };
    const goal = goals[event.key];
    if (!goal) return;
    event.preventDefault();
    slider.value = String(goal());
    ask();
  }

  /**
   * The kept step that lies `count` of them later (earlier if negative) than the thumb.
   * @param {number} count
   */
  function passed(count) {
    const from = slider.valueAsNumber;
    const { kept_steps: kept, newest_step: last } = /** @type {Frame} */ (frame);
    if (count < 0) return kept.filter((step) => step < from).at(count) ?? 0;
    return kept.filter((step) => step > from)[count - 1] ?? last;
  }

  /** The thumb goes where the frame is; not from under a pointer that holds it. */
  function follow() {
    clearTimeout(later);
    later = 0;
    if (held || frame === null) return;
    followed = performance.now();
    asked = null;
    const { step, newest_step: last, kept_steps: kept } = frame;
    slider.max = String(last);
    slider.value = String(step);
    say(newest, whole(last));
    const marks = kept.map((at) => `M${((1000 * at) / last).toFixed(1)} 0v1`).join("");
    path.setAttribute("d", last > 0 ? marks : "");
    place();
    on.settled();
  }

  function followCalmly() {
    if (frame === null || looksBack(frame) || asked !== null || performance.now() - followed > CALM) follow();
    else later ||= setTimeout(follow, CALM);
  }

  function place() {
    const [at, last] = [slider.valueAsNumber, Number(slider.max)];
    slider.style.setProperty("--share", String(last > 0 ? at / last : 0));
    slider.setAttribute("aria-valuetext", `step ${whole(at)} of ${whole(last)}`);
  }

  function describe() {
    if (goneOn) return goneOn;
    if (frame === null) return "";
    if (looksBack(frame)) return describePast(frame, owns);
    return owns && frame.kept_steps.length && frame.newest_step > 0 ? "Drag to look back at an earlier step." : "";
  }

  function showWords() {
    const past = frame !== null && looksBack(frame);
    const able = Boolean(owns && frame?.kept_steps.length);
    slider.disabled = !able;
    slider.title = owns ? "" : title;
    go.style.visibility = past && able ? "visible" : "hidden";
    say(caption, describe());
  }

  return {
    node,
    /** Whether the thumb is held, or waits for the frame of the moment where it was put. */
    busy: () => held || asked !== null,
    /**
     * Go `by` kept steps on.
     * @param {number} by
     */
    walk(by) {
      if (frame === null || slider.disabled) return;
      slider.value = String(passed(by));
      ask();
    },
    /** @param {Frame} next */
    show(next) {
      frame = next;
      showWords();
      if (settled()) followCalmly();
    },
    /** Another run's first frame is still to come. */
    forget() {
      clearTimeout(later);
      later = 0;
      frame = asked = null;
      followed = -Infinity;
      slider.max = slider.value = "0";
      say(newest, NONE);
      path.setAttribute("d", "");
      place();
      showWords();
    },
    /** @param {string} sentence that the run's owner has gone on to another one; empty while it is shown there */
    showGoneOn(sentence) {
      goneOn = sentence;
      toLecturer.hidden = !sentence;
      go.hidden = Boolean(sentence);
      caption.title = sentence;
      caption.classList.toggle("gone-on", Boolean(sentence));
      showWords();
    },
    /** @param {string} words what the run before was; empty where there is none to go back to */
    showBefore(words) {
      before.hidden = !words;
      before.title = `Back to the run before: ${words}`;
    },
    /**
     * @param {boolean} allowed
     * @param {string} why
     */
    allow(allowed, why) {
      owns = allowed;
      title = why;
      showWords();
    },
  };
}

/**
 * @param {Frame} frame
 * @param {boolean} owns
 */
function describePast({ step, newest_step: last }, owns) {
  if (!owns) return `The lecturer looks back at step ${whole(step)} of ${whole(last)}.`;
  return `Looking back at step ${whole(step)} of ${whole(last)}. Play goes on from ${whole(last)}.`;
}

/**
 * @param {number[]} steps
 * @param {number} wanted
 */
const nearest = (steps, wanted) =>
  steps.reduce((best, step) => (Math.abs(step - wanted) < Math.abs(best - wanted) ? step : best), Infinity);
