// The lab: the lanes of a run side by side on one time axis, one crosshair through all of them, and the loss chart.

import { createCurves } from "./chart/curves.js";
import { createCrosshair } from "./controls/crosshair.js";
import { createLayerChoice } from "./controls/layer.js";
import { createListening } from "./controls/listen.js";
import { createStudy } from "./controls/study.js";
import { element, say } from "./draw/element.js";
import { createFold } from "./draw/fold.js";
import { layOut, layOutChosen } from "./draw/geometry.js";
import { zoomOf } from "./draw/ink.js";
import { mounting } from "./mount.js";
import { answerLines } from "./panels/answer.js";
import { lengthOf } from "./panels/input.js";
import { createLane, sameLane } from "./panels/lane.js";
import { widenRange } from "./panels/range.js";
import { arrange } from "./panels/room.js";
import { rowNames } from "./panels/row_names.js";
import { viewsOf } from "./panels/view.js";
import { longestWord } from "./panels/word_row.js";
import { part } from "./run/frame.js";
import { createRunPage } from "./run_page.js";
import { createAlternative } from "./words/alternative.js";
import { createCaption } from "./words/caption.js";
import { laneTables, lossTables } from "./words/tables.js";

/** @typedef {import("./run/frame.js").Frame} Frame */
/** @typedef {import("./run_page.js").Page} Page */
/** @typedef {import("./run_page.js").Picture} Picture */

/** Below this width the lanes stand under one another: side by side they fit beside the sidebar of a 1280 px page. */
const SIDE_BY_SIDE = 880;
const PRESENTED = 560;
/** What stands around the chosen rows, or around the loss chart, of a page that is presented. */
const AROUND_ROWS = 132;
const AROUND_CHART = 153;
/** What each lane more takes where lanes stand under one another, and the least height of its rows, or of the chart. */
const MORE_ROWS = 100;
const MORE_LOSSES = 64;
const LEAST = 150;
/** Below this width the rows' names stand above them. */
const PHONE = 480;
const STACKED_CURVES = 190;
/** Height of a headline of one line: one of two takes some from the rows. */
const HEADLINE = 24;
/** No page is laid out as lower than this: rows would be too low to be read. */
const LOWEST_PAGE = 720;
/** Lanes and timesteps for which room is kept until the first frame says how many there are. */
const EXPECTED_LANES = 3;
const EXPECTED_STEPS = 50;

/** Of the batch's gradient norms, of which a part of each is sent: the median. */
const MIDDLE = 1;

const FOLD = "Roll the network up into its loop, and unroll it again";
const KEYS = [
  "→ and ← – move the crosshair by one timestep",
  "Esc – remove the crosshair",
  "Click on a timestep – pin the crosshair",
  "Click on the loss chart – go to that step",
];

/** Show the lab of the run at `data.url` inside `parentElement`; see `mounting` and `createRunPage`. */
export const mount = mounting((parent) => createRunPage(parent, createLab));

export default mount;

/**
 * @param {Page} page
 * @returns {Picture}
 */
