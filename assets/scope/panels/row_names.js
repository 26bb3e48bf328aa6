// The rows' names, once at the left of all lanes (or of each, when lanes are stacked), with the colour keys.

import { element, indexed } from "../draw/element.js";
import { explained, named } from "../words/terms.js";

/**
 * @param {string} kind
 * @param {string} low
 * @param {string} high
 */
const key = (kind, low, high) =>
  element("span", { class: `key ${kind}` }, element("i", {}, low), element("b"), element("i", {}, high));

/** @typedef {import("../draw/geometry.js").RowName} RowName */

/** How far the words may reach into the gap below their row. */
const INTO_GAP = 3;

/** A column of row names. */
export function rowNames() {
  /** @type {Partial<Record<RowName, (Node | string)[]>>} */
  const rows = {
    input: [named("input"), " ", ...indexed("x", "t")],
    strip: [
      element("span", { class: "when-unrolled" }, named("unrolled")),
      element("small", { class: "when-unrolled" }, "one cell, the same weights, at every timestep"),
      element("span", { class: "when-rolled" }, named("rolled up")),
      element("small", { class: "when-rolled" }, "one cell: its state goes back into itself"),
    ],
    answer: [named("answer"), " ", ...indexed("y", "t")],
    hidden: [named("hidden state"), element("small", {}, "units of ", ...indexed("h", "t")), key("signed", "−1", "1")],
    gates: [named("gates"), key("gate", "0", "1")],
    gradient: [
      named("gradient"),
      element("small", {}, "length of ∂L/∂", ...indexed("h", "t")),
      element("small", {}, "line = middle, band = 8 of 10"),
    ],
    contribution: [explained(element("small", {}, "Δ", ...indexed("W", "h")), "changes")],
  };
  const places = Object.entries(rows).map(([name, content]) => ({
    name: /** @type {RowName} */ (name),
    place: element("div", { class: `name ${name}` }, ...content),
  }));
  const node = element("div", { class: "names" }, ...places.map(({ place }) => place));
  return {
    node,
    /** @param {import("../draw/geometry.js").Geometry} geometry */
    place(geometry) {
      node.style.height = `${geometry.height}px`;
      for (const { name, place } of places) {
        const { y, height } = geometry.rows[name];
        place.hidden = height === 0;
        const above = geometry.names;
        place.style.top = `${y - above}px`;
        place.style.height = `${above || height}px`;
        // A low row has no room for all that stands below its name.
        place.classList.remove("low");
        if (name === "gradient") place.classList.toggle("low", place.scrollHeight > place.clientHeight + INTO_GAP);
      }
    },
  };
}
