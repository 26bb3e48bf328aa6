// The picture of the run as it leaves the page: at slide size, with the words that tell its origin printed in.
//
// What is drawn on canvases goes in as images, all around it as the elements that they are, with the picture's own
// style sheet; the browser draws that once more, enlarged.

import { element } from "./draw/element.js";
import { pictureOnScreen } from "./draw/on_screen.js";
import { downloadMade } from "./draw/save.js";
import { putStyled } from "./draw/style_sheet.js";
import { whole } from "./words/numbers.js";

/**
 * What Python hands over: the title, to which the step on screen is added, lines that stand above and below, the size
 * of the slide in CSS pixels and how many times larger the picture is, its margin, the sizes of letters and the height
 * of a line of them, and the name of the file without step and ending.
 * @typedef {{title: string, head: string[], foot: string[], width: number, height: number, scale: number,
 *   margin: number, sizes: [number, number, number], line: number, file: string}} Data
 */

const WHAT = "The picture above as it stands, with the settings, the seed and the link printed in";
const NOT_DRAWN = "The picture is not drawn yet. Try again.";
const SVG = "http://www.w3.org/2000/svg";
/** An image shows the first moment of what moves. */
const STILL = "* { animation: none !important; transition: none !important; }";
/** What is no part of the picture: controls, and words that stand around it on the slide. */
const LEFT_OUT = "link, .theme-probe, .transport, .unseen, .headline, .number-tables, footer, [hidden]";

/**
 * Show the button inside `parentElement`.
 * @param {{data: Data, parentElement: Element | ShadowRoot}} component
 */
export function mount({ data, parentElement }) {
  const note = element("span", { class: "note", role: "status" });
  const button = element("button", { type: "button", title: WHAT, click: save }, "Picture for a slide (PNG)");
  const row = element("div", { class: "take-home alone" }, button, note);
  putStyled(parentElement, row, new URL("take_home.css", import.meta.url));

  async function save() {
    const root = pictureOnScreen();
    const drawn = root?.dataset.step !== undefined;
    note.textContent = drawn ? "" : NOT_DRAWN;
    if (!root || !drawn) return;
    note.textContent = await downloadMade(() => pictureOf(root, data), `${data.file}-step-${root.dataset.step}.png`);
  }
}

export default mount;

/**
 * The slide with `root` on it.
 * @param {HTMLElement} root
 * @param {Data} data
 * @returns {Promise<Blob>}
 */
async function pictureOf(root, data) {
  const { width, height, scale } = data;
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(slide(root, data)))}`;
  await image.decode();
  const canvas = element("canvas", { width: width * scale, height: height * scale });
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error(NOT_DRAWN))));
  });
}

/**
 * @param {HTMLElement} root
 * @param {Data} data
 */
function slide(root, { title, head, foot, width, height, scale, margin, sizes, line }) {
  const colours = getComputedStyle(root);
  const background = getComputedStyle(/** @type {Element} */ (root.querySelector(".theme-probe"))).backgroundColor;
  const svg = node("svg", { width: width * scale, height: height * scale, viewBox: `0 0 ${width} ${height}` });
  svg.append(node("rect", { width, height, fill: background }));
  let y = margin;
  const [large, middle, small] = sizes;
  /**
   * @param {string} words
   * @param {number} size
   * @param {string} weight
   */
  function write(words, size, weight) {
    y += line * size;
    const look = `font: ${weight} ${size}px system-ui, sans-serif; fill: ${colours.color}`;
    const written = node("text", { x: margin, y: y - 0.3 * size, style: look });
    written.append(words);
    svg.append(written);
  }
  write(`${title}, step ${whole(Number(root.dataset.step))}`, large, "700");
  for (const words of head) write(words, middle, "400");
  const top = y + margin / 2;
  y = height - margin / 2 - line * small * foot.length;
  const room = { width: width - 2 * margin, height: y - margin / 2 - top };
  const { copy, size } = copied(root);
  const grown = Math.min(room.width / size.width, room.height / size.height);
  const left = margin + (room.width - grown * size.width) / 2;
  const frame = node("foreignObject", { ...size, transform: `translate(${left} ${top}) scale(${grown})` });
  frame.append(copy);
  svg.append(frame);
  for (const words of foot) write(words, small, "400");
  return svg;
}

/**
 * What stands in `root` for the slide, and its size.
 * @param {HTMLElement} root
 */
function copied(root) {
  const copy = /** @type {HTMLElement} */ (root.cloneNode(true));
  const drawn = root.querySelectorAll("canvas");
  copy.querySelectorAll("canvas").forEach((canvas, k) => {
    canvas.style.background = `url(${drawn[k].toDataURL()}) 0 0 / 100% 100% no-repeat`;
  });
  for (const part of copy.querySelectorAll(LEFT_OUT)) part.remove();
  const parts = [...root.children]
    .filter((part) => !part.matches(LEFT_OUT))
    .map((part) => part.getBoundingClientRect());
  const inked = parts.filter((box) => box.height > 0);
  const width = root.clientWidth;
  const height = Math.max(...inked.map((box) => box.bottom)) - Math.min(...inked.map((box) => box.top));
  const look = element("style", {}, ...[...root.querySelectorAll("link")].map(({ sheet }) => rules(sheet)), STILL);
  Object.assign(copy.style, { font: getComputedStyle(root).font, margin: "0", width: `${width}px` });
  copy.style.setProperty("--st-font", "system-ui, sans-serif");
  copy.prepend(look);
  return { copy, size: { width, height } };
}

/**
 * The rules of `sheet` and of those that it takes in.
 * @param {CSSStyleSheet | null} sheet
 * @returns {string}
 */
function rules(sheet) {
  return [...(sheet?.cssRules ?? [])]
    .map((rule) => (rule instanceof CSSImportRule ? rules(rule.styleSheet) : rule.cssText))
    .join("\n");
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 */
function node(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
