// How far the loop is unrolled: the choice of T, and what T costs. The weights are counted once, the memory T times.

import { element, say } from "../../draw/element.js";
import { whole } from "../../words/numbers.js";
import { storedPerUnit, unitsOf } from "./pass.js";

/** @typedef {import("./pass.js").Pass} Pass */

/** A sequence of at most so many timesteps is unrolled whole at first. */
const WHOLE = 12;
const AT_FIRST = 6;

/**
 * `changed()` hears that another T was chosen, or that the loop was rolled up.
 * @param {() => void} changed
 */
export function createUnfold(changed) {
  const number = element("output");
  const slider = element("input", {
    type: "range",
    min: 1,
    "aria-label": "Timesteps that are unrolled, T",
    input: () => {
      steps = Number(slider.value);
      changed();
    },
  });
  const roll = element("button", { type: "button", "aria-pressed": "false", click: toggle }, "Roll up");
  const parameters = createBar("weights");
  const memory = createBar("memory");
  const node = element(
    "section",
    { class: "unroll-unfold", "aria-label": "Unrolling" },
    element("label", {}, element("span", {}, "Unrolled over the last ", number), slider),
    roll,
    parameters.node,
    memory.node,
  );
  let steps = 0;
  let length = 0;

  function toggle() {
    const rolled = roll.getAttribute("aria-pressed") !== "true";
    roll.setAttribute("aria-pressed", String(rolled));
    say(roll, rolled ? "Unroll" : "Roll up");
    changed();
  }

  return {
    node,
    rolled: () => roll.getAttribute("aria-pressed") === "true",
    /**
     * The first timestep that is unrolled, from 0.
     * @param {Pass} pass
     */
    first(pass) {
      if (pass.words.timesteps !== length) {
        length = pass.words.timesteps;
        steps = length <= WHOLE ? length : AT_FIRST;
      }
      return length - steps;
    },
    /** @param {Pass} pass */
    show(pass) {
      slider.max = String(length);
      slider.value = String(steps);
      slider.disabled = length === 1;
      say(number, `T = ${steps} of ${length} timesteps`);
      const [stored, units] = [storedPerUnit(pass), unitsOf(pass)];
      const [most, now] = [length * stored * units, steps * stored * units];
      const layer = pass.words.layers > 1 ? ", this layer" : "";
      parameters.show(1, `Weights: ${whole(pass.words.parameters)}, whatever T is.`);
      memory.show(
        now / most,
        `Stored for the way back${layer}: ` +
          `T·${stored}·H = ${steps}·${stored}·${units} = ${whole(now)} numbers an example.`,
      );
    },
  };
}

/** @param {string} name */
function createBar(name) {
  const bar = element("i");
  const words = element("span");
  return {
    node: element("div", { class: `unroll-bar ${name}` }, element("div", {}, bar), words),
    /**
     * @param {number} share
     * @param {string} text
     */
    show(share, text) {
      bar.style.width = `${100 * share}%`;
      say(words, text);
    },
  };
}
