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
 * @property {(t: number) => number} centre
 */

const GATES = 0.3;
/**
 * Rows from top to bottom: [key, height on a low page, height when stacked, share of a taller page's height].
 * @type {[RowName, number, number, number][]}
 */
const ROWS = [
  ["input", 26, 28, 0.03],
  ["strip", 88, 92, 0.04],
  ["answer", 26, 28, 0.03],
  ["hidden", 50, 70, 0.32],
  ["gates", 118, 122, GATES],
  ["gradient", 58, 76, 0.28],
  ["contribution", 6, 6, 0],
  ["axis", 15, 16, 0],
];

/** Height of the page up to which rows are as low as can be read: a laptop's, whose fold shows the loss chart too. */
const LOW_PAGE = 768;
const LOW_CHART = 82;
const MOST_SPARE = 440;
/** How much the loss chart gives where the page is lower; and, where lanes are narrow and need more lines, the rows. */
const CHART_GIVES = 20;
const ROWS_GIVE = 36;
/** Height of a cell of the unrolled network: alone, and of one of several layers, which stand a pitch apart. */
export const CELL = 20;
export const LAYER = { height: 16, pitch: 27 };
/** Height of a row's name above it. */
const NAME = 17;
/** In a narrower lane even the shortest sentence in the place of gates needs more height for each pixel missing. */
const WORDY = 215;
const MORE_LINES = 1.2;
/** What of a taller page's height the rows get; the rest is the loss chart's. */
const SHARE = 0.85;

/**
 * What a layout depends on: `answers` are the lines of text that the row of answers holds, `layers` those of the
 * network, and `words` is the width of the longest word that an input may be, 0 where inputs are no words. `narrow`
 * says that the lanes' heads and sentences need more lines than elsewhere.
 * @typedef {{stacked: boolean, phone: boolean, narrow: boolean, pageHeight: number, answers: number, layers: number,
 *   words: number}} Page
 */

/**
 * The geometry of a score `width` CSS pixels wide with `numSteps` timesteps.
 * @param {number} width
 * @param {number} numSteps
 * @param {Page} page
 * @returns {Geometry}
 */
export function layOut(width, numSteps, { stacked, phone, narrow, pageHeight, answers, layers, words }) {
  const cells = layers > 1 ? (layers - 1) * LAYER.pitch + LAYER.height - CELL : 0;
  const lines = words ? wordLines(words, (width - RIGHT - GUTTER) / numSteps) : 0;
  const wordy = Math.max(wordHeight(lines) - ROWS[0][1], 0);
  const lowest = -CHART_GIVES - (narrow ? ROWS_GIVE : 0);
  const taller = stacked ? 0 : Math.min(Math.max(pageHeight - cells - wordy - LOW_PAGE, lowest), MOST_SPARE);
  const spare = taller > 0 ? SHARE * taller : Math.min(taller + CHART_GIVES, 0);
  const rows = /** @type {Record<RowName, Row>} */ ({});
  let chartHeight = LOW_CHART + taller - spare;
  const names = phone ? NAME : 0;
  const left = GUTTER;
  const right = width - RIGHT;
  const column = (right - left) / numSteps;
  let y = 0;
  for (const [key, low, below, flexible] of ROWS) {
    // The words in the place of gates need all their height, however low the page is.
    const share = spare >= 0 ? flexible : key === "gates" ? 0 : flexible / (1 - GATES);
    const usual = Math.round((stacked ? below : low) + share * spare);
    const sentence = stacked ? 0 : low + Math.ceil(MORE_LINES * Math.max(WORDY - width, 0));
    /** @type {Partial<Record<RowName, number>>} */
    const least = { input: wordHeight(lines), answer: answers * SMALLEST, gates: sentence };
    const more = Math.max((least[key] ?? 0) - usual, 0);
    if (key !== "axis") y += names;
    rows[key] = { y, height: usual + more + (key === "strip" ? cells : 0) };
    // A page of long words is higher: the loss chart keeps a height at which it can be read.
    if (key === "answer") chartHeight -= more;
    y += rows[key].height + (key === "gradient" || key === "contribution" ? 3 : GAP);
  }
  const centre = (/** @type {number} */ t) => left + (t + 0.5) * column;
  return { width, height: y - GAP, chartHeight, names, rows, left, right, column, numSteps, wordLines: lines, centre };
}

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

const PLAIN = { stacked: false, phone: false, narrow: false, pageHeight: LOW_PAGE, answers: 1, layers: 1, words: 0 };

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
