// What if a weight were another? A copy of the small network's weights, in this browser alone.

import { element, indexed, say } from "../../draw/element.js";
import { decimal, number } from "../../words/numbers.js";
import { tintOf } from "../next_character/tint.js";
import { weightsIn } from "./compute.js";

/** @typedef {import("./pass.js").Pass} Pass */
/** @typedef {import("../../run/frame.js").Tensor} Tensor */

const UNTOUCHED = "A copy in your browser. The run itself is not touched.";
const TOO_LARGE =
  "The weights cannot be edited here: that needs a standard cell with one layer and at most 400 weights. Choose a " +
  "smaller H, or one of the cases below.";
const PICK = "Pick a weight.";
const REACH = 4;

/** @param {() => void} changed */
export function createEditor(changed) {
  const summary = element("summary", {}, "What if one weight were another?");
  const note = element("p", { class: "note" });
  const tables = element("div", { class: "tables" });
  const name = element("label", { for: "unroll-weight" });
  const slider = element("input", { type: "range", id: "unroll-weight", step: 0.01, input: drag });
  const value = element("output");
  const undo = element("button", { type: "button", click: () => set(null) }, "As trained");
  const undoAll = element("button", { type: "button", click: clear }, "All as trained");
  const effect = element("p", { class: "effect", "aria-live": "polite" });
  const row = element("div", { class: "picked" }, name, slider, value, undo, undoAll);
  const node = element("details", { class: "unroll-editor" }, summary, note, tables, row, effect);
  /** @type {Map<string, Map<number, number>>} the values that stand in place of trained ones, by matrix and place */
  const edits = new Map();
  /** @type {{name: string, k: number} | null} */
  let picked = null;
  /** @type {Record<string, Tensor>} */
  let trained = {};
  /** @type {Map<string, HTMLButtonElement[]>} */
  let cells = new Map();
  let shape = "";

  function clear() {
    edits.clear();
    changed();
  }

  function drag() {
    set(Number(slider.value));
  }

  /** @param {number | null} to */
  function set(to) {
    if (!picked) return;
    const own = edits.get(picked.name) ?? new Map();
    if (to === null) own.delete(picked.k);
    else own.set(picked.k, to);
    edits.set(picked.name, own);
    if (own.size === 0) edits.delete(picked.name);
    changed();
  }

  function build() {
    cells = new Map();
    const made = Object.entries(trained).map(([matrix, { shape: size, data }]) => {
      const columns = size[size.length - 1];
      const buttons = Array.from(data, (_, k) =>
        element("button", { type: "button", "aria-label": nameOf(matrix, k) }, ""),
      );
      buttons.forEach((button, k) => {
        button.addEventListener("click", () => {
          picked = { name: matrix, k };
          changed();
        });
      });
      cells.set(matrix, buttons);
      const [letter, index] = matrix.split("_");
      const title = element("h5", {}, ...(index ? indexed(letter, index) : [letter]));
      const grid = element("div", { class: "cells", style: `--columns: ${columns}` }, ...buttons);
      return element("div", { class: "matrix" }, title, grid);
    });
    tables.replaceChildren(...made);
    picked = null;
  }

  /**
   * @param {string} matrix
   * @param {number} k
   */
  function nameOf(matrix, k) {
    const { shape: size } = trained[matrix];
    const columns = size[size.length - 1];
    return size.length > 1
      ? `${matrix}, row ${Math.floor(k / columns) + 1}, column ${(k % columns) + 1}`
      : `${matrix}, number ${k + 1}`;
  }

  return {
    node,
    edited: () => edits.size > 0,
    forget: () => edits.clear(),
    /**
     * `weights` with what was edited in place of what was trained.
     * @param {Record<string, Tensor>} weights
     */
    applied(weights) {
      return Object.fromEntries(
        Object.entries(weights).map(([matrix, tensor]) => {
          const own = edits.get(matrix);
          if (!own) return [matrix, tensor];
          const data = tensor.data.slice();
          for (const [k, to] of own) data[k] = to;
          return [matrix, { ...tensor, data }];
        }),
      );
    },
    /**
     * @param {Pass} pass as trained
     * @param {Pass} shown with the edits
     */
    show(pass, shown) {
      const weights = weightsIn(pass);
      say(note, weights ? UNTOUCHED : TOO_LARGE);
      tables.hidden = row.hidden = effect.hidden = weights === null;
      if (!weights || !node.open) return;
      trained = weights;
      const now = JSON.stringify(Object.entries(weights).map(([matrix, each]) => [matrix, each.shape]));
      if (now !== shape) build();
      shape = now;
      for (const [matrix, buttons] of cells) {
        const own = edits.get(matrix);
        buttons.forEach((button, k) => {
          const present = own?.get(k) ?? weights[matrix].data[k];
          say(button, decimal(present));
          button.style.background = tintOf(present / 2);
          button.toggleAttribute("data-edited", own?.has(k) ?? false);
          button.setAttribute("aria-pressed", String(picked?.name === matrix && picked.k === k));
        });
      }
      slider.disabled = undo.disabled = picked === null;
      undoAll.disabled = edits.size === 0;
      say(name, picked ? nameOf(picked.name, picked.k) : PICK);
      if (picked) {
        const trainedValue = weights[picked.name].data[picked.k];
        const present = edits.get(picked.name)?.get(picked.k) ?? trainedValue;
        const far = Math.max(REACH, Math.ceil(Math.abs(trainedValue)));
        [slider.min, slider.max] = [String(-far), String(far)];
        slider.value = String(present);
        say(value, `${decimal(present)} (trained: ${decimal(trainedValue)})`);
      } else say(value, "");
      const losses = `Loss of this example: ${number(pass.words.loss)} as trained, now ${number(shown.words.loss)}.`;
      const copies = `One weight, ${pass.words.timesteps} copies: all of them changed.`;
      say(effect, edits.size ? `${copies} ${losses}` : "");
    },
  };
}
