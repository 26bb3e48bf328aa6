// The ranges that all lanes share: of the row of values, and of the gradient's axis. Within a run they only widen.

import { targetKind } from "./answer.js";

/** @typedef {import("../run/frame.js").Frame} Frame */
/** @typedef {{low: number, high: number, top: number}} Range of values; `top` is the gradient's, a power of ten */

/** Where the gradient's axis may end, in powers of ten: it grows in few steps, because each moves all lines. */
const TOPS = [1, 3, 5, 10, 20, 40];
const GRADIENTS = ["hidden_gradient", "cell_gradient", "watched_gradient"];

/**
 * The ranges of `frame`, from `range`, those drawn so far (null for a new run): values widen by halves, so that their
 * row does not rescale from frame to frame. The same object comes back when nothing changes.
 * @param {Range | null} range
 * @param {Frame} frame
 * @returns {Range}
 */
export function widenRange(range, frame) {
  const values = valuesOf(frame);
  const low = Math.min(values.low, range?.low ?? Infinity);
  const high = Math.max(values.high, range?.high ?? -Infinity);
  const top = Math.max(topOf(frame), range?.top ?? -Infinity);
  return range !== null && range.low === low && range.high === high && range.top === top ? range : { low, high, top };
}

/** @param {Frame} frame */
function valuesOf(frame) {
  const targets = frame.targets.data;
  let low = Math.min(0, ...targets);
  let high = Math.max(1, ...targets);
  const [floor, ceiling] = [2 * low - high, 2 * high - low];
  for (const { arrays } of targetKind(frame) === "value" ? frame.lanes : []) {
    for (const value of arrays.outputs.data) {
      if (value < low) low = Math.max(value, floor);
      if (value > high) high = Math.min(value, ceiling);
    }
  }
  return { low: Math.floor(2 * low) / 2, high: Math.ceil(2 * high) / 2 };
}

/**
 * The end of an axis that holds every finite norm of all lanes.
 * @param {Frame} frame
 */
function topOf({ lanes }) {
  let largest = 0;
  for (const { arrays } of lanes) {
    for (const name of GRADIENTS) {
      for (const norm of arrays[name]?.data ?? []) if (norm > largest && norm < Infinity) largest = norm;
    }
  }
  return TOPS.find((top) => largest <= 10 ** top) ?? TOPS[TOPS.length - 1];
}
