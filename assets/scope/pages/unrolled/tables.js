// The numbers of the unrolled network as tables.

import { counted, timesteps, traceName, weightTables } from "../../words/tables.js";
import { matricesOf } from "../next_character/weights.js";
import { asFrame } from "./lines.js";
import { at, norm, unitsOf } from "./pass.js";
import { answerAt, inputAt } from "./said.js";

/** @typedef {import("./pass.js").Pass} Pass */
/** @typedef {import("./pass.js").Lane} Lane */
/** @typedef {import("./pass.js").Frame} Frame */
/** @typedef {import("../../words/tables.js").Table} Table */

/**
 * The tables of a pass; timestep `here` (0-based) is the stepper's.
 * @param {Pass} pass
 * @param {Frame} frame
 * @param {Lane} lane
 * @param {number} here
 * @returns {Table[]}
 */
export function passTables(pass, frame, lane, here) {
  const { arrays, words } = pass;
  const units = unitsOf(pass);
  const byTimestep = { corner: "timestep", rows: timesteps(words.timesteps), row: here };
  const scored = (/** @type {number} */ t) => arrays.shares.data[t] > 0;
  /** @type {[string, (t: number) => import("../../words/tables.js").Cell][]} */
  const said = [
    ["input", (t) => inputAt(pass, frame, lane, t)],
    ["answer", (t) => (scored(t) ? answerAt(pass, frame, lane, t).answer : null)],
    ["target", (t) => (scored(t) ? answerAt(pass, frame, lane, t).target : null)],
    ["share in the loss", (t) => arrays.shares.data[t]],
  ];
  /** @type {typeof said} */
  const back = [
    ["length of ∂L/∂s", (t) => norm(at(pass, "gradient", t))],
    ["σ of J", (t) => arrays.sigma.data[t]],
    ["log₁₀ of the running product", (t) => arrays.reach.data[t + 1]],
  ];
  /** @type {(name: string, columns: typeof said) => Table} */
  const mixed = (name, columns) => ({
    ...byTimestep,
    name,
    columns: columns.map(([column]) => column),
    cell: (t, k) => columns[k][1](t),
  });
  /** @type {(name: string, array: string, columns: string[]) => Table} */
  const plain = (name, array, columns) => ({ ...byTimestep, name, columns, cell: (t, k) => at(pass, array, t)[k] });
  const letters = new Map(lane.traces.map((row) => [row.trace, traceName(row)]));
  letters.set("hidden", "hidden state h");
  const traces = Object.keys(arrays).filter((array) => array.startsWith("trace."));
  const halves = at(pass, "gradient", 0).length / units;
  const { weights } = asFrame(pass, frame, lane);
  return [
    mixed("input, answer and target", said),
    ...traces.map((array) => {
      const trace = array.slice("trace.".length);
      return plain(letters.get(trace) ?? trace.replaceAll("_", " "), array, counted("unit", units));
    }),
    mixed("gradient", back),
    plain(
      "gradient by unit, ∂L/∂s",
      "gradient",
      ["h", "c"].slice(0, halves).flatMap((half) => counted(half, units)),
    ),
    ...(weights ? weightTables(matricesOf(weights), words.blocks, units, frame.task.output_labels) : []),
  ];
}
