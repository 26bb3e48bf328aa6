// The names at the lines' ends, in place of a legend.

import { translucent } from "../draw/theme.js";
import { font } from "../draw/ink.js";
import { RIGHT } from "./axis.js";

const PITCH = 13;

/** How many labels fit one below the other. */
export const roomForLabels = (axis) => Math.floor((axis.foot + 1 - axis.top) / PITCH) + 1;

/**
 * Draw `labels` ({y, text, colour, bold}, and `x` for a line that ends before the chart does) at the lines' ends, pushed apart
 * until none overlaps; a thin leader joins each to its line.
 */
export function drawLabels(ctx, labels, axis, palette) {
  labels.sort((a, b) => a.y - b.y || b.bold - a.bold);
  labels.forEach((label, k) => {
    label.at = Math.max(label.y, k ? labels[k - 1].at + PITCH : axis.top + 3);
  });
  let floor = axis.foot + 4;
  for (const label of [...labels].reverse()) {
    label.at = Math.min(label.at, floor);
    floor = label.at - PITCH;
  }
  ctx.textAlign = "left";
  for (const { x = axis.right, y, at, text, colour, bold } of labels) {
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
    ctx.font = font(palette.family, bold ? 11.5 : 10.5, bold ? "700" : "");
    ctx.fillText(text, axis.right + 16, at + 4, RIGHT - 18);
  }
}
