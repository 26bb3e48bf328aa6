// How each number of the pass comes about, line by line: a unit's state forward, and what it sends back.

import { number } from "../../words/numbers.js";
import { factor, sum } from "../next_character/numbers.js";
import { stateLines } from "../next_character/products.js";
import { at, before, hasCellState, unitsOf } from "./pass.js";

/** @typedef {import("./pass.js").Pass} Pass */
/** @typedef {import("./pass.js").Lane} Lane */
/** @typedef {import("./pass.js").Frame} Frame */
/** @typedef {import("../next_character/products.js").Line} Line */

/**
 * A number of the backward pass: three digits, for gradients may be small; a negative one in brackets.
 * @param {number} value
 */
const brackets = (value) => (value < 0 ? `(${number(value)})` : number(value));

/**
 * @param {[number, number][]} factors
 */
const productsOf = (factors) => factors.map(([a, b]) => `${brackets(a)}·${factor(b)}`).join(" + ") || "0";

/**
 * The pass in the form in which a page with one network has it: its frame, lane and weights.
 * @param {Pass} pass
 * @param {Frame} frame
 * @param {Lane} lane
 */
export function asFrame(pass, frame, lane) {
  const { words, arrays } = pass;
  const layer = (/** @type {string} */ name) => ({ ...arrays[name], shape: [1, ...arrays[name].shape] });
  const matrix = (/** @type {string} */ name) => {
    const { data, shape } = arrays[name];
    return { data, rows: shape.length > 1 ? shape[0] : 1, columns: shape[shape.length - 1] };
  };
  const cell = hasCellState(pass);
  const like = {
    ...lane,
    arrays: { hidden: layer("trace.hidden"), ...(cell ? { cell: layer("trace.cell") } : {}) },
    start: { hidden: before(pass, "hidden", 0), ...(cell ? { cell: before(pass, "cell", 0) } : {}) },
  };
  const weights = arrays.W_x && {
    variant: words.variant,
    blocks: words.blocks,
    units: unitsOf(pass),
    W_x: matrix("W_x"),
    W_h: matrix("W_h"),
    b: matrix("b"),
    b_hn: arrays.b_hn ? matrix("b_hn") : null,
    W_y: matrix("W_y"),
    b_y: matrix("b_y"),
  };
  return { frame: { ...frame, inputs: arrays.inputs }, lane: like, weights: weights || null };
}

/**
 * The state of a unit at timestep t; every product of its dot products too when `whole`.
 * @param {Pass} pass
 * @param {Frame} frame
 * @param {Lane} lane
 * @param {number} t
 * @param {number} unit
 * @param {boolean} whole
 * @returns {Line[]}
 */
export function forwardLines(pass, frame, lane, t, unit, whole) {
  const like = asFrame(pass, frame, lane);
  if (!like.weights || pass.words.variant !== "standard") {
    return [{ name: "h_t", words: number(at(pass, "trace.hidden", t)[unit]) }];
  }
  const lines = stateLines(like.frame, like.lane, like.weights, t, unit);
  if (!whole || lane.cell === "rnn") return lines;
  const { W_x, W_h, blocks, units } = like.weights;
  const dots = blocks.flatMap((letter, block) => [
    dot(`x_t·W_x${letter}`, at(pass, "inputs", t), W_x, block * units + unit),
    dot(`h_t−1·W_h${letter}`, before(pass, "hidden", t), W_h, block * units + unit),
  ]);
  return [...dots, ...lines];
}

/**
 * @param {string} name
 * @param {Float32Array} vector
 * @param {import("../next_character/weights.js").Matrix} matrix
 * @param {number} column
 * @returns {Line}
 */
function dot(name, vector, { data, columns }, column) {
  const factors = [...vector].map((value, row) => [value, data[row * columns + column]]);
  const written = factors.map(([value, weight]) => `${factor(value)}·${factor(weight)}`).join(" + ");
  return { name, words: `${written} = ${factor(factors.reduce((total, [a, b]) => total + a * b, 0))}` };
}

/**
 * What unit `unit` of the state at timestep t sends back, and what arrives at the same unit one timestep before.
 * @param {Pass} pass
 * @param {Lane} lane
 * @param {number} t
 * @param {number} unit
 * @returns {Line[]}
 */
export function backwardLines(pass, lane, t, unit) {
  const { words } = pass;
  const arrives = { name: "arrives at h_t−1", words: number(at(pass, "arrives", t)[unit]) };
  if (words.variant !== "standard" || !pass.arrays.W_h) return [arrives];
  return CELLS[lane.cell](pass, lane, t, unit);
}

/** @type {Record<string, typeof backwardLines>} */
const CELLS = { rnn: ofVanilla, lstm: ofLSTM, gru: ofGRU };

/**
 * What reaches unit `unit` of h_{t−1} through block `block` of W_h.
 * @param {Pass} pass
 * @param {Lane} lane
 * @param {number} t
 * @param {number} unit
 * @param {number} block
 */
function through(pass, lane, t, unit, block) {
  const units = unitsOf(pass);
  const { data, shape } = pass.arrays.W_h;
  const delta = at(pass, "delta", t);
  const resets = lane.cell === "gru" && pass.words.blocks[block] === "n";
  const reset = resets ? at(pass, "trace.reset_gate", t) : null;
  /** @type {[number, number][]} */
  const factors = Array.from({ length: units }, (_, k) => [
    delta[block * units + k] * (reset ? reset[k] : 1),
    data[unit * shape[1] + block * units + k],
  ]);
  return { factors, sum: factors.reduce((total, [a, b]) => total + a * b, 0) };
}

