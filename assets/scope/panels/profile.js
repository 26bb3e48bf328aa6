// How much gradient reaches each timestep: norms by timestep on one logarithmic axis that is the same in every lane.

import { createStamp, gutterText } from "../draw/ink.js";
import { translucent } from "../draw/theme.js";
import { part } from "../run/frame.js";
import { powerOfTen } from "../words/numbers.js";
import { lastReached } from "../words/reach.js";

/** @typedef {import("./view.js").View} View */
/** @typedef {import("../draw/geometry.js").Row} Row */

/** The axis, in powers of ten. Fixed: a lane that sinks is seen sinking. */
const LOWEST = -10;
const HIGHEST = 1;
const LABEL_EVERY = 5;
/** Two names at lines stand at least this far apart. */
const PITCH = 12;

/**
 * The height of a norm on the axis; what lies below (or is 0) stands on the floor, what lies above at the top.
 * @param {Row} row
 * @param {number} norm
 */
export function heightOf(row, norm) {
  const power = norm > 0 ? Math.log10(norm) : LOWEST;
  const share = (Math.min(Math.max(power, LOWEST), HIGHEST) - LOWEST) / (HIGHEST - LOWEST);
  return row.y + row.height - 2 - share * (row.height - 4);
}

/**
 * A painter of the profile: median line, 10–90 % band, the watched example thin, ∂L/∂c dashed. A NaN (padding) leaves a
 * gap.
 */
export function createProfile() {
  const stamp = createStamp();
  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {Row} row
   * @param {View} view
   */
  return function draw(ctx, row, view) {
    const { palette, colour, geometry, lane, layer } = view;
    const [low, median, high] = [0, 1, 2].map((k) => part(lane.arrays.hidden_gradient, layer, k));
    drawAxis(ctx, row, view);
    ctx.fillStyle = translucent(colour, 0.2);
    for (const [from, to] of unbroken(median)) {
      ctx.beginPath();
      for (let t = from; t < to; t++) ctx.lineTo(geometry.centre(t), heightOf(row, high[t]));
      for (let t = to - 1; t >= from; t--) ctx.lineTo(geometry.centre(t), heightOf(row, low[t]));
      ctx.fill();
    }
    ctx.strokeStyle = palette.muted;
    ctx.lineWidth = 0.8;
    const watched = part(lane.arrays.watched_gradient, layer);
    line(ctx, row, geometry, watched.subarray(0, lastReached(watched) + 1));
    ctx.strokeStyle = colour;
    const cell = lane.arrays.cell_gradient && part(lane.arrays.cell_gradient, layer, 1);
    if (cell) {
      ctx.lineWidth = 1.2;
      ctx.setLineDash([4, 3]);
      line(ctx, row, geometry, cell);
      ctx.setLineDash([]);
    }
    ctx.lineWidth = 2;
    line(ctx, row, geometry, median);
    drawFloorMarks(ctx, row, view, median);
    if (cell) nameLines(ctx, row, view, median, cell);
  };

  /**
   * The names of both lines, each beside its own where it begins, moved apart until they can be read.
   * @param {CanvasRenderingContext2D} ctx
   * @param {Row} row
   * @param {View} view
   * @param {Float32Array} hidden
   * @param {Float32Array} cell
   */
  function nameLines(ctx, row, { palette, colour, geometry }, hidden, cell) {
    if (Number.isNaN(hidden[0]) || Number.isNaN(cell[0])) return;
    const [ofHidden, ofCell] = [heightOf(row, hidden[0]), heightOf(row, cell[0])];
    const sign = ofCell <= ofHidden ? -1 : 1;
    const apart = Math.max(PITCH, Math.abs(ofCell - ofHidden));
    const middle = (ofHidden + ofCell) / 2;
    const [top, foot] = [row.y + PITCH / 2 + apart / 2, row.y + row.height - PITCH / 2 - apart / 2];
    const centre = Math.min(Math.max(middle, top), Math.max(foot, top));
    const look = { family: palette.family, colour, ground: translucent(palette.panel, 0.75) };
    stamp(ctx, "∂h", geometry.left + 1, centre - (sign * apart) / 2, look);
    stamp(ctx, "∂c", geometry.left + 1, centre + (sign * apart) / 2, look);
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Row} row
 * @param {View} view
 */
function drawAxis(ctx, row, view) {
  const { palette, geometry } = view;
  for (let power = LOWEST; power <= HIGHEST; power += LABEL_EVERY) {
    const y = heightOf(row, 10 ** power);
    ctx.fillStyle = palette.grid;
    ctx.fillRect(geometry.left, Math.round(y) - 0.5, geometry.right - geometry.left, 1);
    gutterText(ctx, view, powerOfTen(power), power === LOWEST ? y - 3 : y);
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Row} row
 * @param {import("../draw/geometry.js").Geometry} geometry
 * @param {Float32Array} norms
 */
function line(ctx, row, geometry, norms) {
  for (const [from, to] of unbroken(norms)) {
    ctx.beginPath();
    for (let t = from; t < to; t++) ctx.lineTo(geometry.centre(t), heightOf(row, norms[t]));
    ctx.stroke();
  }
}

/**
 * The stretches [from, to) of `norms` without a NaN.
 * @param {Float32Array} norms
 */
function unbroken(norms) {
  /** @type {[number, number][]} */
  const stretches = [];
  norms.forEach((norm, t) => {
    if (Number.isNaN(norm)) return;
    if (t > 0 && !Number.isNaN(norms[t - 1])) stretches[stretches.length - 1][1] = t + 1;
    else stretches.push([t, t + 1]);
  });
  return stretches;
}

/**
 * Small triangles on the floor where the median has sunk below the axis.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Row} row
 * @param {View} view
 * @param {Float32Array} norms
 */
function drawFloorMarks(ctx, row, { geometry, colour }, norms) {
  const every = Math.max(1, Math.ceil(7 / geometry.column));
  const floor = row.y + row.height;
  ctx.fillStyle = colour;
  for (let t = 0; t < norms.length; t += every) {
    if (!(norms[t] < 10 ** LOWEST)) continue;
    const x = geometry.centre(t);
    ctx.beginPath();
    ctx.moveTo(x - 3, floor - 6);
    ctx.lineTo(x + 3, floor - 6);
    ctx.lineTo(x, floor - 1);
    ctx.fill();
  }
}

/**
 * Draw ‖C_t‖_F, C_t being timestep t's contribution to dL/dW_h, as the darkness of a thin band on the same axis.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Row} row
 * @param {View} view
 */
export function drawContribution(ctx, row, view) {
  const { geometry, lane, layer, colour } = view;
  const norms = part(lane.arrays.contribution, layer);
  ctx.fillStyle = colour;
  for (let t = 0; t < norms.length; t++) {
    if (Number.isNaN(norms[t])) continue;
    const share = (Math.log10(Math.max(norms[t], 10 ** LOWEST)) - LOWEST) / (HIGHEST - LOWEST);
    ctx.globalAlpha = 0.06 + 0.94 * Math.min(Math.max(share, 0), 1);
    ctx.fillRect(geometry.left + t * geometry.column, row.y, geometry.column + 0.3, row.height);
  }
  ctx.globalAlpha = 1;
}
