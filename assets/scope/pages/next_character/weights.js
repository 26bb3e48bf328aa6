// The weights of a lane, as far as its frame carries them, and the vectors that they are multiplied with.

import { part } from "../../run/frame.js";

/** @typedef {import("../../run/frame.js").Frame} Frame */
/** @typedef {import("../../run/frame.js").Lane} Lane */

/** @typedef {{data: Float32Array, rows: number, columns: number}} Matrix row-major; a bias is a matrix of one row */

/**
 * The weights of the top layer. `blocks` are the letters of the blocks of columns: i f g o in an LSTM.
 * @typedef {object} Weights
 * @property {string} variant
 * @property {string[]} blocks
 * @property {number} units
 * @property {Matrix} W_x
 * @property {Matrix} W_h
 * @property {Matrix} b
 * @property {Matrix | null} b_hn the GRU's bias inside the reset gate
 * @property {Matrix} W_y
 * @property {Matrix} b_y
 */

/**
 * The weights of a lane's top layer; null where the network is too large for its frames to carry them.
 * @param {Lane} lane
 * @returns {Weights | null}
 */
export function weightsOf(lane) {
  const { weights: legend, arrays } = lane;
  if (!legend) return null;
  const top = layerOf(lane);
  const own = legend.rows.filter(({ layer }) => layer === top);
  const matrix = (/** @type {string} */ letter) => {
    const row = own.find((each) => each.letter === letter);
    if (!row) return null;
    const { data, shape } = arrays[row.array];
    return { data, rows: shape.length > 1 ? shape[0] : 1, columns: shape[shape.length - 1] };
  };
  const [W_x, W_h, b, W_y, b_y] = ["W_x", "W_h", "b", "W_y", "b_y"].map(matrix);
  if (!W_x || !W_h || !b || !W_y || !b_y) return null;
  const blocks = own.find(({ letter }) => letter === "W_h")?.blocks ?? [];
  return { variant: legend.variant, blocks, units: W_h.rows, W_x, W_h, b, b_hn: matrix("b_hn"), W_y, b_y };
}

/**
 * All matrices of a layer, by their letters.
 * @param {Weights} weights
 * @returns {Record<string, Matrix>}
 */
export function matricesOf({ W_x, W_h, b, b_hn, W_y, b_y }) {
  return { W_x, W_h, b, ...(b_hn && { b_hn }), W_y, b_y };
}

/**
 * The number of the top layer, from 0.
 * @param {Lane} lane
 */
export const layerOf = ({ arrays }) => arrays.hidden.shape[0] - 1;

/**
 * What the top layer reads at timestep t: the letter, or the state of the layer below.
 * @param {Frame} frame
 * @param {Lane} lane
 * @param {number} t
 */
export function inputAt({ inputs }, lane, t) {
  const top = layerOf(lane);
  return top === 0 ? part(inputs, t) : part(lane.arrays.hidden, top - 1, t);
}

/**
 * The values of a trace of the top layer after timestep t; before the first those of `start`, zeros unless given.
 * @param {Lane & {start?: Record<string, Float32Array>}} lane
 * @param {string} trace
 * @param {number} t
 */
export function stateAt(lane, trace, t) {
  const tensor = lane.arrays[trace];
  return t < 0 ? (lane.start?.[trace] ?? new Float32Array(tensor.shape[2])) : part(tensor, layerOf(lane), t);
}

/**
 * The products of a vector with one column of a matrix, term by term, and their sum.
 * @param {Float32Array} vector
 * @param {Matrix} matrix
 * @param {number} column
 */
export function product(vector, { data, columns }, column) {
  const factors = [...vector].map((value, row) => [value, data[row * columns + column]]);
  return { factors, sum: factors.reduce((sum, [value, weight]) => sum + value * weight, 0) };
}

/**
 * The scores of all letters at timestep t, before softmax.
 * @param {Lane} lane
 * @param {Weights} weights
 * @param {number} t
 */
export function scoresAt(lane, { W_y, b_y }, t) {
  const h = stateAt(lane, "hidden", t);
  return Array.from(b_y.data, (bias, k) => product(h, W_y, k).sum + bias);
}

/** @param {number} a */
export const sigmoid = (a) => 1 / (1 + Math.exp(-a));
