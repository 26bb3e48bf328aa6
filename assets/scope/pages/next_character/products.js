// What stands in a card: the product behind an arrow or a number, term by term, with the numbers of this moment.

import { decimal, number } from "../../words/numbers.js";
import { added, factor, probability, products, sum } from "./numbers.js";
import { asked, letterOf, quoted } from "./spelling.js";
import { inputAt, layerOf, product, scoresAt, sigmoid, stateAt, weightsOf } from "./weights.js";

/** @typedef {import("../../run/frame.js").Frame} Frame */
/** @typedef {import("../../run/frame.js").Lane} Lane */
/** @typedef {import("./weights.js").Weights} Weights */

/** A step of a calculation: a formula, in which `_` begins an index, and the same with numbers in it. */
/** @typedef {{name: string, words: string}} Line */
/** A row of a matrix: the number that it is multiplied with and what that belongs to; `lit` unless that number is 0. */
/** @typedef {{name: string, value: string, cells: string[], lit: boolean}} Row */
/**
 * A vector times a matrix, column by column, and what comes out.
 * @typedef {{columns: string[], rows: Row[], result: string[]}} Table
 */
/** @typedef {{title: string, lines: Line[], table?: Table, note: string}} Content */

/**
 * What a card is about: a unit's state or a letter's answer (numbers `k`), or one of the arrows, at timestep `t` of the
 * lane with the id `lane`.
 * @typedef {{kind: "state" | "answer" | "W_x" | "W_h" | "W_y", lane: string, t: number, k: number}} Subject
 */

export const ROUNDED = "Calculated with all digits, written with two.";
const ANOTHER_CELL = "This lane's cell is a variant with other equations, so only its result stands here.";

/** @type {Record<string, (frame: Frame, lane: Lane, weights: Weights, t: number, unit: number) => Line[]>} */
const CELLS = { rnn: vanilla, lstm, gru };
/** @type {Record<Subject["kind"], (frame: Frame, lane: Lane, weights: Weights, t: number, k: number) => Content>} */
const KINDS = { state, answer, W_x: inputArrow, W_h: stateArrow, W_y: answerArrow };

/**
 * The content of the card about `subject`; null where this frame has nothing to say about it.
 * @param {Frame} frame
 * @param {Subject} subject
 * @returns {Content | null}
 */
export function contentOf(frame, { kind, lane: id, t, k }) {
  const lane = frame.lanes.find((each) => each.id === id);
  const weights = lane && weightsOf(lane);
  if (!lane || !weights || t >= frame.inputs.shape[0]) return null;
  if ((kind === "state" && k >= weights.units) || (kind === "answer" && k >= weights.W_y.columns)) return null;
  return KINDS[kind](frame, lane, weights, t, k);
}

/** @type {(typeof KINDS)["state"]} */
function state(frame, lane, weights, t, unit) {
  const title = `${lane.name}: unit ${unit + 1} of h at timestep ${t + 1}`;
  const result = decimal(stateAt(lane, "hidden", t)[unit]);
  if (weights.variant !== "standard") return { title, lines: [{ name: "h_t", words: result }], note: ANOTHER_CELL };
  return { title, lines: CELLS[lane.cell](frame, lane, weights, t, unit), note: ROUNDED };
}

/**
 * How a standard cell comes to the state of a unit at timestep t, line by line.
 * @type {(...of: [Frame, Lane, Weights, number, number]) => Line[]}
 */
export const stateLines = (frame, lane, weights, t, unit) => CELLS[lane.cell](frame, lane, weights, t, unit);

/**
 * The three parts of the sum of block `k` for a unit.
 * @param {Frame} frame
 * @param {Lane} lane
 * @param {Weights} weights
 * @param {number} t
 * @param {number} unit
 * @param {number} block
 */
export function partsOf(frame, lane, { W_x, W_h, b, units }, t, unit, block) {
  const column = block * units + unit;
  const fromInput = product(inputAt(frame, lane, t), W_x, column);
  const fromState = product(stateAt(lane, "hidden", t - 1), W_h, column);
  return { fromInput, fromState, bias: b.data[column], sum: fromInput.sum + fromState.sum + b.data[column] };
}

