// Present: the page for a wall. Type is 1.6 times larger, only chosen rows are drawn, and what nobody shows is away.

import { element } from "../draw/element.js";
import { icon } from "../draw/icon.js";
import { recall, remember } from "../run/tab_memory.js";

/** @typedef {import("../draw/geometry.js").RowName} RowName */

/**
 * What of a lane is shown: its rows; without any, the losses alone.
 * @typedef {{name: string, label: string, rows: RowName[]}} Choice
 */

/** @type {Choice[]} */
const CHOICES = [
  { name: "loss", label: "Loss", rows: [] },
  { name: "states", label: "States", rows: ["input", "answer", "hidden", "axis"] },
  { name: "gates", label: "Gates", rows: ["input", "gates", "axis"] },
  { name: "gradient", label: "Gradient", rows: ["gradient", "axis"] },
];
/** Where this browser tab keeps what it presents, over reruns and on every page. */
const KEPT = "present";
const HELP = [
  "P – present: large type, chosen rows only",
  "While presenting, ↑ and ↓ – choose what is shown",
  "While presenting, → and ← – walk",
  "While presenting, Esc – leave",
];

/** @type {HTMLElement | null} the scope that speaks for the page: the next page's comes before the last one goes */
let speaker = null;

/**
 * The button, the row of choices (only for a picture that has rows), and what is chosen. `changed()` hears that the
 * page needs a new layout.
 * @param {HTMLElement} root
 * @param {{rows: boolean, changed: () => void}} on
 */
export function createPresent(root, { rows, changed }) {
  /** @type {Choice | null} */
  let chosen = CHOICES.find(({ name }) => name === recall(KEPT)) ?? null;
  const start = element(
    "button",
    { type: "button", class: "present", "aria-label": "Present", title: "Present on a wall (P)", click: enter },
    icon("present"),
    element("span", {}, "Present"),
  );
  const choices = CHOICES.map((choice) =>
    element("button", { type: "button", "data-choice": choice.name, click: () => choose(choice) }, choice.label),
  );
  const leaveButton = element("button", { type: "button", title: "Leave (Esc)", click: leave }, "Leave");
  const node = element(
    "div",
    { class: "presenting-only", role: "group", "aria-label": "Present", hidden: "" },
    ...(rows ? choices : []),
    leaveButton,
  );

  /** @param {Choice | null} choice */
  function choose(choice) {
    chosen = choice;
    remember(KEPT, choice?.name ?? "");
    show();
    changed();
  }

  function show() {
    root.classList.toggle("presenting", chosen !== null);
    node.hidden = chosen === null;
    start.hidden = chosen !== null;
    choices.forEach((button, k) => {
      button.setAttribute("aria-pressed", String(CHOICES[k] === chosen));
    });
    speaker = root;
    if (chosen === null) {
      delete root.dataset.present;
      delete document.documentElement.dataset.present;
    } else {
      // The page around the scope has a style sheet of its own.
      root.dataset.present = document.documentElement.dataset.present = chosen.name;
    }
  }

  function enter() {
    choose(CHOICES[0]);
    root.scrollIntoView({ block: "nearest" });
  }

  function leave() {
    choose(null);
  }

  show();
  return {
    nodes: [start, node],
    help: HELP,
    on: () => chosen !== null,
    /** The rows that are shown; null for all. */
    rows: () => chosen?.rows ?? null,
    toggle: () => (chosen === null ? enter() : leave()),
    leave,
    /** @param {number} by */
    turn(by) {
      if (chosen === null) return;
      const at = CHOICES.indexOf(chosen) + by;
      if (rows) choose(CHOICES[(at + CHOICES.length) % CHOICES.length]);
    },
    /** The page has no scope any more; what is presented is kept for the next. */
    close() {
      if (speaker === root) delete document.documentElement.dataset.present;
    },
  };
}
