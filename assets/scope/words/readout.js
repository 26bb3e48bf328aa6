// The crosshair's numbers in words, three fixed lines at the foot of a lane: they never cover a curve.

import { decimal, number } from "./numbers.js";
import { part } from "../run/frame.js";
import { describeInput } from "../panels/input.js";
import { describeAnswer } from "../panels/answer.js";
import { tracesOf } from "../panels/gates.js";
import { PADDING, describeLag } from "./reach.js";
import { baselinesOf } from "../run/settings.js";

/** Three lines about timestep `t` (0-based); with a `unit` the last one gives that unit's values, else the means. */
export function describeTimestep(view, t, unit) {
  const { frame, lane, layer } = view;
  const lag = describeLag(view, t);
  const { answer, target } = describeAnswer(view, t);
  const said = lag === PADDING ? "" : ` · y ${answer} · target ${target}`;
  const norm = (name, index) => part(lane.arrays[name], layer, index)[t];
  const cell = lane.arrays.cell_gradient ? ` · ∂c ${number(norm("cell_gradient", 1), 2)}` : "";
  const band = `${number(norm("hidden_gradient", 0), 2)}…${number(norm("hidden_gradient", 2), 2)}`;
  const contribution = number(part(lane.arrays.contribution, layer)[t], 2);
  return [
    `t ${t + 1}, ${lag} · x ${describeInput(frame, t)}${said}`,
    `‖∂L/∂h‖₂ ${number(norm("hidden_gradient", 1), 2)} (${band})${cell} · ‖C‖ ${contribution}`,
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

/** Where a lane stands, in a few words. */
export function verdict(frame, lane) {
  if (lane.status === "diverged") return "diverged";
  const S = lane.arrays.train_curve.shape[0];
  const count = S > 1 && lane.num_solved > 0 ? ` · ${lane.num_solved}/${S} seeds` : "";
  if (lane.solved_at !== null) return `solved at ${lane.solved_at}${count}`;
  if (count) return `${lane.num_solved} of ${S} seeds solved`;
  const baselines = baselinesOf(frame);
  if (baselines.length === 0 || lane.test_loss === null) return "";
  const near = baselines.findIndex(({ value }) => Math.abs(lane.test_loss / value - 1) < 0.08);
  if (near >= 0) return near === 0 ? "at baseline" : `like “${baselines[near].label}”`;
  return lane.test_loss < Math.min(...baselines.map(({ value }) => value)) ? "below baseline" : "";
}
