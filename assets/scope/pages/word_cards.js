// Two sentences as cards: each word is a card that can be moved, taken away or added, by pointer, by finger and by key.

import { element, say } from "../draw/element.js";
import { mounting } from "../mount.js";
import { themed } from "./themed.js";

/** @typedef {{name: string, words: string[]}} Group words of one kind, to add */
/** @typedef {{sentences: string[][], groups: Group[]}} Data */

export const mount = mounting(createWordCards);

export default mount;

const HELP = "Drag a card, or choose it and press ◀, ▶ or ✕. By key: ← and → move a card, Delete takes it away.";

/** @param {Node} parent */
function createWordCards(parent) {
  const root = element("section", { class: "word-cards", "aria-label": "Sentences as cards" });
  root.dataset.testid = "word-cards";
  const spoken = element("p", { class: "spoken", role: "status" });
  const rows = [0, 1].map((number) => createRow(number));
  const bank = element("details", { class: "bank" });
  root.append(...rows.map(({ node }) => node), element("p", { class: "help" }, HELP), bank, spoken);
  const remove = themed(parent, root, "word_cards.css", () => {});
  /** @type {string[][]} */
  let sentences = [[], []];
  let into = 0;
  let groups = "";
  /** @type {import("../mount.js").SetTriggerValue} */
  let tell = () => {};

  /**
   * Sentence number `number` becomes `words`; the card at `focus` keeps the focus, and the one at `chosen` is chosen.
   * @param {number} number
   * @param {string[]} words
   * @param {number | null} focus
   * @param {number | null} chosen
   */
  function change(number, words, focus = null, chosen = null) {
    sentences = sentences.map((sentence, k) => (k === number ? words : sentence));
    rows[number].show(words, chosen);
    if (focus !== null) rows[number].focus(focus);
    say(spoken, `Sentence ${number + 1}: ${words.join(" ") || "no word"}`);
    tell(
      "sentences",
      sentences.map((sentence) => sentence.join(" ")),
    );
  }

  /** @param {number} number */
  function createRow(number) {
    const list = element("ol");
    const shuffle = element("button", { type: "button", click: () => change(number, shuffled(sentences[number])) });
    shuffle.append("Shuffle");
    shuffle.disabled = true;
    shuffle.setAttribute("aria-label", `Shuffle sentence ${number + 1}`);
    const name = element("span", { class: `name s${number + 1}` }, `Sentence ${number + 1}`);
    const node = element("div", { class: "row", role: "group", "aria-label": `Sentence ${number + 1}` });
    const tools = [
      { sign: "◀", does: "Move left", act: () => shift(-1) },
      { sign: "▶", does: "Move right", act: () => shift(1) },
      { sign: "✕", does: "Take away", act: takeAway },
    ].map(({ sign, does, act }) => ({ does, button: element("button", { type: "button", click: act }, sign) }));
    node.append(name, list, shuffle, ...tools.map(({ button }) => button));
    node.dataset.sentence = String(number + 1);
    node.addEventListener("pointerdown", () => choose(number));
    node.addEventListener("focusin", () => choose(number));

    /** @type {number | null} */
    let dragged = null;
    /** @type {number | null} the place of the card that the three buttons are about */
    let chosen = null;

    /** @param {number | null} place */
    function pick(place) {
      chosen = place;
      [...list.children].forEach(({ firstElementChild }, k) => {
        firstElementChild?.setAttribute("aria-pressed", String(k === chosen));
      });
      const word = chosen === null ? "the chosen word" : `“${sentences[number][chosen]}”`;
      for (const { does, button } of tools) {
        button.disabled = chosen === null;
        button.setAttribute("aria-label", `${does}: ${word} of sentence ${number + 1}`);
      }
    }

    /** @param {number} by */
    function shift(by) {
      if (chosen === null) return;
      const words = sentences[number];
      const to = Math.min(Math.max(chosen + by, 0), words.length - 1);
      if (to !== chosen) change(number, moved(words, chosen, to), null, to);
    }

    function takeAway() {
      if (chosen !== null) takeOut(chosen);
    }

    /** @param {number} place */
    function takeOut(place) {
      const words = sentences[number];
      change(number, words.toSpliced(place, 1), Math.min(place, words.length - 2));
    }

    /**
     * @param {string} word
     * @param {number} place
     */
    function card(word, place) {
      const made = element("button", { type: "button", draggable: "true", class: "card" }, word);
      made.setAttribute("aria-label", `${word}, word ${place + 1}`);
      made.addEventListener("click", () => pick(chosen === place ? null : place));
      made.addEventListener("dragstart", (event) => {
        dragged = place;
        // Firefox drags nothing without data.
        event.dataTransfer?.setData("text/plain", word);
      });
      made.addEventListener("dragover", (event) => {
        if (dragged !== null) event.preventDefault();
      });
      made.addEventListener("drop", (event) => {
        event.preventDefault();
        if (dragged !== null && dragged !== place) change(number, moved(sentences[number], dragged, place), place);
        dragged = null;
      });
      made.addEventListener("keydown", (event) => {
        const words = sentences[number];
        const to = place + ({ ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0);
        if (to !== place && words[to] !== undefined) change(number, moved(words, place, to), to);
        else if (event.key === "Delete" || event.key === "Backspace") takeOut(place);
        else if (to === place) return;
        // The crosshair's keys are the same.
        event.preventDefault();
        event.stopPropagation();
      });
      return element("li", {}, made);
    }

    pick(null);
    return {
      node,
      /**
       * @param {string[]} words those of `sentences[number]`
       * @param {number | null} chosenPlace
       */
      show(words, chosenPlace = null) {
        list.replaceChildren(...words.map(card));
        shuffle.disabled = new Set(words).size < 2;
        pick(chosenPlace);
      },
      /** @param {number} place */
      focus: (place) => /** @type {HTMLElement | null} */ (list.children[place]?.firstElementChild)?.focus(),
    };
  }

  /** @param {number} number words are added to this sentence */
  function choose(number) {
    into = number;
    rows.forEach(({ node }, k) => {
      node.classList.toggle("chosen", k === number);
    });
  }

  /** @param {Group[]} given */
  function fillBank(given) {
    if (JSON.stringify(given) === groups) return;
    groups = JSON.stringify(given);
    bank.replaceChildren(element("summary", {}, "Add a word to the sentence chosen last"));
    for (const { name, words } of given) {
      const buttons = words.map((word) =>
        element("button", { type: "button", click: () => change(into, [...sentences[into], word]) }, word),
      );
      bank.append(element("div", { class: "group", role: "group", "aria-label": name }, `${name} `, ...buttons));
    }
  }

  choose(0);
  return {
    /**
     * @param {any} given
     * @param {import("../mount.js").SetTriggerValue} setTriggerValue
     */
    update(given, setTriggerValue) {
      const data = /** @type {Data} */ (given);
      tell = setTriggerValue;
      fillBank(data.groups);
      data.sentences.forEach((words, k) => {
        // What was just moved here keeps its cards, and with them the focus.
        if (words.join(" ") === sentences[k].join(" ")) return;
        sentences[k] = words;
        rows[k].show(words);
      });
    },
    close: remove,
  };
}

/**
 * `words` with the one at `from` moved to `to`.
 * @param {string[]} words
 * @param {number} from
 * @param {number} to
 */
function moved(words, from, to) {
  const rest = words.toSpliced(from, 1);
  return rest.toSpliced(to, 0, words[from]);
}

/**
 * `words`, two of which differ, in another order (Fisher & Yates).
 * @param {string[]} words
 */
function shuffled(words) {
  const order = [...words];
  do {
    for (let last = order.length - 1; last > 0; last--) {
      const other = Math.floor(Math.random() * (last + 1));
      [order[last], order[other]] = [order[other], order[last]];
    }
  } while (order.join(" ") === words.join(" "));
  return order;
}
