// The cards: each shows one product, follows the training, and stays until it is closed.

import { element, say } from "../../draw/element.js";
import { colourOf } from "../../panels/view.js";
import { formula, sayFormula } from "./formula.js";

/** @typedef {import("../../run/frame.js").Frame} Frame */
/** @typedef {import("./products.js").Content} Content */
/**
 * What a card is about: a thing of the given kind with number `k`, at timestep `t` of the lane with the id `lane`.
 * @typedef {{kind: string, lane: string, t: number, k: number}} Subject
 */

/** @param {Subject} subject */
export const keyOf = ({ kind, lane, t, k }) => [kind, lane, t, k].join(":");

/**
 * The place of the cards. `toggle(subject, frame, palette)` opens the one about `subject` or closes it; `changed()`
 * hears that a card was opened or closed, and `contentOf(frame, subject)` says what stands in it.
 * @param {() => void} changed
 * @param {(frame: Frame, subject: any) => Content | null} contentOf
 */
export function createCards(changed, contentOf) {
  const closeAll = element("button", { type: "button", class: "close-all", click: clear }, "Close all");
  const node = element("section", { class: "spell-cards", "aria-label": "Products", hidden: "" });
  /** @type {Map<string, {subject: Subject, card: ReturnType<typeof createCard>, opener: HTMLElement}>} */
  const open = new Map();

  function placed() {
    node.hidden = open.size === 0;
    closeAll.hidden = open.size < 2;
    node.replaceChildren(...[...open.values()].map(({ card }) => card.node), closeAll);
    changed();
  }

  /** @param {string} key */
  function close(key) {
    const one = open.get(key);
    if (!one) return;
    // Whoever closes a card from inside it goes on where it was opened.
    const inside = one.card.node.contains(focused(one.card.node));
    open.delete(key);
    placed();
    if (inside) one.opener.focus();
  }

  function clear() {
    open.clear();
    placed();
  }

  return {
    node,
    /** @param {Subject} subject */
    isOpen: (subject) => open.has(keyOf(subject)),
    /**
     * @param {Subject} subject
     * @param {Frame} frame
     * @param {import("../../draw/theme.js").Palette} palette
     * @param {HTMLElement} opener
     */
    toggle(subject, frame, palette, opener) {
      const key = keyOf(subject);
      if (open.has(key)) return close(key);
      const content = contentOf(frame, subject);
      const lane = frame.lanes.find(({ id }) => id === subject.lane);
      if (!content || !lane) return;
      const card = createCard(key, () => close(key));
      card.show(content, colourOf(lane, palette));
      open.set(key, { subject, card, opener });
      placed();
      card.node.scrollIntoView({ block: "nearest" });
    },
    /** Close the card that was opened last; whether there was one. */
    closeLast() {
      const last = [...open.keys()].at(-1);
      if (last === undefined) return false;
      close(last);
      return true;
    },
    /**
     * The cards of another frame; those that it has nothing to say about go.
     * @param {Frame} frame
     * @param {import("../../draw/theme.js").Palette} palette
     */
    show(frame, palette) {
      let gone = false;
      for (const [key, { subject, card }] of open) {
        const content = contentOf(frame, subject);
        const lane = frame.lanes.find(({ id }) => id === subject.lane);
        if (content && lane) card.show(content, colourOf(lane, palette));
        else gone = open.delete(key) || gone;
      }
      if (gone) placed();
    },
  };
}

/**
 * What has the focus in the tree that holds `node`.
 * @param {Node} node
 */
const focused = (node) => /** @type {ShadowRoot | Document} */ (node.getRootNode()).activeElement;

/**
 * One card, which Escape closes while the focus is in it.
 * @param {string} key
 * @param {() => void} close
 */
function createCard(key, close) {
  const title = element("h4");
  const body = element("div", { class: "body" });
  const note = element("p", { class: "note" });
  const button = element("button", { type: "button", "aria-label": "Close", title: "Close (Esc)", click: close }, "×");
  const node = element(
    "article",
    { class: "spell-card", "data-card": key, keydown: leave },
    element("header", {}, title, button),
    body,
    note,
  );
  /** @type {Node[]} the places of what changes from frame to frame */
  let places = [];
  let shape = "";

  /** @param {KeyboardEvent} event */
  function leave(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    event.preventDefault();
    close();
  }

  /** @param {Content} content */
  function build({ lines, table }) {
    places = [];
    const place = (/** @type {HTMLElement} */ made) => {
      places.push(made);
      return made;
    };
    const steps = lines.map(({ name }) =>
      element(
        "p",
        { class: "line" },
        element("span", { class: "formula" }, ...formula(name)),
        element("span", { class: "numbers" }, "= ", place(element("span"))),
      ),
    );
    body.replaceChildren(...steps);
    if (!table) return;
    const head = ["", "", ...table.columns].map((column) => element("th", { scope: "col" }, column));
    const rows = table.rows.map(({ name, cells, lit }) =>
      element(
        "tr",
        lit ? { class: "lit" } : {},
        element("th", { scope: "row" }, ...formula(name)),
        place(element("td", { class: "value" })),
        ...cells.map(() => place(element("td"))),
      ),
    );
    const result = element(
      "tr",
      { class: "result" },
      element("th", { scope: "row", colspan: 2 }, "= sum"),
      ...table.result.map(() => place(element("td"))),
    );
    body.append(element("div", { class: "matrix" }, element("table", {}, element("tr", {}, ...head), ...rows, result)));
  }

  return {
    node,
    /**
     * @param {Content} content
     * @param {string} colour
     */
    show(content, colour) {
      sayFormula(title, content.title);
      sayFormula(note, content.note);
      node.setAttribute("aria-label", content.title.replaceAll("_", " "));
      node.style.setProperty("--lane", colour);
      const { lines, table } = content;
      const now = JSON.stringify([
        lines.map(({ name }) => name),
        table?.columns,
        table?.rows.map((row) => [row.name, row.lit]),
      ]);
      if (now !== shape) build(content);
      shape = now;
      const texts = lines.map(({ words }) => words);
      for (const { value, cells } of table?.rows ?? []) texts.push(value, ...cells);
      texts.push(...(table?.result ?? []));
      places.forEach((place, k) => {
        say(place, texts[k]);
      });
    },
  };
}
