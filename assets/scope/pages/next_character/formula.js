// Formulas as text with real indices.

import { element } from "../../draw/element.js";

const INDEXED = /([A-Za-zδ])_([A-Za-z0-9]+(?:−1)?)/g;

/**
 * `written` as nodes: what follows a `_` is an index.
 * @param {string} written
 * @returns {(Node | string)[]}
 */
export function formula(written) {
  /** @type {(Node | string)[]} */
  const nodes = [];
  let end = 0;
  for (const match of written.matchAll(INDEXED)) {
    nodes.push(written.slice(end, match.index), element("i", {}, match[1]), element("sub", {}, match[2]));
    end = match.index + match[0].length;
  }
  nodes.push(written.slice(end));
  return nodes;
}

/**
 * Set `node` to `written` with real indices, only when it differs.
 * @param {HTMLElement} node
 * @param {string} written
 */
export function sayFormula(node, written) {
  if (node.dataset.written === written) return;
  node.dataset.written = written;
  node.replaceChildren(...formula(written));
}
