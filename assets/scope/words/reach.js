// How far the gradient goes: from the timestep of the last loss, where it starts, back to the first.

import { part } from "../run/frame.js";
import { drawnSeed, numLosses, settingOf } from "../run/settings.js";
import { number, percent, whole } from "./numbers.js";

/** @typedef {import("../panels/view.js").View} View */

/**
 * The last timestep (0-based) with a finite gradient that is not 0; −1 when there is none.
 * @param {Float32Array} norms
 */
export const lastReached = (norms) => norms.findLastIndex((norm) => Number.isFinite(norm) && norm !== 0);

/** Said of a timestep that pads the watched example to the length of the others. */
export const PADDING = "after the end of this sequence";

/**
 * Where timestep `t` of the watched example stands: its distance to the last loss, or that it comes after it.
 * @param {View} view
 * @param {number} t
 */
export function describeLag({ frame, lane }, t) {
  const { shape } = lane.arrays.watched_gradient;
  // The top layer's state meets the loss directly: no dead unit of a layer above can have zeroed its gradient.
  const reached = lastReached(part(lane.arrays.watched_gradient, shape[0] - 1));
  const end = reached < 0 ? shape[1] - 1 : reached;
  if (t <= end) return `lag ${end - t}`;
  const chosen = settingOf(frame, "profile") === "trained" && settingOf(frame, "loss") === "step";
  return chosen ? "after the loss" : PADDING;
}

/**
 * What to read without a crosshair, three short lines: the median gradient at the last loss and at the first timestep,
 * which share that is, and which seed is drawn. Nothing of the second may be cut off: it is what the lane is there to
 * show.
 * @param {View} view
 */
export function describeReach({ lane, layer, frame }) {
  const norms = part(lane.arrays.hidden_gradient, layer, 1);
  const end = lastReached(norms);
  const numSeeds = lane.arrays.train_curve.shape[0];
  const seed = `seed ${drawnSeed(frame)} drawn`;
  return [
    end < 0 ? "" : `‖∂L/∂h‖₂ ${number(norms[end], 2)} at t = ${end + 1}, ${number(norms[0], 2)} at t = 1`,
    describeShare(frame, norms),
    [describeCellShare(frame, lane, layer), seed, frame.task.solved && `${lane.num_solved} of ${numSeeds} seeds solved`]
      .filter(Boolean)
      .join(" · "),
  ];
}

/** @param {Float32Array} norms */
const shareOf = (norms) => norms[0] / norms[lastReached(norms)];

/**
 * The median at the first timestep against that at the last loss; with several losses that would compare nothing.
 * @param {import("../run/frame.js").Frame} frame
 * @param {Float32Array} norms
 */
function describeShare(frame, norms) {
  const losses = numLosses(frame);
  if (losses > 1) {
    const where = losses === frame.loss_weights.data.length ? "every step" : `${losses} steps`;
    return `loss at ${where}: later losses refill it`;
  }
  const share = shareOf(norms);
  return Number.isFinite(share) ? `${describeRatio(share)} reaches the first timestep` : "no gradient leaves the loss";
}

/**
 * @param {import("../run/frame.js").Frame} frame
 * @param {import("../run/frame.js").Lane} lane
 * @param {number} layer
 */
function describeCellShare(frame, { arrays }, layer) {
  if (!arrays.cell_gradient || numLosses(frame) > 1) return "";
  const share = shareOf(part(arrays.cell_gradient, layer, 1));
  return Number.isFinite(share) ? `∂c ${shortRatio(share)}` : "";
}

/** @param {number} ratio */
const shortRatio = (ratio) => (ratio >= 1e-3 ? describeRatio(ratio) : number(ratio, 2));

/** @param {number} ratio */
function describeRatio(ratio) {
  if (ratio >= 0.995) return `${number(ratio, 3)} ×`;
  if (ratio >= 1e-3) return percent(ratio);
  return ratio > 0
    ? `1 part in ${ratio > 1e-9 ? whole(Number((1 / ratio).toPrecision(2))) : number(1 / ratio, 2)}`
    : "nothing";
}
