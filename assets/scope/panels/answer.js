// What the network answers, under what it should have answered.

import { createHeatmap } from "../draw/heatmap.js";
import { barWidth, fitsLetter, gutterText, SMALLEST, SYMBOL_FONT } from "../draw/ink.js";
import { translucent } from "../draw/theme.js";
import { number, valueIn } from "../words/numbers.js";
import { largestIndex } from "./input.js";

/** @typedef {import("./view.js").View} View */
/** @typedef {import("../draw/geometry.js").Row} Row */
/** @typedef {import("../run/frame.js").Frame} Frame */
/** @typedef {import("../run/frame.js").Tensor} Tensor */

/** @type {Record<string, "value" | "class" | "legal">} */
const KINDS = { squared_error: "value", cross_entropy: "class", legal: "legal" };

/**
 * How the task's targets are to be read.
 * @param {Frame} frame
 */
export const targetKind = ({ task }) => KINDS[task.target_kind];

/**
 * How many lines of text the row of answers holds: a name for each symbol, where each has its own line.
 * @param {Frame} frame
 */
export const answerLines = (frame) => (targetKind(frame) === "legal" ? frame.task.output_labels.length : 1);

/** A painter of the row of answers that keeps what it needs between frames. */
export function createAnswer() {
  const heatmap = createHeatmap();
  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {Row} row
   * @param {View} view
   */
  return function draw(ctx, row, view) {
    const outputs = view.lane.arrays.outputs;
    const kind = targetKind(view.frame);
    if (kind === "value") drawValues(ctx, row, view, outputs);
    else if (kind === "class") drawProbabilities(ctx, row, view, outputs);
    else drawLegal(ctx, row, view, outputs, heatmap);
  };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Row} row
 * @param {View} view
 * @param {Tensor} outputs
 */
function drawValues(ctx, row, view, { data, shape: [numSteps, size] }) {
  const { palette, colour, geometry, frame } = view;
  const { low, high } = view.range;
  const y = (/** @type {number} */ value) =>
    row.y + row.height - 3 - Math.min(Math.max((value - low) / (high - low), 0), 1) * (row.height - 6);
  const { targets, loss_weights: weights } = frame;
  ctx.strokeStyle = translucent(palette.text, 0.55);
  ctx.lineWidth = 1;
  ctx.setLineDash([3, 3]);
  ctx.beginPath();
  for (let t = 0; t < numSteps; t++) ctx.lineTo(geometry.centre(t), y(targets.data[t * targets.shape[1]]));
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  for (let t = 0; t < numSteps; t++) ctx.lineTo(geometry.centre(t), y(data[t * size]));
  ctx.stroke();
  const marked = fewScored(frame);
  for (let t = 0; t < numSteps; t++) {
    if (weights.data[t] === 0 || !marked) continue;
    ctx.fillStyle = palette.panel;
    ctx.strokeStyle = palette.text;
    ring(ctx, geometry.centre(t), y(targets.data[t * targets.shape[1]]), 3.2);
    ctx.fillStyle = colour;
    ctx.beginPath();
    ctx.arc(geometry.centre(t), y(data[t * size]), 2.6, 0, 7);
    ctx.fill();
  }
  gutterText(ctx, view, valueIn(frame.task, high, 2), row.y + 5);
  gutterText(ctx, view, valueIn(frame.task, low, 2), row.y + row.height - 5);
}

/**
 * Whether the loss is taken at so few timesteps that each can be marked.
 * @param {Frame} frame
 */
const fewScored = ({ loss_weights: weights }) =>
  weights.data.reduce((count, weight) => count + Number(weight > 0), 0) <= 3;

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
function ring(ctx, x, y, radius) {
  ctx.lineWidth = 1.2;
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 7);
  ctx.fill();
  ctx.stroke();
}

/** Where a lane stands as long as it has not been seen to know anything. */
const KNOWS_NOTHING = ["untested", "guessing", "worse"];
/** An answer is more than a guess from this many times the probability that a guess would give it. */
const SURE = 1.5;

/**
 * Whether the network only guesses when it gives one of `size` answers the probability `p`.
 * @param {View} view
 * @param {number} p
 * @param {number} size
 */
const isGuess = ({ lane }, p, size) => KNOWS_NOTHING.includes(lane.standing.kind) || p < SURE / size;

/**
 * Bars: the probability given to the right class. Above them what the network would say, coloured where it is right and
 * knows it: a guess that happens to be right is nobody's merit.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Row} row
 * @param {View} view
 * @param {Tensor} outputs
 */
