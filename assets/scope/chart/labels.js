// The names at the lines' ends, in place of a legend.

import { font, SMALLEST } from "../draw/ink.js";
import { translucent } from "../draw/theme.js";

const PITCH = 13;
/** In a low chart the names of four lanes stand closer, and down to the numbers of the axis. */
const CLOSEST = 11;
const BELOW = 12;

/** @typedef {import("./axis.js").Axis} Axis */

/**
 * The name of a line that ends at `x` (the axis' end if it has none) and `y`.
 * @typedef {{x?: number, y: number, text: string, colour: string, bold: boolean}} Label
 */

/**
 * How many labels fit one below the other.
 * @param {Axis} axis
 */
export const roomForLabels = (axis) => Math.floor((axis.foot + 1 - axis.top) / PITCH) + 1;

/**
 * Those of `labels` that have room: all bold ones, the names of lines, and of the others those next to them.
 * @param {Label[]} labels
 * @param {number} room
 */
function fitting(labels, room) {
  const names = labels.filter(({ bold }) => bold);
  const distance = (/** @type {Label} */ { y }) => Math.min(...names.map((name) => Math.abs(name.y - y)));
  const others = labels.filter(({ bold }) => !bold).toSorted((a, b) => distance(a) - distance(b));
  return [...names, ...others.slice(0, Math.max(room - names.length, 0))];
}

/**
 * Draw `labels` at the lines' ends, pushed apart until none overlaps; a thin leader joins each to its line.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Label[]} labels
 * @param {Axis} axis
 * @param {import("../draw/theme.js").Palette} palette
 */
export function drawLabels(ctx, labels, axis, palette) {
  const sorted = fitting(labels, roomForLabels(axis))
    .toSorted((a, b) => a.y - b.y || Number(b.bold) - Number(a.bold))
    .map((label) => ({ ...label, at: label.y }));
  const tight = (sorted.length - 1) * PITCH > axis.foot + 1 - axis.top;
  const pitch = tight ? CLOSEST : PITCH;
  let top = axis.top + 3;
  for (const label of sorted) {
    label.at = Math.max(label.y, top);
    top = label.at + pitch;
  }
  let floor = axis.foot + (tight ? BELOW : 4);
  for (const label of sorted.toReversed()) {
    label.at = Math.min(label.at, floor);
    floor = label.at - pitch;
  }
  ctx.textAlign = "left";
  for (const { x = axis.right, y, at, text, colour, bold } of sorted) {
    ctx.strokeStyle = translucent(colour, 0.6);
    ctx.lineWidth = 1;
    ctx.setLineDash([1, 4]);
    ctx.beginPath();
    ctx.moveTo(Math.min(x + 4, axis.right), y);
    ctx.lineTo(axis.right, y);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.moveTo(axis.right + 2, y);
    ctx.lineTo(axis.right + 12, at);
    ctx.stroke();
    ctx.fillStyle = colour;
    ctx.font = font(palette.family, bold ? 11.5 : SMALLEST, bold ? "700" : "");
    ctx.fillText(text, axis.right + 16, at + 4, axis.room - 18);
  }
}
