// Words as inputs: each above its timestep, staggered on as many lines as the longest of them needs, never cut.

import { font, SMALLEST } from "../draw/ink.js";

/** @typedef {import("./view.js").View} View */
/** @typedef {import("../draw/geometry.js").Row} Row */

/** Width of a letter of the smallest size, in the middle: narrow and wide ones take turns in a word. */
const LETTER = 5.9;
const AIR = 4;
/** Height of a line of words. */
const LINE = 12;
/** Where more lines would be needed, a mark stands for each word, and the crosshair tells which it is. */
const MOST_LINES = 9;
const FOOT = 5;

/**
 * On how many lines words stand: so many that the longest fits beside the next on its line; 0 where marks stand for
 * them.
 * @param {string[]} labels
 * @param {number} column width of a timestep
 */
export function wordLines(labels, column) {
  const longest = Math.max(...labels.map(({ length }) => length)) * LETTER + AIR;
  const lines = Math.ceil(longest / column);
  return lines <= MOST_LINES ? lines : 0;
}

/**
 * Height of a row of words, in CSS pixels.
 * @param {string[]} labels
 * @param {number} column
 */
export const wordHeight = (labels, column) => wordLines(labels, column) * LINE + FOOT;

/**
 * Draw the words of the timesteps, null where there is none.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Row} row
 * @param {View} view
 * @param {(string | null)[]} words
 * @param {string[]} labels all that may come
 */
export function drawWords(ctx, row, { palette, geometry }, words, labels) {
  const lines = Math.min(wordLines(labels, geometry.column), Math.floor(row.height / LINE));
  const foot = row.y + row.height;
  ctx.font = font(palette.family, SMALLEST);
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  /** Where the last word of each line ends. */
  const ends = Array(lines).fill(Number.NEGATIVE_INFINITY);
  words.forEach((word, t) => {
    if (word === null) return;
    const x = geometry.centre(t);
    const width = ctx.measureText(word).width;
    const centre = Math.min(Math.max(x, geometry.left + width / 2), geometry.right - width / 2);
    const line = ends.findIndex((end) => end + AIR <= centre - width / 2);
    ctx.fillStyle = palette.grid;
    const top = line < 0 ? foot - FOOT : row.y + (line + 1) * LINE;
    ctx.fillRect(x - 0.5, top, 1, foot - top);
    ctx.fillStyle = palette.text;
    if (line < 0) {
      ctx.fillRect(x - Math.max(geometry.column - 1, 1) / 2, foot - FOOT, Math.max(geometry.column - 1, 1), 3);
      return;
    }
    ends[line] = centre + width / 2;
    ctx.fillText(word, centre, row.y + (line + 0.5) * LINE);
  });
  ctx.textBaseline = "alphabetic";
}
