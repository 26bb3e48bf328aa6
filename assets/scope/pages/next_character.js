// Next character: the diagram of the network that spells one word, alive, with a card for every product in it.

import { createCurves } from "../chart/curves.js";
import { createCrosshair } from "../controls/crosshair.js";
import { createStudy } from "../controls/study.js";
import { element, say } from "../draw/element.js";
import { mounting } from "../mount.js";
import { lengthOf } from "../panels/input.js";
import { createRunPage } from "../run_page.js";
import { createAlternative } from "../words/alternative.js";
import { number } from "../words/numbers.js";
import { laneTables, lossTables, weightTables } from "../words/tables.js";
import { createCards } from "./next_character/cards.js";
import { createLaneChoice } from "./next_character/choice.js";
import { createDiagram } from "./next_character/diagram.js";
import { probability } from "./next_character/numbers.js";
import { createPlaces } from "./next_character/places.js";
import { contentOf } from "./next_character/products.js";
import { answered, asked, quoted } from "./next_character/spelling.js";
import { layerOf, matricesOf, weightsOf } from "./next_character/weights.js";

/** @typedef {import("../run/frame.js").Frame} Frame */
/** @typedef {import("../run/frame.js").Lane} Lane */

const CHART_HEIGHT = 120;
const KEYS = [
  "→ and ← – the next and the previous letter",
  "Enter on a number or an arrow – open its product, or close it",
  "Esc – close the newest card, then leave the letter",
];
const CLICK = "Click on an arrow or a number to see its product.";
const TOO_LARGE = "This network is too large for its products to be shown (400 weights at most). Choose a smaller H.";

/** Show the page of the run at `data.url` inside `parentElement`; see `mounting` and `createRunPage`. */
export const mount = mounting((parent) => createRunPage(parent, createNextCharacter));

export default mount;

/**
 * @param {import("../run_page.js").Page} page
 * @returns {import("../run_page.js").Picture}
 */
function createNextCharacter({ root, soon, frame: newestFrame, seek, study, chosen, point: tellOthers }) {
  const crosshair = createCrosshair(root, (at) => {
    tellOthers(at);
    soon("overlay");
  });
  const lanes = createLaneChoice((id) => {
    soon("picture");
    chosen(id);
  });
  const cards = createCards(() => soon("overlay"), contentOf);
  const diagram = createDiagram(
    (subject, opener) => {
      const frame = newestFrame();
      if (frame && look) cards.toggle(subject, frame, look.palette, opener);
    },
    (t) => crosshair.at.t === t || crosshair.point(t, null, true),
  );
  const places = createPlaces();
  const curves = createCurves(() => soon("picture"), seek);
  const alternative = createAlternative();
  const shared = element(
    "button",
    { type: "button", "aria-pressed": "false", click: share },
    "Highlight the shared weights",
  );
  const sentence = element("p", { class: "spell-sentence" });
  const spoken = element("div", { class: "unseen", "aria-live": "polite" });
  const caption = element("footer", {}, element("p"), element("p"));
  const steps = element(
    "div",
    { class: "spell-steps" },
    element("button", { type: "button", "aria-label": "Previous letter", click: () => move(-1) }, "◀"),
    element("button", { type: "button", "aria-label": "Next letter", click: () => move(1) }, "▶"),
    sentence,
    shared,
  );
  const head = element("div", { class: "spell-head" }, lanes.node);
  const [drawing, scale] = diagram.nodes;
  const left = element("div", { class: "spell-left" }, drawing, steps, scale);
  const body = element("div", { class: "spell-body" }, left, places.node);
  const stage = element("div", { class: "stage spell" }, head, body, cards.node);
  /** @type {import("../draw/painter.js").Look | null} */
  let look = null;

  function share() {
    shared.setAttribute("aria-pressed", String(shared.getAttribute("aria-pressed") !== "true"));
    soon("picture");
  }

  /** @param {number} by */
  function move(by) {
    const frame = newestFrame();
    if (!frame) return;
    const t = crosshair.moved(by, frame.inputs.shape[0]);
    diagram.carryFocus(t);
    diagram.reveal(t);
    say(spoken, describe(frame, lanes.chosen(frame), t));
  }

  return {
    label: "The network that spells a word",
    controls: [createStudy(study)],
    nodes: [stage, curves.node, caption, alternative.node, spoken],
    help: KEYS,
    move,
    lecturer: crosshair.follow,
    clear: () => cards.closeLast() || crosshair.point(null, null, false),
    begin: curves.forget,

    choose(lane) {
      lanes.choose(lane);
      soon("picture");
    },

    show(frame) {
      stage.style.setProperty("--steps", String(frame.inputs.shape[0]));
      if (crosshair.at.t !== null && crosshair.at.t >= frame.inputs.shape[0]) crosshair.point(null, null, false);
      return false;
    },

    layOut() {
      root.classList.toggle("phone", root.clientWidth < 480);
      root.classList.toggle("stacked", root.clientWidth < 880);
      curves.setSize(curves.node.clientWidth - 20, CHART_HEIGHT);
    },

    draw(frame, _now, dirty, now) {
      look = now;
      const lane = lanes.chosen(frame);
      if (dirty.picture) {
        curves.draw(frame, now.palette);
        lanes.show(frame, now.palette);
        diagram.show(frame, lane);
        diagram.share(shared.getAttribute("aria-pressed") === "true" ? lane : null, now);
        places.show(frame, lane);
        cards.show(frame, now.palette);
        showCaption(frame);
      }
      const { t } = crosshair.shown(frame.inputs.shape[0]);
      diagram.mark(t);
      diagram.press(cards.isOpen);
      say(sentence, t === null ? (weightsOf(lane) ? CLICK : TOO_LARGE) : describe(frame, lane, t));
    },

    describe: (frame, state) => alternative.describe(frame, state, layerOf(lanes.chosen(frame))),

    tables(frame) {
      const lane = lanes.chosen(frame);
      const weights = weightsOf(lane);
      const seen = { frame, lane, layer: layerOf(lane), end: lengthOf(frame) };
      const { output_labels: labels } = frame.task;
      const matrices = weights && weightTables(matricesOf(weights), weights.blocks, weights.units, labels);
      return [{ name: lane.name, tables: [...laneTables(seen, crosshair.at), ...(matrices ?? [])] }, lossTables(frame)];
    },
  };

  /** @param {Frame} frame */
  function showCaption(frame) {
    const [made, task] = caption.children;
    say(made, `${frame.caption} The diagram shows seed ${frame.seed}.`);
    say(task, `${frame.task.title}. ${frame.task.definition} ${frame.task.source}.`);
  }
}

/**
 * What happens at timestep t, in words.
 * @param {Frame} frame
 * @param {Lane} lane
 * @param {number} t
 */
function describe(frame, lane, t) {
  const { p, said, next, right, loss } = answered(frame, lane, t);
  const { read } = asked(frame, t);
  const wrong = right ? "That is right." : `Right is ${quoted(frame, next)}, which has ${probability(p[next])}.`;
  const layers = layerOf(lane) > 0 ? " The diagram shows the top layer." : "";
  return (
    `Timestep ${t + 1} of ${frame.inputs.shape[0]}, ${lane.name}: it reads ${quoted(frame, read)} and says ` +
    `${quoted(frame, said)} with probability ${probability(p[said])}. ${wrong} ` +
    `Its loss here is −ln ${probability(p[next])} = ${number(loss, 2)}.${layers}`
  );
}
