// The network unrolled: one column a timestep, all with the same weights; below them the way back.

import { element, indexed, say } from "../../draw/element.js";
import { createMiniature, limitOf } from "../next_character/miniature.js";
import { createColumn, FEW_UNITS, ROWS } from "./column.js";
import { at, hasCellState, norm, unitsOf } from "./pass.js";
import { revealed } from "./stops.js";

/** @typedef {import("./pass.js").Pass} Pass */
/** @typedef {import("./pass.js").Lane} Lane */
/** @typedef {import("./pass.js").Frame} Frame */

/** With more columns there is no room for numbers in them. */
const WIDE = 12;

/** @type {[keyof typeof ROWS, (string | Node)[]][]} */
const LABELS = [
  ["answer", ["answer"]],
  ["hidden", ["state ", ...indexed("h", "t")]],
  ["cell", ["cell state ", ...indexed("c", "t")]],
  ["input", ["input ", ...indexed("x", "t")]],
  ["gradient", ["‖∂L/∂", ...indexed("s", "t"), "‖ and σ of ", ...indexed("J", "t")]],
  ["reach", ["running product: σ of ∂", ...indexed("s", "T"), "/∂", ...indexed("s", "t")]],
];

/**
 * `open(unit, t, opener)` hears which unit's product is wanted, `go(t)` which timestep.
 * @param {{open: (unit: number, t: number, opener: HTMLElement) => void, go: (t: number) => void}} on
 */
export function createDiagram(on) {
  const node = element("div", { class: "unroll-diagram", role: "group", "aria-label": "The network, unrolled" });
  const scale = element("p", { class: "spell-scale", hidden: "" });
  /** @type {ReturnType<typeof createColumn>[]} */
  let columns = [];
  let shape = "";

  /**
   * @param {Pass} pass
   * @param {number} first
   */
  function build(pass, first) {
    const cells = hasCellState(pass);
    const labels = LABELS.filter(([row]) => row !== "cell" || cells).map(([row, content]) =>
      element("div", { class: "unroll-label", "data-row": row, style: `--row: ${ROWS[row]}` }, ...content),
    );
    columns = Array.from({ length: pass.words.timesteps - first }, (_, place) => {
      const t = first + place;
      return createColumn(pass, t, place, {
        open: (unit, opener) => on.open(unit, t, opener),
        go: () => on.go(t),
      });
    });
    node.style.setProperty("--steps", String(columns.length));
    node.classList.toggle("narrow", columns.length > WIDE);
    node.classList.toggle("many", unitsOf(pass) > FEW_UNITS);
    node.replaceChildren(...labels, ...columns.map((column) => column.node));
  }

  return {
    nodes: [node, scale],
    /**
     * @param {Pass} pass
     * @param {Frame} frame
     * @param {Lane} lane
     * @param {number} first
     * @param {import("../../draw/painter.js").Look} look
     */
    show(pass, frame, lane, first, look) {
      const now = JSON.stringify([first, pass.words.timesteps, unitsOf(pass), hasCellState(pass)]);
      if (now !== shape) build(pass, first);
      shape = now;
      let largest = 0;
      for (let t = 0; t < pass.words.timesteps; t++) {
        const size = norm(at(pass, "gradient", t));
        if (Number.isFinite(size)) largest = Math.max(largest, size);
      }
      for (const column of columns) column.show(pass, frame, lane, look, largest);
    },
    /**
     * Show the copies as far as the stop goes.
     * @param {import("./stops.js").Stop} stop
     */
    reveal(stop) {
      for (const column of columns) column.reveal(revealed(stop, column.t));
      node.dataset.stop = stop.kind;
    },
    /**
     * Mark the lecturer's column, null for none.
     * @param {number | null} t
     */
    mark(t) {
      for (const column of columns) column.node.toggleAttribute("data-lecturer", column.t === t);
    },
    /**
     * Scroll the diagram, never the page, so that the column of timestep t can be seen.
     * @param {number} t
     */
    keepInSight(t) {
      const column = columns.find((each) => each.t === t);
      const there = column?.arrows[0].node;
      if (!there) return;
      const [box, place] = [node.getBoundingClientRect(), there.getBoundingClientRect()];
      if (place.right > box.right - 20) node.scrollLeft += place.right - box.right + 60;
      else if (place.left < box.left + 90) node.scrollLeft -= box.left - place.left + 130;
    },
    /**
     * The matrices at all arrows, or away.
     * @param {Pass | null} pass
     * @param {import("../../draw/painter.js").Look} look
     */
    share(pass, look) {
      const shared = pass !== null && "W_h" in pass.arrays;
      node.classList.toggle("shared", shared);
      scale.hidden = !shared;
      if (!pass || !shared) return;
      const matrices = ["W_x", "W_h", "W_y"].map((name) => {
        const { data, shape: size } = pass.arrays[name];
        return { name, data, rows: size[0], columns: size[1] };
      });
      const limit = limitOf(matrices);
      for (const matrix of matrices) {
        const picture = createMiniature();
        picture.paint(matrix, look.ramps.signed, look.ramps.marks.hole, limit);
        for (const { arrows } of columns) {
          const arrow = arrows.find(({ kind }) => kind === matrix.name);
          if (arrow) picture.copy(arrow.canvas);
        }
      }
      const many = `The ${columns.length} copies have the same three matrices. There is only one of each.`;
      say(scale, `${many} Violet = −${limit}, gold = ${limit}.`);
    },
  };
}
