// A matrix of weights as a small picture, painted once and copied to each place where the same weights are used.

import { contextOf } from "../../draw/ink.js";

/** @typedef {import("./weights.js").Matrix} Matrix */

const CELL = 5;
const NARROW_CELL = 3;
const MANY_COLUMNS = 12;

/**
 * The painter of one matrix. Violet to gold are −`limit` to `limit`; what lies beyond has a hole.
 */
export function createMiniature() {
  const image = document.createElement("canvas");
  const ink = contextOf(image);
  let [cell, columns, rows] = [CELL, 0, 0];

  return {
    /**
     * @param {Matrix} matrix
     * @param {import("../../draw/heatmap.js").Ramp} ramp
     * @param {string} hole
     * @param {number} limit
     */
    paint(matrix, { low, scale, table }, hole, limit) {
      [columns, rows] = [matrix.columns, matrix.rows];
      cell = columns > MANY_COLUMNS ? NARROW_CELL : CELL;
      image.width = columns * cell;
      image.height = rows * cell;
      matrix.data.forEach((weight, k) => {
        const value = weight / limit;
        const at = Math.min(Math.max(Math.round((value - low) * scale), 0), 255);
        const [x, y] = [(k % columns) * cell, Math.floor(k / columns) * cell];
        ink.fillStyle = cssOf(table[at]);
        ink.fillRect(x, y, cell, cell);
        if (Math.abs(value) <= 1) return;
        ink.fillStyle = hole;
        ink.fillRect(x + 1, y + 1, cell - 2, cell - 2);
      });
    },
    /** @param {HTMLCanvasElement} canvas */
    copy(canvas) {
      if (canvas.width !== image.width || canvas.height !== image.height) {
        [canvas.width, canvas.height] = [image.width, image.height];
      }
      contextOf(canvas).drawImage(image, 0, 0);
    },
  };
}

/** @param {number} pixel of an ImageData, as in a ramp's table */
const cssOf = (pixel) => `rgb(${pixel & 255} ${(pixel >> 8) & 255} ${(pixel >> 16) & 255})`;

/**
 * The next of 1, 1.5, 2, 3, 4, 6 … from the largest weight on: a scale that does not change with every step.
 * @param {Matrix[]} matrices
 */
export function limitOf(matrices) {
  const largest = Math.max(...matrices.flatMap(({ data }) => [...data].map(Math.abs)), 1);
  const power = 2 ** Math.floor(Math.log2(largest));
  return [power, 1.5 * power, 2 * power].find((limit) => largest <= limit) ?? 2 * power;
}
