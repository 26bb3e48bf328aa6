// The crosshair's column in one lane.

import { part } from "../run/frame.js";
import { slopeBand } from "./gates.js";
import { heightOf } from "./profile.js";

/**
 * Draw the column of timestep `t`, bracketed in every panel, a ring where it meets the gradient, and the unit, a share
 * of the row of hidden states, if one is pointed at. All of it is as strong as `strength`, from 0 to 1.
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("./view.js").View} view
 * @param {number} t
 * @param {number | null} unit
 * @param {number} strength
 */
export function drawCrosshair(ctx, view, t, unit, strength) {
  const { palette, geometry, lane, layer } = view;
  const { rows, column } = geometry;
  const x = geometry.centre(t);
  const half = column >= 4 ? column / 2 + 0.5 : 0;
  ctx.strokeStyle = palette.text;
  ctx.lineWidth = 1;
  ctx.globalAlpha = 0.6 * strength;
  ctx.beginPath();
  const real = geometry.numSteps <= 12;
  const answersEnd = rows.hidden.y + rows.hidden.height;
  const panels = [
    [rows.input.y - 2, rows.strip.y + (real ? 4 : 1)],
    [rows.answer.y - 2, answersEnd],
    [answersEnd, rows.axis.y],
  ];
  if (lane.squash && rows.gates.height > 0) panels[2][0] = slopeBand(rows.gates).y - 2;
  for (const [from, to] of panels) {
    for (const side of half ? [-half, half] : [0]) {
      ctx.moveTo(x + side, from);
      ctx.lineTo(x + side, to);
    }
  }
  ctx.stroke();
  ctx.globalAlpha = strength;
  const norm = part(lane.arrays.hidden_gradient, layer, 1)[t];
  if (!Number.isNaN(norm) && rows.gradient.height > 0) {
    ctx.beginPath();
    ctx.arc(x, heightOf(view, norm), 3.4, 0, 7);
    ctx.fillStyle = palette.panel;
    ctx.fill();
    ctx.strokeStyle = view.colour;
    ctx.lineWidth = 2;
    ctx.stroke();
  }
  if (unit !== null && rows.hidden.height > 0) drawUnit(ctx, view, x, unit);
  ctx.globalAlpha = 1;
}

/**
 * The frame round the unit in the column whose centre is `x`.
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("./view.js").View} view
 * @param {number} x
 * @param {number} unit
 */
function drawUnit(ctx, { palette, geometry: { rows, column }, lane }, x, unit) {
  const numUnits = lane.arrays.hidden.shape[2];
  const height = rows.hidden.height / numUnits;
  ctx.strokeStyle = palette.text;
  ctx.lineWidth = 1.5;
  ctx.strokeRect(
    x - Math.max(column / 2, 1.5),
    rows.hidden.y + Math.floor(unit * numUnits) * height,
    Math.max(column, 3),
    height,
  );
}
