// The pictures on buttons, drawn in the text's colour.

/** @type {Record<string, string>} */
const ICONS = {
  start: "M5 4h2v12H5zM16 4v12l-8-6z",
  play: "M6 3.5v13l11-6.5z",
  pause: "M5 4h3.6v12H5zM11.4 4H15v12h-3.6z",
  step: "M4 4v12l8-6zM13 4h2v12h-2z",
  share: "M10 12V3M6.5 6.3 10 2.8l3.5 3.5M4.5 9.5v7h11v-7",
  present: "M2.5 3.5h15v10h-15zM10 13.5v4M6.5 17.5h7M7 8.5h6",
  again: "M4.5 10.5a5.7 5.7 0 1 0 2-4.9M6.3 2.4v3.5h3.5",
  back: "M8 4.5 3.5 9 8 13.5M4 9h8.5a4 4 0 0 1 0 8H10",
  edit: "M4 16l.8-3.4L13.2 4.2l2.6 2.6-8.4 8.4z",
  branch: "M5 17V3M5 12c0-4 9-2 9-8M11.2 6.4 14 3.4l2.8 3",
};
const NAMESPACE = "http://www.w3.org/2000/svg";

/**
 * An empty SVG element `tag` with `attributes`.
 * @param {string} tag
 * @param {Record<string, string>} attributes
 */
export function vector(tag, attributes) {
  const node = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

/**
 * The icon called `name`; its class is its name.
 * @param {string} name
 */
export function icon(name) {
  const svg = vector("svg", { viewBox: "0 0 20 20", "aria-hidden": "true", class: name });
  svg.append(vector("path", { d: ICONS[name] }));
  return svg;
}
