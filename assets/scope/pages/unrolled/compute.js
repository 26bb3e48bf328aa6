// The pass worked out again from weights: for a weight that somebody drags, and for the moments of a small network
// between two answers.

import { cellOf, times, timesTransposed } from "./cells.js";
import { largestSingularValue, multiplied } from "./matrix.js";
import { at, before, hasCellState, norm, unitsOf } from "./pass.js";

/** @typedef {import("./pass.js").Pass} Pass */
/** @typedef {import("../../run/frame.js").Tensor} Tensor */
/** @typedef {import("../../run/frame.js").Lane} Lane */
/** @typedef {"squared_error" | "cross_entropy" | "legal"} TargetKind */

/** Networks with more weights have none in their frames (`rnn_core.frames.small_network`), and are not worked out. */
const MOST_WEIGHTS = 400;
export const NAMES = ["W_x", "W_h", "b", "b_hn", "W_y", "b_y"];

/**
 * The weights of a pass that can be worked out again, by name; null for a large network, a variant or several layers.
 * @param {Pass} pass
 * @returns {Record<string, Tensor> | null}
 */
export function weightsIn({ words, arrays }) {
  if (words.variant !== "standard" || words.layers > 1 || !arrays.W_x || words.parameters > MOST_WEIGHTS) return null;
  return Object.fromEntries(NAMES.filter((name) => name in arrays).map((name) => [name, arrays[name]]));
}

/**
 * `pass` with other weights: the same example, from the same state.
 * @param {Pass} pass
 * @param {Record<string, Tensor>} W
 * @param {Lane} lane
 * @param {TargetKind} kind
 * @param {number} step
 * @returns {Pass}
 */
export function computed(pass, W, lane, kind, step) {
  const cell = cellOf(lane);
  const [steps, units] = [pass.words.timesteps, unitsOf(pass)];
  const blocks = W.W_h.shape[1] / units;
  /** @type {Record<string, number[][]>} */
  const rows = { scores: [], errors: [], direct: [] };
  /** @type {import("./cells.js").Trace[]} */
  const traces = [];
  let h = [...before(pass, "hidden", 0)];
  let c = [...before(pass, "cell", 0)];
  const starts = [{ h, c }];
  for (let t = 0; t < steps; t++) {
    const a = times(at(pass, "inputs", t), W.W_x).map((value, k) => value + W.b.data[k]);
    const trace = cell.forward(W, a, h, c);
    h = trace.hidden;
    c = trace.cell ?? [];
    starts.push({ h, c });
    traces.push(trace);
    const scores = times(h, W.W_y).map((value, k) => value + W.b_y.data[k]);
    const { error, slope } = errorOf(kind, scores, at(pass, "targets", t));
    const share = pass.arrays.shares.data[t];
    rows.scores.push(scores);
    rows.errors.push([error]);
    rows.direct.push(share > 0 ? timesTransposed(slope, W.W_y).map((value) => share * value) : h.map(() => 0));
  }
  /** @type {Record<string, number[][]>} */
  const back = { gradient: [], total_cell: [], delta: [], arrives: [], kept: [], by_block: [], sigma: [], reach: [] };
  /** @type {number[][][]} */
  const jacobians = [];
  let gradient = { hidden: h.map(() => 0), cell: c.map(() => 0) };
  let [product, scale] = [identity(units + c.length), 0];
  back.reach.unshift([0]);
  for (let t = steps - 1; t >= 0; t--) {
    const [here, first] = [traces[t], starts[t]];
    const dh = gradient.hidden.map((value, k) => value + rows.direct[t][k]);
    const dc = gradient.cell;
    const sent = cell.backward(W, here, first.h, first.c, dh, dc);
    const jacobian = identity(units + c.length).map((row) => {
      const one = cell.backward(W, here, first.h, first.c, row.slice(0, units), row.slice(units));
      return [...one.hidden, ...one.cell];
    });
    back.gradient.unshift([...dh, ...dc]);
    back.total_cell.unshift(sent.total);
    back.delta.unshift(sent.delta);
    back.arrives.unshift([...sent.hidden, ...sent.cell]);
    back.kept.unshift(sent.kept);
    back.by_block.unshift(Array.from({ length: blocks }, (_, k) => throughBlock(sent.products, W.W_h, k, units)));
    back.sigma.unshift([largestSingularValue(jacobian)]);
    jacobians.unshift(jacobian);
    product = multiplied(product, jacobian);
    const size = norm(product.flat());
    if (size > 0 && Number.isFinite(size)) {
      product = product.map((row) => row.map((value) => value / size));
      scale += Math.log10(size);
    }
    back.reach.unshift([scale + Math.log10(largestSingularValue(product))]);
    gradient = sent;
  }
  for (const name of Object.keys(traces[0])) rows[`trace.${name}`] = traces.map((trace) => trace[name]);
  const loss = rows.errors.reduce((sum, [error], t) => {
    const share = pass.arrays.shares.data[t];
    return share > 0 ? sum + share * error : sum;
  }, 0);
  const made = Object.entries({ ...rows, ...back }).map(([name, values]) => [name, tensor(values)]);
  const { inputs, start, targets, shares } = pass.arrays;
  const own = { inputs, start, targets, shares, ...W, ...Object.fromEntries(made) };
  [own.sigma.shape, own.reach.shape] = [[steps], [steps + 1]];
  if (pass.arrays.jacobians) {
    const size = units + c.length;
    own.jacobians = { shape: [steps, size, size], data: new Float32Array(jacobians.flat(2)) };
  }
  if (!hasCellState(pass)) own.total_cell.shape = [steps, 0];
  return { words: { ...pass.words, loss, step }, arrays: own };
}

/**
 * The error of one timestep, and its slope at the scores (rnn_core/training/losses.py).
 * @param {TargetKind} kind
 * @param {number[]} scores
 * @param {Float32Array} target
 */
function errorOf(kind, scores, target) {
  const size = scores.length;
  if (kind === "squared_error") {
    const miss = scores.map((score, k) => score - target[k]);
    return { error: norm(miss) ** 2 / size, slope: miss.map((each) => (2 * each) / size) };
  }
  if (kind === "legal") {
    const slope = scores.map((score, k) => (1 / (1 + Math.exp(-score)) - target[k]) / size);
    const error = scores.reduce((sum, score, k) => sum + softplus(score) - target[k] * score, 0) / size;
    return { error, slope };
  }
  const highest = Math.max(...scores);
  const odds = scores.map((score) => Math.exp(score - highest));
  const all = odds.reduce((sum, each) => sum + each, 0);
  const error = Math.log(all) + highest - scores[target[0]];
  return { error, slope: odds.map((each, k) => each / all - Number(k === target[0])) };
}

/** @param {number} score */
const softplus = (score) => Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score)));

/** @param {number} size */
const identity = (size) =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => Number(i === j)));

/**
 * @param {number[]} products
 * @param {Tensor} W_h
 * @param {number} block
 * @param {number} units
 */
function throughBlock(products, W_h, block, units) {
  const own = products.map((value, k) => (Math.floor(k / units) === block ? value : 0));
  return norm(timesTransposed(own, W_h));
}

/**
 * @param {number[][]} rows
 * @returns {Tensor}
 */
const tensor = (rows) => ({ shape: [rows.length, rows[0].length], data: new Float32Array(rows.flat()) });
