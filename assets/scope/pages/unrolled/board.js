// The blackboard: the equations of the present stop with their numbers.

import { element, say } from "../../draw/element.js";
import { squashName } from "../../panels/gates.js";
import { decimal, number } from "../../words/numbers.js";
import { formula, sayFormula } from "../next_character/formula.js";
import { FEW_UNITS } from "./column.js";
import { backwardLines, forwardLines } from "./lines.js";
import { at, before, hasCellState, norm, unitsOf } from "./pass.js";
import { lossLines, tenTo } from "./said.js";

/** @typedef {import("./pass.js").Pass} Pass */
/** @typedef {import("./pass.js").Lane} Lane */
/** @typedef {import("./pass.js").Frame} Frame */
/** @typedef {import("./stops.js").Stop} Stop */
/** @typedef {import("../next_character/products.js").Line} Line */
/** @typedef {{title: string, lines: Line[]}} Group */

/** @type {Record<string, string>} */
const EQUATIONS = {
  tanh: "h_t = tanh(x_t·W_x + h_t−1·W_h + b)",
  relu: "h_t = ReLU(x_t·W_x + h_t−1·W_h + b)",
  lstm: "c_t = f_t·c_t−1 + i_t·g_t,  h_t = o_t·tanh(c_t)",
  gru: "h_t = (1 − z_t)·n_t + z_t·h_t−1",
};
/** @type {Record<string, string>} */
const JACOBIANS = {
  tanh: "J_t = ∂h_t/∂h_t−1 = diag(1 − h_t²)·W_hᵀ",
  relu: "J_t = ∂h_t/∂h_t−1 = diag(1 where h_t > 0)·W_hᵀ",
  lstm: "J_t = ∂s_t/∂s_t−1 with s = (h, c)",
  gru: "J_t = ∂h_t/∂h_t−1 = diag(z_t) + the paths through n, z and r",
};

/** The blackboard. */
export function createBoard() {
  const title = element("h4");
  const equation = element("p", { class: "equation" });
  const body = element("div", { class: "board-body" });
  const node = element("section", { class: "unroll-board", "aria-label": "Blackboard" }, title, equation, body);
  let built = "";
  /** @type {HTMLElement[]} */
  let places = [];
  /** @type {HTMLElement[]} */
  let names = [];

  /**
   * Lines are built once and only their numbers change.
   * @param {Group[]} groups
   * @param {number[][] | null} matrix
   */
  function fill(groups, matrix) {
    const shape = JSON.stringify([groups.map((group) => group.lines.length), matrix?.length]);
    if (shape !== built) {
      built = shape;
      [names, places] = [[], []];
      const made = groups.map((group) => {
        const title = element("h5");
        names.push(title);
        const lines = group.lines.map(() => {
          const name = element("span", { class: "formula" });
          names.push(name);
          const [way, result] = [element("span"), element("b", { class: "fresh" })];
          places.push(way, result);
          const words = element("span", { class: "numbers" }, "= ", way, result);
          return element("p", { class: "line" }, name, words);
        });
        return element("div", { class: "group" }, title, ...lines);
      });
      body.replaceChildren(...made);
      if (matrix) {
        const rows = matrix.map((row) => {
          const cells = row.map(() => element("td", { class: "fresh" }));
          places.push(...cells);
          return element("tr", {}, ...cells);
        });
        const name = element(
          "h5",
          {},
          ...formula("The numbers of J_t: a row for each number of s_t, a column for each of s_t−1"),
        );
        body.append(element("div", { class: "group matrix" }, name, element("table", {}, ...rows)));
      }
    }
    const written = groups.flatMap((group) => [group.title, ...group.lines.map(({ name }) => name)]);
    names.forEach((name, k) => {
      sayFormula(name, written[k]);
    });
    const texts = groups.flatMap((group) =>
      group.lines.flatMap(({ words }) => {
        const cut = words.lastIndexOf(" = ") + 3;
        return cut > 2 ? [words.slice(0, cut), words.slice(cut)] : ["", words];
      }),
    );
    texts.push(...(matrix ?? []).flat().map(decimal));
    places.forEach((place, k) => {
      say(place, texts[k]);
    });
  }

  return {
    node,
    /**
     * @param {Stop} stop
     * @param {Pass} pass
     * @param {Frame} frame
     * @param {Lane} lane
     */
    show(stop, pass, frame, lane) {
      const { kind, t } = stop;
      const known = pass.words.variant === "standard";
      const key = lane.squash || lane.cell;
      node.hidden = kind === "start";
      if (kind === "start") return;
      const words = { forward: `Forward, timestep ${t + 1}`, loss: "The loss", back: `Backward, timestep ${t + 1}` };
      say(title, `${lane.name}. ${words[kind]}`);
      const law = kind === "forward" ? EQUATIONS[key] : kind === "back" ? JACOBIANS[key] : "";
      sayFormula(equation, known ? law : law && `${lane.name}: a variant with equations of its own`);
      if (kind === "loss") fill([{ title: "", lines: lossLines(pass, frame, lane) }], null);
      else if (kind === "forward") fill(forward(pass, frame, lane, t), null);
      else fill(backward(pass, lane, t), jacobianAt(pass, t));
    },
  };
}