function createLab({ root, soon, frame: newestFrame, presented, seek, study, point: tellOthers }) {
  const fold = createFold(matchMedia("(prefers-reduced-motion: reduce)"));
  const foldButton = element("button", { type: "button", class: "fold", title: FOLD, click: toggleFold }, "Roll up");
  const layers = createLayerChoice(() => soon("picture"));
  const curves = createCurves(() => soon("picture"), seek);
  const alternative = createAlternative();
  const caption = createCaption();
  const names = rowNames();
  const stage = element("div", { class: "stage" });
  const crosshair = createCrosshair(root, (at) => {
    tellOthers(at);
    soon("overlay");
  });
  const listening = createListening({
    norms(id) {
      const found = newestFrame()?.lanes.find((lane) => lane.id === id);
      return found ? part(found.arrays.hidden_gradient, layers.chosen(), MIDDLE) : new Float32Array();
    },
    point: (t) => crosshair.point(t, crosshair.at.unit, true),
    done: () => crosshair.point(null, null, false),
  });
  /** @type {ReturnType<typeof createLane>[]} */
  let lanes = [];
  /** @type {import("./draw/geometry.js").Geometry | null} */
  let geometry = null;
  /** @type {import("./panels/range.js").Range | null} */
  let range = null;
  /** @type {import("./panels/view.js").View[]} */
  let views = [];
  /** What the rows must hold. */
  let content = { answers: 1, layers: 1, words: 0, numbers: "" };
  /** The newest step of the frame before. */
  let stood = 0;
  placeLanes(EXPECTED_LANES, [element("section", { class: "lane waiting" })]);

  function toggleFold() {
    fold.toggle();
    showFold();
    soon("overlay");
  }

  function showFold() {
    say(foldButton, fold.unrolled() ? "Roll up" : "Unroll");
    root.toggleAttribute("data-rolled", !fold.unrolled());
  }

  /**
   * @param {number} count
   * @param {Node[]} nodes
   */
  function placeLanes(count, nodes) {
    stage.replaceChildren(names.node, ...nodes);
    stage.style.setProperty("--lanes", String(count));
  }

  /** @param {Frame} frame */
  function buildLanes(frame) {
    const { at, point } = crosshair;
    lanes = frame.lanes.map((lane) =>
      createLane(lane, {
        point: (t, unit) => at.pinned || point(t, unit, false),
        leave: () => at.pinned || point(null, null, false),
        pin() {
          listening.choose(lane.id);
          point(at.t, at.unit, !at.pinned);
        },
        tap(t, unit) {
          listening.choose(lane.id);
          return at.pinned && at.t === t ? point(null, null, false) : point(t, unit, true);
        },
      }),
    );
    listening.show(frame.lanes);
    placeLanes(
      lanes.length,
      lanes.map(({ node }) => node),
    );
  }

  /**
   * Height of a lane's chosen rows, or of the loss chart, on what the controls leave of a page that is presented.
   * @param {string[]} rows
   * @param {number} page
   * @param {boolean} stacked
   */
  function presentedHeight(rows, page, stacked) {
    const room = page - (rows.length ? AROUND_ROWS : AROUND_CHART);
    if (!stacked) return room;
    const left = room - (lanes.length - 1) * (rows.length ? MORE_ROWS : MORE_LOSSES);
    return Math.max(rows.length ? left / lanes.length : left, LEAST);
  }

  return {
    label: "Live picture of the run",
    controls: [layers.node, foldButton, createStudy(study)],
    nodes: [stage, curves.node, caption.node, alternative.node],
    beside: listening.nodes,
    help: [...KEYS, ...listening.help],
    listen: listening,
    rows: true,

    move(by) {
      if (geometry && views.length > 0) alternative.announce(crosshair.moved(by, geometry.numSteps), views);
    },
    lecturer: crosshair.follow,
    clear: () => crosshair.point(null, null, false),

    begin() {
      listening.stop();
      range = null;
      layers.forget();
      curves.forget();
      fold.unroll();
      showFold();
    },

    show(frame) {
      // The run stands earlier than it did: what was shown came along, or is from before a crash.
      if (frame.newest_step < stood) {
        range = null;
        curves.forget();
      }
      stood = frame.newest_step;
      range = widenRange(range, frame);
      layers.show(frame.lanes[0].arrays.hidden.shape[0]);
      const numSteps = frame.inputs.shape[0];
      if (crosshair.at.t !== null && crosshair.at.t >= numSteps) crosshair.point(null, null, false);
      const built = frame.lanes.length === lanes.length && frame.lanes.every((lane, k) => sameLane(lanes[k].of, lane));
      if (!built) buildLanes(frame);
      const held = content;
      const { name, input_kind: kind, input_labels: labels } = frame.task;
      const words = kind === "words" ? longestWord(labels, root) : 0;
      const shape = { answers: answerLines(frame), layers: frame.lanes[0].arrays.hidden.shape[0] };
      const numbers = frame.lanes.map((lane) => `${lane.num_parameters} ${lane.accuracy === null}`);
      content = { ...shape, words, numbers: [name, ...numbers].join() };
      const other = content.layers !== held.layers || content.numbers !== held.numbers;
      return !built || geometry?.numSteps !== numSteps || other || content.answers !== held.answers;
    },

    layOut(width) {
      const stacked = width < (presented() ? PRESENTED : SIDE_BY_SIDE) && (lanes.length !== 1 || width < PHONE);
      const phone = width < PHONE;
      root.classList.toggle("stacked", stacked);
      root.classList.toggle("phone", phone);
      const numSteps = newestFrame()?.inputs.shape[0] ?? EXPECTED_STEPS;
      const laneWidth = lanes[0]?.score.clientWidth ?? width / EXPECTED_LANES;
      const rows = presented();
      const { head, sentence } = arrange(stage, newestFrame()?.lanes ?? [], lanes[0]?.node.offsetWidth ?? 0);
      const page = Math.max(innerHeight / zoomOf(root), rows ? 0 : LOWEST_PAGE) - head - sentence;
      const headline = (root.querySelector(".headline")?.clientHeight ?? HEADLINE) - HEADLINE;
      const above = (stage.getBoundingClientRect().top - root.getBoundingClientRect().top) / zoomOf(root);
      geometry = rows
        ? layOutChosen(laneWidth, numSteps, rows, presentedHeight(rows, page - above, stacked), content.words)
        : layOut(laneWidth, numSteps, { stacked, phone, pageHeight: page - headline, ...content });
      stage.style.setProperty("--score", `${geometry.height}px`);
      for (const lane of lanes) lane.setGeometry(geometry);
      names.place(geometry);
      curves.setSize(curves.node.clientWidth - 20, stacked && !rows ? STACKED_CURVES : geometry.chartHeight);
    },

    draw(frame, now, dirty, look) {
      if (geometry === null || range === null) return;
      const { share, moving } = fold.at(now);
      const shown = crosshair.shown(geometry.numSteps);
      views = viewsOf(frame, { layer: layers.chosen(), geometry, range, ...look });
      // All canvases first, then the page's text: a canvas whose font is set while text is new makes the browser
      // restyle.
      lanes.forEach((lane, k) => {
        if (dirty.picture) lane.drawPicture(views[k]);
        if (dirty.picture || dirty.overlay) lane.drawOverlay(views[k], shown, share);
      });
      if (dirty.picture) {
        curves.draw(frame, look.palette);
        lanes.forEach((lane, k) => {
          lane.showNumbers(views[k]);
        });
        caption.show(frame);
      }
      if (dirty.picture || dirty.overlay) {
        lanes.forEach((lane, k) => {
          lane.showReadout(views[k], shown);
        });
      }
      if (moving) soon("overlay");
    },

    close: listening.stop,

    describe: (frame, state) => alternative.describe(frame, state, layers.chosen()),

    tables(frame) {
      const seen = { frame, layer: layers.chosen(), end: lengthOf(frame) };
      const lanes = frame.lanes.map((lane) => ({
        name: lane.name,
        tables: laneTables({ ...seen, lane }, crosshair.at),
      }));
      return [...lanes, lossTables(frame)];
    },
  };
}
