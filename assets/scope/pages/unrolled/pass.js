// The whole pass of one example through a lane, forward and backward: the answer to a question, or the same worked out
// in the browser. Its arrays are described in rnn_core/inside/whole_pass.py.

import { floats, part, readHeader } from "../../run/frame.js";

/** @typedef {import("../../run/frame.js").Tensor} Tensor */
/** @typedef {import("../../run/frame.js").Lane} Lane */
/** @typedef {import("../../run/frame.js").Frame} Frame */

/**
 * @typedef {object} Words
 * @property {string} lane
 * @property {number} step
 * @property {number} example from 1
 * @property {number} timesteps
 * @property {number} layer
 * @property {number} layers
 * @property {string} variant
 * @property {number | null} loss
 * @property {number} parameters
 * @property {string[]} blocks
 */
/** @typedef {{words: Words, arrays: Record<string, Tensor>}} Pass */

/**
 * The answer in `bytes`.
 * @param {ArrayBuffer} buffer
 * @returns {Pass}
 */
export function decodeAnswer(buffer) {
  const { header, start } = readHeader(buffer);
  const { __metadata__: metadata, ...tensors } = header;
  /** @type {Record<string, Tensor>} */
  const arrays = {};
  for (const [name, { shape, data_offsets: ends }] of Object.entries(tensors)) {
    arrays[name] = { shape, data: floats(buffer, start + ends[0], ends[1] - ends[0]) };
  }
  return { words: JSON.parse(metadata.answer), arrays };
}

/**
 * The numbers of an array at timestep t (0-based).
 * @param {Pass} pass
 * @param {string} name
 * @param {number} t
 */
export const at = ({ arrays }, name, t) => part(arrays[name], t);

/** @param {Pass} pass */
export const unitsOf = ({ arrays }) => arrays["trace.hidden"].shape[1];

/** @param {Pass} pass */
export const hasCellState = ({ arrays }) => "trace.cell" in arrays;

/**
 * A state before timestep t: h, or c of an LSTM.
 * @param {Pass} pass
 * @param {"hidden" | "cell"} name
 * @param {number} t
 */
export function before(pass, name, t) {
  if (t > 0) return at(pass, `trace.${name}`, t - 1);
  const units = unitsOf(pass);
  const { data } = pass.arrays.start;
  return name === "hidden" ? data.subarray(0, units) : data.subarray(units);
}

/** @param {ArrayLike<number>} vector */
export function norm(vector) {
  let sum = 0;
  for (let k = 0; k < vector.length; k++) sum += vector[k] * vector[k];
  return Math.sqrt(sum);
}

/**
 * How many numbers a timestep leaves for the backward pass, for one unit: the values of a cell's inside.
 * @param {Pass} pass
 */
export const storedPerUnit = ({ arrays }) => Object.keys(arrays).filter((name) => name.startsWith("trace.")).length;

/**
 * How often the example's error is taken: at how many timesteps it has a share in the loss.
 * @param {Pass} pass
 */
export const scoredTimesteps = ({ arrays }) => [...arrays.shares.data].flatMap((share, t) => (share > 0 ? [t] : []));
