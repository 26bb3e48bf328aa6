// What each lane would say after each word of one sentence or two: a table a lane, which follows the run.

import { element, say } from "../draw/element.js";
import { mounting } from "../mount.js";
import { themed } from "./themed.js";

/**
 * A sentence's words, and the share, from 0 to 1, that the lane gives to the second of the two answers after each.
 * @typedef {{words: string[], shares: number[]}} Said
 */
/**
 * `apart` is how far the states of two sentences are apart at each timestep, in words and as a share of the longest.
 * @typedef {{id: string, name: string, cell: string, shade: number, said: Said[],
 *   apart: {words: string, share: number}[]}} Lane
 */
/** @typedef {{lanes: Lane[], answers: string[]}} Data */
/** @typedef {import("../draw/theme.js").Palette} Palette */

export const mount = mounting(createWordByWord);

export default mount;

const MARKS = ["●", "◆"];

/** @param {Node} parent */
function createWordByWord(parent) {
  const root = element("section", { class: "by-word", "aria-label": "What the networks would say after each word" });
  root.dataset.testid = "word-by-word";
  /** @type {Map<string, ReturnType<typeof createLane>>} */
  const lanes = new Map();
  /** @type {Palette | null} */
  let palette = null;
  const remove = themed(parent, root, "word_by_word.css", (found) => {
    palette = found;
    for (const lane of lanes.values()) lane.paint(found);
  });

  return {
    /** @param {any} given */
    update(given) {
      const data = /** @type {Data} */ (given);
      const shown = new Set(data.lanes.map(({ id }) => id));
      for (const [id, lane] of lanes) {
        if (shown.has(id)) continue;
        lane.node.remove();
        lanes.delete(id);
      }
      for (const each of data.lanes) {
        const lane = lanes.get(each.id) ?? createLane();
        if (!lanes.has(each.id)) {
          lanes.set(each.id, lane);
          root.append(lane.node);
        }
        lane.show(each, data.answers);
        if (palette) lane.paint(palette);
      }
    },
    close: remove,
  };
}

function createLane() {
  const name = element("span", { class: "name" });
  const head = element("p", { class: "head" }, name);
  const body = element("tbody");
  const table = element("table", {}, body);
  const scrolled = element("div", { class: "scrolled", tabindex: "0", role: "region" }, table);
  const node = element("div", { class: "lane" }, head, scrolled);
  let words = "";
  let cell = "";
  let shade = 0;
  /** @type {{bar: HTMLElement, share: HTMLElement}[][]} */
  let cells = [];
  /** @type {HTMLElement[]} */
  let between = [];
  /** @type {HTMLElement[]} */
  let verdicts = [];

  /** @param {Lane} lane */
  function build(lane) {
    cells = [];
    verdicts = [];
    const longest = Math.max(...lane.said.map((said) => said.words.length));
    const rows = lane.said.map((said, k) => {
      const made = said.words.map((word) => {
        const bar = element("i");
        const share = element("b");
        const td = element("td", {}, element("span", { class: "word" }, word), element("span", { class: "bar" }, bar));
        td.append(share);
        return { td, bar, share };
      });
      cells.push(made);
      const verdict = element("span", { class: "verdict" });
      verdicts.push(verdict);
      const row = element("th", { scope: "row", class: `s${k + 1}` }, lane.said.length > 1 ? MARKS[k] : "");
      row.setAttribute("aria-label", lane.said.length > 1 ? `Sentence ${k + 1}` : "Sentence");
      const gap = Array.from({ length: longest - said.words.length }, () => element("td"));
      return element("tr", {}, row, ...made.map(({ td }) => td), ...gap);
    });
    head.replaceChildren(name, ...verdicts);
    // Two sentences stand word under word; one alone may go on in another line.
    table.classList.toggle("alone", lane.said.length === 1);
    between = lane.apart.map(() => element("td"));
    if (between.length) {
      rows.splice(1, 0, element("tr", { class: "apart" }, element("th", { scope: "row" }, "apart"), ...between));
    }
    body.replaceChildren(...rows);
  }

  return {
    node,
    /**
     * @param {Lane} lane
     * @param {string[]} answers
     */
    show(lane, answers) {
      cell = lane.cell;
      shade = lane.shade;
      node.dataset.lane = lane.id;
      scrolled.setAttribute("aria-label", `${lane.name}, word by word`);
      say(name, lane.name);
      const now = JSON.stringify(lane.said.map((said) => said.words));
      if (now !== words) build(lane);
      words = now;
      lane.said.forEach(({ shares }, k) => {
        shares.forEach((share, t) => {
          const { bar, share: told } = cells[k][t];
          bar.style.width = `${100 * share}%`;
          say(told, `${Math.round(100 * share)} %`);
        });
        const last = shares[shares.length - 1];
        const mark = lane.said.length > 1 ? `${MARKS[k]} ` : "";
        say(verdicts[k], `${mark}→ ${answers[Number(last > 0.5)]}, ${Math.round(100 * Math.max(last, 1 - last))} %`);
      });
      lane.apart.forEach(({ words: told, share }, t) => {
        between[t].style.setProperty("--apart", `${100 * share}%`);
        say(between[t], told);
      });
    },
    /** @param {Palette} palette */
    paint: (palette) =>
      node.style.setProperty("--lane", /** @type {Record<string, any>} */ (palette)[cell]?.[shade] ?? "currentColor"),
  };
}
