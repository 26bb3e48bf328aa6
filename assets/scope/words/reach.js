// How far the gradient goes: from the timestep of the last error, where it starts, back to the first.

import { part } from "../run/frame.js";
import { short, whole } from "./numbers.js";

/** @typedef {import("../panels/view.js").View} View */

/**
 * The last timestep (0-based) with a finite gradient that is not 0; −1 when there is none.
 * @param {Float32Array} norms
 */
export const lastReached = (norms) => norms.findLastIndex((norm) => Number.isFinite(norm) && norm !== 0);

/** Said of a timestep that pads the watched example to the length of the others. */
export const PADDING = "after the end of this sequence";

/**
 * Where timestep `t` of the watched example stands: its distance to the last error, or that it comes after it.
 * @param {View} view
 * @param {number} t
 */
export function describeLag({ frame, lane }, t) {
  const { shape } = lane.arrays.watched_gradient;
  // The top layer's state meets the loss directly: no dead unit of a layer above can have zeroed its gradient.
  const reached = lastReached(part(lane.arrays.watched_gradient, shape[0] - 1));
  const end = reached < 0 ? shape[1] - 1 : reached;
  if (t === end) return "the end";
  if (t < end) return `${end - t} timestep${end - t === 1 ? "" : "s"} before the end`;
  const chosen = frame.gradient_of === "trained" && frame.loss_at === "step";
  return chosen ? "after the error" : PADDING;
}

/**
 * What to read without a crosshair: how far the gradient goes, and which seed is drawn. Nothing of the first may be cut
 * off: it is what the lane is there to show.
 * @param {View} view
 */
export function describeReach({ lane, layer, frame }) {
  const numSeeds = lane.arrays.train_curve.shape[0];
  const solved = frame.task.solved && `${lane.num_solved} of ${numSeeds} seeds solved`;
  return [
    // What is drawn of a broken lane is from before it broke.
    lane.status === "diverged" ? "" : describeGradient(frame, lane, layer),
    [`shown: seed ${frame.seed}`, numSeeds > 1 && solved].filter(Boolean).join(" · "),
  ];
}

/**
 * At how many timesteps of the watched example the loss is taken whose gradient is drawn.
 * @param {import("../run/frame.js").Frame} frame
 */
const numLosses = ({ gradient_of, loss_weights }) =>
  gradient_of === "last" ? 1 : loss_weights.data.reduce((count, weight) => count + Number(weight > 0), 0);

/**
 * The lane's sentence: how the gradient at the first timestep compares with the gradient where the error is. With
 * several errors that would compare nothing.
 * @param {import("../run/frame.js").Frame} frame
 * @param {import("../run/frame.js").Lane} lane
 * @param {number} layer
 */
export function describeGradient(frame, { arrays }, layer) {
  const losses = numLosses(frame);
  if (losses > 1) {
    const which =
      losses === frame.loss_weights.data.length ? "Every timestep has its" : `${losses} timesteps have their`;
    return `${which} own error, so the gradient gets new input on its way back.`;
  }
  const norms = part(arrays.hidden_gradient, layer, 1);
  const end = lastReached(norms);
  if (end < 0) return "The gradient is 0 at every timestep: nothing is learned from this error.";
  if (end === 0) return "The error is at timestep 1, so the gradient has no way to go back.";
  if (norms[0] === 0) return `The gradient is 0 at timestep 1: nothing of the error at timestep ${end + 1} arrives.`;
  const share = norms[0] / norms[end];
  const sentence = `At timestep 1 the gradient is ${compared(share)} at timestep ${end + 1}`;
  const through = arrays.cell_gradient ? part(arrays.cell_gradient, layer, 1) : null;
  return through === null ? `${sentence}.` : sentence + throughCell(share, through[0] / through[lastReached(through)]);
}

/** From this many times more on, the way through c is another than the one through h. */
const APART = 5;

/**
 * The end of an LSTM's sentence. Its memory is c: where the gradient of c stays and that of h does not, the second
 * alone would tell the opposite.
 * @param {number} hidden
 * @param {number} cell
 */
function throughCell(hidden, cell) {
  if (!(cell > APART * hidden)) return ".";
  return `, but at the cell state c, its memory, it is ${compared(cell).replace(/ (as|than)$/, "")}.`;
}

/**
 * A ratio in words: "6 million times smaller than".
 * @param {number} ratio
 */
function compared(ratio) {
  if (!Number.isFinite(ratio)) return "beyond every number, unlike";
  if (ratio > 1 / NEARLY && ratio < NEARLY) return "about as large as";
  return ratio < 1 ? `${times(1 / ratio)} times smaller than` : `${times(ratio)} times larger than`;
}

/** Two lengths less than this many times apart are about the same. */
const NEARLY = 1.15;
const LARGE = [
  { from: 1e9, word: " billion" },
  { from: 1e6, word: " million" },
];

/**
 * How many times, roughly: two digits below 100, then one, in words from a million on.
 * @param {number} value
 */
function times(value) {
  if (value < 9.5) return short(value, 2);
  if (value < 99.5) return String(Math.round(value));
  const rough = Number(value.toPrecision(1));
  if (rough >= 1e12) return short(rough);
  const large = LARGE.find(({ from }) => rough >= from);
  return large ? `${whole(rough / large.from)}${large.word}` : whole(rough);
}
