// One column of the diagram: what is read, the state, and the answer at one timestep, from the bottom to the top.

import { element, indexed, say } from "../../draw/element.js";
import { vector } from "../../draw/icon.js";
import { decimal } from "../../words/numbers.js";
import { give, tint } from "./changes.js";
import { probability } from "./numbers.js";
import { answered, asked, letterOf, quoted } from "./spelling.js";
import { scoresAt, stateAt } from "./weights.js";

/** @typedef {import("../../run/frame.js").Frame} Frame */
/** @typedef {import("../../run/frame.js").Lane} Lane */
/** @typedef {import("./products.js").Subject["kind"]} Kind */

/** The rows of the diagram by their numbers, top to bottom. */
export const ROWS = { target: 1, answer: 2, W_y: 3, state: 4, W_x: 5, input: 6, letter: 7 };

/** @type {Record<string, string>} */
const WORDS = {
  W_x: "Product of the input and W_x",
  W_h: "Product of the state before and W_h",
  W_y: "Scores: product of the state and W_y",
};

/**
 * The column of timestep t of `steps`, for `size` letters and `units` units. `open(kind, k, button)` hears which
 * product is wanted, `enter()` that the focus came into the column.
 * @param {Frame} frame
 * @param {number} t
 * @param {number} units
 * @param {(kind: Kind, k: number, opener: HTMLElement) => void} open
 * @param {() => void} enter
 */
export function createColumn(frame, t, units, open, enter) {
  const size = frame.task.output_labels.length;
  const place = (/** @type {keyof typeof ROWS} */ row, wide = false) =>
    `--row: ${ROWS[row]}; --column: ${2 * t + 2 + Number(!wide)}`;
  const button = (
    /** @type {Kind} */ kind,
    /** @type {number} */ k,
    /** @type {Record<string, string>} */ more,
    /** @type {(Node | string)[]} */ ...content
  ) => {
    const made = element(
      "button",
      { type: "button", tabindex: -1, "data-kind": kind, "data-k": k, ...more },
      ...content,
    );
    made.addEventListener("click", () => open(kind, k, made));
    return made;
  };

  const target = element("bdi");
  const answers = Array.from({ length: size }, (_, k) => {
    const parts = {
      score: element("span", { class: "spell-score" }),
      p: element("span", { class: "spell-p" }),
      mark: element("b"),
    };
    const letter = element("bdi", {}, letterOf(frame, k));
    return { ...parts, node: button("answer", k, { class: "spell-answer" }, letter, parts.score, parts.p, parts.mark) };
  });
  const states = Array.from({ length: units }, (_, k) => button("state", k, { class: "spell-state" }));
  const bits = Array.from({ length: size }, () => element("span"));
  const arrows = /** @type {const} */ (["W_x", "W_h", "W_y"]).map((kind) => {
    const canvas = element("canvas", { "aria-hidden": "true", width: 0, height: 0 });
    const name = element("span", { class: "spell-weight" }, ...indexed("W", kind.slice(2)));
    const across = kind === "W_h";
    const style = place(across ? "state" : kind, across);
    const more = {
      class: `spell-arrow ${across ? "across" : "up"}`,
      style,
      "aria-label": `${WORDS[kind]}, timestep ${t + 1}`,
    };
    return { kind, canvas, node: button(kind, 0, more, arrowPicture(across), name, canvas) };
  });
  const { read } = asked(frame, t);
  const input = button("W_x", 0, { class: "spell-input", style: place("input") }, ...bits);
  const letter = element(
    "div",
    { class: "spell-letter", style: place("letter") },
    element("bdi", {}, letterOf(frame, read)),
  );
  const ground = element("div", { class: "spell-ground", style: `--column: ${2 * t + 2}` });
  const node = element(
    "div",
    { class: "spell-column", role: "group", focusin: enter },
    ground,
    element("div", { class: "spell-target", style: place("target") }, target),
    element("div", { class: "spell-answers", style: place("answer") }, ...answers.map((each) => each.node)),
    element("div", { class: "spell-states", style: place("state") }, ...states),
    ...arrows.map((each) => each.node),
    input,
    letter,
  );
  const buttons = [...answers.map((each) => each.node), ...states, ...arrows.map((each) => each.node), input];
  node.setAttribute("aria-label", `Timestep ${t + 1}: reads ${quoted(frame, read)}`);
  if (t === 0) arrows[1].node.append(element("small", {}, ...indexed("h", "0"), "=0"));

  return {
    node,
    buttons,
    canvases: Object.fromEntries(arrows.map(({ kind, canvas }) => [kind, canvas])),
    /** @param {boolean} chosen */
    choose(chosen) {
      node.toggleAttribute("data-chosen", chosen);
      ground.toggleAttribute("data-chosen", chosen);
    },
    /** @param {boolean} reachable by the Tab key */
    reach(reachable) {
      for (const each of buttons) each.tabIndex = reachable ? 0 : -1;
    },
    /**
     * @param {Frame} now
     * @param {Lane} lane
     * @param {import("./weights.js").Weights | null} weights
     */
    show(now, lane, weights) {
      const { p, said, next, right, guess } = answered(now, lane, t);
      const scores = weights && scoresAt(lane, weights, t);
      say(target, letterOf(now, next));
      answers.forEach((each, k) => {
        const top = k === said;
        const verdict = k === next ? "right" : top ? "wrong" : "";
        const mark = top ? (right ? (guess ? "?" : "✓") : "✗") : k === next ? "◂" : "";
        each.node.dataset.verdict = verdict;
        each.node.toggleAttribute("data-top", top);
        each.node.style.setProperty("--p", p[k].toFixed(3));
        say(each.score, scores ? decimal(scores[k]) : "");
        say(each.p, p[k].toFixed(2));
        say(each.mark, mark);
        const words = [`${quoted(now, k)}: probability ${probability(p[k])}`];
        if (k === next) words.push("the right letter");
        if (top) words.push("the answer");
        give(each.node, "aria-label", words.join(", "));
      });
      const h = stateAt(lane, "hidden", t);
      states.forEach((each, k) => {
        say(each, decimal(h[k]));
        tint(each, h[k]);
        give(each, "aria-label", `Unit ${k + 1}: ${decimal(h[k])}`);
      });
      const one = asked(now, t).read;
      bits.forEach((bit, k) => {
        say(bit, k === one ? "1" : "0");
        bit.toggleAttribute("data-one", k === one);
      });
      give(input, "aria-label", `Input ${quoted(now, one)} as a one-hot vector: its product with W_x`);
      for (const each of buttons) each.disabled = weights === null;
    },
  };
}

/** @param {boolean} across */
function arrowPicture(across) {
  const path = across ? "M1 6H34M28 1l7 5-7 5" : "M6 35V2M1 8l5-7 5 7";
  const svg = vector("svg", { viewBox: across ? "0 0 36 12" : "0 0 12 36", "aria-hidden": "true" });
  svg.append(vector("path", { d: path }));
  return svg;
}
