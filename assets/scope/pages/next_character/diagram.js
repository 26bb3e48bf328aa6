// The network of one lane, unrolled over the letters: a column a timestep, the state handed on from left to right.

import { element, indexed, say } from "../../draw/element.js";
import { give } from "./changes.js";
import { createColumn, ROWS } from "./column.js";
import { createMiniature, limitOf } from "./miniature.js";
import { weightsOf } from "./weights.js";

/** @typedef {import("../../run/frame.js").Frame} Frame */
/** @typedef {import("../../run/frame.js").Lane} Lane */
/** @typedef {import("./products.js").Subject} Subject */

/** With more columns the rows' names stand above them. */
const LONG = 6;

/** @type {[keyof typeof ROWS, (string | Node)[]][]} */
const LABELS = [
  ["target", ["should say"]],
  ["answer", ["says: softmax of the scores"]],
  ["state", ["state ", ...indexed("h", "t")]],
  ["input", ["input ", ...indexed("x", "t"), ", one-hot"]],
  ["letter", ["reads"]],
];

/**
 * The diagram. `open(subject, opener)` hears which product is wanted, `choose(t)` which timestep the focus is at.
 * @param {(subject: Subject, opener: HTMLElement) => void} open
 * @param {(t: number) => void} choose
 */
export function createDiagram(open, choose) {
  const labels = LABELS.map(([row, content]) =>
    element("div", { class: "spell-label", style: `--row: ${ROWS[row]}` }, ...content),
  );
  const node = element("div", { class: "spell-diagram", role: "group", "aria-label": "The network, unrolled" });
  const scale = element("p", { class: "spell-scale", hidden: "" });
  /** @type {ReturnType<typeof createColumn>[]} */
  let columns = [];
  let shape = "";
  let shown = "";
  const miniatures = { W_x: createMiniature(), W_h: createMiniature(), W_y: createMiniature() };

  /**
   * @param {Frame} frame
   * @param {Lane} lane
   */
  function build(frame, lane) {
    const steps = frame.inputs.shape[0];
    const units = lane.arrays.hidden.shape[2];
    columns = Array.from({ length: steps }, (_, t) =>
      createColumn(
        frame,
        t,
        units,
        (kind, k, opener) => open({ kind, lane: shown, t, k }, opener),
        () => choose(t),
      ),
    );
    node.classList.toggle("long", steps > LONG);
    node.replaceChildren(...labels, ...columns.map((column) => column.node));
  }

  return {
    nodes: [node, scale],
    /** How many timesteps there are. */
    length: () => columns.length,
    /**
     * @param {Frame} frame
     * @param {Lane} lane
     */
    show(frame, lane) {
      shown = lane.id;
      const reads = [...frame.inputs.data].join("");
      const now = JSON.stringify([frame.task.output_labels, reads, lane.arrays.hidden.shape[2]]);
      if (now !== shape) build(frame, lane);
      shape = now;
      const weights = weightsOf(lane);
      for (const column of columns) column.show(frame, lane, weights);
    },
    /**
     * Mark the column of timestep t, null for none.
     * @param {number | null} t
     */
    mark(t) {
      columns.forEach((column, k) => {
        column.choose(k === t);
        column.reach(k === (t ?? 0));
      });
    },
    /**
     * Whether the button that stands for `subject` is pressed, for each of them.
     * @param {(subject: Subject) => boolean} isOpen
     */
    press(isOpen) {
      columns.forEach(({ buttons }, t) => {
        for (const button of buttons) {
          const kind = /** @type {Subject["kind"]} */ (button.dataset.kind);
          const pressed = isOpen({ kind, lane: shown, t, k: Number(button.dataset.k) });
          give(button, "aria-pressed", String(pressed));
        }
      });
    },
    /**
     * Scroll the diagram, never the page, so that the column of timestep t can be seen.
     * @param {number} t
     */
    reveal(t) {
      const [box, there] = [node.getBoundingClientRect(), columns[t].node.lastElementChild?.getBoundingClientRect()];
      if (!there) return;
      if (there.right > box.right) node.scrollLeft += there.right - box.right + there.width;
      else if (there.left < box.left) node.scrollLeft -= box.left - there.left + there.width;
    },
    /**
     * Move the focus along: from a button of one column to the same one of column t.
     * @param {number} t
     */
    carryFocus(t) {
      const root = /** @type {ShadowRoot | Document} */ (node.getRootNode());
      for (const { buttons } of columns) {
        const k = buttons.indexOf(/** @type {HTMLButtonElement} */ (root.activeElement));
        if (k >= 0) return columns[t].buttons[k].focus();
      }
    },
    /**
     * Show the matrices of `lane` at all arrows, or take them away.
     * @param {Lane | null} lane
     * @param {import("../../draw/painter.js").Look} look
     */
    share(lane, look) {
      const weights = lane && weightsOf(lane);
      node.classList.toggle("shared", Boolean(weights));
      scale.hidden = !weights;
      if (!weights) return;
      const { W_x, W_h, W_y } = weights;
      const limit = limitOf([W_x, W_h, W_y]);
      for (const [kind, matrix] of /** @type {const} */ ([
        ["W_x", W_x],
        ["W_h", W_h],
        ["W_y", W_y],
      ])) {
        miniatures[kind].paint(matrix, look.ramps.signed, look.ramps.marks.hole, limit);
        for (const column of columns) miniatures[kind].copy(column.canvases[kind]);
      }
      const many = `Every picture of a matrix is the same one, ${columns.length} times: there are only three matrices.`;
      say(scale, `${many} Violet = −${limit}, gold = ${limit}. Training changes all copies at once.`);
    },
  };
}
