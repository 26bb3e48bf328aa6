// What the network reads: the watched example's x_t, drawn by its kind.

import { barWidth, fitsLetter, gutterText, SYMBOL_FONT } from "../draw/ink.js";
import { translucent } from "../draw/theme.js";
import { number, valueIn } from "../words/numbers.js";
import { drawWords } from "./word_row.js";

/** @typedef {import("./view.js").View} View */
/** @typedef {import("../draw/geometry.js").Row} Row */
/** @typedef {import("../run/frame.js").Frame} Frame */
/** @typedef {import("../run/frame.js").Tensor} Tensor */

const MOST_NOTES = 12;
const MARGIN = 5;

/**
 * Draw the row of inputs.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Row} row
 * @param {View} view
 */
export function drawInput(ctx, row, view) {
  const { task } = view.frame;
  const inputs = inputsOf(view);
  if (task.input_kind === "value_and_marker") drawMarkedBars(ctx, row, view, inputs);
  else if (task.input_kind === "symbols") drawSymbols(ctx, row, view, inputs, task);
  else if (task.input_kind === "words") drawWords(ctx, row, view, wordsOf(view.frame));
  else if (inputs.data.every((value) => Math.abs(value) === 1)) drawBits(ctx, row, view, inputs);
  else drawLine(ctx, row, view, inputs);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Row} row
 * @param {View} view
 * @param {Tensor} inputs
 */
function drawMarkedBars(ctx, row, view, { data, shape: [numSteps, size] }) {
  const { palette, colour, geometry } = view;
  const foot = row.y + row.height - 6;
  const width = barWidth(geometry);
  let largest = 1;
  for (let t = 0; t < numSteps; t++) largest = Math.max(largest, Math.abs(data[t * size]));
  for (let t = 0; t < numSteps; t++) {
    const height = (Math.abs(data[t * size]) / largest) * (row.height - 8);
    const marked = data[t * size + 1] > 0.5;
    ctx.fillStyle = marked ? colour : translucent(palette.muted, 0.4);
    ctx.fillRect(geometry.centre(t) - width / 2, foot - height, width, height);
    if (!marked) continue;
    ctx.beginPath();
    ctx.arc(geometry.centre(t), foot + 4, 2, 0, 7);
    ctx.fill();
  }
}

/**
 * Few symbols stand like notes, each on its own line; many (an alphabet) stand as text.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Row} row
 * @param {View} view
 * @param {Tensor} inputs
 * @param {import("../run/frame.js").Task} task
 */
function drawSymbols(ctx, row, view, { data, shape: [numSteps, size] }, task) {
  const { palette, colour, geometry } = view;
  const labels = task.input_labels;
  const asked = askedSymbols(task);
  const notes = size <= MOST_NOTES;
  const letters = fitsLetter(geometry);
  const pitch = (row.height - 2 * MARGIN) / Math.max(size - 1, 1);
  const lineOf = (/** @type {number} */ k) => row.y + MARGIN + k * pitch;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.font = SYMBOL_FONT;
  if (notes) {
    ctx.fillStyle = palette.grid;
    for (let k = 0; k < size; k++) ctx.fillRect(geometry.left, lineOf(k), geometry.right - geometry.left, 0.5);
  }
  for (let t = 0; t < numSteps; t++) {
    const symbol = largestIndex(data, t * size, size);
    if (data[t * size + symbol] === 0) continue;
    const label = labels[symbol] ?? String(symbol);
    const y = notes || !letters ? lineOf(symbol) : row.y + row.height / 2;
    ctx.fillStyle = asked.has(labels[symbol]) ? colour : palette.muted;
    if (letters && label.length === 1) {
      if (notes) ctx.clearRect(geometry.centre(t) - geometry.column / 2, y - 1, geometry.column, 2.5);
      ctx.fillText(label, geometry.centre(t), y + 0.5);
    } else {
      const side = asked.has(labels[symbol]) ? Math.max(geometry.column, 3) : Math.max(geometry.column - 1, 1);
      ctx.fillRect(geometry.centre(t) - side / 2, y - 1.5, side, 3);
    }
  }
  ctx.textBaseline = "alphabetic";
}

