// The crosshair's numbers in words, three fixed lines at the foot of a lane: they never cover a curve.

import { decimal, number, percent, whole } from "./numbers.js";
import { part } from "./frame.js";
import { describeInput } from "./input.js";
import { describeAnswer } from "./answer.js";
import { tracesOf } from "./gates.js";

/** Three lines about timestep `t` (0-based); with a `unit` the last one gives that unit's values, else the means. */
export function describeTimestep(view, t, unit) {
  const { frame, lane, layer, geometry } = view;
  const { numSteps } = geometry;
  const { answer, target } = describeAnswer(view, t);
  const norm = (name, index) => part(lane.arrays[name], layer, index)[t];
  const cell = lane.arrays.cell_gradient ? ` · ∂c ${number(norm("cell_gradient", 1), 2)}` : "";
  const band = `${number(norm("hidden_gradient", 0), 2)} … ${number(norm("hidden_gradient", 2), 2)}`;
  const contribution = number(part(lane.arrays.contribution, layer)[t], 2);
  return [
    `t ${t + 1}, lag ${numSteps - 1 - t} · x ${describeInput(frame, t)} · y ${answer} · target ${target}`,
    `‖∂L/∂h‖ ${number(norm("hidden_gradient", 1), 2)} (${band})${cell} · ‖C‖ ${contribution}`,
    unit === null ? describeMeans(view, t) : describeUnit(view, t, unit),
  ];
}

function describeUnit({ lane, layer }, t, unit) {
  const size = lane.arrays.hidden.shape[2];
  const at = Math.min(unit, size - 1);
  const value = (trace) => decimal(part(lane.arrays[trace], layer, t)[at]);
  const traces = tracesOf(lane.cell).map(({ trace, letter }) => `${letter} ${value(trace)}`);
  return [`unit ${at + 1} of ${size}: h ${value("hidden")}`, ...traces].join("  ");
}

function describeMeans({ lane, layer }, t) {
  const mean = (trace) => {
    const values = part(lane.arrays[trace], layer, t);
    return decimal(values.reduce((sum, value) => sum + value, 0) / values.length);
  };
  const traces = tracesOf(lane.cell).map(({ trace, letter }) => `${letter} ${mean(trace)}`);
  return [`mean of units: h ${mean("hidden")}`, ...traces].join("  ");
}

/** What to read without a crosshair: how much of the gradient reaches the first timestep, in this lane. */
export function describeReach({ lane, layer, frame }) {
  const norms = part(lane.arrays.hidden_gradient, layer, 1);
  const ratio = norms[0] / norms[norms.length - 1];
  const S = lane.arrays.train_curve.shape[0];
  const seeds = S === 1 ? "1 seed" : `seed 1 of ${S}`;
  return [
    `gradient ${number(norms[norms.length - 1], 2)} at t = ${norms.length}, ${number(norms[0], 2)} at t = 1:`,
    Number.isFinite(ratio) ? `${describeRatio(ratio)} reaches the first timestep` : "none leaves the last timestep",
    `states, gates and gradients: ${seeds}${frame.task.solved ? ` · ${lane.num_solved} of ${S} solved` : ""}`,
  ];
}

function describeRatio(ratio) {
  if (ratio >= 0.995) return `${number(ratio, 3)} times as much`;
  if (ratio >= 1e-3) return percent(ratio);
  return ratio > 0 ? `1 part in ${ratio > 1e-9 ? whole(Number((1 / ratio).toPrecision(2))) : number(1 / ratio, 2)}` : "nothing";
}

/** Where a lane stands, in a few words. */
export function verdict(frame, lane) {
  if (lane.status === "diverged") return "diverged";
  const S = lane.arrays.train_curve.shape[0];
  const count = S > 1 && lane.num_solved > 0 ? ` · ${lane.num_solved}/${S} seeds` : "";
  if (lane.solved_at !== null) return `solved at ${lane.solved_at}${count}`;
  if (count) return `${lane.num_solved} of ${S} seeds solved`;
  const near = frame.task.baselines.findIndex(({ value }) => Math.abs(lane.test_loss / value - 1) < 0.08);
  if (near >= 0) return near === 0 ? "at baseline" : `like “${frame.task.baselines[near].label}”`;
  const best = Math.min(...frame.task.baselines.map(({ value }) => value));
  return lane.test_loss < best ? "below baseline" : "";
}
