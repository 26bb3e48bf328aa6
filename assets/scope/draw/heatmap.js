// Units × timesteps as coloured cells. A cell's colour comes from a table of 256, its pixels from one small image.

import { contextOf } from "./ink.js";
import { channels } from "./theme.js";

const LITTLE_ENDIAN_OPAQUE = 0xff000000;

/** @typedef {{low: number, scale: number, table: Uint32Array}} Ramp */

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
 * The tables of a palette: `signed` over [−1, 1] with the panel's own colour as zero, `gate` over [0, 1].
 * @param {import("./theme.js").Palette} palette
 */
export function rampsOf(palette) {
  const [r, g, b] = channels(palette.grid);
  return {
    signed: { low: -1, scale: 127.5, table: ramp([palette.negative, palette.panel, palette.positive]) },
    gate: { low: 0, scale: 255, table: ramp(palette.gate) },
    missing: (LITTLE_ENDIAN_OPAQUE | (b << 16) | (g << 8) | r) >>> 0,
  };
}

/** A heat map that keeps its small image between frames. */
export function createHeatmap() {
  const image = document.createElement("canvas");
  const ink = contextOf(image, { willReadFrequently: true });
  let pixels = ink.createImageData(1, 1);
  let words = new Uint32Array(pixels.data.buffer);

  /**
   * Draw `values` (T × H, row-major) into `box` {x, y, width, height}, time to the right and unit 1 on top. `convert`
   * maps a number before it is coloured. NaN is drawn in the colour of what is missing.
   * @param {CanvasRenderingContext2D} ctx
   * @param {Float32Array} values
   * @param {number} numSteps
   * @param {{x: number, y: number, width: number, height: number}} box
   * @param {Ramp} ramp
   * @param {number} missing
   * @param {(value: number) => number} [convert]
   */
  return function draw(ctx, values, numSteps, box, { low, scale, table }, missing, convert) {
    const numUnits = values.length / numSteps;
    if (image.width !== numSteps || image.height !== numUnits || pixels.width !== numSteps) {
      image.width = numSteps;
      image.height = numUnits;
      pixels = ink.createImageData(numSteps, numUnits);
      words = new Uint32Array(pixels.data.buffer);
    }
    for (let t = 0, k = 0; t < numSteps; t++) {
      for (let unit = 0; unit < numUnits; unit++, k++) {
        const value = convert ? convert(values[k]) : values[k];
        const at = (value - low) * scale + 0.5;
        words[unit * numSteps + t] = Number.isNaN(value) ? missing : table[at < 0 ? 0 : at > 255 ? 255 : at | 0];
      }
    }
    ink.putImageData(pixels, 0, 0);
    // Fewer pixels than cells: blending shows them all, picking the nearest would drop some.
    const ratio = window.devicePixelRatio || 1;
    ctx.imageSmoothingEnabled = numUnits > box.height * ratio || numSteps > box.width * ratio;
    ctx.drawImage(image, box.x, box.y, box.width, box.height);
  };
}
