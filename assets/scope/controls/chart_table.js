// The numbers of one chart as a table to be read on the page, with the eyes or by a screen reader.

import { element } from "../draw/element.js";
import { NONE, number, whole } from "../words/numbers.js";

/** What a browser, and who listens to it, gets at once: the CSV has the rest. */
const MOST_ROWS = 200;
/** A cell of a CSV, in quotes or bare, and what ends it. */
const CELL = /(?:"((?:[^"]|"")*)"|([^,\n]*))(,|\n|$)/g;

/**
 * Show `csv`, whose first line names its columns, in a dialog called `title`, until it is closed.
 * @param {string} title
 * @param {string} csv
 * @param {{paper: string, text: string}} colours
 */
export function showChartTable(title, csv, { paper, text }) {
  const [head, ...rows] = cellsOf(csv);
  const rest = rows.length > MOST_ROWS ? ` Rows 1 to ${MOST_ROWS} of ${whole(rows.length)}. The CSV has all.` : "";
  const lines = rows.slice(0, MOST_ROWS).map(([first, ...cells]) => {
    const others = cells.map((cell) => element("td", { style: CELL_STYLE }, written(cell)));
    return element("tr", {}, element("th", { scope: "row", style: CELL_STYLE }, written(first)), ...others);
  });
  const names = head.map((name) => element("th", { scope: "col", style: CELL_STYLE }, name));
  const table = element(
    "table",
    { style: "border-collapse: collapse" },
    element("caption", { style: "text-align: left; padding: 2px 8px 6px" }, `${title}.${rest}`),
    element("thead", {}, element("tr", {}, ...names)),
    element("tbody", {}, ...lines),
  );
  const scrolled = element("div", { tabindex: "0", role: "region", "aria-label": title }, table);
  Object.assign(scrolled.style, { minHeight: "0", overflow: "auto" });
  const close = element("button", { type: "button", click: () => dialog.close() }, "Close");
  Object.assign(close.style, { alignSelf: "flex-end", font: "inherit", padding: "4px 12px" });
  const dialog = element(
    "dialog",
    { "aria-label": title, keydown: (event) => event.stopPropagation(), close: () => dialog.remove() },
    close,
    scrolled,
  );
  Object.assign(dialog.style, {
    background: paper,
    color: text,
    display: "flex",
    flexDirection: "column",
    font: "14px/1.4 system-ui, sans-serif",
    fontVariantNumeric: "tabular-nums",
    gap: "8px",
    maxHeight: "94vh",
    maxWidth: "96vw",
    padding: "12px 16px",
  });
  document.body.append(dialog);
  dialog.showModal();
}

const CELL_STYLE = "padding: 2px 8px; text-align: right; white-space: nowrap";

/**
 * The cells of each line of `csv`.
 * @param {string} csv
 */
function cellsOf(csv) {
  /** @type {string[][]} */
  const rows = [];
  let row = /** @type {string[]} */ ([]);
  for (const [all, quoted, bare, end] of csv.matchAll(CELL)) {
    // The end of the table matches too, with nothing before it.
    if (all === "" && row.length === 0) break;
    row.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

/**
 * A cell as a reader sees it: a number in the notation of the page, anything else as it is.
 * @param {string} cell
 */
function written(cell) {
  if (cell === "nan") return NONE;
  const value = Number(cell);
  if (cell.trim() === "" || Number.isNaN(value)) return cell;
  return Number.isInteger(value) ? whole(value) : number(value);
}
