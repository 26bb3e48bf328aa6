// One of the T copies: what it reads, its state, its answer, and the gradient that comes back to it.

import { element, indexed, say } from "../../draw/element.js";
import { decimal, number } from "../../words/numbers.js";
import { createMiniature } from "../next_character/miniature.js";
import { tintOf } from "../next_character/tint.js";
import { at, hasCellState, norm, unitsOf } from "./pass.js";
import { answerAt, inputAt, tenTo } from "./said.js";

/** @typedef {import("./pass.js").Pass} Pass */
/** @typedef {import("./pass.js").Lane} Lane */
/** @typedef {import("./pass.js").Frame} Frame */

/** Networks of at most so many units show the number of each. */
export const FEW_UNITS = 4;
/** The rows of the diagram, top to bottom. */
export const ROWS = { answer: 1, W_y: 2, hidden: 3, cell: 4, W_x: 5, input: 6, t: 7, gradient: 8, reach: 9 };
/** Decades below the largest gradient at which a bar ends. */
const DECADES = 8;

/**
 * @param {Pass} pass
 * @param {number} t
 * @param {number} place from 0, in the window
 * @param {{open: (unit: number, opener: HTMLElement) => void, go: () => void}} on
 */
export function createColumn(pass, t, place, on) {
  const units = unitsOf(pass);
  const few = units <= FEW_UNITS;
  const style = (/** @type {keyof typeof ROWS} */ row, across = false) =>
    `--row: ${ROWS[row]}; --column: ${2 * place + 2 + Number(!across)}`;
  const answer = element("div", { class: "unroll-answer", style: style("answer") });
  const target = element("small");
  const said = element("span");
  answer.append(said, target);
  const states = stateOf("hidden");
  const cells = hasCellState(pass) ? stateOf("cell") : null;
  const input = element("div", { class: "unroll-input", style: style("input") });
  const name = element(
    "button",
    { type: "button", class: "unroll-t", style: style("t"), click: on.go },
    `t = ${t + 1}`,
  );
  const bar = element("i");
  const length = element("span", { class: "fresh" });
  const gradient = element("div", { class: "unroll-gradient", style: style("gradient") }, bar, length);
  const reach = element("div", { class: "unroll-reach fresh", style: style("reach") });
  const factor = element("span", { class: "fresh" });
  const back = element("div", { class: "unroll-back", style: style("gradient", true) }, "←", factor);
  const arrows = /** @type {const} */ (["W_x", "W_h", "W_y"]).map((kind) => {
    const canvas = element("canvas", { "aria-hidden": "true", width: 0, height: 0 });
    const across = kind === "W_h";
    const where = style(across ? "hidden" : kind, across);
    const label = element("span", {}, ...indexed("W", kind.slice(2)));
    return {
      kind,
      canvas,
      node: element("div", { class: `unroll-arrow ${kind}`, style: where }, across ? "→" : "↑", label, canvas),
    };
  });
  const ground = element("div", { class: "unroll-ground", style: `--column: ${2 * place + 2}` });
  const node = element(
    "div",
    { class: "unroll-column", role: "group", "aria-label": `Timestep ${t + 1}`, style: `--place: ${place}` },
    ground,
    answer,
    states.node,
    ...(cells ? [cells.node] : []),
    ...arrows.map((arrow) => arrow.node),
    input,
    name,
    back,
    gradient,
    reach,
  );

  /** @param {"hidden" | "cell"} row */
  function stateOf(row) {
    const letter = row === "hidden" ? "h" : "c";
    if (few) {
      const buttons = Array.from({ length: units }, (_, unit) => {
        const button = element("button", { type: "button", class: "spell-state fresh", "data-unit": unit });
        button.addEventListener("click", () => on.open(unit, button));
        return button;
      });
      return { buttons, node: element("div", { class: "unroll-state", style: style(row) }, ...buttons) };
    }
    const canvas = element("canvas", { "aria-hidden": "true", title: "Click a unit to see its product" });
    canvas.addEventListener("click", (event) => {
      const unit = Math.floor((event.offsetY / canvas.clientHeight) * units);
      on.open(Math.min(Math.max(unit, 0), units - 1), name);
    });
    const size = element("span", { class: "fresh" });
    const label = element("small", {}, `‖${letter}‖ `, size);
    return { canvas, size, node: element("div", { class: "unroll-state", style: style(row) }, canvas, label) };
  }

  /**
   * @param {ReturnType<typeof stateOf>} part
   * @param {Float32Array} values
   * @param {string} letter
   * @param {import("../../draw/painter.js").Look} look
   */
  function showState(part, values, letter, look) {
    part.buttons?.forEach((button, unit) => {
      say(button, decimal(values[unit]));
      button.style.background = tintOf(values[unit]);
      button.setAttribute("aria-label", `Unit ${unit + 1} of ${letter}: ${decimal(values[unit])}`);
    });
    if (!part.canvas) return;
    const picture = createMiniature();
    picture.paint({ data: values, rows: units, columns: 1 }, look.ramps.signed, look.ramps.marks.hole, 1);
    picture.copy(part.canvas);
    say(part.size, number(norm(values), 2));
  }

  return {
    t,
    node,
    arrows,
    buttons: [...(states.buttons ?? []), ...(cells?.buttons ?? []), name],
    /**
     * @param {Pass} now
     * @param {Frame} frame
     * @param {Lane} lane
     * @param {import("../../draw/painter.js").Look} look
     * @param {number} largest the largest gradient of all timesteps
     */
    show(now, frame, lane, look, largest) {
      showState(states, at(now, "trace.hidden", t), "h", look);
      if (cells) showState(cells, at(now, "trace.cell", t), "c", look);
      say(input, inputAt(now, frame, lane, t));
      const scored = now.arrays.shares.data[t] > 0;
      answer.toggleAttribute("data-scored", scored);
      if (scored) {
        const spoken = answerAt(now, frame, lane, t);
        say(said, spoken.answer);
        say(target, `target ${spoken.target}`);
      } else {
        say(said, "");
        say(target, "not asked");
      }
      const size = norm(at(now, "gradient", t));
      const decades = size > 0 && largest > 0 ? Math.log10(largest / size) : DECADES;
      bar.style.height = `${100 * Math.max(1 - decades / DECADES, 0)}%`;
      say(length, number(size, 2));
      say(reach, tenTo(now.arrays.reach.data[t + 1]));
      say(factor, `σ ${number(now.arrays.sigma.data[t], 2)}`);
      gradient.title = `‖∂L/∂s_${t + 1}‖ = ${number(size)}`;
      back.title = `Largest singular value of J_${t + 1} = ∂s_${t + 1}/∂s_${t}`;
    },
    /** @param {ReturnType<typeof import("./stops.js").revealed>} seen */
    reveal({ forward, back: backward }) {
      node.dataset.forward = forward;
      node.dataset.back = backward;
    },
  };
}
