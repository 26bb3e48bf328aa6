// The numbers behind every panel of the picture, as tables: one row a timestep, one column a unit or a quantity.

import { targetKind } from "../panels/answer.js";
import { SLOPES, squashName } from "../panels/gates.js";
import { inputsOf, largestIndex, readsSymbols } from "../panels/input.js";
import { part } from "../run/frame.js";

/** @typedef {import("../run/frame.js").Frame} Frame */
/** @typedef {import("../run/frame.js").Tensor} Tensor */
/** @typedef {Pick<import("../panels/view.js").View, "frame" | "lane" | "layer" | "end">} Seen */
/** @typedef {number | string | null} Cell null where there is nothing */

/**
 * One table. Its rows are each a `corner` (a timestep, a step …) with a name or a number; `cell(row, column)` counts
 * both from 0. `row` and `column` are those that are pointed at, or that matter most where not all have room.
 * @typedef {object} Table
 * @property {string} name
 * @property {string} corner
 * @property {(string | number)[]} rows
 * @property {string[]} columns
 * @property {(row: number, column: number) => Cell} cell
 * @property {string} [note]
 * @property {number | null} [row]
 * @property {number | null} [column]
 */

/**
 * Tables that belong together, a lane's or the losses of all; `step` where they are of another than the one on screen.
 * @typedef {{name: string, step?: number, tables: Table[]}} Group
 */
/** @typedef {{t: number | null, unit: number | null}} Pointed `unit` is a share, from 0 to 1, of all units */

/**
 * `count` names that count from 1.
 * @param {string} name
 * @param {number} count
 */
export const counted = (name, count) => Array.from({ length: count }, (_, k) => `${name} ${k + 1}`);

/**
 * The timesteps as rows.
 * @param {number} count
 */
export const timesteps = (count) => Array.from({ length: count }, (_, t) => t + 1);

/** @type {Record<import("../run/frame.js").Trace["scale"], string>} */
const KINDS = { gate: " gate", signed: "", tanh: "" };

/**
 * What the numbers of a row of gates are called.
 * @param {import("../run/frame.js").Trace} row
 */
export const traceName = ({ name, letter, scale }) =>
  `${scale === "tanh" ? "cell state" : name}${KINDS[scale]} ${letter}`;

/**
 * The tables of a lane, in the order of its panels.
 * @param {Seen} seen
 * @param {Pointed} pointed
 * @returns {Table[]}
 */
export function laneTables(seen, { t, unit }) {
  const { lane, layer, end } = seen;
  const [layers, numSteps, numUnits] = lane.arrays.hidden.shape;
  const rows = timesteps(numSteps);
  const column = unit === null ? null : Math.floor(unit * numUnits);
  const where = layers > 1 ? `, layer ${layer + 1}` : "";
  /** @type {(name: string, trace: string, note: string, convert?: (value: number) => number) => Table} */
  const byUnit = (name, trace, note, convert = (value) => value) => {
    const values = part(lane.arrays[trace], layer);
    const cell = (/** @type {number} */ at, /** @type {number} */ k) =>
      at < end ? convert(values[at * numUnits + k]) : null;
    return { name: name + where, corner: "timestep", rows, columns: counted("unit", numUnits), cell, note, column };
  };
  const gates = lane.traces.map((row) => {
    const { trace, scale, means, removed } = row;
    const gate = means ? `0 to 1; 1 ${means}.` : "−1 to 1.";
    const own = scale === "tanh" ? "The values of c itself. The picture shows tanh c." : gate;
    return byUnit(traceName(row), trace, removed ? "This gate is taken away." : own);
  });
  const slope = `${squashName(lane.squash)}′`;
  const passes = `How much of a gradient ${slope} lets through: 1 = all.`;
  return [
    inputTable(seen),
    answerTable(seen),
    byUnit("hidden state h", "hidden", "The picture’s colours run from −1 to 1."),
    ...(lane.squash ? [byUnit(slope, "hidden", passes, SLOPES[lane.squash])] : gates),
    gradientTable(seen, where),
  ].map((table) => ({ ...table, row: t }));
}

