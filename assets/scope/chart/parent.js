// The run that a branch left: how its losses went on, dashed beside the branch's own. Or the run before, pale.

import { font, SMALLEST } from "../draw/ink.js";
import { translucent } from "../draw/theme.js";
import { colourOf, textColourOf } from "../panels/view.js";
import { part } from "../run/frame.js";
import { number, whole } from "../words/numbers.js";

/** @typedef {import("../run/frame.js").Frame} Frame */
/** @typedef {import("../run/frame.js").Lane} Lane */
/** @typedef {import("./axis.js").Axis} Axis */
/** @typedef {import("../draw/theme.js").Palette} Palette */

/** How strong the lines of the run before are. */
const PALE = 0.4;
/** A label this close to the lane's own would only say the same again. */
const APART = 7;

/**
 * Lanes with a curve of their parent, and the losses of its first seed.
 * @param {Frame} frame
 */
function continued(frame) {
  if (!frame.parent || !frame.parent_steps?.data.length) return [];
  return frame.lanes.flatMap((lane) => {
    const curve = lane.arrays.parent_curve;
    return curve?.data.length ? [{ lane, curve, losses: part(curve, 0) }] : [];
  });
}

/**
 * Draw the parent's curves and the mark where the branch left it.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Frame} frame
 * @param {Axis} axis
 * @param {Palette} palette
 */
export function drawParent(ctx, frame, axis, palette) {
  if (!frame.parent) return;
  const before = isBefore(frame);
  if (!before) drawBranching(ctx, frame.parent.step, axis, palette);
  const steps = frame.parent_steps?.data ?? new Float32Array();
  ctx.save();
  ctx.beginPath();
  ctx.rect(axis.left, 0, axis.right - axis.left, axis.foot + 4);
  ctx.clip();
  ctx.setLineDash(before ? [] : [6, 3]);
  for (const { lane, curve: curves } of continued(frame)) {
    for (let seed = curves.shape[0] - 1; seed >= 0; seed--) {
      const losses = part(curves, seed);
      ctx.strokeStyle = translucent(colourOf(lane, palette), before ? PALE : seed === 0 ? 0.75 : 0.35);
      ctx.lineWidth = seed === 0 ? 1.5 : 0.8;
      ctx.beginPath();
      for (let k = 0; k < losses.length; k++)
        if (Number.isFinite(losses[k])) ctx.lineTo(axis.x(steps[k]), axis.y(losses[k]));
      ctx.stroke();
    }
  }
  ctx.restore();
}

/**
 * Whether the parent is the run before, which this one took the place of.
 * @param {Frame} frame
 */
const isBefore = (frame) => Boolean(frame.parent?.difference);

/**
 * What the parent is called where a few words have room.
 * @param {Frame} frame
 */
const called = (frame) => (isBefore(frame) ? "run before" : "branched from");

/**
 * What the parent's lines are, up to its name, the name, and what follows it; empty where there are none.
 * @param {Frame} frame
 * @returns {string[]}
 */
export function describeParent(frame) {
  const { parent } = frame;
  if (!parent) return [];
  if (!isBefore(frame))
    return parent.name
      ? [" Dashed: the run that this one branched from, ", parent.name, "."]
      : [" Dashed: the run that this one branched from."];
  return continued(frame).length ? [" Pale lines: the run before (", parent.difference ?? "", ")."] : [];
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} step
 * @param {Axis} axis
 * @param {Palette} palette
 */
function drawBranching(ctx, step, axis, palette) {
  const x = Math.round(axis.x(step)) - 0.5;
  const text = `branched at ${whole(step)}`;
  ctx.fillStyle = translucent(palette.muted, 0.7);
  ctx.fillRect(x, axis.top, 1, axis.foot - axis.top);
  ctx.font = font(palette.family, SMALLEST);
  const fits = x + 5 + ctx.measureText(text).width < axis.right;
  ctx.textAlign = fits ? "left" : "right";
  ctx.strokeStyle = palette.panel;
  ctx.lineWidth = 3;
  ctx.strokeText(text, x + (fits ? 5 : -4), axis.top + 6);
  ctx.fillStyle = palette.muted;
  ctx.fillText(text, x + (fits ? 5 : -4), axis.top + 6);
}

/**
 * Labels for the parent's ends, where they end apart from their lane's own (`ends`), at most `room` of them: those
 * furthest apart, which say most.
 * @param {Frame} frame
 * @param {{id: string, y: number}[]} ends
 * @param {Axis} axis
 * @param {Palette} palette
 * @param {number} room
 */
export function parentLabels(frame, ends, axis, palette, room) {
  const steps = frame.parent_steps?.data ?? new Float32Array();
  return continued(frame)
    .map(({ lane, losses }) => {
      const k = losses.findLastIndex((loss, at) => Number.isFinite(loss) && steps[at] <= axis.last);
      const [x, y] = [axis.x(steps[k]), axis.y(losses[k])];
      const own = ends.find(({ id }) => id === lane.id);
      const apart = own ? Math.abs(y - own.y) : Infinity;
      return {
        x,
        y,
        text: `${lane.name}, ${called(frame)}`,
        colour: textColourOf(lane, palette),
        bold: false,
        apart,
      };
    })
    .filter(({ apart }) => apart >= APART)
    .sort((a, b) => b.apart - a.apart)
    .slice(0, Math.max(room, 0));
}

/**
 * The parent's losses at the point of its curves next to `step`, in words; empty where it has none.
 * @param {Frame} frame
 * @param {number} step
 */
export function describeParentAt(frame, step) {
  const lanes = continued(frame);
  const steps = frame.parent_steps?.data ?? new Float32Array();
  if (lanes.length === 0 || step < steps[0]) return "";
  const at = steps.reduce((best, other, k) => (Math.abs(other - step) < Math.abs(steps[best] - step) ? k : best), 0);
  const losses = lanes.map(({ lane, losses }) => `${lane.name} ${number(losses[at])}`);
  return `; ${called(frame)}${steps[at] === step ? "" : ` at ${whole(steps[at])}`}: ${losses.join(" · ")}`;
}
