// Units × timesteps as coloured cells. A cell's colour comes from a table of 256, its pixels from one small image.

import { contextOf } from "./ink.js";
import { channels } from "./theme.js";

const LITTLE_ENDIAN_OPAQUE = 0xff000000;
const NOTHING = 0;
/** How far a value may pass an end of its scale, by rounding alone, without being marked. */
const TOLERANCE = 1e-6;
/** Cells smaller than this hold no mark: it stands above their column. */
const MARKED_CELL = 3;
const HATCH = 5;

/** @typedef {{low: number, scale: number, table: Uint32Array}} Ramp a scale from `low` on, 255 / `scale` long */
/** @typedef {{x: number, y: number, width: number, height: number}} Box */

/**
 * A table of 256 colours through `stops` ("#rrggbb"), as pixels of an ImageData.
 * @param {string[]} stops
 */
function ramp(stops) {
  const points = stops.map(channels);
  return Uint32Array.from({ length: 256 }, (_, k) => {
    const place = (k / 255) * (points.length - 1);
    const from = Math.min(Math.floor(place), points.length - 2);
    const [r, g, b] = points[from].map((c, i) => Math.round(c + (place - from) * (points[from + 1][i] - c)));
    return (LITTLE_ENDIAN_OPAQUE | (b << 16) | (g << 8) | r) >>> 0;
  });
}

/**
 * The scales of a palette: `signed` over [−1, 1] with the panel's own colour as zero, `gate` over [0, 1] as ink on the
 * panel; and the colours of marks: `beyond` a scale, a hole in the cell, and `missing`, a hatching.
 * @param {import("./theme.js").Palette} palette
 */
export function rampsOf(palette) {
  return {
    signed: { low: -1, scale: 127.5, table: ramp([palette.negative, palette.panel, palette.positive]) },
    gate: { low: 0, scale: 255, table: ramp([palette.panel, palette.text]) },
    marks: { hole: palette.panel, edge: palette.text, missing: palette.muted },
  };
}

/** @typedef {ReturnType<typeof rampsOf>["marks"]} Marks */

/** A heat map that keeps its small image between frames. */
export function createHeatmap() {
  const image = document.createElement("canvas");
  const ink = contextOf(image, { willReadFrequently: true });
  let pixels = ink.createImageData(1, 1);
  let words = new Uint32Array(pixels.data.buffer);
  /** @type {number[]} the cells beyond the scale, by their number */
  let beyond = [];

  /**
   * Draw `values` (T × H, row-major) into `box`, time to the right and unit 1 on top. `convert` maps a number before it
   * is coloured. A value beyond the scale has a mark. The box is hatched where there is no value (NaN), and from the
   * timestep `end` on, where the sequence is over.
   * @param {CanvasRenderingContext2D} ctx
   * @param {Float32Array} values
   * @param {number} numSteps
   * @param {Box} box
   * @param {Ramp} ramp
   * @param {Marks} marks
   * @param {number} end
   * @param {(value: number) => number} [convert]
   */
  return function draw(ctx, values, numSteps, box, { low, scale, table }, marks, end, convert) {
    const numUnits = values.length / numSteps;
    if (image.width !== numSteps || image.height !== numUnits || pixels.width !== numSteps) {
      image.width = numSteps;
      image.height = numUnits;
      pixels = ink.createImageData(numSteps, numUnits);
      words = new Uint32Array(pixels.data.buffer);
    }
    beyond = [];
    let missing = end < numSteps;
    const high = low + 255 / scale + TOLERANCE;
    for (let t = 0, k = 0; t < numSteps; t++) {
      for (let unit = 0; unit < numUnits; unit++, k++) {
        const value = t >= end ? NaN : convert ? convert(values[k]) : values[k];
        const at = (value - low) * scale + 0.5;
        if (value > high || value < low - TOLERANCE) beyond.push(k);
        const none = Number.isNaN(value);
        missing ||= none;
        words[unit * numSteps + t] = none ? NOTHING : table[at < 0 ? 0 : at > 255 ? 255 : at | 0];
      }
    }
    if (missing) hatch(ctx, box, marks.missing);
    ink.putImageData(pixels, 0, 0);
    // Fewer pixels than cells: blending shows them all, picking the nearest would drop some.
    const ratio = window.devicePixelRatio || 1;
    ctx.imageSmoothingEnabled = numUnits > box.height * ratio || numSteps > box.width * ratio;
    ctx.drawImage(image, box.x, box.y, box.width, box.height);
    if (beyond.length > 0) markBeyond(ctx, beyond, numUnits, numSteps, box, marks);
  };
}

/**
 * A hole in every cell of `beyond`; where cells are too small for one, a tick above the column.
 * @param {CanvasRenderingContext2D} ctx
 * @param {number[]} beyond
 * @param {number} numUnits
 * @param {number} numSteps
 * @param {Box} box
 * @param {Marks} marks
 */
function markBeyond(ctx, beyond, numUnits, numSteps, { x, y, width, height }, { hole, edge }) {
  const [column, row] = [width / numSteps, height / numUnits];
  const fits = Math.min(column, row) >= MARKED_CELL;
  const side = Math.max(Math.min(column, row) * 0.4, 1.5);
  ctx.fillStyle = fits ? hole : edge;
  if (fits) {
    for (const k of beyond) {
      const [t, unit] = [Math.floor(k / numUnits), k % numUnits];
      ctx.fillRect(x + (t + 0.5) * column - side / 2, y + (unit + 0.5) * row - side / 2, side, side);
    }
    return;
  }
  for (const t of new Set(beyond.map((k) => Math.floor(k / numUnits)))) {
    ctx.fillRect(x + t * column, y - 2, Math.max(column, 1), 2);
  }
}

/**
 * Slanted lines all over `box`.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {string} colour
 */
function hatch(ctx, { x, y, width, height }, colour) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, y, width, height);
  ctx.clip();
  ctx.globalAlpha = 0.5;
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (let from = x - height; from < x + width; from += HATCH) {
    ctx.moveTo(from, y + height);
    ctx.lineTo(from + height, y);
  }
  ctx.stroke();
  ctx.restore();
}
