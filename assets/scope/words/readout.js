// The crosshair's numbers in words, four fixed lines at the foot of a lane: they never cover a curve.

import { describeAnswer } from "../panels/answer.js";
import { counterOf } from "../panels/counter.js";
import { describeInput } from "../panels/input.js";
import { part } from "../run/frame.js";
import { decimal, number } from "./numbers.js";
import { describeLag, PADDING } from "./reach.js";

/** @typedef {import("../panels/view.js").View} View */

/**
 * Four lines about timestep `t` (0-based); with a `unit` the last one gives that unit's values, else those
 * of the unit that counts, if there is one, or the means.
 * @param {View} view
 * @param {number} t
 * @param {number | null} unit
 */
export function describeTimestep(view, t, unit) {
  const { lane, layer } = view;
  const lag = describeLag(view, t);
  const shown = unit ?? counterOf(view)?.unit ?? null;
  const { answer, target } = describeAnswer(view, t);
  const norm = (/** @type {string} */ name, /** @type {number} */ index) => part(lane.arrays[name], layer, index)[t];
  const cell = lane.arrays.cell_gradient ? ` · ∂c ${number(norm("cell_gradient", 1), 2)}` : "";
  const band = `${number(norm("hidden_gradient", 0), 2)} to ${number(norm("hidden_gradient", 2), 2)}`;
  const contribution = `ΔW ${number(part(lane.arrays.contribution, layer)[t], 2)}`;
  return [
    `t ${t + 1}, ${lag} · x ${describeInput(view, t)}`,
    [...(lag === PADDING ? [] : [`y ${answer}`, `target ${target}`]), contribution].join(" · "),
    `∂h ${number(norm("hidden_gradient", 1), 2)} (${band})${cell}`,
    shown === null ? describeMeans(view, t) : describeUnit(view, t, shown),
  ];
}

/**
 * @param {View} view
 * @param {number} t
 * @param {number} unit
 */
function describeUnit(view, t, unit) {
  const size = view.lane.arrays.hidden.shape[2];
  const at = Math.min(unit, size - 1);
  return `unit ${at + 1} of ${size}: ${describeTraces(view, t, (values) => values[at])}`;
}

/**
 * @param {View} view
 * @param {number} t
 */
function describeMeans(view, t) {
  const mean = (/** @type {Float32Array} */ values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return `mean: ${describeTraces(view, t, mean)}`;
}

/**
 * The hidden state and every trace of the lane, each by one number of its units' values.
 * @param {View} view
 * @param {number} t
 * @param {(values: Float32Array) => number} pick
 */
function describeTraces({ lane, layer }, t, pick) {
  return [{ trace: "hidden", letter: "h" }, ...lane.traces]
    .map(({ trace, letter }) => `${letter} ${decimal(pick(part(lane.arrays[trace], layer, t)))}`)
    .join(" ");
}
