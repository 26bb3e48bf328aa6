// The newest answer of the page's Python: one component brings it, the picture draws it.

import { decodeAnswer } from "./pass.js";

/** @typedef {import("./pass.js").Pass} Pass */

/** @type {{run: string, pass: Pass} | null} */
let newest = null;
/** @type {Set<() => void>} */
const listeners = new Set();

/**
 * @param {string} run
 * @param {string} text the answer's bytes in base64
 */
export function bring(run, text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  newest = { run, pass: decodeAnswer(bytes.buffer) };
  for (const listener of listeners) listener();
}

/**
 * The newest answer about the run with this id.
 * @param {string} run
 */
export const answerOf = (run) => (newest?.run === run ? newest.pass : null);

/**
 * @param {() => void} listener hears of every answer
 * @returns {() => void} stops listening
 */
export function hearAnswers(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
