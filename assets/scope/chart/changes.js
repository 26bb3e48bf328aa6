// Settings that were changed while the run trained: an upright line each on the loss chart, with words.

import { font, SMALLEST } from "../draw/ink.js";
import { translucent } from "../draw/theme.js";

/** @typedef {import("../run/frame.js").Frame} Frame */
/** @typedef {import("./axis.js").Axis} Axis */

/** Changes this close, in pixels, are one line: a slider is dragged over many values. */
const TOGETHER = 4;
/** A line within this many pixels of the pointer is the one that is meant. */
const NEAR = 5;
const GAP = 8;

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
 * Draw the lines, and the words of those that have room for them; what came after the moment shown is pale.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Frame} frame
 * @param {Axis} axis
 * @param {import("../draw/theme.js").Palette} palette
 */
export function drawChanges(ctx, frame, axis, palette) {
  ctx.font = font(palette.family, SMALLEST);
  ctx.textAlign = "left";
  const lines = linesOf(frame, axis);
  lines.forEach(({ x, step, text }, k) => {
    const strength = step > frame.step ? 0.35 : 0.8;
    ctx.fillStyle = translucent(palette.muted, strength);
    ctx.fillRect(Math.round(x) - 0.5, axis.top, 1, axis.foot - axis.top);
    const room = (lines[k + 1]?.x ?? axis.right) - x - GAP;
    if (ctx.measureText(text).width > room) return;
    ctx.strokeStyle = palette.panel;
    ctx.lineWidth = 3;
    ctx.strokeText(text, x + 4, axis.foot - 4);
    ctx.fillStyle = translucent(palette.muted, step > frame.step ? 0.6 : 1);
    ctx.fillText(text, x + 4, axis.foot - 4);
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
