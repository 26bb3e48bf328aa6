// The numbers of the picture as tables, for who cannot see it or wants to read them: one button, one key, one dialog.

import { element, say } from "../draw/element.js";
import { downloadTable } from "../draw/save.js";
import { number, whole } from "../words/numbers.js";
import { csvOf } from "../words/tables.js";

/** @typedef {import("../words/tables.js").Table} Table */
/** @typedef {import("../words/tables.js").Group} Group */
/** @typedef {import("../run/frame.js").Frame} Frame */

/** What a browser, and who listens to it, gets at once: the CSV has the rest. */
const MOST_ROWS = 128;
const MOST_COLUMNS = 64;
const HELP = ["N – the numbers of the picture as tables"];
const WHAT = "All numbers of this table, with all digits";

const NONE_YET = "The numbers of this moment are being computed. Close this, and open it again in a moment.";

/**
 * The button and its dialog. `newest()` is the frame on screen, null while there is none, and `tablesOf(frame)` its
 * numbers. They are those of that moment for as long as the dialog is open. `beside` stands beside the button.
 * @param {(frame: Frame) => Group[]} tablesOf
 * @param {() => Frame | null} newest
 * @param {Node[]} beside
 */
export function createNumbers(tablesOf, newest, beside) {
  const button = element("button", { type: "button", title: "N", click: open, disabled: "" }, "Numbers as tables");
  const list = element("select", { "aria-label": "Table", change: show });
  const csv = element("button", { type: "button", title: WHAT, click: save }, "CSV");
  const note = element("p");
  const table = element("table");
  const scrolled = element("div", { class: "scrolled", tabindex: "0", role: "region", "aria-label": "Table" }, table);
  const dialog = element(
    "dialog",
    // Focusable, so that keys pressed after a click into it stay in here.
    { "aria-label": "Numbers as tables", tabindex: "-1", keydown: (event) => event.stopPropagation() },
    element(
      "div",
      { class: "head" },
      list,
      csv,
      element("button", { type: "button", click: () => dialog.close() }, "Close"),
    ),
    note,
    scrolled,
  );
  const node = element("div", { class: "number-tables" }, button, ...beside, dialog);
  /** @type {Frame | null} */
  let frame = null;
  /** @type {{table: Table, step: number}[]} in the list's order */
  let tables = [];
  /** The name of the table that was shown last, and of its group. */
  let shown = "";

  function open() {
    frame = newest();
    if (frame === null) return;
    fill(tablesOf(frame), frame.step);
    if (!dialog.open) dialog.showModal();
    show();
  }

  /**
   * @param {Group[]} groups
   * @param {number} step
   */
  function fill(groups, step) {
    tables = groups.flatMap((group) => group.tables.map((each) => ({ table: each, step: group.step ?? step })));
    const parts = groups.map((group) => {
      const options = group.tables.map(({ name }) => {
        const value = `${group.name}: ${name}`;
        const option = element("option", { value }, name);
        option.selected = value === shown;
        return option;
      });
      return element("optgroup", { label: group.name }, ...options);
    });
    list.replaceChildren(...parts);
    for (const part of [list, csv, scrolled]) part.hidden = tables.length === 0;
  }

  function show() {
    if (frame === null) return;
    if (tables.length === 0) return say(note, NONE_YET);
    shown = list.value;
    const { table: one, step } = tables[list.selectedIndex];
    const rows = around(one.rows.length, MOST_ROWS, one.row);
    const columns = around(one.columns.length, MOST_COLUMNS, one.column);
    const cut = [left(rows, one.rows.length, "rows"), left(columns, one.columns.length, "columns")].filter(Boolean);
    const rest = cut.length > 0 ? `Here are ${cut.join(" and ")}. The CSV has all.` : "";
    say(note, [one.note, rest].filter(Boolean).join(" "));
    const head = [one.corner, ...columns.map((k) => one.columns[k])];
    const lines = rows.map((row) => {
      const cells = columns.map((column) => element("td", {}, words(one.cell(row, column))));
      return element("tr", {}, element("th", { scope: "row" }, nameOf(one.rows[row])), ...cells);
    });
    table.replaceChildren(
      element("caption", {}, `${shown}. ${frame.task.title}, step ${whole(step)}`),
      element("thead", {}, element("tr", {}, ...head.map((name) => element("th", { scope: "col" }, name)))),
      element("tbody", {}, ...lines),
    );
    const wanted = one.row === null || one.row === undefined ? undefined : lines[rows.indexOf(one.row)];
    if (one.corner === "timestep") wanted?.setAttribute("aria-current", "true");
    wanted?.scrollIntoView({ block: "center", inline: "nearest" });
  }

  function save() {
    if (frame === null) return;
    const { table: one, step } = tables[list.selectedIndex];
    const name = `unrolled ${frame.task.name} step ${step} ${shown}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
    downloadTable(csvOf(one), `${name}.csv`);
  }

  return {
    node,
    open,
    help: HELP,
    /** @param {boolean} drawn whether there is a picture */
    allow(drawn) {
      button.disabled = !drawn;
    },
  };
}

/**
 * At most `most` of the numbers from 0 to `count`, those around `at`.
 * @param {number} count
 * @param {number} most
 * @param {number | null} [at]
 */
function around(count, most, at) {
  const from = Math.max(Math.min((at ?? 0) - Math.floor(most / 2), count - most), 0);
  return Array.from({ length: Math.min(count, most) }, (_, k) => from + k);
}

/**
 * Which of `count` are shown, in words; empty where all are.
 * @param {number[]} shown
 * @param {number} count
 * @param {string} what
 */
const left = (shown, count, what) =>
  shown.length < count ? `${what} ${shown[0] + 1} to ${shown[0] + shown.length} of ${whole(count)}` : "";

/** @param {string | number} row */
const nameOf = (row) => (typeof row === "number" ? whole(row) : row);

/** @param {import("../words/tables.js").Cell} cell */
const words = (cell) => (typeof cell === "string" ? cell : number(cell));