/**
 * @param {Seen} seen
 * @returns {Table}
 */
function inputTable(seen) {
  const { frame } = seen;
  const { task } = frame;
  const { data, shape } = inputsOf(seen);
  const [numSteps, size] = shape;
  const frameOf = { name: "input x", corner: "timestep", rows: timesteps(numSteps) };
  if (readsSymbols(task)) {
    const symbol = (/** @type {number} */ t) => {
      const k = largestIndex(data, t * size, size);
      return data[t * size + k] === 0 ? null : (task.input_labels[k] ?? String(k));
    };
    return { ...frameOf, columns: ["symbol"], cell: symbol };
  }
  const columns = Array.from({ length: size }, (_, k) => withUnit(frame, task.input_labels[k] ?? `x ${k + 1}`));
  const own = inUnit(task.input_kind === "value_and_marker" ? null : task.unit);
  return { ...frameOf, columns, cell: (t, k) => own(data[t * size + k]) };
}

/**
 * @param {Seen} seen
 * @returns {Table}
 */
function answerTable({ frame, lane, end }) {
  const { task, targets, loss_weights: weights } = frame;
  const { data, shape } = lane.arrays.outputs;
  const [numSteps, size] = shape;
  const wide = targets.shape[1];
  const name = (/** @type {number} */ k) => task.output_labels[k] ?? String(k);
  /** @type {[string, (t: number) => Cell][]} */
  const columns = [];
  if (targetKind(frame) === "value") {
    const own = inUnit(task.unit);
    const of = (/** @type {number} */ k) => (size > 1 ? ` ${name(k)}` : "");
    for (let k = 0; k < size; k++) {
      columns.push([withUnit(frame, `answer${of(k)}`), (t) => own(data[t * size + k])]);
      columns.push([withUnit(frame, `target${of(k)}`), (t) => own(targets.data[t * wide + k])]);
    }
  } else {
    const legal = (/** @type {number} */ t) => task.output_labels.filter((_, k) => targets.data[t * wide + k] > 0.5);
    const right = (/** @type {number} */ t) => (Number.isNaN(targets.data[t]) ? null : name(targets.data[t]));
    if (targetKind(frame) === "legal") columns.push(["legal next", (t) => legal(t).join(" or ") || null]);
    else columns.push(["target", right], ["answer", (t) => name(largestIndex(data, t * size, size))]);
    for (let k = 0; k < size; k++) columns.push([`p of “${name(k)}”`, (t) => data[t * size + k]]);
  }
  columns.push(["share in the loss", (t) => weights.data[t]]);
  return {
    name: "answer y and target",
    corner: "timestep",
    rows: timesteps(numSteps),
    columns: columns.map(([column]) => column),
    cell: (t, k) => (t < end ? columns[k][1](t) : null),
  };
}

/**
 * Values of a task in its unit, if it has one.
 * @param {import("../run/frame.js").Task["unit"]} unit
 * @returns {(value: number) => number}
 */
const inUnit = (unit) => (unit ? (value) => unit.offset + unit.scale * value : (value) => value);

/**
 * @param {Frame} frame
 * @param {string} name
 */
const withUnit = ({ task }, name) => (task.unit ? `${name}, ${task.unit.name}` : name);

const SPREAD = ["10 %", "middle", "90 %"];
const GRADIENT =
  "Length of ∂L/∂h at each timestep: of 8 in 10 sequences of the batch it lies between 10 % and 90 %. " +
  "ΔW: how much the timestep changes the weights W_h, in the watched example.";

/**
 * @param {Seen} seen
 * @param {string} where
 * @returns {Table}
 */
