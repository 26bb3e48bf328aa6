// The network unrolled: the same cell again and again, one copy for every timestep, and the loop it unrolls from.

import { CELL } from "../draw/geometry.js";
import { arrowHead, font, SMALLEST, subscripted } from "../draw/ink.js";
import { translucent } from "../draw/theme.js";
import { between, drawCells } from "./cells.js";

/** @typedef {import("./view.js").View} View */
/** @typedef {import("../draw/geometry.js").Row} Row */

/**
 * Which cells are drawn where: their timesteps and centres, the middle that they fold into, and their size. `lens` says
 * that they are a few unfolded from a chain. The cells of several `layers` stand a `pitch` apart, the first one `top`
 * most; `stem` and `foot` are the lengths of the arrows above and below.
 * @typedef {{steps: number[], centres: number[], middle: number, width: number, height: number, top: number,
 *   stem: number, foot: number, lens: boolean, layers: number, pitch: number}} Scene
 */

const MOST_REAL_CELLS = 12;

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
  const stack = stackOf(view, 28);
  const size = { width, ...stack, top: row.y + (row.height - stack.whole) / 2, stem: 22, foot: 22 };
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
  const apart = Math.min(84, span / 3.2);
  const stack = stackOf(view, CELL);
  const top = row.y + row.height - 28 - stack.whole;
  const size = { width: Math.min(46, apart * 0.6), ...stack, top, stem: 12, foot: 16 };
  let steps = [0, 1, numSteps - 1];
  let centres = [left + apart * 0.5, left + apart * 1.5, right - apart * 0.5];
  if (focus !== null) {
    const first = Math.min(Math.max(focus - 1, 0), numSteps - 3);
    const middle = Math.min(Math.max(centre(focus), left + 1.5 * apart), right - 1.5 * apart);
    steps = [first, first + 1, first + 2];
    centres = [middle - apart, middle, middle + apart];
  }
  return { steps, centres, lens: true, middle: (left + right) / 2, ...size };
}

/**
 * How the cells of one timestep stand: one of height `alone`, or a lower one for each layer.
 * @param {View} view
 * @param {number} alone
 */
function stackOf({ lane, geometry }, alone) {
  const layers = lane.arrays.hidden.shape[0];
  const { pitch } = geometry.layer;
  const height = layers > 1 ? geometry.layer.height : alone;
  return { layers, height, pitch, whole: (layers - 1) * pitch + height };
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
 * The rolled picture: one cell whose state goes back into itself.
 * @param {CanvasRenderingContext2D} ctx
 * @param {View} view
 * @param {Scene} scene
 * @param {number} alpha
 */
function drawLoop(ctx, view, { middle, width, height, top, stem, layers, pitch }, alpha) {
  const { palette, geometry } = view;
  const reach = width / 2 + 26;
  ctx.globalAlpha = alpha;
  ctx.strokeStyle = view.colour;
  ctx.lineWidth = 1.8;
  for (let layer = 0; layer < layers; layer++) {
    const y = top + layer * pitch + height / 2;
    const crest = layer === 0 ? top - stem - 3 : y - height / 2 - 5;
    ctx.beginPath();
    ctx.moveTo(middle + width / 2, y);
    ctx.bezierCurveTo(middle + reach, y, middle + reach, crest, middle + width / 4, crest);
    ctx.lineTo(middle - width / 4, crest);
    ctx.bezierCurveTo(middle - reach, crest, middle - reach, y, middle - width / 2 - 4, y);
    ctx.stroke();
    arrowHead(ctx, middle - width / 2 - 1, y, 0, 6);
  }
  subscripted(ctx, "W", "h", middle + reach - 4, top - 4, {
    family: palette.family,
    colour: palette.text,
    size: SMALLEST,
  });
  ctx.font = font(palette.family, SMALLEST);
  ctx.fillStyle = palette.muted;
  ctx.textAlign = "left";
  const whole = `× ${geometry.numSteps} timesteps`;
  const fits = middle + reach - 4 + ctx.measureText(whole).width <= geometry.width;
  ctx.fillText(fits ? whole : `× ${geometry.numSteps}`, middle + reach - 4, top + height - 2);
  ctx.globalAlpha = 1;
}
