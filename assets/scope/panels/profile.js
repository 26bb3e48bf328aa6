// How much gradient reaches each timestep: norms by timestep on one logarithmic axis that is the same in every lane.

import { translucent } from "../draw/theme.js";
import { gutterText } from "../draw/ink.js";
import { powerOfTen } from "../words/numbers.js";
import { part } from "../run/frame.js";
import { lastReached } from "../words/reach.js";

/** The axis, in powers of ten. Fixed: a lane that sinks is seen sinking. */
const LOWEST = -10;
const HIGHEST = 1;
const LABEL_EVERY = 5;

/** The height of a norm on the axis; what lies below (or is 0) stands on the floor, what lies above at the top. */
export function heightOf(row, norm) {
  const power = norm > 0 ? Math.log10(norm) : LOWEST;
  const share = (Math.min(Math.max(power, LOWEST), HIGHEST) - LOWEST) / (HIGHEST - LOWEST);
  return row.y + row.height - 2 - share * (row.height - 4);
}

/** Draw the profile: median line, 10–90 % band, the watched example thin, ∂L/∂c dashed. A NaN (padding) leaves a gap. */
export function drawProfile(ctx, row, view) {
  const { palette, colour, geometry, lane, layer } = view;
  drawAxis(ctx, row, view);
  const low = part(lane.arrays.hidden_gradient, layer, 0);
  const median = part(lane.arrays.hidden_gradient, layer, 1);
  const high = part(lane.arrays.hidden_gradient, layer, 2);
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
  if (lane.arrays.cell_gradient) {
    ctx.lineWidth = 1.2;
    ctx.setLineDash([4, 3]);
    line(ctx, row, geometry, part(lane.arrays.cell_gradient, layer, 1));
    ctx.setLineDash([]);
    gutterText(ctx, view, "∂c ┄┄", heightOf(row, 1e-2), { size: 9.5, colour });
    gutterText(ctx, view, "∂h —", heightOf(row, 1e-7), { size: 9.5, colour });
  }
  ctx.lineWidth = 2;
  line(ctx, row, geometry, median);
  drawFloorMarks(ctx, row, view, median);
}

function drawAxis(ctx, row, view) {
  const { palette, geometry } = view;
  for (let power = LOWEST; power <= HIGHEST; power += LABEL_EVERY) {
    const y = heightOf(row, 10 ** power);
    ctx.fillStyle = palette.grid;
    ctx.fillRect(geometry.left, Math.round(y) - 0.5, geometry.right - geometry.left, 1);
    gutterText(ctx, view, powerOfTen(power), power === LOWEST ? y - 3 : y, { size: 9.5 });
  }
}

function line(ctx, row, geometry, norms) {
  for (const [from, to] of unbroken(norms)) {
    ctx.beginPath();
    for (let t = from; t < to; t++) ctx.lineTo(geometry.centre(t), heightOf(row, norms[t]));
    ctx.stroke();
  }
}

/** The stretches [from, to) of `norms` without a NaN. */
function unbroken(norms) {
  const stretches = [];
  norms.forEach((norm, t) => {
    if (Number.isNaN(norm)) return;
    if (t > 0 && !Number.isNaN(norms[t - 1])) stretches[stretches.length - 1][1] = t + 1;
    else stretches.push([t, t + 1]);
  });
  return stretches;
}

/** Small triangles on the floor where the median has sunk below the axis. */
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

/** Draw ‖C_t‖_F, C_t being timestep t's contribution to dL/dW_h, as the darkness of a thin band on the same axis. */
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