/**
 * @param {Pass} pass
 * @param {Frame} frame
 * @param {Lane} lane
 * @param {number} t
 * @returns {Group[]}
 */
function forward(pass, frame, lane, t) {
  const units = unitsOf(pass);
  if (units <= FEW_UNITS) {
    return Array.from({ length: units }, (_, unit) => ({
      title: units > 1 ? `unit ${unit + 1}` : "",
      lines: forwardLines(pass, frame, lane, t, unit, units === 1),
    }));
  }
  const lines = [
    { name: "‖x_t‖", words: number(norm(at(pass, "inputs", t))) },
    { name: "‖h_t−1‖", words: number(norm(before(pass, "hidden", t))) },
    { name: "‖h_t‖", words: number(norm(at(pass, "trace.hidden", t))) },
  ];
  if (hasCellState(pass)) {
    lines.push(
      { name: "‖c_t−1‖", words: number(norm(before(pass, "cell", t))) },
      { name: "‖c_t‖", words: number(norm(at(pass, "trace.cell", t))) },
    );
  }
  for (const row of lane.traces.filter(({ scale, removed }) => scale === "gate" && !removed)) {
    const values = at(pass, `trace.${row.trace}`, t);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    lines.push({ name: `${row.letter}_t (${row.name} gate), mean over the units`, words: number(mean) });
  }
  return [{ title: `${units} units, as lengths (L2 norms)`, lines }];
}

/**
 * @param {Pass} pass
 * @param {Lane} lane
 * @param {number} t
 * @returns {Group[]}
 */
function backward(pass, lane, t) {
  const units = unitsOf(pass);
  const { arrays, words } = pass;
  const [gradient, arrives] = [norm(at(pass, "gradient", t)), norm(at(pass, "arrives", t))];
  const lines = [
    { name: "before: ‖∂L/∂s_t‖", words: number(gradient) },
    { name: "σ of J_t, its largest singular value", words: number(arrays.sigma.data[t]) },
    { name: "after: ‖J_tᵀ·∂L/∂s_t‖", words: number(arrives) },
  ];
  const kept = norm(at(pass, "kept", t));
  const blocks = at(pass, "by_block", t);
  const gates = words.blocks.map((letter, k) => `${letter} ${number(blocks[k])}`).join(", ");
  if (lane.cell === "lstm") lines.push({ name: "through the cell state: ‖f_t·∂L/∂c_t‖", words: number(kept) });
  if (lane.cell === "gru") lines.push({ name: "through the state: ‖z_t·∂L/∂h_t‖", words: number(kept) });
  if (lane.cell === "rnn") {
    const slope = squashName(lane.squash || "φ");
    lines.push({ name: `after ${slope}′: ‖δ_t‖`, words: number(norm(at(pass, "delta", t))) });
  } else {
    const all = norm(
      at(pass, "arrives", t)
        .slice(0, units)
        .map((value, k) => value - (lane.cell === "gru" ? at(pass, "kept", t)[k] : 0)),
    );
    lines.push({ name: "through the gates and W_h, all", words: number(all) });
    lines.push({ name: "of it, block by block", words: gates });
  }
  if (t > 0 && norm(at(pass, "direct", t - 1)) > 0) {
    lines.push({ name: `added by timestep ${t}’s own error`, words: number(norm(at(pass, "direct", t - 1))) });
  }
  const first = { title: "Lengths (L2 norms)", lines };
  const groups = [first, running(pass, t)];
  if (units > FEW_UNITS) return groups;
  for (let unit = 0; unit < units; unit++) {
    groups.push({ title: units > 1 ? `unit ${unit + 1}` : "", lines: backwardLines(pass, lane, t, unit) });
  }
  return groups;
}

/**
 * The product of all Jacobians so far, from T down to this timestep.
 * @param {Pass} pass
 * @param {number} t
 * @returns {Group}
 */
function running(pass, t) {
  const { arrays, words } = pass;
  const end = words.timesteps;
  const { jacobians } = arrays;
  if (jacobians?.shape[1] === 1) {
    const factors = [];
    let product = 1;
    for (let k = end - 1; k >= t; k--) {
      product *= jacobians.data[k];
      factors.push(number(jacobians.data[k]).replace(/^−.*$/, (value) => `(${value})`));
    }
    const line = { name: `∂h_${end}/∂h_${t}`, words: `${factors.join("·")} = ${number(product)}` };
    return { title: "Running product", lines: [line] };
  }
  const { data } = arrays.reach;
  const lines = [
    { name: `σ of ∂s_${end}/∂s_${t + 1}, before`, words: tenTo(data[t + 1]) },
    { name: `σ of ∂s_${end}/∂s_${t}, with J_${t + 1}`, words: tenTo(data[t]) },
  ];
  return { title: "Running product", lines };
}

/**
 * @param {Pass} pass
 * @param {number} t
 */
function jacobianAt({ arrays }, t) {
  if (!arrays.jacobians || arrays.jacobians.shape[1] === 1) return null;
  const size = arrays.jacobians.shape[1];
  const { data } = arrays.jacobians;
  return Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => data[(t * size + i) * size + j]),
  );
}
