// The cells of the unrolled network: one for every layer and timestep that is drawn, with their arrows and weights.

import { arrow, font, SMALLEST, subscripted } from "../draw/ink.js";
import { translucent } from "../draw/theme.js";
import { valueIn } from "../words/numbers.js";
import { describeAnswer, targetKind } from "./answer.js";
import { describeInput } from "./input.js";

/** @typedef {import("./view.js").View} View */
/** @typedef {import("./strip.js").Scene} Scene */

/**
 * @param {number} from
 * @param {number} to
 * @param {number} share
 */
export const between = (from, to, share) => from + (to - from) * share;

/** From this width of a cell on there is room for the weights: beside each arrow, and between two cells. */
const ROOM_BETWEEN = 39;
/** Two numbers stand at least this far apart. */
const APART = 6;

/**
 * Where the last layer's cells end.
 * @param {Scene} scene
 */
const footOf = ({ top, height, layers, pitch }) => top + (layers - 1) * pitch + height;

/**
 * Draw the cells of `scene`, unrolled to `share`, with what goes in and comes out; `focus` is the crosshair's timestep.
 * @param {CanvasRenderingContext2D} ctx
 * @param {View} view
 * @param {Scene} scene
 * @param {number} share
 * @param {number | null} focus
 */
export function drawCells(ctx, view, scene, share, focus) {
  const { palette } = view;
  const { steps, centres, middle, width, height, top, layers, pitch } = scene;
  const tops = Array.from({ length: layers }, (_, layer) => top + layer * pitch);
  const at = centres.map((x) => between(middle, x, share));
  const gap = steps.length > 1 ? centres[1] - centres[0] - width : 0;
  ctx.lineWidth = 1.2;
  ctx.strokeStyle = palette.muted;
  for (let k = 0; k + 1 < steps.length; k++) {
    const from = at[k] + width / 2;
    const to = at[k + 1] - width / 2;
    if (to - from < 5) continue;
    const follows = steps[k + 1] === steps[k] + 1;
    if (!follows) ctx.setLineDash([2, 3]);
    for (const y of tops) arrow(ctx, from + 1, y + height / 2, to - 1, y + height / 2);
    ctx.setLineDash([]);
    if (share < 1 || !follows) continue;
    if (scene.lens ? gap >= 20 : width >= ROOM_BETWEEN)
      subscripted(ctx, "W", "h", (from + to) / 2, top + height / 2 - 5, label(view));
    else if (k === 1) subscripted(ctx, "W", "h", (from + to) / 2, top - 5, label(view));
  }
  steps.forEach((t, k) => {
    if (share < 1 && k > 0 && at[k] - at[0] < 3) return;
    drawStems(ctx, view, scene, t, at[k], share);
    tops.forEach((y, layer) => {
      if (layer > 0) arrow(ctx, at[k], y - pitch + height, at[k], y - 1);
      drawCell(ctx, view, { x: at[k] - width / 2, y, width, height }, layers > 1 ? layer + 1 : null, t === focus);
    });
  });
  if (scene.lens && share === 1) drawNumbers(ctx, view, scene);
  beginAndEnd(ctx, view, scene, at, share);
}

/**
 * One cell; of several layers it has a number, and those whose states are not drawn below are paler.
 * @param {CanvasRenderingContext2D} ctx
 * @param {View} view
 * @param {{x: number, y: number, width: number, height: number}} box
 * @param {number | null} number
 * @param {boolean} focused
 */
function drawCell(ctx, { palette, colour, lane, layer }, { x, y, width, height }, number, focused) {
  ctx.beginPath();
  ctx.roundRect(x, y, width, height, Math.min(6, width / 3));
  ctx.fillStyle = palette.panel;
  ctx.fill();
  const pale = number !== null && number !== layer + 1;
  ctx.fillStyle = focused && !pale ? colour : translucent(colour, pale ? 0.04 : 0.16);
  ctx.fill();
  ctx.strokeStyle = pale ? translucent(colour, 0.6) : colour;
  ctx.lineWidth = 1.5;
  ctx.stroke();
  ctx.font = font(palette.family, SMALLEST, "700");
  ctx.fillStyle = focused && !pale ? palette.panel : colour;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  if (number !== null && width >= 10) ctx.fillText(String(number), x + width / 2, y + height / 2 + 0.5);
  else if (number === null && width >= ctx.measureText(lane.short).width + 4)
    ctx.fillText(lane.short, x + width / 2, y + height / 2 + 0.5);
  ctx.textBaseline = "alphabetic";
  ctx.strokeStyle = palette.muted;
  ctx.lineWidth = 1.2;
}

