// The axes of the loss chart.

import { font, SMALLEST } from "../draw/ink.js";
import { short, whole } from "../words/numbers.js";

/** @typedef {import("../run/frame.js").Frame} Frame */
/** @typedef {import("../draw/theme.js").Palette} Palette */
/** @typedef {{width: number, height: number}} Size */
/** @typedef {{log: boolean, low: number, high: number}} Losses the range of losses, on a logarithmic axis or not */

/**
 * The places of a step and a loss on the canvas, and the range of both; `room` is what labels have at the right.
 * @typedef {Losses & {left: number, right: number, top: number, foot: number, last: number,
 *   room: number, narrow: boolean, x: (step: number) => number, y: (loss: number) => number}} Axis
 */

const LEFT = 52;
/** Width of the labels at the lines' ends, as a share and at least, which in a chart narrower than this hold no
    baseline's name. */
const SHARE = 0.25;
const LABELS = 190;
const LONGEST_LABEL = 222;
const NARROW = 440;
const SHORT_LABELS = 104;
const TOP = 8;
const FOOT = 18;
/** The part of the run before that is shown: so many times the steps of this one, and at first so many steps. */
const AHEAD = 4;
const AT_FIRST = 500;
/** A loss this many times the largest baseline has left the chart: it stays at the top and squeezes nobody. */
const EXPLODED = 100;

/**
 * The range of all losses on screen; within a run it only grows, so that the axis does not jump.
 * @param {Losses | null} range
 * @param {Frame} frame
 * @returns {Losses}
 */
export function widen(range, frame) {
  let low = Infinity;
  let high = -Infinity;
  const take = (/** @type {number} */ value) => {
    if (!Number.isFinite(value)) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  for (const lane of frame.lanes) {
    lane.arrays.train_curve.data.forEach(take);
    lane.arrays.test_curve.data.forEach(take);
    lane.arrays.parent_curve?.data.forEach(take);
  }
  for (const { value } of frame.baselines) take(value);
  if (low > high) [low, high] = [0.1, 1];
  const ceiling = EXPLODED * Math.max(...frame.task.baselines.map(({ value }) => value));
  if (ceiling > low) high = Math.min(high, ceiling);
  const log = low > 0 && (range?.log ?? true);
  const rounded = log
    ? [stepDown(low), stepUp(Math.min(high, 1e6 * low))]
    : [Math.min(low, 0), high + 0.05 * (high - low)];
  if (range === null || range.log !== log) return { log, low: rounded[0], high: rounded[1] };
  return { log, low: Math.min(range.low, rounded[0]), high: Math.max(range.high, rounded[1]) };
}

/**
 * The next 1, 2 or 5 times a power of ten at or below.
 * @param {number} value
 */
function stepDown(value) {
  const decade = 10 ** Math.floor(Math.log10(value));
  return [5, 2, 1].map((k) => k * decade).find((k) => k <= value) ?? decade;
}

/**
 * The next 1, 2 or 5 times a power of ten at or above.
 * @param {number} value
 */
function stepUp(value) {
  const decade = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((k) => k * decade).find((k) => k >= value) ?? 10 * decade;
}

/**
 * Places of a step and a loss. Steps run up to where the run, or its parent, stands: looking back rescales nothing.
 * Of a run before that is a hundred times as long as this one only a part is shown, or this one would begin as a dot.
 * @param {Frame} frame
 * @param {Losses} range
 * @param {Size} size
 * @returns {Axis}
 */
export function axes(frame, { log, low, high }, { width, height }) {
  const shown = frame.parent?.difference ? Math.max(AHEAD * frame.newest_step, AT_FIRST) : Infinity;
  const last = Math.max(frame.newest_step, Math.min(frame.parent_steps?.data.at(-1) ?? 0, shown), 50);
  const left = LEFT;
  const narrow = width < NARROW;
  const room = narrow ? SHORT_LABELS : Math.min(Math.max(SHARE * width, LABELS), LONGEST_LABEL);
  const right = width - room;
  const foot = height - FOOT;
  const along = log
    ? (/** @type {number} */ v) => (Math.log(v) - Math.log(low)) / (Math.log(high) - Math.log(low))
    : (/** @type {number} */ v) => (v - low) / (high - low);
  return {
    left,
    right,
    room,
    narrow,
    top: TOP,
    foot,
    last,
    log,
    low,
    high,
    x: (step) => left + (step / last) * (right - left),
    y: (value) => foot - Math.min(Math.max(along(value), 0), 1) * (foot - TOP),
  };
}

/**
 * Lines and numbers of both axes.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Axis} axis
 * @param {Palette} palette
 * @param {Size} size
 */
export function drawGrid(ctx, axis, palette, { height }) {
  ctx.font = font(palette.family, SMALLEST);
  ctx.textAlign = "right";
  let lowest = Infinity;
  for (const value of ticks(axis)) {
    const y = Math.round(axis.y(value)) - 0.5;
    ctx.fillStyle = palette.grid;
    ctx.fillRect(axis.left, y, axis.right - axis.left, 1);
    // In a low chart not every line has room for its number.
    if (lowest - y < SMALLEST) continue;
    lowest = y;
    ctx.fillStyle = palette.muted;
    ctx.fillText(short(value), axis.left - 7, y + 4);
  }
  ctx.textAlign = "center";
  const pitch = stepUp(axis.last / 7);
  for (let step = 0; step <= axis.last; step += pitch) {
    if (axis.last - step < 0.4 * pitch && step < axis.last) continue;
    ctx.fillText(step === 0 ? "step 0" : whole(step), axis.x(step), height - 4);
  }
}

/** @param {Losses} range */
function ticks({ log, low, high }) {
  if (!log) return [0, 1, 2, 3].map((k) => low + ((high - low) * k) / 3);
  const every = [];
  for (let power = Math.floor(Math.log10(low)); 10 ** power <= high * 1.0001; power++) {
    for (const k of Math.log10(high / low) < 1.5 ? [1, 2, 5] : [1]) every.push(Number(`${k}e${power}`));
  }
  return every.filter((value) => value >= low * 0.9999 && value <= high * 1.0001);
}
