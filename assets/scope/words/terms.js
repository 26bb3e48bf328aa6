// The words of the field that a student may have to look up: each explains itself in one line where it stands.

import { element } from "../draw/element.js";

export const TERMS = {
  input: "What the network reads at each timestep.",
  unrolled: "The same cell, drawn once for every timestep. All copies have the same weights.",
  "rolled up": "The cell once, as it is: what it passes on is what it gets at the next timestep.",
  answer: "What the network answers at each timestep.",
  "hidden state": "The numbers that a cell passes on to the next timestep: what it remembers. One row = one unit.",
  gates: "A gate is a number from 0 to 1. It decides how much passes: 0 = nothing, 1 = everything.",
  gradient: "How much the error changes if the state at this timestep changes. Near 0 = nothing is learned from here.",
  changes: "ΔW_h: how much this timestep changes the weights W_h. Darker = more.",
  "training loss": "Mean error of the last training batch, for the seed shown.",
  test: "Mean error of the test sequences, for the seed shown. The percentage = right answers. Taken every 50 steps.",
  "gradient norm": "Length (L2 norm) of the gradient of all weights, before it is cut. For the seed shown.",
  parameters: "Number of weights and biases of one network.",
};

/** @typedef {keyof typeof TERMS} Term */

/**
 * Let `node`, which says `term`, explain it while the pointer or the focus is on it.
 * @template {HTMLElement} Node
 * @param {Node} node
 * @param {Term} term
 */
export function explained(node, term) {
  node.classList.add("term");
  node.tabIndex = 0;
  node.dataset.explains = TERMS[term];
  node.setAttribute("aria-description", TERMS[term]);
  return node;
}

/**
 * A row's name that explains itself.
 * @param {Term} term
 */
export const named = (term) => explained(element("strong", {}, term), term);
