// Texts that were asked for, character by character: coloured, with what else could have come at each place.

import { element, say } from "../draw/element.js";
import { translucent } from "../draw/theme.js";
import { mounting } from "../mount.js";
import { percent } from "../words/numbers.js";
import { themed } from "./themed.js";

/**
 * One text. `shades` colour its characters: `ink` from 0 to 1, `signed` from −1 to 1. `drawn` are the probabilities of
 * its characters, `likeliest` at each place pairs of a character and its probability, and `others` how many more
 * characters there are. `invented` and `copied` are pairs of places where such a passage begins and ends. `facts` are
 * sentences about it.
 * @typedef {{id: string, title: string, cell: string, shade: number, prompt: string, text: string, shades: number[],
 *   drawn: number[], likeliest: [string, number][][], others: number, invented: [number, number][],
 *   copied: [number, number][], facts: string[]}} Written
 */
/**
 * `signs` are what is shown in the place of characters that are blank by themselves.
 * @typedef {{texts: Written[], columns: number, code: boolean, colour: "" | "ink" | "signed", legend: string,
 *   signs: Record<string, string>}} Data
 */
/** @typedef {import("../draw/theme.js").Palette} Palette */

export const mount = mounting(createWritten);

export default mount;

/** @param {Node} parent */
function createWritten(parent) {
  const root = element("section", { class: "texts", "aria-label": "What the networks write" });
  const legend = element("p", { class: "legend" });
  /** @type {ReturnType<typeof createText>[]} */
  let texts = [];
  /** @type {Palette | null} */
  let palette = null;
  let before = "";
  const remove = themed(parent, root, "text.css", (found) => {
    palette = found;
    for (const text of texts) text.paint(found);
  });
  root.dataset.testid = "written";

  /**
   * The same place in all texts: drawn by the same random number.
   * @param {number} place
   */
  const point = (place) => {
    for (const text of texts) text.point(place);
  };

  return {
    /** @param {any} given */
    update(given) {
      const data = /** @type {Data} */ (given);
      const key = JSON.stringify([data.texts, data.columns, data.code, data.colour, data.legend]);
      if (key === before) return;
      before = key;
      root.classList.toggle("code", data.code);
      root.classList.toggle("single", data.columns === 1);
      root.style.setProperty("--columns", String(data.columns));
      for (const text of texts) text.node.remove();
      texts = data.texts.map((text) => createText(text, data, point));
      const bar = element("b", { class: data.colour, "aria-hidden": "true" });
      legend.replaceChildren(...(data.colour ? [bar] : []), data.legend);
      root.append(...texts.map((text) => text.node), legend);
      if (palette) for (const text of texts) text.paint(palette);
      point(0);
    },
    close: remove,
  };
}

/**
 * @param {Written} written
 * @param {Data} data
 * @param {(place: number) => void} point
 */
function createText(written, { colour, signs }, point) {
  const characters = [...written.text];
  const spans = characters.map((character, place) => element("span", { "data-place": place }, character));
  mark(spans, written.invented, "invented", "Not a word of the training text");
  mark(spans, written.copied, "copied", "Copied from the training text");
  const given = element("span", { class: "given" }, written.prompt);
  const seen = element("div", { "aria-hidden": "true" }, given, ...spans);
  const named = { "aria-label": `Text of ${written.title}`, dir: "auto" };
  const text = element("pre", { class: "text", tabindex: "0", ...named }, seen);
  text.append(element("span", { class: "unseen" }, written.prompt + written.text));
  const chances = element("div", { class: "chances", role: "status", "aria-live": "off" });
  const facts = element("p", { class: "facts" }, written.facts.join(" "));
  const node = element("article", { class: "writer", "data-text": written.id }, header(written), text, facts, chances);
  let here = 0;

  text.addEventListener("pointermove", reach);
  text.addEventListener("pointerdown", reach);
  // All texts follow; the one that has the focus is spoken.
  text.addEventListener("focus", () => chances.setAttribute("aria-live", "polite"));
  text.addEventListener("blur", () => chances.setAttribute("aria-live", "off"));
  text.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    // The page's own arrows walk through timesteps.
    event.stopPropagation();
    point(Math.min(Math.max(here + by, 0), spans.length - 1));
  });

  /** @param {PointerEvent} event */
  function reach(event) {
    const place = /** @type {HTMLElement} */ (event.target).dataset?.place;
    if (place !== undefined && Number(place) !== here) point(Number(place));
  }

  return {
    node,
    /** @param {Palette} palette */
    paint(palette) {
      node.style.setProperty("--lane", palette[written.cell][written.shade]);
      spans.forEach((span, place) => {
        span.style.background = colour ? background(palette, colour, written.shades[place]) : "";
      });
    },
    /** @param {number} place */
    point(place) {
      spans[here]?.classList.remove("here");
      here = Math.min(place, spans.length - 1);
      spans[here]?.classList.add("here");
      node.dataset.here = String(here);
      showChances(chances, written, characters[here], here, (symbol) => signs[symbol] ?? symbol);
    },
  };
}

/** @param {Written} written */
function header(written) {
  return element("header", {}, element("h3", {}, written.title));
}

/**
 * @param {HTMLElement[]} spans
 * @param {[number, number][]} passages
 * @param {string} name
 * @param {string} title
 */
function mark(spans, passages, name, title) {
  for (const [begin, end] of passages) {
    for (const span of spans.slice(begin, end)) {
      span.classList.add(name);
      span.title = span.title ? `${span.title}. ${title}` : title;
    }
  }
}

/**
 * @param {Palette} palette
 * @param {"ink" | "signed"} colour
 * @param {number} value
 */
function background(palette, colour, value) {
  const strength = Math.min(Math.abs(value), 1);
  // Letters stay readable on the strongest colour.
  if (colour === "ink") return translucent(palette.muted, 0.6 * strength);
  return translucent(value < 0 ? palette.negative : palette.positive, 0.55 * strength);
}

/**
 * @param {HTMLElement} node
 * @param {Written} written
 * @param {string | undefined} character
 * @param {number} place
 * @param {(symbol: string) => string} seen
 */
function showChances(node, written, character, place, seen) {
  const title = element("p");
  say(title, character === undefined ? "" : said(seen(character), place, written.drawn[place]));
  const rows = (written.likeliest[place] ?? []).flatMap(([symbol, chance]) => {
    const name = element("bdi", { class: symbol === character ? "symbol drawn" : "symbol" }, seen(symbol));
    const bar = element("i", { style: `width: ${(100 * chance).toFixed(2)}%` });
    return [name, bar, element("span", { class: "share" }, percent(chance))];
  });
  const rest = element("p");
  say(rest, rows.length ? describeRest(written, place) : "");
  node.replaceChildren(title, ...rows, rest);
}

/**
 * What is left for the characters that are not listed.
 * @param {Written} written
 * @param {number} place
 */
function describeRest({ likeliest, others }, place) {
  const listed = likeliest[place].reduce((sum, [, chance]) => sum + chance, 0);
  const share = percent(Math.max(1 - listed, 0));
  if (others === 0) return "";
  return others === 1 ? `The other character has ${share}.` : `The other ${others} characters have ${share} together.`;
}

/**
 * @param {string} character
 * @param {number} place
 * @param {number} chance
 */
const said = (character, place, chance) =>
  `Character ${place + 1}: ${character} was written; the network gave it ${percent(chance)}. It found likeliest:`;
