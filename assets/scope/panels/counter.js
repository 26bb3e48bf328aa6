// The cell state of the unit that counts, as it is: the row of tanh c would show a count of 2 and one of 12 alike.

import { font, gutterLines, SMALLEST } from "../draw/ink.js";
import { translucent } from "../draw/theme.js";
import { part } from "../run/frame.js";
import { decimal } from "../words/numbers.js";

/** @typedef {import("./view.js").View} View */
/** @typedef {import("../run/frame.js").Counter} Counter */

/**
 * The unit of the layer on view whose cell state counts, or null.
 * @param {View} view
 * @returns {Counter | null}
 */
export const counterOf = ({ lane, layer }) => lane.counters?.[layer] ?? null;

/**
 * Draw its curve into `band`, with 0 dashed and its furthest value beside it.
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("../draw/geometry.js").Row} band
 * @param {View} view
 * @param {Counter} counter
 */
export function drawCounter(ctx, band, view, { unit }) {
  const { geometry, palette, colour, lane, layer, end } = view;
  const { numSteps } = geometry;
  const states = part(lane.arrays.cell, layer);
  const numUnits = states.length / numSteps;
  const values = Array.from({ length: Math.min(end, numSteps) }, (_, t) => states[t * numUnits + unit]);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const y = (/** @type {number} */ value) =>
    band.y + band.height - 2 - ((value - low) / (high - low || 1)) * (band.height - 4);
  ctx.lineWidth = 1;
  ctx.strokeStyle = translucent(palette.text, 0.45);
  ctx.setLineDash([2, 3]);
  ctx.beginPath();
  ctx.moveTo(geometry.left, y(0));
  ctx.lineTo(geometry.right, y(0));
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.lineWidth = 2;
  ctx.strokeStyle = colour;
  ctx.beginPath();
  values.forEach((value, t) => {
    ctx.lineTo(geometry.centre(t), y(value));
  });
  ctx.stroke();
  // Beside the furthest point the curve has turned back, so the number covers nothing.
  const peak = values.indexOf(high > -low ? high : low);
  if (peak < 0) return;
  ctx.font = font(palette.family, SMALLEST, "600");
  ctx.fillStyle = palette.text;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  const x = Math.min(geometry.centre(peak) + 9, geometry.right - 30);
  ctx.fillText(decimal(values[peak]), x, high > -low ? band.y + 6 : band.y + band.height - 6);
  ctx.textBaseline = "alphabetic";
  gutterLines(ctx, view, ["counter", `c, unit ${unit + 1}`], band.y + band.height / 2);
}
