// Which lane is drawn: a button for each, with what it has learned so far.

import { element, say } from "../../draw/element.js";
import { textColourOf } from "../../panels/view.js";
import { number } from "../../words/numbers.js";
import { answered, lossOf } from "./spelling.js";

/** @typedef {import("../../run/frame.js").Frame} Frame */

/**
 * The buttons. `changed(id)` hears that another lane was chosen.
 * @param {(id: string) => void} changed
 */
export function createLaneChoice(changed) {
  const node = element("div", { class: "spell-lanes", role: "group", "aria-label": "Cell" });
  /** @type {{id: string, button: HTMLButtonElement, name: HTMLElement, loss: HTMLElement, right: HTMLElement}[]} */
  let buttons = [];
  let wanted = "";

  /** @param {Frame} frame */
  const chosen = (frame) => frame.lanes.find(({ id }) => id === wanted) ?? frame.lanes[0];

  /** @param {Frame} frame */
  function build(frame) {
    buttons = frame.lanes.map(({ id }) => {
      const [name, loss, right] = [element("strong"), element("span"), element("span")];
      const choose = () => {
        wanted = id;
        changed(id);
      };
      return {
        id,
        name,
        loss,
        right,
        button: element("button", { type: "button", "data-lane": id, click: choose }, name, right, loss),
      };
    });
    node.replaceChildren(...buttons.map(({ button }) => button));
  }

  return {
    node,
    chosen,
    /** @param {string} id that of the lane to be drawn; of none, the first is */
    choose(id) {
      wanted = id;
    },
    /**
     * @param {Frame} frame
     * @param {import("../../draw/theme.js").Palette} palette
     */
    show(frame, palette) {
      if (buttons.map(({ id }) => id).join() !== frame.lanes.map(({ id }) => id).join()) build(frame);
      const steps = frame.inputs.shape[0];
      frame.lanes.forEach((lane, k) => {
        const { button, name, loss, right } = buttons[k];
        let count = 0;
        for (let t = 0; t < steps; t++) count += Number(answered(frame, lane, t).right);
        say(name, lane.name);
        say(right, `${count} of ${steps} right${count === steps ? " ✓" : ""}`);
        say(loss, lane.status === "diverged" ? "training broke" : `loss ${number(lossOf(frame, lane))}`);
        button.setAttribute("aria-pressed", String(lane === chosen(frame)));
        button.style.setProperty("--lane", textColourOf(lane, palette));
      });
    },
  };
}
