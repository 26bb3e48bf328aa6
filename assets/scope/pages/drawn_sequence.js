// A sequence of numbers that is drawn with the mouse or a finger, one column for each timestep.

import { element, say } from "../draw/element.js";
import { mounting } from "../mount.js";
import { decimal } from "../words/numbers.js";
import { themed } from "./themed.js";

/**
 * The numbers `values` so far, which of them are `marked`, and what may be drawn: from `low` to `high` in multiples of
 * `step`, in at most `timesteps` columns. What is left out before a drawn column is `rest`. `marks` says that numbers
 * can be marked. `example` is a sequence to begin with, `unit` the numbers' own.
 * @typedef {object} Data
 * @property {number[]} values
 * @property {boolean[]} marked
 * @property {number} low
 * @property {number} high
 * @property {number} step
 * @property {number} rest
 * @property {number} timesteps
 * @property {boolean} marks
 * @property {string} example
 * @property {string} unit
 */

export const mount = mounting(createDrawing);

export default mount;

const BETWEEN = 250;
const SVG = "http://www.w3.org/2000/svg";

/** @param {Node} parent */
function createDrawing(parent) {
  const high = element("span", { class: "high" });
  const low = element("span", { class: "low" });
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("preserveAspectRatio", "none");
  picture.setAttribute("aria-hidden", "true");
  const area = element("div", { class: "area" }, high, low);
  const marks = element("div", { class: "marks" });
  area.append(picture);
  const spoken = element("p", { class: "said", role: "status", "aria-live": "off" });
  const example = element(
    "button",
    { type: "button", click: () => tell("typed", data.example) },
    "Begin with the example",
  );
  const clear = element("button", { type: "button", click: () => become([], []) }, "Clear");
  const root = element("section", { class: "drawn-sequence", "aria-label": "Draw a sequence" }, area, marks);
  root.append(element("div", { class: "below" }, spoken, example, clear));
  root.dataset.testid = "drawn-sequence";
  const remove = themed(parent, root, "drawn_sequence.css", () => {});
  /** @type {Data} */
  let data = {
    values: [],
    marked: [],
    low: 0,
    high: 1,
    step: 1,
    rest: 0,
    timesteps: 1,
    marks: false,
    example: "",
    unit: "",
  };
  /** @type {number[]} */
  let values = [];
  /** @type {boolean[]} */
  let marked = [];
  /** The column that the pointer was last at while it draws; null while it does not. */
  let last = /** @type {{column: number, value: number} | null} */ (null);
  let timer = 0;
  /** What Python drew last, and what it was told since and has not drawn yet. */
  let before = "";
  /** @type {string[]} */
  let pending = [];
  /** @type {import("../mount.js").SetTriggerValue} */
  let tell = () => {};

  area.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    area.setPointerCapture(event.pointerId);
    last = place(event, area);
    reach(last);
  });
  area.addEventListener("pointermove", (event) => {
    if (last === null) return;
    const here = place(event, area);
    // A quick pointer skips columns: those between lie on the straight line.
    const steps = Math.abs(here.column - last.column);
    for (let k = 1; k <= steps; k++) {
      const share = k / steps;
      reach({
        column: Math.round(last.column + share * (here.column - last.column)),
        value: snapped(last.value + share * (here.value - last.value)),
      });
    }
    if (steps === 0) reach(here);
    last = here;
  });
  for (const name of ["pointerup", "pointercancel"]) {
    area.addEventListener(name, () => {
      if (last === null) return;
      last = null;
      send();
    });
  }
  marks.addEventListener("click", (event) => {
    const { column } = place(event, marks);
    if (column >= values.length) fill(column);
    marked[column] = !marked[column];
    show();
    send();
  });

  /**
   * The column and the number under the pointer.
   * @param {MouseEvent} event
   * @param {HTMLElement} within
   */
  function place(event, within) {
    const box = within.getBoundingClientRect();
    const x = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 0.999999);
    const y = Math.min(Math.max((event.clientY - box.top) / box.height, 0), 1);
    return { column: Math.floor(x * data.timesteps), value: snapped(data.high - y * (data.high - data.low)) };
  }

  /** @param {number} value */
  const snapped = (value) => data.low + data.step * Math.round((value - data.low) / data.step);

  /** @param {{column: number, value: number}} at */
  function reach({ column, value }) {
    fill(column);
    values[column] = value;
    say(spoken, `timestep ${column + 1}: ${decimal(value)} ${data.unit}`.trim());
    show();
    // While it is drawn the states follow a few times a second.
    if (timer === 0) {
      timer = setTimeout(() => {
        timer = 0;
        if (last !== null) send();
      }, BETWEEN);
    }
  }

  /**
   * The sequence reaches `column` at least.
   * @param {number} column
   */
  function fill(column) {
    while (values.length <= column) {
      values.push(data.rest);
      marked.push(false);
    }
  }

  /**
   * @param {number[]} numbers
   * @param {boolean[]} stars
   */
  function become(numbers, stars) {
    values = numbers;
    marked = stars;
    show();
    send();
  }

  function send() {
    const written = words(values, marked);
    if (written === (pending.at(-1) ?? before)) return;
    pending.push(written);
    tell("typed", written);
  }

  function show() {
    const { timesteps } = data;
    const span = data.high - data.low;
    /** @param {number} value */
    const height = (value) => (100 * (data.high - Math.min(Math.max(value, data.low), data.high))) / span;
    const zero = height(Math.max(data.low, 0));
    picture.setAttribute("viewBox", `0 0 ${timesteps} 100`);
    const bars = values.map((value, t) => {
      const top = height(value);
      const bar = rectangle(t + 0.1, Math.min(top, zero), 0.8, Math.abs(top - zero));
      const cap = rectangle(t + 0.1, Math.min(Math.max(top - 1.5, 0), 97), 0.8, 3);
      cap.setAttribute("class", "cap");
      return [bar, cap];
    });
    const base = rectangle(0, zero, timesteps, 0.6);
    base.setAttribute("class", "base");
    picture.replaceChildren(base, ...bars.flat());
    const stars = marked.flatMap((is, t) =>
      is ? [element("span", { style: `left: ${(100 * (t + 0.5)) / timesteps}%` }, "*")] : [],
    );
    marks.replaceChildren(stars.length ? "" : "Click here to mark a number", ...stars);
    root.dataset.sequence = words(values, marked);
  }

  return {
    /**
     * @param {any} given
     * @param {import("../mount.js").SetTriggerValue} setTriggerValue
     */
    update(given, setTriggerValue) {
      tell = setTriggerValue;
      if (given.values === undefined) return;
      data = /** @type {Data} */ (given);
      marks.hidden = !data.marks;
      say(high, `${decimal(data.high)} ${data.unit}`.trim());
      say(low, `${decimal(data.low)} ${data.unit}`.trim());
      const written = words(data.values, data.marked);
      // What was told here comes back: what stands here by now is newer. What was typed elsewhere is newer than that.
      const known = pending.indexOf(written);
      if (known >= 0) pending = pending.slice(known + 1);
      else if (written !== before && last === null) {
        pending = [];
        values = [...data.values];
        marked = [...data.marked];
      }
      before = written;
      show();
    },
    close() {
      clearTimeout(timer);
      remove();
    },
  };
}

/**
 * The sequence as it would be typed.
 * @param {number[]} values
 * @param {boolean[]} marked
 */
const words = (values, marked) =>
  values.map((value, t) => `${Number(value.toFixed(2))}${marked[t] ? "*" : ""}`).join(" ");

/**
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 */
function rectangle(x, y, width, height) {
  const node = document.createElementNS(SVG, "rect");
  for (const [name, value] of Object.entries({ x, y, width, height })) node.setAttribute(name, String(value));
  return node;
}
