// Attributes and styles that are set only when they differ: thirty times a second most of them do not.

import { tintOf } from "./tint.js";

/**
 * @param {Element} node
 * @param {string} name
 * @param {string} value
 */
export function give(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** @type {WeakMap<Node, string>} */
const tinted = new WeakMap();

/**
 * Give `node` the colour of a state's `value`.
 * @param {HTMLElement} node
 * @param {number} value
 */
export function tint(node, value) {
  const colour = tintOf(value);
  if (tinted.get(node) === colour) return;
  tinted.set(node, colour);
  node.style.background = colour;
}
