// What each lane wrote while it trained: the newest text large, the earlier ones below, to be scrolled.

import { element, say } from "../draw/element.js";
import { mounting } from "../mount.js";
import { whole } from "../words/numbers.js";
import { themed } from "./themed.js";

/** @typedef {{step: number, text: string}} Sample */
/**
 * One lane: `nats` and `bits` of its newest test, in words, that test's step where it is another than the one on screen
 * (else null), and what it wrote, the newest first.
 * @typedef {{id: string, name: string, cell: string, shade: number, nats: string, bits: string, standing: string,
 *   tested: number | null, samples: Sample[]}} Lane
 */
/** @typedef {{lanes: Lane[], code: boolean, none: string}} Data */

export const mount = mounting(createSoFar);

export default mount;

/** @param {Node} parent */
function createSoFar(parent) {
  const root = element("section", { class: "texts", "aria-label": "What the networks wrote so far" });
  /** @type {Map<string, ReturnType<typeof createCard>>} */
  const cards = new Map();
  /** @type {import("../draw/theme.js").Palette | null} */
  let palette = null;
  const remove = themed(parent, root, "text.css", (found) => {
    palette = found;
    for (const card of cards.values()) card.paint(found);
  });
  root.dataset.testid = "so-far";

  return {
    /** @param {any} given */
    update(given) {
      const data = /** @type {Data} */ (given);
      root.classList.toggle("code", data.code);
      root.style.setProperty("--columns", String(data.lanes.length));
      const shown = new Set(data.lanes.map((lane) => lane.id));
      for (const [id, card] of cards) {
        if (shown.has(id)) continue;
        card.node.remove();
        cards.delete(id);
      }
      for (const lane of data.lanes) {
        const card = cards.get(lane.id) ?? createCard();
        if (!cards.has(lane.id)) {
          cards.set(lane.id, card);
          root.append(card.node);
        }
        card.show(lane, data.none);
        if (palette) card.paint(palette);
      }
    },
    close: remove,
  };
}

function createCard() {
  const name = element("h3");
  const nats = element("b");
  const bits = element("b");
  const test = element("span");
  const measure = element("p", { class: "measure" }, test, nats, " nats = ", bits, " bits a character");
  const standing = element("p", { class: "standing" });
  const when = element("p", { class: "when" });
  const newest = element("pre", { class: "newest", tabindex: "0", dir: "auto" });
  const list = element("ol", { "data-empty": "Earlier texts come here." });
  const earlier = element("div", { class: "earlier", tabindex: "0", role: "region" }, list);
  const head = element("header", {}, name, measure, standing);
  const node = element("article", { class: "writer" }, head, when, newest, earlier);
  /** @type {Map<number, HTMLElement>} */
  const kept = new Map();
  let cell = "";
  let shade = 0;

  return {
    node,
    /**
     * @param {Lane} lane
     * @param {string} none
     */
    show(lane, none) {
      ({ cell, shade } = lane);
      node.dataset.lane = lane.id;
      say(name, lane.name);
      say(test, lane.tested === null ? "test " : `test, step ${whole(lane.tested)}: `);
      say(nats, lane.nats);
      say(bits, lane.bits);
      say(standing, lane.standing);
      earlier.setAttribute("aria-label", `What ${lane.name} wrote before`);
      const [first, ...rest] = lane.samples;
      node.dataset.step = first ? String(first.step) : "";
      say(when, first ? `At step ${whole(first.step)} it wrote:` : none);
      say(newest, first?.text ?? "");
      newest.setAttribute("aria-label", `Newest text of ${lane.name}`);
      showEarlier(rest);
    },
    /** @param {import("../draw/theme.js").Palette} palette */
    paint(palette) {
      node.style.setProperty("--lane", palette[cell][shade]);
    },
  };

  /**
   * Texts stay the elements they are: whoever has scrolled to one goes on reading it.
   * @param {Sample[]} samples
   */
  function showEarlier(samples) {
    const wanted = new Map(samples.map((sample) => [sample.step, sample]));
    for (const [step, item] of kept) {
      const same = item.dataset.text === wanted.get(step)?.text;
      if (same) continue;
      item.remove();
      kept.delete(step);
    }
    samples.forEach((sample, place) => {
      if (kept.has(sample.step)) return;
      const title = element("h4", {}, `At step ${whole(sample.step)} it wrote`);
      const item = element(
        "li",
        { "data-text": sample.text },
        title,
        element("pre", { dir: "auto" }, sample.text.trim()),
      );
      kept.set(sample.step, item);
      list.insertBefore(item, list.children[place] ?? null);
    });
  }
}
