// The one line of words beside the controls: what is the matter, the most urgent first.

import { element, quoting } from "../draw/element.js";

const REFUSAL_SHOWN = 6000;

/**
 * The line: `{node, say(kind, sentence), refuse(sentence), watch(name)}`. The kinds are `connection`, which hides
 * all others, `unsaved`, `state` and `notice`, which stand together. A refusal goes by itself after some seconds. `watch` says
 * that the run of that name is somebody else's, whenever there is nothing else to say; null takes it back.
 */
export function createMessage() {
  const node = element("p", { class: "message", role: "status" });
  const quote = quoting(node);
  const words = { connection: "", refusal: "", unsaved: "", state: "The first picture is on its way.", notice: "" };
  let watched = null;
  let timer = 0;

  function show() {
    const urgent = words.connection || words.refusal;
    const shown = urgent || [words.unsaved, words.state, words.notice].filter(Boolean).join(" ");
    node.classList.toggle("urgent", Boolean(urgent || words.unsaved));
    if (shown || watched === null) return put(shown);
    if (watched) put("You are watching “", watched, "”; its owner commands it.");
    else put("You are watching this run; its owner commands it.");
  }

  function put(before, name = "", after = "") {
    quote(before, name, after);
    // What a name turns round (a right-to-left override) ends with it; in an attribute only letters can say so.
    node.title = name ? `${before}\u2068${name}\u2069${after}` : before;
  }

  function tell(kind, sentence) {
    words[kind] = sentence;
    show();
  }

  show();
  return {
    node,
    say: tell,
    refuse(sentence) {
      tell("refusal", sentence);
      clearTimeout(timer);
      timer = setTimeout(() => tell("refusal", ""), REFUSAL_SHOWN);
    },
    watch(name) {
      watched = name;
      show();
    },
  };
}
