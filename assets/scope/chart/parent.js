// The run that a branch left: how its losses went on, dashed beside the branch's own.

import { CELL_NAMES, part } from "../run/frame.js";
import { translucent } from "../draw/theme.js";
import { font } from "../draw/ink.js";
import { number, whole } from "../words/numbers.js";

/** A label this close to the lane's own would only say the same again. */
const APART = 7;

/** Lanes with a curve of their parent: [{lane, losses}], the losses of its first seed. */
function continued(frame) {
  if (!frame.parent || !frame.parent_steps?.data.length) return [];
  return frame.lanes
    .filter(({ arrays }) => arrays.parent_curve?.data.length)
    .map((lane) => ({ lane, losses: part(lane.arrays.parent_curve, 0) }));
}

/** Draw the parent's curves and the mark where the branch left it. */
export function drawParent(ctx, frame, axis, palette) {
  if (!frame.parent) return;
  drawBranching(ctx, frame.parent.step, axis, palette);
  const steps = frame.parent_steps?.data;
  ctx.setLineDash([6, 3]);
  for (const { lane } of continued(frame)) {
    const curves = lane.arrays.parent_curve;
    for (let seed = curves.shape[0] - 1; seed >= 0; seed--) {
      const losses = part(curves, seed);
      ctx.strokeStyle = translucent(palette[lane.cell], seed === 0 ? 0.75 : 0.35);
      ctx.lineWidth = seed === 0 ? 1.5 : 0.8;
      ctx.beginPath();
      for (let k = 0; k < losses.length; k++)
        if (Number.isFinite(losses[k])) ctx.lineTo(axis.x(steps[k]), axis.y(losses[k]));
      ctx.stroke();
    }
  }
  ctx.setLineDash([]);
}

function drawBranching(ctx, step, axis, palette) {
  const x = Math.round(axis.x(step)) - 0.5;
  const text = `branched at ${whole(step)}`;
  ctx.fillStyle = translucent(palette.muted, 0.7);
  ctx.fillRect(x, axis.top, 1, axis.foot - axis.top);
  ctx.font = font(palette.family, 10);
  const fits = x + 5 + ctx.measureText(text).width < axis.right;
  ctx.textAlign = fits ? "left" : "right";
  ctx.strokeStyle = palette.panel;
  ctx.lineWidth = 3;
  ctx.strokeText(text, x + (fits ? 5 : -4), axis.top + 6);
  ctx.fillStyle = palette.muted;
  ctx.fillText(text, x + (fits ? 5 : -4), axis.top + 6);
}

/**
 * Labels for the parent's ends, where they end apart from their lane's own (`ends`, {cell, y}), at most `room` of them:
 * those furthest apart, which say most.
 */
export function parentLabels(frame, ends, axis, palette, room) {
  return continued(frame)
    .map(({ lane: { cell }, losses }) => labelAt(cell, losses.findLastIndex(Number.isFinite), losses))
    .filter(({ apart }) => apart >= APART)
    .sort((a, b) => b.apart - a.apart)
    .slice(0, Math.max(room, 0));

  function labelAt(cell, k, losses) {
    const [x, y] = [axis.x(frame.parent_steps.data[k]), axis.y(losses[k])];
    const own = ends.find((end) => end.cell === cell);
    return {
      x,
      y,
      text: `${CELL_NAMES[cell]}, parent`,
      colour: palette[cell],
      bold: false,
      apart: own ? Math.abs(y - own.y) : Infinity,
    };
  }
}

/** The parent's losses at the point of its curves next to `step`, in words; empty where it has none. */
export function describeParentAt(frame, step) {
  const lanes = continued(frame);
  const steps = frame.parent_steps?.data ?? [];
  if (lanes.length === 0 || step < steps[0]) return "";
  const at = steps.reduce((best, other, k) => (Math.abs(other - step) < Math.abs(steps[best] - step) ? k : best), 0);
  const losses = lanes.map(({ lane, losses }) => `${CELL_NAMES[lane.cell]} ${number(losses[at])}`);
  return `; parent${steps[at] === step ? "" : ` at ${whole(steps[at])}`}: ${losses.join(" · ")}`;
}
