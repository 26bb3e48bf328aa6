// The network unrolled: the same cell again and again, one copy for every timestep, and the loop it unrolls from.

import { arrow, arrowHead, font, SMALLEST, subscripted } from "../draw/ink.js";
import { translucent } from "../draw/theme.js";
import { valueIn } from "../words/numbers.js";
import { describeAnswer, targetKind } from "./answer.js";
import { describeInput } from "./input.js";

/** @typedef {import("./view.js").View} View */
/** @typedef {import("../draw/geometry.js").Row} Row */

/**
 * Which cells are drawn where: their timesteps and centres, the middle that they fold into, and their size. `lens` says
 * that they are a few unfolded from a chain; `stem` and `foot` are the lengths of the arrows above and below.
 * @typedef {{steps: number[], centres: number[], middle: number, width: number, height: number, top: number,
 *   stem: number, foot: number, lens: boolean}} Scene
 */

const MOST_REAL_CELLS = 12;

/**
 * @param {number} from
 * @param {number} to
 * @param {number} share
 */
const between = (from, to, share) => from + (to - from) * share;
/** @param {number} share */
const eased = (share) => (share < 0.5 ? 4 * share ** 3 : 1 - (2 - 2 * share) ** 3 / 2);

/**
 * Draw the strip. `focus` is the crosshair's timestep or null, `fold` runs from 0 (rolled: one cell with a loop) to 1
 * (unrolled). Up to twelve timesteps are drawn as real cells in their columns. More are condensed to a chain of small
 * cells, one a column, and three of them unfold below it: round the crosshair, else the first two and the last.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Row} row
 * @param {View} view
 * @param {number | null} focus
 * @param {number} fold
 */
export function drawStrip(ctx, row, view, focus, fold) {
  const real = view.geometry.numSteps <= MOST_REAL_CELLS;
  const scene = real ? realScene(row, view) : lensScene(row, view, focus);
  const share = eased(fold);
  if (!real) {
    drawChain(ctx, row, view, scene, share);
    drawLeaders(ctx, row, view, scene, share);
  }
  drawCells(ctx, view, scene, share, focus);
  if (share < 1) drawLoop(ctx, view, scene, (1 - share) ** 3);
}

/**
 * @param {Row} row
 * @param {View} view
 * @returns {Scene}
 */
function realScene(row, view) {
  const { geometry } = view;
  const width = Math.min(geometry.column * 0.66, 46);
  const steps = Array.from({ length: geometry.numSteps }, (_, t) => t);
  const size = { width, height: 28, top: row.y + (row.height - 28) / 2, stem: 22, foot: 22 };
  return {
    steps,
    centres: steps.map(geometry.centre),
    middle: (geometry.left + geometry.right) / 2,
    lens: false,
    ...size,
  };
}

/**
 * @param {Row} row
 * @param {View} view
 * @param {number | null} focus
 * @returns {Scene}
 */
function lensScene(row, view, focus) {
  const { left, right, numSteps, centre } = view.geometry;
  const span = right - left;
  const pitch = Math.min(84, span / 3.2);
  const size = { width: Math.min(46, pitch * 0.6), height: 20, top: row.y + row.height - 48, stem: 12, foot: 16 };
  let steps = [0, 1, numSteps - 1];
  let centres = [left + pitch * 0.5, left + pitch * 1.5, right - pitch * 0.5];
  if (focus !== null) {
    const first = Math.min(Math.max(focus - 1, 0), numSteps - 3);
    const middle = Math.min(Math.max(centre(focus), left + 1.5 * pitch), right - 1.5 * pitch);
    steps = [first, first + 1, first + 2];
    centres = [middle - pitch, middle, middle + pitch];
  }
  return { steps, centres, lens: true, middle: (left + right) / 2, ...size };
}

/**
 * One small cell in every column, joined: time itself.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Row} row
 * @param {View} view
 * @param {Scene} scene
 * @param {number} share
 */
function drawChain(ctx, row, { geometry, colour }, { steps }, share) {
  const { numSteps, column, left } = geometry;
  const y = row.y + 6;
  const size = Math.min(Math.max(column - 1.6, 0.8), 7);
  const last = between(0, numSteps - 1, share);
  ctx.strokeStyle = ctx.fillStyle = translucent(colour, 0.55);
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(geometry.centre(0), y);
  ctx.lineTo(left + (last + 0.5) * column, y);
  ctx.stroke();
  for (let t = 0; t <= last; t++) ctx.fillRect(geometry.centre(t) - size / 2, y - 3, size, 6);
  ctx.fillStyle = colour;
  const side = Math.max(size, 3);
  for (const t of steps) if (t <= last) ctx.fillRect(geometry.centre(t) - side / 2, y - 4.5, side, 9);
}

/**
 * From a column of the chain to its unfolded cell, like the edges of a magnified view.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Row} row
 * @param {View} view
 * @param {Scene} scene
 * @param {number} share
 */
