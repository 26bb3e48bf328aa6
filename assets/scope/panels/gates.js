// The gates of a lane as stacked heat maps; for a lane without any, what its squash lets through.

import { bands } from "../draw/geometry.js";
import { createHeatmap } from "../draw/heatmap.js";
import { gutterLines } from "../draw/ink.js";
import { part } from "../run/frame.js";
import { decimal } from "../words/numbers.js";
import { counterOf, drawCounter } from "./counter.js";

/** @typedef {import("./view.js").View} View */
/** @typedef {import("../run/frame.js").Trace} Trace */
/** @typedef {import("../draw/geometry.js").Row} Row */

/** The gate row of a lane without gates holds a sentence, and below it the derivative of its squash. */
const SLOPE = 20;
const SENTENCE = 125;
/** Letters that a line of the gutter holds. */
const LONGEST_LINE = 9;

/** @type {Record<string, (h: number) => number>} the derivative of each squash, from its value */
export const SLOPES = { tanh: (h) => 1 - h * h, relu: (h) => (h > 0 ? 1 : 0) };

/**
 * A squash as it is written.
 * @param {string} squash
 */
export const squashName = (squash) => (squash === "relu" ? "ReLU" : squash);

/**
 * Where a lane without gates shows the derivative, below the sentence.
 * @param {Row} row
 */
export function slopeBand({ y, height }) {
  const band = Math.max(SLOPE, Math.min(height - SENTENCE, height / 3));
  return { y: y + height - band, height: band };
}

/** A painter of the gate row that keeps its images between frames. */
export function createGates() {
  /** @type {ReturnType<typeof createHeatmap>[]} */
  const heatmaps = [];
  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {Row} row
   * @param {View} view
   */
  return function draw(ctx, row, view) {
    const { geometry, ramps, lane, layer } = view;
    const box = (/** @type {Row} */ band) => ({ x: geometry.left, width: geometry.right - geometry.left, ...band });
    const heatmap = (/** @type {number} */ k) => (heatmaps[k] ??= createHeatmap());
    if (lane.squash) {
      const band = slopeBand(row);
      const hidden = part(lane.arrays.hidden, layer);
      heatmap(0)(ctx, hidden, geometry.numSteps, box(band), ramps.gate, ramps.marks, view.end, SLOPES[lane.squash]);
      gutterLines(ctx, view, [`${squashName(lane.squash)}′`, "1 keeps"], band.y + band.height / 2);
      return;
    }
    bands(row, lane.traces.length).forEach((band, k) => {
      const trace = lane.traces[k];
      const counter = trace.trace === "cell" && counterOf(view);
      if (counter) {
        drawCounter(ctx, band, view, counter);
        return;
      }
      const values = part(lane.arrays[trace.trace], layer);
      const ramp = trace.scale === "gate" ? ramps.gate : ramps.signed;
      const convert = trace.scale === "tanh" ? Math.tanh : undefined;
      heatmap(k)(ctx, values, geometry.numSteps, box(band), ramp, ramps.marks, view.end, convert);
      gutterLines(ctx, view, namesOf(trace, values), band.y + band.height / 2);
    });
  };
}

/**
 * The name of a row and, below it, what a gate's 1 does. A gate that the variant has taken away says what stands in its
 * place.
 * @param {Trace} trace
 * @param {Float32Array} values
 */
function namesOf({ name, letter, means, removed }, values) {
  const own = `${name} ${letter}`;
  if (removed) return [own, `= ${Number.isInteger(values[0]) ? values[0] : decimal(values[0])}`];
  return means ? [own, ...wrapped(`1 ${means}`)] : wrapped(own);
}

/**
 * `text` in lines that the gutter holds.
 * @param {string} text
 */
function wrapped(text) {
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= LONGEST_LINE) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