function drawProbabilities(ctx, row, view, { data, shape: [numSteps, size] }) {
  const { palette, colour, geometry, frame } = view;
  const single = frame.task.output_labels.every((label) => label.length <= 1);
  const letters = fewScored(frame) || (single && fitsLetter(geometry));
  const top = row.y + (letters ? 12 : 2);
  const foot = row.y + row.height - 1;
  const width = barWidth(geometry);
  const idle = translucent(palette.muted, 0.3);
  ctx.fillStyle = palette.grid;
  ctx.fillRect(geometry.left, foot, geometry.right - geometry.left, 1);
  ctx.font = SYMBOL_FONT;
  ctx.textAlign = "center";
  /** @type {Few[]} */
  const few = [];
  for (let t = 0; t < numSteps; t++) {
    const wanted = frame.targets.data[t];
    if (Number.isNaN(wanted)) continue;
    const scored = frame.loss_weights.data[t] > 0;
    const height = Math.max(data[t * size + wanted] * (foot - top), 0.5);
    ctx.fillStyle = scored ? colour : idle;
    ctx.fillRect(geometry.centre(t) - width / 2, foot - height, width, height);
    if (!letters || !scored) continue;
    const said = largestIndex(data, t * size, size);
    const right = said === wanted && !isGuess(view, data[t * size + said], size);
    ctx.fillStyle = right ? colour : palette.muted;
    const word = frame.task.output_labels[said] ?? String(said);
    if (!fewScored(frame)) {
      ctx.fillText(word, geometry.centre(t), row.y + 9);
      continue;
    }
    few.push({ t, word, right, target: frame.task.output_labels[wanted] ?? String(wanted) });
  }
  drawFew(ctx, row, view, few);
  gutterText(ctx, view, "p = 1", top + 3);
  if (foot - top > 2 * SMALLEST) gutterText(ctx, view, "0", foot - 4);
}

/** @typedef {{t: number, word: string, right: boolean, target: string}} Few one of few answers */

/**
 * Few answers as one phrase over their timesteps, and what they should be, if there is room for that too.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Row} row
 * @param {View} view
 * @param {Few[]} few
 */
function drawFew(ctx, row, { palette, colour, geometry }, few) {
  if (few.length === 0) return;
  const widthOf = (/** @type {string} */ text) => ctx.measureText(text).width;
  const target = ` · target ${few.map((each) => each.target).join(" ")}`;
  const words = few.map(({ word }, k) => (k ? ` ${word}` : word));
  const spoken = words.reduce((sum, word) => sum + widthOf(word), 0);
  const told = spoken + widthOf(target) <= geometry.right - geometry.left;
  const whole = spoken + (told ? widthOf(target) : 0);
  const middle = (geometry.centre(few[0].t) + geometry.centre(few[few.length - 1].t)) / 2;
  let x = Math.max(geometry.left, Math.min(middle - whole / 2, geometry.right - whole));
  ctx.textAlign = "left";
  words.forEach((word, k) => {
    ctx.fillStyle = few[k].right ? colour : palette.muted;
    ctx.fillText(word, x, row.y + 9);
    x += widthOf(word);
  });
  ctx.fillStyle = palette.muted;
  if (told) ctx.fillText(target, x, row.y + 9);
}

/**
 * One line a symbol: how possible the network thinks it next; a dot where it is in fact legal.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Row} row
 * @param {View} view
 * @param {Tensor} outputs
 * @param {ReturnType<typeof createHeatmap>} heatmap
 */
function drawLegal(ctx, row, view, { data, shape: [numSteps, size] }, heatmap) {
  const { palette, colour, geometry, frame, ramps } = view;
  const pitch = row.height / size;
  const box = { x: geometry.left, y: row.y, width: geometry.right - geometry.left, height: row.height };
  heatmap(ctx, data, numSteps, box, ramps.gate, ramps.marks, view.end);
  ctx.fillStyle = translucent(palette.panel, 0.7);
  for (let t = 0; t < numSteps; t++) {
    if (frame.loss_weights.data[t] > 0) continue;
    ctx.fillRect(geometry.left + t * geometry.column, row.y, geometry.column + 0.3, row.height);
  }
  for (let t = 0; t < numSteps; t++) {
    for (let k = 0; k < size; k++) {
      if (frame.targets.data[t * size + k] < 0.5) continue;
      ctx.beginPath();
      ctx.arc(geometry.centre(t), row.y + (k + 0.5) * pitch, Math.min(2.4, geometry.column / 3), 0, 7);
      ctx.fillStyle = palette.panel;
      ctx.fill();
      ctx.strokeStyle = colour;
      ctx.lineWidth = 1;
      ctx.stroke();
    }
  }
  if (pitch < SMALLEST) return;
  frame.task.output_labels.forEach((label, k) => {
    gutterText(ctx, view, label, row.y + (k + 0.5) * pitch);
  });
}

/**
 * Answer and target at timestep t (0-based) in words.
 * @param {View} view
 * @param {number} t
 */
export function describeAnswer(view, t) {
  const { frame, lane } = view;
  const {
    data,
    shape: [, size],
  } = lane.arrays.outputs;
  const labels = frame.task.output_labels;
  const name = (/** @type {number} */ k) => labels[k] ?? String(k);
  const kind = targetKind(frame);
  if (kind === "value")
    return {
      answer: valueIn(frame.task, data[t * size]),
      target: valueIn(frame.task, frame.targets.data[t * frame.targets.shape[1]]),
    };
  if (kind === "class" && Number.isNaN(frame.targets.data[t])) return { answer: "nothing yet", target: "nothing" };
  if (kind === "class") {
    const said = largestIndex(data, t * size, size);
    const wanted = frame.targets.data[t];
    const p = data[t * size + said];
    const guess = isGuess(view, p, size) ? ", a guess" : "";
    return { answer: `“${name(said)}” p ${number(p, 2)}${guess}`, target: `“${name(wanted)}”` };
  }
  const pick = (/** @type {Float32Array} */ values) =>
    labels.filter((_, k) => values[t * size + k] > 0.5).join(" or ") || "nothing";
  return { answer: pick(data), target: pick(frame.targets.data) };
}
