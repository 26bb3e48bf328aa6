// The row of buttons with which a chart leaves the page: as a picture at slide size, as a table, over the whole screen.
// The picture is made here, from the chart as it stands on the page, with the page's own Plotly.

import { showChartTable } from "./controls/chart_table.js";
import { element } from "./draw/element.js";
import { downloadMade, downloadTable } from "./draw/save.js";
import { putStyled } from "./draw/style_sheet.js";

/**
 * The layout of a picture, as Plotly has it.
 * @typedef {{width: number, height: number, paper_bgcolor: string, font: {family: string, color: string}}} Layout
 */

/**
 * What Python hands over: the key of the chart, its title, the layout of its picture (made for `layout.width` ×
 * `layout.height`, and then `scale` times larger), whether its clicks are of use, its numbers, and the name of its
 * files without their endings.
 * @typedef {{chart: string, title: string, layout: Layout, scale: number, clicked: boolean,
 *   csv: string, file: string}} Data
 */

/** @typedef {import("./mount.js").SetTriggerValue} SetTriggerValue */
/** @typedef {{data: Data, parentElement: Element | ShadowRoot, setTriggerValue: SetTriggerValue}} Component */

/**
 * The parts of Plotly that are used here.
 * @typedef {object} Plot
 * @property {(picture: object, options: object) => Promise<string>} toImage
 * @property {(node: Element, data: object[], layout: object, config: object) => Promise<unknown>} react
 * @property {(node: Element) => void} purge
 */

/** @typedef {Element & {data: object[], on: (name: string, act: (event: PlotlyClick) => void) => void}} Graph */
/** @typedef {{points: {x: number}[]}} PlotlyClick */

const BARE = { displayModeBar: false };
/** Charts whose clicks are heard, and what the newest buttons of each do with one. */
const heard = new WeakSet();
/** @type {Map<string, (step: number) => void>} */
const clicked = new Map();

/**
 * Show the buttons inside `parentElement`, and tell `setTriggerValue("step", x)` where its chart is clicked.
 * @param {Component} component
 */
export function mount({ data, parentElement, setTriggerValue }) {
  const { title, layout, scale, file } = data;
  const note = element("span", { class: "note", role: "status" });
  const buttons = element(
    "div",
    { class: "take-home", role: "group", "aria-label": title },
    note,
    button("PNG", `Picture for a slide, ${layout.width * scale} × ${layout.height * scale}`, () => save("png")),
    button("SVG", "The same picture in lines and letters, which stay sharp at any size", () => save("svg")),
    button("CSV", "All numbers of this chart as a table", () => downloadTable(data.csv, `${file}.csv`)),
    button("Table", "The numbers of this chart, to be read here", () =>
      showChartTable(title, data.csv, { paper: layout.paper_bgcolor, text: layout.font.color }),
    ),
    button("Full screen", "This chart alone, as large as the screen", () => enlarge(data)),
  );
  putStyled(parentElement, buttons, new URL("take_home.css", import.meta.url));

  /** @param {"png" | "svg"} format */
  async function save(format) {
    note.textContent = "";
    const graph = graphOf(data.chart);
    if (!graph) {
      note.textContent = "The chart is not drawn yet. Try again.";
      return;
    }
    const picture = { data: tracesOf(graph), layout, config: BARE };
    const size = { format, width: layout.width, height: layout.height, scale };
    const make = async () => (await fetch(await plotly().toImage(picture, size))).blob();
    note.textContent = await downloadMade(make, `${file}.${format}`);
  }

  // Plotly puts its charts into the document late and anew as it likes: it is asked when somebody is about to click.
  clicked.set(data.chart, (step) => data.clicked && setTriggerValue("step", step));
  const listen = () => {
    const graph = graphOf(data.chart);
    if (!graph?.on || heard.has(graph)) return;
    heard.add(graph);
    graph.on("plotly_click", ({ points }) => clicked.get(data.chart)?.(points[0].x));
  };
  document.addEventListener("pointerdown", listen, true);
  return () => document.removeEventListener("pointerdown", listen, true);
}

export default mount;

/** @returns {Plot} */
const plotly = () => /** @type {any} */ (window).Plotly;

/**
 * @param {string} name
 * @param {string} title
 * @param {() => void} act
 */
const button = (name, title, act) => element("button", { type: "button", title, click: act }, name);

/**
 * The chart whose key is `key`; null before it is drawn.
 * @param {string} key
 * @returns {Graph | null}
 */
const graphOf = (key) => document.querySelector(`.st-key-${key} .js-plotly-plot`);

/**
 * What is drawn in `graph`, hidden lines as they are there; copies, so that another drawing changes nothing here.
 * @param {Graph} graph
 */
const tracesOf = (graph) => graph.data.map((trace) => ({ ...trace }));

/**
 * Show the chart with its words over the whole screen, letters and lines enlarged alike, until it is closed.
 * @param {Data} data
 */
function enlarge({ chart, title, layout }) {
  const graph = graphOf(chart);
  if (!graph) return;
  const traces = tracesOf(graph);
  const drawing = element("div");
  Object.assign(drawing.style, { left: "0", position: "absolute", top: "0", transformOrigin: "0 0" });
  const close = element("button", { type: "button", click: () => dialog.close() }, "Close");
  Object.assign(close.style, {
    font: "inherit",
    padding: "4px 12px",
    position: "absolute",
    right: "12px",
    top: "12px",
  });
  const dialog = element("dialog", { "aria-label": title }, drawing, close);
  Object.assign(dialog.style, {
    background: layout.paper_bgcolor,
    border: "0",
    height: "100%",
    inset: "0",
    maxHeight: "none",
    maxWidth: "none",
    overflow: "hidden",
    padding: "0",
    width: "100%",
  });
  const draw = () => {
    const grown = Math.min(innerWidth / layout.width, innerHeight / layout.height);
    drawing.style.transform = `scale(${grown})`;
    const size = { width: innerWidth / grown, height: innerHeight / grown };
    void plotly().react(drawing, traces, { ...layout, ...size }, BARE);
  };
  addEventListener("resize", draw);
  dialog.addEventListener("close", () => {
    removeEventListener("resize", draw);
    plotly().purge(drawing);
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  draw();
}