/**
 * Inputs of −1 and 1: bars down and up.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Row} row
 * @param {View} view
 * @param {Tensor} inputs
 */
function drawBits(ctx, row, { palette, geometry }, { data, shape: [numSteps, size] }) {
  const middle = row.y + row.height / 2;
  const width = barWidth(geometry);
  ctx.fillStyle = palette.muted;
  for (let t = 0; t < numSteps; t++) {
    const height = data[t * size] * (row.height / 2 - 2);
    ctx.fillRect(geometry.centre(t) - width / 2, middle - height, width, height);
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Row} row
 * @param {View} view
 * @param {Tensor} inputs
 */
function drawLine(ctx, row, view, { data, shape: [numSteps, size] }) {
  const { palette, geometry } = view;
  let low = Infinity;
  let high = -Infinity;
  for (const value of data) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const y = (/** @type {number} */ value) =>
    row.y + row.height - 3 - ((value - low) / (high - low || 1)) * (row.height - 6);
  ctx.strokeStyle = palette.muted;
  ctx.lineWidth = 1.3;
  for (let input = 0; input < size; input++) {
    ctx.beginPath();
    for (let t = 0; t < numSteps; t++) ctx.lineTo(geometry.centre(t), y(data[t * size + input]));
    ctx.stroke();
  }
  gutterText(ctx, view, valueIn(view.frame.task, high, 2), row.y + 5);
  gutterText(ctx, view, valueIn(view.frame.task, low, 2), row.y + row.height - 5);
}

/**
 * The input labels that the answers are about: those that occur in some output label, unless all of them do.
 * @param {import("../run/frame.js").Task} task
 */
function askedSymbols(task) {
  const asked = task.input_labels.filter((label) => task.output_labels.some((answer) => answer.includes(label)));
  return new Set(asked.length < task.input_labels.length ? asked : []);
}

/**
 * Where, counted from `from`, the largest of `size` numbers stands.
 * @param {Float32Array} data
 * @param {number} from
 * @param {number} size
 */
export function largestIndex(data, from, size) {
  let best = 0;
  for (let k = 1; k < size; k++) if (data[from + k] > data[from + best]) best = k;
  return best;
}

/** @param {import("../run/frame.js").Task} task */
export const readsSymbols = (task) => task.input_kind === "symbols" || task.input_kind === "words";

/**
 * The word at every timestep of the watched example, null in padding.
 * @param {Frame} frame
 * @returns {(string | null)[]}
 */
function wordsOf({ inputs: { data, shape }, task }) {
  const [numSteps, size] = shape;
  return Array.from({ length: numSteps }, (_, t) => {
    const symbol = largestIndex(data, t * size, size);
    return data[t * size + symbol] === 0 ? null : task.input_labels[symbol];
  });
}

/**
 * What a lane reads: the frame's inputs, unless it reads them in an order of its own.
 * @param {Pick<View, "frame" | "lane">} view
 */
export const inputsOf = ({ frame, lane }) => lane.arrays.inputs ?? frame.inputs;

/**
 * How many timesteps the watched example has: a shorter sequence of symbols ends with timesteps that have none.
 * @param {Frame} frame
 */
export function lengthOf({ inputs: { data, shape }, task }) {
  const [numSteps, size] = shape;
  return readsSymbols(task) ? Math.floor(data.findLastIndex((value) => value !== 0) / size) + 1 : numSteps;
}

/**
 * The input at timestep t (0-based) in words, for the readout.
 * @param {View} view
 * @param {number} t
 */
export function describeInput(view, t) {
  const { task } = view.frame;
  const inputs = inputsOf(view);
  const [, size] = inputs.shape;
  const row = inputs.data.subarray(t * size, (t + 1) * size);
  if (readsSymbols(task)) {
    const symbol = largestIndex(row, 0, size);
    return row[symbol] === 0 ? "nothing" : `“${task.input_labels[symbol] ?? String(symbol)}”`;
  }
  if (task.input_kind === "value_and_marker") return number(row[0]) + (row[1] > 0.5 ? " marked" : "");
  return [...row].map((value) => valueIn(task, value)).join(", ");
}
