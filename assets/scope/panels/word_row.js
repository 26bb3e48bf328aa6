// Words as inputs: each above its timestep, staggered on as many lines as the longest of them needs, never cut.

import { contextOf, font, SMALLEST } from "../draw/ink.js";

/** @typedef {import("./view.js").View} View */
/** @typedef {import("../draw/geometry.js").Row} Row */

const AIR = 4;
/** Height of a line of words. */
const LINE = 12;
/** Where more lines would be needed, a mark stands for each word, and the crosshair tells which it is. */
const MOST_LINES = 10;
const FOOT = 5;

/** @type {{labels: string, family: string, width: number}} */
let measured = { labels: "", family: "", width: 0 };

/**
 * Width of the longest of `labels` in the font of `node`: no two browsers set it alike.
 * @param {string[]} labels
 * @param {Element} node
 */
export function longestWord(labels, node) {
  const { fontFamily: family } = getComputedStyle(node);
  const joined = labels.join();
  if (measured.labels !== joined || measured.family !== family) {
    const ctx = contextOf(document.createElement("canvas"));
    ctx.font = font(family, SMALLEST);
    measured = { labels: joined, family, width: Math.max(...labels.map((label) => ctx.measureText(label).width)) };
  }
  return measured.width;
}

/**
 * On how many lines words stand: on so many that the longest fits beside the next on its line; 0 where marks stand for
 * them.
 * @param {number} longest width of the longest word
 * @param {number} column width of a timestep
 */
export function wordLines(longest, column) {
  const lines = Math.ceil((longest + AIR) / column);
  return lines <= MOST_LINES ? lines : 0;
}

/**
 * Height of a row of words on so many lines, in CSS pixels.
 * @param {number} lines
 */
export const wordHeight = (lines) => lines * LINE + FOOT;

/**
 * Draw the words of the timesteps, null where there is none.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Row} row
 * @param {View} view
 * @param {(string | null)[]} words
 */
export function drawWords(ctx, row, { palette, geometry }, words) {
  const foot = row.y + row.height;
  ctx.font = font(palette.family, SMALLEST);
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  /** Where the last word of each line ends. */
  const ends = Array(geometry.wordLines).fill(Number.NEGATIVE_INFINITY);
  const placed = words.flatMap((word, t) => {
    if (word === null) return [];
    const x = geometry.centre(t);
    const width = ctx.measureText(word).width;
    const centre = Math.min(Math.max(x, geometry.left + width / 2), geometry.right - width / 2);
    const free = (/** @type {number} */ line) => ends[line] + AIR <= centre - width / 2;
    // In turn, as the number of lines is counted; a word that the end of the row moves may find another one.
    const line = free(t % ends.length) ? t % ends.length : ends.findIndex((_, other) => free(other));
    if (line >= 0) ends[line] = centre + width / 2;
    return [{ word, x, centre, line }];
  });
  ctx.fillStyle = palette.grid;
  for (const { x, line } of placed) {
    const top = line < 0 ? foot - FOOT : row.y + (line + 1) * LINE;
    ctx.fillRect(x - 0.5, top, 1, foot - top);
  }
  // Over the lines that lead down to the timesteps of the words above.
  ctx.fillStyle = palette.text;
  const mark = Math.max(geometry.column - 1, 1);
  for (const { word, x, centre, line } of placed) {
    if (line < 0) ctx.fillRect(x - mark / 2, foot - FOOT, mark, 3);
    else ctx.fillText(word, centre, row.y + (line + 0.5) * LINE);
  }
  ctx.textBaseline = "alphabetic";
}
