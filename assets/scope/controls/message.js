// The one line of words beside the controls: what is the matter, the most urgent first.

import { element, quoting } from "../draw/element.js";

const REFUSAL_SHOWN = 6000;

/** @typedef {"missing" | "connection" | "refusal" | "unsaved" | "state" | "notice"} Kind */

/**
 * The line. `say(kind, sentence)` says something of one of the kinds: a `missing` part of the page, the `connection`
 * and a `refusal` hide all others, in this order; the others stand together. A refusal goes by itself after some
 * seconds. `watch(name)` says that the run of that name is somebody else's, whenever there is nothing else to say; null
 * takes it back. `fit()` hears that there may be another room.
 */
export function createMessage() {
  const node = element("p", { class: "message", role: "status" });
  const quote = quoting(node);
  /** @type {Record<Kind, string>} */
  const words = {
    missing: "",
    connection: "",
    refusal: "",
    unsaved: "",
    state: "The first picture is on its way.",
    notice: "",
  };
  /** @type {string | null} */
  let watched = null;
  let timer = 0;
  let fitted = "";

  /** What its place depends on; its own width tells too whether the style sheet has come. */
  const circumstances = (/** @type {Element} */ bar) => `${bar.clientWidth} ${node.clientWidth} ${node.textContent}`;

  /** A message that would be cut beside the controls gets a line of its own. */
  function fit() {
    const bar = node.closest(".bar");
    if (bar === null || circumstances(bar) === fitted) return;
    bar.classList.remove("long");
    bar.classList.toggle("long", node.scrollHeight > node.clientHeight || node.scrollWidth > node.clientWidth);
    fitted = circumstances(bar);
  }

  function show() {
    const urgent = words.missing || words.connection || words.refusal;
    const shown = urgent || [words.unsaved, words.state, words.notice].filter(Boolean).join(" ");
    node.classList.toggle("urgent", Boolean(urgent || words.unsaved));
    if (shown || watched === null) return put(shown);
    if (watched) put("You are watching “", watched, "”. Only the lecturer can press Play.");
    else put("You are watching. Only the lecturer can press Play.");
  }

  /**
   * @param {string} before
   * @param {string} [name]
   * @param {string} [after]
   */
  function put(before, name = "", after = "") {
    quote(before, name, after);
    // What a name turns round (a right-to-left override) ends with it; in an attribute only letters can say so.
    fit();
    node.title = name ? `${before}\u2068${name}\u2069${after}` : before;
  }

  /**
   * @param {Kind} kind
   * @param {string} sentence
   */
  function tell(kind, sentence) {
    words[kind] = sentence;
    show();
  }

  show();
  return {
    node,
    fit,
    say: tell,
    /** @param {string} sentence */
    refuse(sentence) {
      tell("refusal", sentence);
      clearTimeout(timer);
      timer = setTimeout(() => tell("refusal", ""), REFUSAL_SHOWN);
    },
    /** @param {string | null} name */
    watch(name) {
      watched = name;
      show();
    },
  };
}
