// What a panel needs to draw one lane of one frame.

import { mixed } from "../draw/theme.js";
import { lengthOf } from "./input.js";

/** @typedef {import("../run/frame.js").Frame} Frame */
/** @typedef {import("../run/frame.js").Lane} Lane */

/**
 * @typedef {object} Setting what all lanes of a picture have in common
 * @property {number} layer 0-based
 * @property {import("../draw/geometry.js").Geometry} geometry
 * @property {import("./range.js").Range} range
 * @property {import("../draw/theme.js").Palette} palette
 * @property {import("../draw/painter.js").Ramps} ramps
 */

/**
 * A view; the watched example ends before timestep `end` (0-based), and padding follows. It is `fresh` when gutters and
 * whatever else seldom changes must be drawn too.
 * @typedef {Setting & {frame: Frame, lane: Lane, colour: string, end: number, fresh?: boolean}} View
 */

/**
 * A lane's colour: a shade of its cell's.
 * @param {Lane} lane
 * @param {import("../draw/theme.js").Palette} palette
 * @returns {string}
 */
export const colourOf = ({ cell, shade }, palette) => palette[cell][shade];

/** From this shade on a colour is too pale, or in the dark too dim, for words. */
const PALE = 2;
const DARKEN = 0.4;

/**
 * The colour of words about a lane.
 * @param {Lane} lane
 * @param {import("../draw/theme.js").Palette} palette
 */
export function textColourOf(lane, palette) {
  const colour = colourOf(lane, palette);
  return lane.shade < PALE ? colour : mixed(colour, palette.text, DARKEN);
}

/**
 * One view for every lane.
 * @param {Frame} frame
 * @param {Setting} setting
 * @returns {View[]}
 */
export function viewsOf(frame, setting) {
  const end = lengthOf(frame);
  return frame.lanes.map((lane) => ({ frame, lane, colour: colourOf(lane, setting.palette), end, ...setting }));
}