/** @type {(...of: [Frame, Lane, Weights, number, number]) => Line[]} */
function vanilla(frame, lane, weights, t, unit) {
  const { fromInput, fromState, bias, sum: a } = partsOf(frame, lane, weights, t, unit, 0);
  const relu = lane.squash === "relu";
  return [
    { name: "x_t·W_x", words: `${products(fromInput.factors)} = ${decimal(fromInput.sum)}` },
    { name: "h_t−1·W_h", words: `${products(fromState.factors)} = ${decimal(fromState.sum)}` },
    { name: "a = x_t·W_x + h_t−1·W_h + b", words: `${sum([fromInput.sum, fromState.sum, bias])} = ${decimal(a)}` },
    {
      name: `h_t = ${relu ? "ReLU" : "tanh"}(a)`,
      words: `${relu ? "ReLU" : "tanh"}(${decimal(a)}) = ${decimal(relu ? Math.max(a, 0) : Math.tanh(a))}`,
    },
  ];
}

/** @type {(...of: [Frame, Lane, Weights, number, number]) => Line[]} */
function lstm(frame, lane, weights, t, unit) {
  /** @type {Record<string, number>} */
  const value = {};
  const gates = weights.blocks.map((letter, block) => {
    const { fromInput, fromState, bias, sum: a } = partsOf(frame, lane, weights, t, unit, block);
    const squash = letter === "g" ? "tanh" : "σ";
    value[letter] = letter === "g" ? Math.tanh(a) : sigmoid(a);
    const written = `${squash}(${sum([fromInput.sum, fromState.sum, bias])}) = ${squash}(${decimal(a)})`;
    return {
      name: `${letter}_t = ${squash}(x_t·W_x${letter} + h_t−1·W_h${letter} + b_${letter})`,
      words: `${written} = ${decimal(value[letter])}`,
    };
  });
  const before = stateAt(lane, "cell", t - 1)[unit];
  const { i, f, g, o } = value;
  const c = f * before + i * g;
  return [
    ...gates,
    {
      name: "c_t = f_t·c_t−1 + i_t·g_t",
      words: `${factor(f)}·${factor(before)} + ${factor(i)}·${factor(g)} = ${decimal(c)}`,
    },
    { name: "h_t = o_t·tanh(c_t)", words: `${factor(o)}·tanh(${decimal(c)}) = ${decimal(o * Math.tanh(c))}` },
  ];
}

/** @type {(...of: [Frame, Lane, Weights, number, number]) => Line[]} */
function gru(frame, lane, weights, t, unit) {
  const [r, z, n] = weights.blocks.map((_, block) => partsOf(frame, lane, weights, t, unit, block));
  const [reset, update] = [sigmoid(r.sum), sigmoid(z.sum)];
  const inside = n.fromState.sum + (weights.b_hn?.data[unit] ?? 0);
  const a = n.fromInput.sum + n.bias + reset * inside;
  const before = stateAt(lane, "hidden", t - 1)[unit];
  const candidate = Math.tanh(a);
  const h = (1 - update) * candidate + update * before;
  const gate = (/** @type {string} */ letter, /** @type {typeof r} */ parts, /** @type {number} */ value) => {
    const terms = sum([parts.fromInput.sum, parts.fromState.sum, parts.bias]);
    const name = `${letter}_t = σ(x_t·W_x${letter} + h_t−1·W_h${letter} + b_${letter})`;
    return { name, words: `σ(${terms}) = σ(${decimal(parts.sum)}) = ${decimal(value)}` };
  };
  const terms = `${sum([n.fromInput.sum, n.bias])} + ${factor(reset)}·${factor(inside)}`;
  const mixed = `${factor(1 - update)}·${factor(candidate)} + ${factor(update)}·${factor(before)}`;
  return [
    gate("r", r, reset),
    gate("z", z, update),
    {
      name: "q_t = h_t−1·W_hn + b_hn",
      words: `${sum([n.fromState.sum, inside - n.fromState.sum])} = ${decimal(inside)}`,
    },
    {
      name: "n_t = tanh(x_t·W_xn + b_n + r_t·q_t)",
      words: `tanh(${terms}) = tanh(${decimal(a)}) = ${decimal(candidate)}`,
    },
    {
      name: "h_t = (1 − z_t)·n_t + z_t·h_t−1",
      words: `${mixed} = ${decimal(h)}`,
    },
  ];
}

