// DOM elements in one line each. Text always enters as text, never as markup, and a number keeps its unit beside it.

/** The space between a number and its unit. */
const BEFORE_UNIT = /(?<=\d) (?=%|°[A-Z]|(?:s|ms|min|MB|GB|nats|bits|Hz)\b)/g;

/**
 * `text` without a place at which a line may end between a number and its unit.
 * @param {string} text
 */
const unbroken = (text) => text.replace(BEFORE_UNIT, "\u00a0");

/**
 * A new element; `properties` are attributes, except functions, which listen to the event of their name.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number | ((event: any) => void)>} [properties]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else node.setAttribute(name, String(value));
  }
  node.append(...children.map((child) => (typeof child === "string" ? unbroken(child) : child)));
  return node;
}

/**
 * Set `node`'s text only when it differs, so that an unchanged number costs no layout.
 * @param {Node} node
 * @param {string} text
 */
export function say(node, text) {
  if (said.get(node) === text) return;
  said.set(node, text);
  node.textContent = unbroken(text);
}

/** @type {WeakMap<Node, string>} */
const said = new WeakMap();

/**
 * A function that fills `node` with a sentence about somebody else's words: `(before, words, after)`. The words stand
 * in a `bdi`, so that right-to-left letters among them turn nothing round outside.
 * @param {Element} node
 * @returns {(...texts: string[]) => void}
 */
export function quoting(node) {
  const parts = [element("span"), element("bdi"), element("span")];
  node.append(...parts);
  return (...texts) => {
    parts.forEach((part, k) => {
      say(part, texts[k] ?? "");
    });
  };
}

/**
 * `base` with `sub` as a subscript, as nodes: "h" and "t" give h with a small t.
 * @param {string} base
 * @param {string} sub
 * @returns {(Node | string)[]}
 */
export function indexed(base, sub) {
  return [base, element("sub", {}, sub)];
}
