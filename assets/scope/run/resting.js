// When the moment that is looked at has come to rest: only then is the page's Python told, because it draws anew then.

import { looksBack } from "./frame.js";

/** @typedef {import("./frame.js").Frame} Frame */

/** A moment that stays this long on screen, in ms, is one that somebody looks at. */
const REST = 300;
/** Once training has stopped the newest moment is one: its last frame may still be under way. */
const STOPPED = 100;

/**
 * `tell(step)` hears of a moment once: when a look back has ended, when it is left for the newest moment, and when
 * training has stopped. It hears nothing while `busy()` (the time line is dragged, or waits for a frame), nor of frames
 * that training makes, nor of the first frame of a run, which Python has made the page for. Nor does it between
 * `leave()` and `stay()`: to tell Python means to draw this page anew, and Streamlit keeps only the newest wish.
 * @param {() => boolean} busy
 * @param {(step: number) => void} tell
 */
export function createResting(busy, tell) {
  /** @type {Frame | null} */
  let frame = null;
  let training = false;
  let stopped = false;
  let leaving = false;
  /** @type {{step: number, back: boolean} | null} */
  let told = null;
  let timer = 0;

  /** Look again whether the moment on screen is at rest. */
  function consider() {
    clearTimeout(timer);
    if (frame === null || told === null || leaving || busy()) return;
    if (training && told.back && !looksBack(frame)) rest();
    else if (!training && told.step !== frame.step) timer = setTimeout(rest, stopped ? STOPPED : REST);
  }

  function rest() {
    if (frame === null) return;
    stopped = false;
    told = { step: frame.step, back: looksBack(frame) };
    tell(frame.step);
  }

  return {
    consider,
    /** Whether Python may be told of something now. */
    free: () => frame !== null && !leaving && !busy(),
    /** Tell Python of the moment on screen, whatever it knows of it. */
    rest,
    /**
     * @param {Frame} next
     * @param {boolean} first
     */
    show(next, first) {
      frame = next;
      if (first) told = { step: next.step, back: looksBack(next) };
      consider();
    },
    /** @param {string} status */
    status(status) {
      const stops = training && status !== "training";
      training = status === "training";
      stopped = stops || (stopped && !training);
      // The step that was told of last may be looked at again, now of a run that stands elsewhere.
      if (stops && told) told.step = Number.NaN;
      consider();
    },
    /** Another run: its first frame is still to come. */
    forget() {
      clearTimeout(timer);
      frame = told = null;
      training = false;
    },
    /** Somebody goes to another page. */
    leave() {
      leaving = true;
      consider();
    },
    /** Python has drawn this page anew. */
    stay() {
      leaving = false;
      consider();
    },
    close: () => clearTimeout(timer),
  };
}
