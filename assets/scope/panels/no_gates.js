// What stands in the gate row of a lane that has no gates: why, and what that does to the gradient.

import { element, indexed } from "../draw/element.js";
import { slopeBand, squashName } from "./gates.js";

/** @typedef {import("../draw/geometry.js").Geometry} Geometry */

/** A plot narrower than this is too narrow for the sentence: it has the gutter too, where no gate has a name. */
const NARROW = 165;

/** The sentence, hidden until it is shown. */
export function createNoGates() {
  const node = element("p", { class: "no-gates", hidden: "" });
  let said = "";

  /** Where the sentence does not fit it goes without what the equation says too, and without its beginning. */
  function shorten() {
    const told = [...node.querySelectorAll("span")].toReversed();
    for (const part of told) part.hidden = false;
    for (const part of told) part.hidden = node.scrollHeight > node.clientHeight;
  }

  return {
    node,
    /** @param {Geometry} geometry */
    place({ rows, left, right }) {
      const { y, height } = { ...rows.gates, height: slopeBand(rows.gates).y - rows.gates.y };
      const start = right - left < NARROW ? 0 : left;
      node.style.cssText = `top:${y}px;left:${start}px;width:${right - start}px;height:${height}px`;
      shorten();
    },
    /** @param {string} squash that of the lane; empty shows nothing */
    show(squash) {
      const shown = !node.hidden;
      node.hidden = squash === "";
      if (squash === "" || (squash === said && shown)) return;
      said = squash;
      node.replaceChildren(...explain(squash));
      shorten();
    },
  };
}

/** @param {string} squash */
function explain(squash) {
  const name = squashName(squash);
  const equation = [indexed("h", "t"), ` = ${name}(`, indexed("W", "x"), " ", indexed("x", "t"), " + "];
  const ending = [indexed("W", "h"), " ", indexed("h", "t−1"), " + b)"];
  return [
    element("em", {}, ...[...equation, ...ending].flat()),
    element("br"),
    element("span", {}, "There is no gate. "),
    element(
      "span",
      {},
      "Each timestep multiplies the old state by ",
      ...indexed("W", "h"),
      ...(squash === "relu" ? unsqueezed() : [` and squeezes it with ${name}.`]),
      " ",
    ),
    `On the way back the gradient is multiplied by ${name}′ and `,
    ...indexed("W", "h"),
    ", once for every timestep.",
  ];
}

/** What protects the past where nothing squeezes it. */
const unsqueezed = () => [
  "; ReLU only cuts what is below 0. ",
  ...indexed("W", "h"),
  " starts as the identity matrix: that protects the past.",
];