/** @param {View} view */
const label = ({ palette }) => ({ family: palette.family, colour: palette.text, size: SMALLEST, align: "center" });

/**
 * The arrows from the input and to the answer, with their weights.
 * @param {CanvasRenderingContext2D} ctx
 * @param {View} view
 * @param {Scene} scene
 * @param {number} t
 * @param {number} x
 * @param {number} share
 */
function drawStems(ctx, view, scene, t, x, share) {
  const { palette } = view;
  const { width, top, stem, foot, lens, steps } = scene;
  const end = footOf(scene);
  arrow(ctx, x, top - stem, x, top - 1);
  arrow(ctx, x, end, x, end + foot - 1);
  const named = lens || width >= ROOM_BETWEEN || t === steps[0];
  if (named && (share === 1 || t === steps[0])) {
    const beside = { family: palette.family, colour: palette.text, size: SMALLEST };
    // Between narrow columns there is no room, but before the first one.
    const at = lens || width >= ROOM_BETWEEN ? x + 4 : x - 19;
    subscripted(ctx, "W", "x", at, top - (lens ? 5 : stem / 2), beside);
    subscripted(ctx, "W", "y", at, end + (lens ? 10 : foot / 2 + 3), beside);
  }
}

/**
 * What goes into the cells and what comes out, in numbers.
 * @param {CanvasRenderingContext2D} ctx
 * @param {View} view
 * @param {Scene} scene
 */
function drawNumbers(ctx, view, scene) {
  const { palette } = view;
  const { top, stem, foot, steps } = scene;
  const input = (/** @type {number} */ t) => describeInput(view, t).replace(" marked", " •");
  ctx.font = font(palette.family, SMALLEST);
  ctx.textAlign = "center";
  ctx.fillStyle = palette.muted;
  drawApart(
    ctx,
    view,
    scene,
    top - stem - 3,
    steps.map((t) => `x${subscript(t + 1)} ${input(t)}`),
  );
  ctx.fillStyle = palette.text;
  const below = footOf(scene) + foot + 9;
  drawApart(
    ctx,
    view,
    scene,
    below,
    steps.map((t) => `y${subscript(t + 1)} ${shortAnswer(view, t)}`),
  );
}

/**
 * One of `texts` at each cell, moved so that it stays in the lane; those that would lie on another are left out, the
 * middle one first.
 * @param {CanvasRenderingContext2D} ctx
 * @param {View} view
 * @param {Scene} scene
 * @param {number} y
 * @param {string[]} texts
 */
function drawApart(ctx, { geometry }, { centres }, y, texts) {
  /** @type {{x: number, half: number}[]} */
  const drawn = [];
  for (const k of [0, 2, 1]) {
    const half = ctx.measureText(texts[k]).width / 2;
    const x = Math.min(Math.max(centres[k], half), geometry.width - half);
    if (drawn.some((other) => Math.abs(other.x - x) < other.half + half + APART)) continue;
    ctx.fillText(texts[k], x, y);
    drawn.push({ x, half });
  }
}

/**
 * @param {View} view
 * @param {number} t
 */
function shortAnswer(view, t) {
  if (t >= view.end) return "nothing";
  if (targetKind(view.frame) !== "value") return describeAnswer(view, t).answer.split(" p ")[0];
  const { data, shape } = view.lane.arrays.outputs;
  return valueIn(view.frame.task, data[t * shape[1]]);
}

/** @param {number} count */
const subscript = (count) => [...String(count)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]).join("");

/**
 * The state that comes in before the first cell drawn, and that leaves the last one.
 * @param {CanvasRenderingContext2D} ctx
 * @param {View} view
 * @param {Scene} scene
 * @param {number[]} at
 * @param {number} share
 */
function beginAndEnd(ctx, view, { steps, width, height, top, lens, layers, pitch }, at, share) {
  if (!lens || share < 1) return;
  const { left, right, numSteps } = view.geometry;
  ctx.strokeStyle = translucent(view.palette.muted, 0.7);
  ctx.setLineDash([2, 3]);
  const first = at[0] - width / 2;
  const last = at[at.length - 1] + width / 2;
  for (let layer = 0; layer < layers; layer++) {
    const y = top + layer * pitch + height / 2;
    if (steps[0] > 0 && first - left > 6) arrow(ctx, left, y, first - 1, y);
    if (steps[steps.length - 1] < numSteps - 1 && right - last > 6) arrow(ctx, last, y, right, y);
  }
  ctx.setLineDash([]);
}