function drawLeaders(ctx, row, { geometry, colour }, { steps, centres, width, top, stem }, share) {
  ctx.fillStyle = translucent(colour, 0.13 * share);
  const half = Math.max(geometry.column, 2) / 2;
  const foot = top - stem - 14;
  steps.forEach((t, k) => {
    const x = between(geometry.centre(0), geometry.centre(t), share);
    ctx.beginPath();
    ctx.moveTo(x - half, row.y + 11);
    ctx.lineTo(x + half, row.y + 11);
    ctx.lineTo(centres[k] + width / 2, foot);
    ctx.lineTo(centres[k] - width / 2, foot);
    ctx.fill();
  });
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {View} view
 * @param {Scene} scene
 * @param {number} share
 * @param {number | null} focus
 */
function drawCells(ctx, view, scene, share, focus) {
  const { palette, colour, lane } = view;
  const { steps, centres, middle, width, height, top } = scene;
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
    arrow(ctx, from + 1, top + height / 2, to - 1, top + height / 2);
    ctx.setLineDash([]);
    if (share < 1 || !follows) continue;
    if (gap >= 20) subscripted(ctx, "W", "h", (from + to) / 2, top + height / 2 - 5, label(view));
    else if (k === 1) subscripted(ctx, "W", "h", (from + to) / 2, top - 5, label(view));
  }
  steps.forEach((t, k) => {
    if (share < 1 && k > 0 && at[k] - at[0] < 3) return;
    const focused = t === focus;
    drawStems(ctx, view, scene, t, at[k], share);
    ctx.beginPath();
    ctx.roundRect(at[k] - width / 2, top, width, height, Math.min(6, width / 3));
    ctx.fillStyle = palette.panel;
    ctx.fill();
    ctx.fillStyle = focused ? colour : translucent(colour, 0.16);
    ctx.fill();
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.5;
    ctx.stroke();
    ctx.font = font(palette.family, SMALLEST, "700");
    ctx.fillStyle = focused ? palette.panel : colour;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    if (width >= 34) ctx.fillText(lane.short, at[k], top + height / 2 + 0.5);
    ctx.textBaseline = "alphabetic";
    ctx.strokeStyle = palette.muted;
    ctx.lineWidth = 1.2;
  });
  beginAndEnd(ctx, view, scene, at, share);
}

/** @param {View} view */
const label = ({ palette }) => ({ family: palette.family, colour: palette.text, size: SMALLEST, align: "center" });

/**
 * The arrows from the input and to the answer, with their weights and, where there is room, their numbers.
 * @param {CanvasRenderingContext2D} ctx
 * @param {View} view
 * @param {Scene} scene
 * @param {number} t
 * @param {number} x
 * @param {number} share
 */
function drawStems(ctx, view, scene, t, x, share) {
  const { palette, frame } = view;
  const { width, height, top, stem, foot, lens, steps } = scene;
  arrow(ctx, x, top - stem, x, top - 1);
  arrow(ctx, x, top + height, x, top + height + foot - 1);
  const named = lens || width >= 24 || t === steps[0];
  if (named && (share === 1 || t === steps[0])) {
    const beside = { family: palette.family, colour: palette.text, size: SMALLEST };
    subscripted(ctx, "W", "x", x + 4, top - (lens ? 5 : stem / 2), beside);
    subscripted(ctx, "W", "y", x + 4, top + height + (lens ? 10 : foot / 2 + 3), beside);
  }
  if (!lens || share < 1) return;
  ctx.font = font(palette.family, SMALLEST);
  ctx.textAlign = "center";
  ctx.fillStyle = palette.muted;
  ctx.fillText(`x${subscript(t + 1)} ${describeInput(frame, t).replace(" marked", " •")}`, x, top - stem - 3);
  ctx.fillStyle = palette.text;
  ctx.fillText(`y${subscript(t + 1)} ${shortAnswer(view, t)}`, x, top + height + foot + 9);
}

/**
 * @param {View} view
 * @param {number} t
 */
function shortAnswer(view, t) {
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
function beginAndEnd(ctx, view, { steps, width, height, top, lens }, at, share) {
  if (!lens || share < 1) return;
  const { left, right, numSteps } = view.geometry;
  const y = top + height / 2;
  ctx.strokeStyle = translucent(view.palette.muted, 0.7);
  ctx.setLineDash([2, 3]);
  const first = at[0] - width / 2;
  if (steps[0] > 0 && first - left > 6) arrow(ctx, left, y, first - 1, y);
  const last = at[at.length - 1] + width / 2;
  if (steps[steps.length - 1] < numSteps - 1 && right - last > 6) arrow(ctx, last, y, right, y);
  ctx.setLineDash([]);
}

/**
 * The rolled picture: one cell whose state goes back into itself.
 * @param {CanvasRenderingContext2D} ctx
 * @param {View} view
 * @param {Scene} scene
 * @param {number} alpha
 */
function drawLoop(ctx, view, { middle, width, height, top, stem }, alpha) {
  const { palette, geometry } = view;
  const y = top + height / 2;
  const reach = width / 2 + 26;
  ctx.globalAlpha = alpha;
  ctx.strokeStyle = view.colour;
  ctx.lineWidth = 1.8;
  ctx.beginPath();
  ctx.moveTo(middle + width / 2, y);
  const crest = top - stem - 3;
  ctx.bezierCurveTo(middle + reach, y, middle + reach, crest, middle + width / 4, crest);
  ctx.lineTo(middle - width / 4, crest);
  ctx.bezierCurveTo(middle - reach, crest, middle - reach, y, middle - width / 2 - 4, y);
  ctx.stroke();
  arrowHead(ctx, middle - width / 2 - 1, y, 0, 6);
  subscripted(ctx, "W", "h", middle + reach - 4, top - 4, {
    family: palette.family,
    colour: palette.text,
    size: SMALLEST,
  });
  ctx.font = font(palette.family, SMALLEST);
  ctx.fillStyle = palette.muted;
  ctx.textAlign = "left";
  ctx.fillText(`× ${geometry.numSteps} timesteps`, middle + reach - 4, top + height - 2);
  ctx.globalAlpha = 1;
}
