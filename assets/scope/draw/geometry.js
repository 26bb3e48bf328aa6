// Where everything stands: the rows of a lane's score and the one time axis that all of them share.

import { wordHeight, wordLines } from "../panels/word_row.js";
import { SMALLEST } from "./ink.js";

/** Room before the plot for names and axis values; a name that a wide font makes longer is set narrower. */
const GUTTER = 62;
const RIGHT = 7;
const GAP = 5;

/** @typedef {{y: number, height: number}} Row */
/** @typedef {"input" | "strip" | "answer" | "hidden" | "gates" | "gradient" | "contribution" | "axis"} RowName */

/**
 * Where everything in a lane stands, in CSS pixels: the size, the rows, the ends `left` and `right` of the time axis,
 * the width `column` of one timestep and the `centre` of timestep t (0-based).
 * @typedef {object} Geometry
 * @property {number} width
 * @property {number} height
 * @property {number} chartHeight that of the loss chart below
 * @property {number} names height of the rows' names that stand above them; 0 where they stand beside
 * @property {Record<RowName, Row>} rows
 * @property {number} left
 * @property {number} right
 * @property {number} column
 * @property {number} numSteps
 * @property {number} wordLines on how many lines inputs that are words stand
 * @property {{height: number, pitch: number}} layer a cell of one of several layers, and how far they stand apart
 * @property {(t: number) => number} centre
 */

/**
 * Rows from top to bottom: [key, height on a low page, least height, height when stacked, share of a taller page's
 * height].
 * @type {[RowName, number, number, number, number][]}
 */
const ROWS = [
  ["input", 26, 22, 28, 0.03],
  ["strip", 88, 84, 92, 0.04],
  ["answer", 26, 22, 28, 0.03],
  ["hidden", 50, 28, 70, 0.32],
  ["gates", 118, 112, 122, 0.3],
  ["gradient", 58, 40, 76, 0.28],
  ["contribution", 6, 6, 6, 0],
  ["axis", 15, 15, 16, 0],
];

/** Height of the page at which rows are low: a laptop's, whose fold shows the loss chart too. */
const LOW_PAGE = 762;
const MOST_SPARE = 440;
/** Height of the loss chart on a low page; on a lower one it gives some before the rows give theirs, then the rest. */
const LOW_CHART = 82;
const CHART_FIRST = 20;
const CHART_LAST = 12;
/** Height of a cell of the unrolled network: alone, and of one of several layers; and how near those may come. */
export const CELL = 20;
const LAYER = { height: 16, pitch: 27 };
const CLOSEST = { height: 13, pitch: 19 };
/** Height of a row's name above it. */
const NAME = 17;
/** What of a taller page's height the rows get; the rest is the loss chart's. */
const SHARE = 0.85;

/**
 * What a layout depends on: `answers` are the lines of text that the row of answers holds, `layers` those of the
 * network, and `words` is the width of the longest word that an input may be, 0 where inputs are no words.
 * @typedef {{stacked: boolean, phone: boolean, pageHeight: number, answers: number, layers: number,
 *   words: number}} Page
 */

/**
 * The geometry of a score `width` CSS pixels wide with `numSteps` timesteps.
 * @param {number} width
 * @param {number} numSteps
 * @param {Page} page
 * @returns {Geometry}
 */
export function layOut(width, numSteps, { stacked, phone, pageHeight, answers, layers, words }) {
  const lines = words ? wordLines(words, (width - RIGHT - GUTTER) / numSteps) : 0;
  /** What rows need by their content. */
  const least = /** @type {Partial<Record<RowName, number>>} */ ({
    input: wordHeight(lines),
    answer: answers * SMALLEST,
  });
  const more = ROWS.reduce((sum, [key, low]) => sum + Math.max((least[key] ?? 0) - low, 0), 0);
  const room = stacked ? 0 : pageHeight - LOW_PAGE - more - stackOf(layers, LAYER);
  const taller = Math.min(Math.max(room, 0), MOST_SPARE);
  const spare = SHARE * taller;
  const first = Math.min(Math.max(-room, 0), CHART_FIRST);
  const low = ROWS.reduce((sum, [, height, lowest]) => sum + height - lowest, CHART_LAST);
  const given = low + stackOf(layers, LAYER) - stackOf(layers, CLOSEST);
  /** How near all comes to its least height: from 0 to 1. */
  const tight = Math.min(Math.max(-room - first, 0) / given, 1);
  const layer = {
    height: Math.round(LAYER.height + tight * (CLOSEST.height - LAYER.height)),
    pitch: Math.round(LAYER.pitch + tight * (CLOSEST.pitch - LAYER.pitch)),
  };
  const rows = /** @type {Record<RowName, Row>} */ ({});
  const chartHeight = LOW_CHART + taller - spare - first - tight * CHART_LAST;
  const names = phone ? NAME : 0;
  const left = GUTTER;
  const right = width - RIGHT;
  const column = (right - left) / numSteps;
  let y = 0;
  for (const [key, usual, lowest, below, flexible] of ROWS) {
    const height = Math.round((stacked ? below : usual) + flexible * spare + tight * (lowest - usual));
    if (key !== "axis") y += names;
    rows[key] = {
      y,
      height: Math.max(height, least[key] ?? 0) + (key === "strip" ? stackOf(layers, layer) : 0),
    };
    y += rows[key].height + (key === "gradient" || key === "contribution" ? 3 : GAP);
  }
  const centre = (/** @type {number} */ t) => left + (t + 0.5) * column;
  const size = { width, height: y - GAP, chartHeight, names };
  return { ...size, rows, left, right, column, numSteps, wordLines: lines, layer, centre };
}

/**
 * How much higher than a cell alone those of several layers stand.
 * @param {number} layers
 * @param {{height: number, pitch: number}} layer
 */
const stackOf = (layers, { height, pitch }) => (layers > 1 ? (layers - 1) * pitch + height - CELL : 0);

/** The rows that a higher page makes higher. */
const ELASTIC = ["hidden", "gates", "gradient"];

/**
 * The geometry of a score of which only the rows called `chosen` are shown, in all `height` high; the others have no
 * height.
 * @param {number} width
 * @param {number} numSteps
 * @param {RowName[]} chosen
 * @param {number} height
 * @param {number} words see `Page`
 * @returns {Geometry}
 */
export function layOutChosen(width, numSteps, chosen, height, words) {
  const plain = layOut(width, numSteps, { ...PLAIN, words });
  const fixed = ROWS.filter(([key]) => chosen.includes(key) && !ELASTIC.includes(key));
  const heightOf = (/** @type {RowName} */ key, /** @type {number} */ low) =>
    key === "input" ? plain.rows.input.height : low;
  const spare = height - fixed.reduce((sum, [key, low]) => sum + heightOf(key, low) + GAP, 0);
  const elastic = chosen.filter((key) => ELASTIC.includes(key)).length;
  const rows = /** @type {Record<RowName, Row>} */ ({});
  let y = 0;
  for (const [key, low] of ROWS) {
    const shown = chosen.includes(key);
    rows[key] = { y, height: shown ? (ELASTIC.includes(key) ? spare / elastic - GAP : heightOf(key, low)) : 0 };
    y += shown ? rows[key].height + GAP : 0;
  }
  return { ...plain, rows, height: Math.max(y - GAP, 0), chartHeight: height };
}

const PLAIN = { stacked: false, phone: false, pageHeight: LOW_PAGE, answers: 1, layers: 1, words: 0 };

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
