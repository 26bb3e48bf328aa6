// Until another run has its first picture: the last one's stands there pale, and words over it say what is going on.

import { element } from "../draw/element.js";

const PREPARING = "The new run is being prepared.";

/**
 * `begin()` hears that another run's picture is still to come, `say(state)` what is known of it meanwhile, and
 * `end()` that the picture is there.
 * @param {HTMLElement} root
 */
export function createPreparing(root) {
  const node = element("p", { class: "preparing-words", hidden: "" });

  /** @param {boolean} on */
  function show(on) {
    node.hidden = !on;
    root.classList.toggle("preparing", on);
  }

  return {
    node,
    begin() {
      show(true);
      node.textContent = PREPARING;
    },
    /**
     * A run that is not compiling and has no picture will get none: its message alone says why.
     * @param {import("../run/live_run.js").State} state
     */
    say({ status, message }) {
      const still = status === "compiling" || !message;
      node.textContent = [still && PREPARING, message].filter(Boolean).join(" ");
    },
    end: () => show(false),
  };
}