/** @type {typeof backwardLines} */
function ofVanilla(pass, lane, t, unit) {
  const h = at(pass, "trace.hidden", t)[unit];
  const dh = at(pass, "gradient", t)[unit];
  const delta = at(pass, "delta", t)[unit];
  const { factors, sum: arrived } = through(pass, lane, t, unit, 0);
  const relu = lane.squash === "relu";
  return [
    {
      name: relu ? "δ_t = ∂L/∂h_t where h_t > 0" : "δ_t = (1 − h_t²)·∂L/∂h_t",
      words: `${relu ? (h > 0 ? "1" : "0") : `(1 − ${factor(h)}²)`}·${brackets(dh)} = ${number(delta)}`,
    },
    { name: "to h_t−1: δ_t·W_h", words: `${productsOf(factors)} = ${number(arrived)}` },
  ];
}

/** @type {typeof backwardLines} */
function ofLSTM(pass, lane, t, unit) {
  const units = unitsOf(pass);
  const [dh, later] = [at(pass, "gradient", t)[unit], at(pass, "gradient", t)[units + unit]];
  const value = (/** @type {string} */ name) => at(pass, `trace.${name}`, t)[unit];
  const [i, f, g, o] = ["input_gate", "forget_gate", "candidate", "output_gate"].map(value);
  const c = value("cell");
  const old = before(pass, "cell", t)[unit];
  const total = at(pass, "total_cell", t)[unit];
  const delta = (/** @type {number} */ block) => number(at(pass, "delta", t)[block * units + unit]);
  const d = brackets(total);
  const gate = (/** @type {number} */ gate) => `${factor(gate)}·(1 − ${factor(gate)})`;
  const parts = pass.words.blocks.map((_, block) => through(pass, lane, t, unit, block).sum);
  const written = pass.words.blocks.map((letter, block) => `${letter}: ${number(parts[block])}`).join(", ");
  return [
    {
      name: "∂L/∂c_t = from later + o_t·(1 − tanh²c_t)·∂L/∂h_t",
      words: `${brackets(later)} + ${factor(o)}·(1 − ${factor(Math.tanh(c))}²)·${brackets(dh)} = ${number(total)}`,
    },
    { name: "cell-state path, to c_t−1: f_t·∂L/∂c_t", words: `${factor(f)}·${d} = ${number(f * total)}` },
    { name: "δ_i = g·i·(1 − i)·∂L/∂c_t", words: `${factor(g)}·${gate(i)}·${d} = ${delta(0)}` },
    { name: "δ_f = c_t−1·f·(1 − f)·∂L/∂c_t", words: `${factor(old)}·${gate(f)}·${d} = ${delta(1)}` },
    { name: "δ_g = i·(1 − g²)·∂L/∂c_t", words: `${factor(i)}·(1 − ${factor(g)}²)·${d} = ${delta(2)}` },
    {
      name: "δ_o = tanh(c_t)·o·(1 − o)·∂L/∂h_t",
      words: `${factor(Math.tanh(c))}·${gate(o)}·${brackets(dh)} = ${delta(3)}`,
    },
    {
      name: "gate path, to h_t−1: δ_t·W_h",
      words: `${written}; together ${number(parts.reduce((all, part) => all + part, 0))}`,
    },
  ];
}

/** @type {typeof backwardLines} */
function ofGRU(pass, lane, t, unit) {
  const units = unitsOf(pass);
  const dh = at(pass, "gradient", t)[unit];
  const value = (/** @type {string} */ name) => at(pass, `trace.${name}`, t)[unit];
  const [r, z, n, q] = ["reset_gate", "update_gate", "candidate", "recurrent_candidate"].map(value);
  const h = before(pass, "hidden", t)[unit];
  const delta = at(pass, "delta", t);
  const of = (/** @type {number} */ block) => delta[block * units + unit];
  const [d, d_n] = [brackets(dh), brackets(of(2))];
  const parts = pass.words.blocks.map((_, block) => through(pass, lane, t, unit, block).sum);
  const written = pass.words.blocks.map((letter, block) => `${letter}: ${number(parts[block])}`).join(", ");
  const gate = (/** @type {number} */ gate) => `${factor(gate)}·(1 − ${factor(gate)})`;
  const together = parts.reduce((all, part) => all + part, 0);
  return [
    { name: "state path, to h_t−1: z_t·∂L/∂h_t", words: `${factor(z)}·${d} = ${number(z * dh)}` },
    { name: "δ_n = (1 − z)·(1 − n²)·∂L/∂h_t", words: `(1 − ${factor(z)})·(1 − ${factor(n)}²)·${d} = ${number(of(2))}` },
    { name: "δ_z = (h_t−1 − n)·z·(1 − z)·∂L/∂h_t", words: `(${sum([h, -n])})·${gate(z)}·${d} = ${number(of(1))}` },
    { name: "δ_r = q·r·(1 − r)·δ_n", words: `${factor(q)}·${gate(r)}·${d_n} = ${number(of(0))}` },
    { name: "gate path, to h_t−1: (δ_r, δ_z, r·δ_n)·W_h", words: `${written}; together ${number(together)}` },
    {
      name: "arrives at h_t−1: both paths",
      words: `${number(z * dh)} + ${brackets(together)} = ${number(z * dh + together)}`,
    },
  ];
}
