// Where everything stands: the rows of a lane's score and the one time axis that all of them share.

/** Room before the plot for names and axis values; a name that a wide font makes longer is set narrower. */
const GUTTER = 58;
const RIGHT = 7;
const GAP = 7;

/** @typedef {{y: number, height: number}} Row */
/** @typedef {"input" | "strip" | "answer" | "hidden" | "gates" | "gradient" | "contribution" | "axis"} RowName */

/**
 * Where everything in a lane stands, in CSS pixels: the size, the rows, the ends `left` and `right` of the time axis,
 * the width `column` of one timestep and the `centre` of timestep t (0-based).
 * @typedef {object} Geometry
 * @property {number} width
 * @property {number} height
 * @property {Record<RowName, Row>} rows
 * @property {number} left
 * @property {number} right
 * @property {number} column
 * @property {number} numSteps
 * @property {(t: number) => number} centre
 */

/**
 * Rows from top to bottom: [key, height in the side-by-side layout, height when stacked, share of spare height].
 * @type {[RowName, number, number, number][]}
 */
const ROWS = [
  ["input", 32, 28, 0],
  ["strip", 92, 92, 0],
  ["answer", 32, 28, 0],
  ["hidden", 88, 70, 0.35],
  ["gates", 140, 118, 0.35],
  ["gradient", 88, 76, 0.3],
  ["contribution", 6, 6, 0],
  ["axis", 16, 16, 0],
];

/** Height of the page below which rows have their plain height; a taller page gives the rest to the heat maps. */
const PLAIN_HEIGHT = 900;
const MOST_SPARE = 320;

/**
 * The geometry of a score `width` CSS pixels wide with `numSteps` timesteps.
 * @param {number} width
 * @param {number} numSteps
 * @param {{stacked: boolean, pageHeight: number}} page
 * @returns {Geometry}
 */
export function layOut(width, numSteps, { stacked, pageHeight }) {
  const spare = stacked ? 0 : Math.min(Math.max(pageHeight - PLAIN_HEIGHT, 0), MOST_SPARE);
  const rows = /** @type {Record<RowName, Row>} */ ({});
  let y = 0;
  for (const [key, plain, low, flexible] of ROWS) {
    const height = Math.round((stacked ? low : plain) + flexible * spare);
    rows[key] = { y, height };
    y += height + (key === "gradient" || key === "contribution" ? 3 : GAP);
  }
  const left = GUTTER;
  const right = width - RIGHT;
  const column = (right - left) / numSteps;
  return { width, height: y - GAP, rows, left, right, column, numSteps, centre: (t) => left + (t + 0.5) * column };
}

/**
 * The timestep (0-based) under x.
 * @param {Geometry} geometry
 * @param {number} x
 */
export function timestepAt(geometry, x) {
  const t = Math.floor((x - geometry.left) / geometry.column);
  return Math.min(Math.max(t, 0), geometry.numSteps - 1);
}

/**
 * The bands of `count` stacked heat maps inside a row.
 * @param {Row} row
 * @param {number} count
 */
export function bands(row, count, gap = 3) {
  const height = (row.height - gap * (count - 1)) / count;
  return Array.from({ length: count }, (_, k) => ({ y: row.y + k * (height + gap), height }));
}