function gradientTable({ lane, layer }, where) {
  /** @type {[string, Float32Array][]} */
  const columns = [];
  for (const [letter, array] of [
    ["∂h", "hidden_gradient"],
    ["∂c", "cell_gradient"],
  ]) {
    if (!lane.arrays[array]) continue;
    for (const [k, name] of SPREAD.entries()) columns.push([`${letter}, ${name}`, part(lane.arrays[array], layer, k)]);
  }
  columns.push(["∂h, watched example", part(lane.arrays.watched_gradient, layer)]);
  columns.push(["ΔW", part(lane.arrays.contribution, layer)]);
  return {
    name: `gradient${where}`,
    corner: "timestep",
    rows: timesteps(lane.arrays.hidden.shape[1]),
    columns: columns.map(([column]) => column),
    cell: (t, k) => columns[k][1][t],
    note: GRADIENT,
  };
}

/**
 * The points of the loss chart, up to the step on screen.
 * @param {Frame} frame
 * @returns {Group}
 */
export function lossTables(frame) {
  const first = frame.seed;
  /** @type {(name: string, steps: Tensor | undefined, array: string, note: string) => Table} */
  const table = (name, steps, array, note) => {
    const curves = frame.lanes.flatMap(({ name: lane, arrays }) =>
      Array.from({ length: arrays[array]?.shape[0] ?? 0 }, (_, seed) => ({
        column: `${lane}, seed ${first + seed}`,
        losses: part(arrays[array], seed),
      })),
    );
    const rows = [...(steps?.data ?? [])];
    const cell = (/** @type {number} */ row, /** @type {number} */ k) => curves[k].losses[row];
    return {
      name,
      corner: "step",
      rows,
      columns: curves.map(({ column }) => column),
      cell,
      note,
      row: rows.length - 1,
    };
  };
  const { parent } = frame;
  const before = parent && (parent.difference ? "training loss of the run before" : "training loss of the run it left");
  const tables = [
    table("training loss", frame.curve_steps, "train_curve", `${frame.loss_name}, the mean since the row before.`),
    table("test loss", frame.test_steps, "test_curve", `${frame.loss_name}.`),
    ...(before ? [table(before, frame.parent_steps, "parent_curve", `${frame.loss_name}.`)] : []),
  ];
  return { name: "All networks", tables: tables.filter(({ rows, columns }) => rows.length > 0 && columns.length > 0) };
}

/**
 * The weights of a network of so many `units` as tables. `blocks` are the letters of the blocks of columns.
 * @param {Record<string, {data: Float32Array, rows: number, columns: number}>} weights by their letters
 * @param {string[]} blocks
 * @param {number} units
 * @param {string[]} labels what each answer is called
 * @returns {Table[]}
 */
export function weightTables(weights, blocks, units, labels) {
  return Object.entries(weights).map(([name, { data, rows, columns }]) => {
    const letters = columns === blocks.length * units ? blocks : ["unit"];
    const answers = Array.from({ length: columns }, (_, k) => labels[k] ?? `y ${k + 1}`);
    const bias = name.startsWith("b");
    return {
      name,
      corner: bias ? "bias" : "from",
      rows: bias ? [name] : counted(name === "W_x" ? "x" : "h", rows),
      columns: name.endsWith("y") ? answers : letters.flatMap((letter) => counted(letter, units)),
      cell: (row, column) => data[row * columns + column],
    };
  });
}

/**
 * All of a table as CSV, with all digits; empty where there is nothing.
 * @param {Table} table
 */
export function csvOf({ corner, rows, columns, cell }) {
  /** @type {Cell[][]} */
  const lines = [[corner, ...columns], ...rows.map((row, k) => [row, ...columns.map((_, column) => cell(k, column))])];
  return `${lines.map((line) => line.map(field).join(",")).join("\n")}\n`;
}

/** @param {Cell} value */
function field(value) {
  if (value === null || Number.isNaN(value)) return "";
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
