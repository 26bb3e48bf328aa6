// How far the gradient goes: from the timestep of the last loss, where it starts, back to the first.

import { part } from "../run/frame.js";
import { number, percent, whole } from "./numbers.js";
import { drawnSeed, numLosses, settingOf } from "../run/settings.js";

/** The last timestep (0-based) with a finite gradient that is not 0; −1 when there is none. */
export const lastReached = (norms) => norms.findLastIndex((norm) => Number.isFinite(norm) && norm !== 0);

/** Said of a timestep that pads the watched example to the length of the others. */
export const PADDING = "after the end of this sequence";

/** Where timestep `t` of the watched example stands: its distance to the last loss, or that it comes after it. */
export function describeLag({ frame, lane }, t) {
  const { shape } = lane.arrays.watched_gradient;
  // The top layer's state meets the loss directly: no dead unit of a layer above can have zeroed its gradient.
  const reached = lastReached(part(lane.arrays.watched_gradient, shape[0] - 1));
  const end = reached < 0 ? shape[1] - 1 : reached;
  if (t <= end) return `lag ${end - t}`;
  const chosen = settingOf(frame, "profile") === "trained" && settingOf(frame, "loss") === "step";
  return chosen ? "after the loss" : PADDING;
}

/** What to read without a crosshair, three lines: how much of the gradient reaches the first timestep, in this lane. */
export function describeReach({ lane, layer, frame }) {
  const norms = part(lane.arrays.hidden_gradient, layer, 1);
  const end = lastReached(norms);
  const numSeeds = lane.arrays.train_curve.shape[0];
  return [
    end < 0 ? "" : `median ‖∂L/∂h‖₂ ${number(norms[end], 2)} at t = ${end + 1}, ${number(norms[0], 2)} at t = 1`,
    describeShare(frame, lane, layer),
    `seed ${drawnSeed(frame)} drawn${frame.task.solved ? ` · ${lane.num_solved} of ${numSeeds} seeds solved` : ""}`,
  ];
}

/** The median at the first timestep against that at the last loss; with several losses that would compare nothing. */
function describeShare(frame, { arrays }, layer) {
  const losses = numLosses(frame);
  const numSteps = frame.loss_weights.data.length;
  if (losses > 1)
    return `gradient of the loss at ${losses === numSteps ? "every step" : `${losses} steps`}: later losses refill it`;
  const share = (norms) => norms[0] / norms[lastReached(norms)];
  const hidden = share(part(arrays.hidden_gradient, layer, 1));
  if (!Number.isFinite(hidden)) return "no gradient leaves the loss";
  const cell = arrays.cell_gradient ? share(part(arrays.cell_gradient, layer, 1)) : NaN;
  return `${describeRatio(hidden)} reaches the first timestep (median${Number.isFinite(cell) ? `; ∂c ${shortRatio(cell)}` : ""})`;
}

const shortRatio = (ratio) => (ratio >= 1e-3 ? describeRatio(ratio) : number(ratio, 2));

function describeRatio(ratio) {
  if (ratio >= 0.995) return `${number(ratio, 3)} ×`;
  if (ratio >= 1e-3) return percent(ratio);
  return ratio > 0
    ? `1 part in ${ratio > 1e-9 ? whole(Number((1 / ratio).toPrecision(2))) : number(1 / ratio, 2)}`
    : "nothing";
}
