// How much room the words of the lanes need, measured in the font of the page: no two browsers set it alike.

import { element } from "../draw/element.js";
import { whole } from "../words/numbers.js";
import { createHead } from "./head.js";

/** The longest that may stand in a lane, whatever it learns: what is measured never changes while it trains. */
const VERDICT = "knows only the first number";
const LOSS = "4.04·10⁻⁴";
const RIGHT = " · 100.0 %";
const TEST = "test, step 20,000";
const SENTENCES = [
  "At timestep 1 the gradient is 500,000 times smaller than at timestep 50, but at the cell state c, its memory, it " +
    "is 50,000 times smaller.",
  "shown: seed 10 · 0 of 3 seeds solved",
];

/**
 * How the numbers of a lane's head stand, the best to read first: side by side, with short names, smaller; at last in
 * pairs, each beside its name, on two to four lines. With the height that they take.
 */
const ARRANGEMENTS = [
  { classes: [], height: 28 },
  { classes: ["brief"], height: 28 },
  { classes: ["brief", "smaller"], height: 28 },
  { classes: ["brief", "smallest"], height: 28 },
  { classes: ["brief", "smallest", "pairs"], height: 30 },
  { classes: ["brief", "smallest", "pairs", "three"], height: 45 },
  { classes: ["brief", "smallest", "pairs", "three", "four"], height: 60 },
];
const CLASSES = ARRANGEMENTS.flatMap(({ classes }) => classes);
/** Height of a line of a head, of a line of the sentence below, and what that has where four lines are enough. */
const HEAD_LINE = 15;
const LINE = 13;
const LINES = 4;
const AROUND = 2;

/** @typedef {import("../run/frame.js").Lane} Lane */

/**
 * Arrange heads and sentences of the `lanes` on `stage`, each `width` wide, so that nothing of them is cut or left out.
 * Returns how many pixels higher a lane is than one whose words have room, its sentence left aside, and how many its
 * sentence adds.
 * @param {HTMLElement} stage
 * @param {Lane[]} lanes
 * @param {number} width
 */
export function arrange(stage, lanes, width) {
  const probes = lanes.map(createProbe);
  const place = element("div", { class: "probes", "aria-hidden": "true" }, ...probes.map(({ node }) => node));
  place.style.width = `${width}px`;
  stage.append(place);
  stage.classList.remove(...CLASSES, "narrow");
  const narrow = !probes.every((probe) => probe.isNamed());
  stage.classList.toggle("narrow", narrow);
  const arrangement = ARRANGEMENTS.find(({ classes }) => {
    stage.classList.add(...classes);
    return probes.every((probe) => probe.isNumbered());
  });
  const { height } = arrangement ?? ARRANGEMENTS[ARRANGEMENTS.length - 1];
  const differing = HEAD_LINE * Math.max(0, ...probes.map((probe) => probe.differing()));
  const lines = Math.max(...probes.map((probe) => probe.lines()), 0);
  place.remove();
  const sentence = LINE * (Math.max(lines, LINES) - LINES);
  stage.style.setProperty("--lines", String(lines));
  stage.style.setProperty("--differing", `${differing}px`);
  stage.style.setProperty("--numbers", `${height}px`);
  stage.style.setProperty("--sentence", `${sentence}px`);
  return { head: differing + height - ARRANGEMENTS[0].height + (narrow ? HEAD_LINE : 0), sentence };
}

/**
 * A lane's words at their longest.
 * @param {Lane} lane
 */
function createProbe(lane) {
  const head = createHead(lane);
  head.showVerdict(VERDICT);
  head.showNumbers(TEST, [LOSS, lane.accuracy === null ? LOSS : LOSS + RIGHT, LOSS, whole(lane.num_parameters)]);
  const readout = element("p", { class: "readout reach" }, ...SENTENCES.map((text) => element("span", {}, text)));
  for (const part of [head.node, head.differs, readout]) part.style.height = "auto";
  const fits = (/** @type {Element} */ part) => part.scrollWidth <= part.clientWidth;
  return {
    node: element("section", { class: "lane" }, head.node, readout),
    isNamed: () => fits(head.name) && fits(head.verdict),
    isNumbered: () => fits(head.numbers),
    differing: () => Math.round(head.differs.clientHeight / HEAD_LINE),
    lines: () => Math.round((readout.clientHeight - AROUND) / LINE),
  };
}
