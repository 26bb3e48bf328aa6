// The list of layers: one of them is drawn.

import { element } from "../draw/element.js";
import { release } from "./transport.js";

/**
 * The list, hidden where there is nothing to choose. `changed()` hears that another layer was chosen.
 * @param {() => void} changed
 */
export function createLayerChoice(changed) {
  const node = element("select", { class: "layer", "aria-label": "Layer", hidden: "", change: choose });
  /** @type {number | null} the layer that the user chose; null for the top one */
  let wanted = null;

  function choose() {
    wanted = Number(node.value);
    release(node);
    changed();
  }

  const top = () => Math.max(node.options.length - 1, 0);
  const chosen = () => Math.min(wanted ?? top(), top());

  return {
    node,
    chosen,
    forget() {
      wanted = null;
    },
    /** @param {number} numLayers */
    show(numLayers) {
      node.hidden = numLayers < 2;
      if (node.options.length !== numLayers) {
        const name = (/** @type {number} */ k) => `layer ${k + 1}${k === numLayers - 1 ? " (top)" : ""}`;
        const options = Array.from({ length: numLayers }, (_, k) => element("option", { value: k }, name(k)));
        node.replaceChildren(...options);
      }
      node.value = String(chosen());
    },
  };
}