/** @type {(typeof KINDS)["answer"]} */
function answer(frame, lane, weights, t, k) {
  const scores = scoresAt(lane, weights, t);
  const highest = Math.max(...scores);
  const odds = scores.map((score) => Math.exp(score - highest));
  const all = odds.reduce((total, each) => total + each, 0);
  const { factors } = product(stateAt(lane, "hidden", t), weights.W_y, k);
  const below = scores.map((score) => `exp(${decimal(score)})`).join(" + ");
  const letter = quoted(frame, k);
  const lines = [
    {
      name: "s = h_t·W_y + b_y",
      words: `${products(factors)} ${added(weights.b_y.data[k])} = ${decimal(scores[k])}`,
    },
    {
      name: "p = exp(s) / (sum of exp(s) over all letters)",
      words: `exp(${decimal(scores[k])}) / (${below}) = ${probability(odds[k] / all)}`,
    },
  ];
  const { next } = asked(frame, t);
  if (k === next) {
    const p = odds[k] / all;
    lines.push({ name: "loss = −ln p", words: `−ln ${probability(p)} = ${number(-Math.log(p))}` });
  }
  const right = k === next ? "the right letter" : `the right letter is ${quoted(frame, next)}`;
  return { title: `${lane.name}: ${letter} as the answer at timestep ${t + 1} (${right})`, lines, note: ROUNDED };
}

/** @type {(typeof KINDS)["W_x"]} */
function inputArrow(frame, lane, weights, t) {
  const x = inputAt(frame, lane, t);
  const bottom = layerOf(lane) === 0;
  const rows = Array.from(x, (_, row) => (bottom ? letterOf(frame, row) : `unit ${row + 1}`));
  const letter = quoted(frame, asked(frame, t).read);
  const picks = `x is one-hot: its 1 picks the row of ${letter} out of W_x, and the other rows count for nothing.`;
  return {
    title: `${lane.name}: x·W_x at timestep ${t + 1}`,
    lines: [],
    table: tableOf(x, weights.W_x, rows, unitNames(weights)),
    note: `${bottom ? picks : "x is the state of the layer below."} The same W_x is used at every timestep.`,
  };
}

/** @type {(typeof KINDS)["W_h"]} */
function stateArrow(_frame, lane, weights, t) {
  const h = stateAt(lane, "hidden", t - 1);
  const rows = Array.from(h, (_, row) => `unit ${row + 1}`);
  const start = "Before the first timestep the state is 0, so nothing comes of it.";
  return {
    title: `${lane.name}: h·W_h on the way to timestep ${t + 1}`,
    lines: [],
    table: tableOf(h, weights.W_h, rows, unitNames(weights)),
    note: `${t === 0 ? start : `h is the state after timestep ${t}.`} The same W_h is used at every timestep.`,
  };
}

/** @type {(typeof KINDS)["W_y"]} */
function answerArrow(frame, lane, weights, t) {
  const h = stateAt(lane, "hidden", t);
  const rows = Array.from(h, (_, row) => `unit ${row + 1}`);
  const letters = Array.from(weights.b_y.data, (_, k) => letterOf(frame, k));
  const table = tableOf(h, weights.W_y, rows, letters);
  table.rows.push({ name: "b_y", value: "1", cells: Array.from(weights.b_y.data, decimal), lit: true });
  table.result = scoresAt(lane, weights, t).map(decimal);
  return {
    title: `${lane.name}: h·W_y + b_y at timestep ${t + 1}`,
    lines: [],
    table,
    note: "Each column gives the score of a letter. Softmax makes probabilities of them. W_y is the same everywhere.",
  };
}

/**
 * The names of the columns of W_x and W_h: the block's letter with the number of the unit.
 * @param {Weights} weights
 */
const unitNames = ({ blocks, units }) =>
  blocks.flatMap((letter) => Array.from({ length: units }, (_, unit) => `${letter}${unit + 1}`));

/**
 * @param {Float32Array} vector
 * @param {import("./weights.js").Matrix} matrix
 * @param {string[]} names of the rows
 * @param {string[]} columns
 * @returns {Table}
 */
function tableOf(vector, matrix, names, columns) {
  return {
    columns,
    rows: names.map((name, row) => ({
      name,
      value: Number.isInteger(vector[row]) ? String(vector[row]) : decimal(vector[row]),
      cells: Array.from(matrix.data.subarray(row * matrix.columns, (row + 1) * matrix.columns), decimal),
      lit: vector[row] !== 0,
    })),
    result: columns.map((_, column) => decimal(product(vector, matrix, column).sum)),
  };
}
