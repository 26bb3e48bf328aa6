// The number of the step on screen, which is also the field to type another one into.

import { element, say } from "../draw/element.js";
import { NONE, whole } from "../words/numbers.js";
import { plainNumber } from "./typed_number.js";

/** @typedef {import("../run/frame.js").Frame} Frame */

/**
 * The field. `on.go(step)` hears a step that exists, `on.refuse(sentence)` what is wrong with what was typed. The same
 * number stands behind the field as text: it gives the field its width.
 * @param {{go: (step: number) => void, refuse: (sentence: string) => void}} on
 */
export function createStepField(on) {
  const text = element("span", { "aria-hidden": "true" }, "0");
  const field = element("input", {
    "aria-label": "Go to step",
    inputmode: "numeric",
    autocomplete: "off",
    value: "0",
    disabled: "",
    focus: edit,
    blur: restore,
    keydown: press,
  });
  const node = element("span", { class: "step", role: "group", "aria-label": "Training step" }, text, field);
  /** @type {Frame | null} */
  let frame = null;
  let editing = false;
  let owns = true;
  let title = "";
  // Not read from the page, whose browser may have translated it.
  let shown = "0";

  function edit() {
    if (frame === null) return;
    editing = true;
    field.value = String(frame.step);
    field.select();
  }

  function restore() {
    editing = false;
    field.value = shown;
  }

  /** @param {KeyboardEvent} event */
  function press({ key }) {
    if (key === "Escape") field.blur();
    if (key !== "Enter" || frame === null) return;
    const typed = field.value.trim();
    const step = Number(plainNumber(typed, true) ?? NaN);
    const last = whole(frame.newest_step);
    if (!(step >= 0 && step <= frame.newest_step))
      return on.refuse(`“${typed.slice(0, 20)}” is not a step of this run. Use a whole number from 0 to ${last}.`);
    // Without the focus the number follows the run again, and the space bar plays.
    field.blur();
    on.go(step);
  }

  function enable() {
    const able = owns && Boolean(frame?.kept_steps.length);
    // Disabled while it has the focus, a field would keep its selection on screen, and swallow all keys.
    if (!able && editing) {
      field.setSelectionRange(0, 0);
      field.blur();
    }
    field.disabled = !able;
    field.title = owns ? "Type a step and press Enter" : title;
  }

  return {
    node,
    /** @param {Frame} next */
    show(next) {
      frame = next;
      shown = whole(frame.step);
      say(text, shown);
      enable();
      if (!editing) restore();
    },
    /** The step is not known. */
    forget() {
      frame = null;
      shown = NONE;
      say(text, shown);
      enable();
      restore();
    },
    /**
     * @param {boolean} allowed
     * @param {string} why
     */
    allow(allowed, why) {
      owns = allowed;
      title = why;
      enable();
    },
  };
}
