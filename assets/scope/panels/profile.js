// How much gradient reaches each timestep: norms by timestep on one logarithmic axis that is the same in every lane.

import { createStamp, gutterText, SMALLEST } from "../draw/ink.js";
import { translucent } from "../draw/theme.js";
import { part } from "../run/frame.js";
import { powerOfTen } from "../words/numbers.js";
import { lastReached } from "../words/reach.js";

/** @typedef {import("./view.js").View} View */
/** @typedef {import("../draw/geometry.js").Row} Row */

/** The floor of the axis, in powers of ten. Fixed: a lane that sinks is seen sinking. */
const LOWEST = -10;
const LABELS = [5, 10, 20, 40];
/** Two names at lines stand at least this far apart. */
const PITCH = 12;
/** Height of a triangle at the end of the axis. */
const MARK = 6;

/**
 * Where on the axis a norm lies, from 0 to 1; what lies below (or is 0) is at 0, what lies above (∞) at 1.
 * @param {View} view
 * @param {number} norm
 */
function shareOf({ range: { top } }, norm) {
  const power = norm > 0 ? Math.log10(norm) : LOWEST;
  return (Math.min(Math.max(power, LOWEST), top) - LOWEST) / (top - LOWEST);
}

/**
 * The height of a norm in the gradient's row.
 * @param {View} view
 * @param {number} norm
 */
export function heightOf(view, norm) {
  const row = view.geometry.rows.gradient;
  return row.y + row.height - 2 - shareOf(view, norm) * (row.height - 4);
}

/**
 * A painter of the profile: median line, 10–90 % band, the watched example thin, ∂L/∂c dashed. A NaN (padding) leaves a
 * gap; what lies beyond the axis has a triangle at its end.
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
      for (let t = from; t < to; t++) ctx.lineTo(geometry.centre(t), heightOf(view, high[t]));
      for (let t = to - 1; t >= from; t--) ctx.lineTo(geometry.centre(t), heightOf(view, low[t]));
      ctx.fill();
    }
    ctx.strokeStyle = palette.muted;
    ctx.lineWidth = 0.8;
    const watched = part(lane.arrays.watched_gradient, layer);
    line(ctx, view, watched.subarray(0, lastReached(watched) + 1));
    ctx.strokeStyle = colour;
    const cell = lane.arrays.cell_gradient && part(lane.arrays.cell_gradient, layer, 1);
    if (cell) {
      ctx.lineWidth = 1.2;
      ctx.setLineDash([4, 3]);
      line(ctx, view, cell);
      ctx.setLineDash([]);
    }
    ctx.lineWidth = 2;
    line(ctx, view, median);
    drawMarks(ctx, view, (t) => median[t] < 10 ** LOWEST, row.y + row.height, -1);
    const above = (/** @type {number | undefined} */ norm) => norm !== undefined && norm > 10 ** view.range.top;
    drawMarks(ctx, view, (t) => [high[t], watched[t], cell?.[t]].some(above), row.y, 1);
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
  function nameLines(ctx, row, view, hidden, cell) {
    const { palette, colour, geometry } = view;
    if (Number.isNaN(hidden[0]) || Number.isNaN(cell[0])) return;
    const [ofHidden, ofCell] = [heightOf(view, hidden[0]), heightOf(view, cell[0])];
    const sign = ofCell <= ofHidden ? -1 : 1;
    // The triangles of what lies below the axis stand there first.
    const marks = Math.min(hidden[0], cell[0]) < 10 ** LOWEST ? MARK : 0;
    const apart = Math.min(Math.max(PITCH, Math.abs(ofCell - ofHidden)), row.height - marks - PITCH);
    const middle = (ofHidden + ofCell) / 2;
    const [top, foot] = [row.y + PITCH / 2 + apart / 2, row.y + row.height - marks - PITCH / 2 - apart / 2];
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
  const { palette, geometry, range } = view;
  const every = LABELS.find((step) => (step / (range.top - LOWEST)) * row.height >= PITCH) ?? LABELS[0];
  const powers = [LOWEST];
  while (powers[powers.length - 1] + every <= range.top) powers.push(powers[powers.length - 1] + every);
  const rest = range.top - powers[powers.length - 1];
  if ((rest / (range.top - LOWEST)) * row.height >= 1.5 * PITCH) powers.push(range.top);
  for (const power of powers) {
    const y = heightOf(view, 10 ** power);
    ctx.fillStyle = palette.grid;
    ctx.fillRect(geometry.left, Math.round(y) - 0.5, geometry.right - geometry.left, 1);
    gutterText(ctx, view, powerOfTen(power), Math.max(power === LOWEST ? y - 3 : y, row.y + SMALLEST / 2));
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {View} view
 * @param {Float32Array} norms
 */
function line(ctx, view, norms) {
  const { geometry } = view;
  for (const [from, to] of unbroken(norms)) {
    ctx.beginPath();
    for (let t = from; t < to; t++) ctx.lineTo(geometry.centre(t), heightOf(view, norms[t]));
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
 * Small triangles with their tips at y, pointing `up` (1) or down (−1), where `beyond(t)`: a norm has left the axis.
 * @param {CanvasRenderingContext2D} ctx
 * @param {View} view
 * @param {(t: number) => boolean} beyond
 * @param {number} y
 * @param {number} up
 */
function drawMarks(ctx, { geometry, colour }, beyond, y, up) {
  const every = Math.max(1, Math.ceil(7 / geometry.column));
  ctx.fillStyle = colour;
  for (let t = 0; t < geometry.numSteps; t += every) {
    if (!beyond(t)) continue;
    const x = geometry.centre(t);
    ctx.beginPath();
    ctx.moveTo(x - 3, y + up * MARK);
    ctx.lineTo(x + 3, y + up * MARK);
    ctx.lineTo(x, y + up);
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
    ctx.globalAlpha = 0.06 + 0.94 * shareOf(view, norms[t]);
    ctx.fillRect(geometry.left + t * geometry.column, row.y, geometry.column + 0.3, row.height);
  }
  ctx.globalAlpha = 1;
}
