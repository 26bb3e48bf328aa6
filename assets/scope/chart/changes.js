// Settings that were changed while the run trained: an upright line each on the loss chart, with words.

import { font, SMALLEST } from "../draw/ink.js";
import { translucent } from "../draw/theme.js";

/** @typedef {import("../run/frame.js").Frame} Frame */
/** @typedef {import("./axis.js").Axis} Axis */
/** @typedef {import("../draw/theme.js").Palette} Palette */

/** Changes this close, in pixels, are one line: a slider is dragged over many values. */
const TOGETHER = 4;
/** A line within this many pixels of the pointer is the one that is meant. */
const NEAR = 5;
/** Height of a line of words, and the room beside them. */
const LINE = 13;
const PADDING = 4;

/**
 * The changes as lines: where each stands, and its words; of the same setting only the last value.
 * @param {Frame} frame
 * @param {Axis} axis
 */
function linesOf(frame, axis) {
  /** @type {{x: number, step: number, words: Map<string, string>}[]} */
  const lines = [];
  for (const { step, setting, words } of frame.changes) {
    const x = axis.x(step);
    const last = lines.at(-1);
    if (last !== undefined && x - last.x <= TOGETHER) {
      last.words.set(setting, words);
      last.step = step;
    } else lines.push({ x, step, words: new Map([[setting, words]]) });
  }
  return lines.map(({ x, step, words }) => ({ x, step, text: [...words.values()].join(", ") }));
}

/**
 * Draw the lines; what came after the moment shown is pale.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Frame} frame
 * @param {Axis} axis
 * @param {Palette} palette
 */
export function drawChanges(ctx, frame, axis, palette) {
  for (const { x, step } of linesOf(frame, axis)) {
    ctx.fillStyle = translucent(palette.muted, step > frame.step ? 0.35 : 0.8);
    ctx.fillRect(Math.round(x) - 0.5, axis.top, 1, axis.foot - axis.top);
  }
}

/**
 * Write the words of the lines that have room for them, on a ground of their own over the curves.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Frame} frame
 * @param {Axis} axis
 * @param {Palette} palette
 */
export function writeChanges(ctx, frame, axis, palette) {
  ctx.font = font(palette.family, SMALLEST);
  // A branch has its own word at the top.
  const y = axis.top + (frame.parent && !frame.parent.difference ? LINE : 0);
  const lines = linesOf(frame, axis);
  let taken = axis.left;
  lines.forEach(({ x, step, text }, k) => {
    const width = ctx.measureText(text).width + 2 * PADDING;
    const right = (lines[k + 1]?.x ?? axis.right) - x >= width;
    if (!right && x - taken < width) return;
    const from = right ? x + 1 : x - width;
    taken = from + width;
    ctx.fillStyle = translucent(palette.panel, 0.85);
    ctx.fillRect(from, y, width, LINE);
    ctx.textAlign = "left";
    ctx.fillStyle = step > frame.step ? palette.muted : palette.text;
    ctx.fillText(text, from + PADDING, y + LINE - 3);
  });
}

/**
 * The step and the words of the line next to `x`; null if none is near.
 * @param {Frame} frame
 * @param {Axis} axis
 * @param {number} x
 */
export function changeNear(frame, axis, x) {
  const near = linesOf(frame, axis).filter((line) => Math.abs(line.x - x) <= NEAR);
  return near.length > 0
    ? near.reduce((best, line) => (Math.abs(line.x - x) < Math.abs(best.x - x) ? line : best))
    : null;
}
