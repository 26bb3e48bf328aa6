// Unrolled: one network, its copies in time, and a stepper through the forward and the backward pass.

import { createCrosshair } from "../controls/crosshair.js";
import { element, say } from "../draw/element.js";
import { mounting } from "../mount.js";
import { colourOf } from "../panels/view.js";
import { createRunPage } from "../run_page.js";
import { createAlternative } from "../words/alternative.js";
import { withCaptions } from "../words/caption.js";
import { whole } from "../words/numbers.js";
import { createCards } from "./next_character/cards.js";
import { answerOf, hearAnswers } from "./unrolled/answers.js";
import { createBoard } from "./unrolled/board.js";
import { computed, weightsIn } from "./unrolled/compute.js";
import { createDiagram } from "./unrolled/diagram.js";
import { createEditor } from "./unrolled/editor.js";
import { backwardLines, forwardLines } from "./unrolled/lines.js";
import { unitsOf } from "./unrolled/pass.js";
import { createPlayer } from "./unrolled/player.js";
import { sentenceOf } from "./unrolled/said.js";
import { stopAt } from "./unrolled/stops.js";
import { passTables } from "./unrolled/tables.js";
import { createUnfold } from "./unrolled/unfold.js";

/** @typedef {import("../run/frame.js").Frame} Frame */
/** @typedef {import("../run/frame.js").Lane} Lane */
/** @typedef {import("./unrolled/pass.js").Pass} Pass */

const KEYS = [
  "→ and ← – the stepper: the next and the previous step",
  "S – play the steps, or pause them",
  "Esc – close the newest product",
];
const WAITING = "The numbers of this moment are being computed.";
const ROUNDED = "Calculated with all digits, written with two or three.";

/** Show the page of the run at `data.url` inside `parentElement`; see `mounting` and `createRunPage`. */
export const mount = mounting((parent) => createRunPage(parent, createUnrolled));

export default mount;

/**
 * @param {import("../run_page.js").Page} page
 * @returns {import("../run_page.js").Picture}
 */
function createUnrolled({ root, soon, point: tellOthers }) {
  const crosshair = createCrosshair(root, (at) => {
    tellOthers(at);
    soon("overlay");
  });
  const player = createPlayer((byHand) => {
    follow(byHand);
    soon("overlay");
  });
  const unfold = createUnfold(() => soon("picture"));
  const editor = createEditor(() => soon("picture"));
  const board = createBoard();
  const cards = createCards(() => soon("overlay"), contentOf);
  const diagram = createDiagram({ open: openUnit, go: goTo });
  const alternative = createAlternative();
  const shared = element(
    "button",
    { type: "button", "aria-pressed": "false", click: share },
    "Highlight the shared weights",
  );
  const unit = element("input", { type: "number", min: 1, value: 1, required: "", "aria-label": "Unit" });
  const pick = element(
    "form",
    { class: "unroll-pick", submit: pickUnit },
    "Unit ",
    unit,
    element("button", { type: "submit" }, "Show its product"),
  );
  const note = element("p", { class: "unroll-note", role: "status" });
  const [drawing, scale] = diagram.nodes;
  const tools = element("div", { class: "unroll-tools" }, shared, pick);
  const stage = element("div", { class: "stage spell unroll" });
  stage.append(unfold.node, note, player.node, drawing, tools, scale, board.node, cards.node, editor.node);
  const caption = element("footer", {}, element("p"), element("p"));
  const stopHearing = hearAnswers(() => soon("picture"));
  editor.node.addEventListener("toggle", () => soon("picture"));
  document.addEventListener("keydown", press);
  hide(true);
  /** @type {{pass: Pass, trained: Pass, frame: Frame, lane: Lane, first: number} | null} */
  let shown = null;
  /** @type {import("../draw/painter.js").Look | null} */
  let look = null;
  let lecturer = -1;

  /** @param {boolean} hidden what needs numbers, as long as there are none */
  function hide(hidden) {
    for (const part of [unfold.node, player.node, drawing, tools, board.node, editor.node]) part.hidden = hidden;
  }

  function share() {
    shared.setAttribute("aria-pressed", String(shared.getAttribute("aria-pressed") !== "true"));
    soon("picture");
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    const target = event.composedPath()[0];
    const typing = target instanceof Element && target.closest("input:not([type=range]), textarea, select");
    if (event.key !== "s" || event.ctrlKey || event.altKey || event.metaKey || typing) return;
    event.preventDefault();
    player.toggle();
  }

  /** The stop that the stepper stands at. */
  const stop = () => (shown ? stopAt(player.position(), shown.first, shown.pass.words.timesteps) : stopAt(0, 0, 1));

  /** @param {boolean} byHand whose place those who watch are shown */
  function follow(byHand) {
    if (!shown) return;
    crosshair.point(stop().t, null, byHand);
    diagram.keepInSight(stop().t);
  }

  /** @param {number} t the timestep that was clicked: the same way, that timestep */
  function goTo(t) {
    if (!shown) return;
    const [{ first }, end] = [shown, shown.pass.words.timesteps];
    const back = stop().kind === "back";
    player.go(back ? end - first + 2 + (end - 1 - t) : t - first + 1);
  }

  /**
   * @param {number} k
   * @param {number} t
   * @param {HTMLElement} opener
   */
  function openUnit(k, t, opener) {
    if (!shown || !look) return;
    const kind = stop().kind === "back" ? "back" : "forward";
    cards.toggle({ kind, lane: shown.lane.id, t, k }, shown.frame, look.palette, opener);
  }

  /** @param {Event} event */
  function pickUnit(event) {
    event.preventDefault();
    openUnit(unit.valueAsNumber - 1, stop().t, unit);
  }

  /**
   * @param {Frame} _frame
   * @param {{kind: string, t: number, k: number}} subject
   */
  function contentOf(_frame, { kind, t, k }) {
    if (!shown || t >= shown.pass.words.timesteps || k >= unitsOf(shown.pass)) return null;
    const { pass, frame, lane } = shown;
    const back = kind === "back";
    const lines = back ? backwardLines(pass, lane, t, k) : forwardLines(pass, frame, lane, t, k, true);
    const what = back ? "what goes back through" : "the state of";
    return { title: `${lane.name}: ${what} unit ${k + 1} at timestep ${t + 1}`, lines, note: ROUNDED };
  }

  /**
   * What is drawn of a frame: the answer, or where the network is small its numbers at this very step.
   * @param {Frame} frame
   */
  function choose(frame) {
    const answer = answerOf(root.dataset.run ?? "");
    const lane = answer && frame.lanes.find(({ id }) => id === answer.words.lane);
    if (!answer || !lane) return null;
    let trained = answer;
    const kind = frame.task.target_kind;
    const weights = weightsIn(answer);
    if (weights && answer.words.step !== frame.step && lane.weights) {
      const now = lane.weights.rows.map(({ letter, array }) => [letter, lane.arrays[array]]);
      trained = computed(answer, Object.fromEntries(now), lane, kind, frame.step);
    }
    const own = editor.edited() && weightsIn(trained);
    const pass = own ? computed(trained, editor.applied(own), lane, kind, frame.step) : trained;
    const first = unfold.first(pass);
    player.fit(first, pass.words.timesteps);
    return { pass, trained, frame, lane, first };
  }

  /** @param {Frame} frame */
  function sayNote(frame) {
    const late = shown && shown.pass.words.step !== frame.step;
    const step =
      late && shown ? `These are the numbers of step ${whole(shown.pass.words.step)}. They follow at rest.` : "";
    const broken = shown?.lane.status === "diverged" ? `${shown.lane.name}: training broke. ${shown.lane.message}` : "";
    const edited = editor.edited() ? "What if: a copy of the weights is edited. The run itself is not touched." : "";
    say(note, [shown ? step : WAITING, broken, edited].filter(Boolean).join(" "));
    root.dataset.pass = shown ? String(shown.pass.words.step) : "";
  }

  return {
    label: "The network, unrolled in time",
    nodes: [stage, caption, alternative.node],
    help: KEYS,
    move: player.move,
    lecturer(pointed) {
      lecturer = pointed?.t ?? -1;
      crosshair.follow(pointed);
    },
    clear: () => cards.closeLast() || crosshair.point(null, null, false),
    begin: editor.forget,

    layOut() {
      root.classList.toggle("phone", root.clientWidth < 480);
      root.classList.toggle("stacked", root.clientWidth < 880);
    },

    draw(frame, _now, dirty, now) {
      look = now;
      if (dirty.picture) {
        shown = choose(frame);
        sayNote(frame);
        say(caption.children[0], withCaptions(frame, frame.states_caption));
        say(caption.children[1], `${frame.task.title}. ${frame.task.definition} ${frame.task.source}.`);
        hide(!shown);
        if (!shown) return;
        const { pass, trained, lane, first } = shown;
        stage.style.setProperty("--lane", colourOf(lane, now.palette));
        pick.hidden = unitsOf(pass) === 1;
        unit.max = String(unitsOf(pass));
        unfold.show(pass);
        diagram.show(pass, frame, lane, first, now);
        const wanted = shared.getAttribute("aria-pressed") === "true" || editor.edited();
        diagram.share(wanted ? pass : null, now);
        editor.show(trained, pass);
        cards.show(frame, now.palette);
        stage.classList.toggle("rolled", unfold.rolled());
      }
      if (!shown) return;
      const here = stop();
      stage.toggleAttribute("data-covered", player.covered());
      root.dataset.stop = `${here.kind} ${here.t + 1}`;
      diagram.reveal(here);
      diagram.mark(crosshair.at.t === null ? lecturer : null);
      board.show(here, shown.pass, frame, shown.lane);
      player.say(sentenceOf(here, shown.pass, frame, shown.lane, player.covered()));
    },

    close() {
      document.removeEventListener("keydown", press);
      stopHearing();
      player.stop();
    },

    describe: (frame, state) => alternative.describe(frame, state, (shown?.pass.words.layer ?? 1) - 1),

    tables() {
      if (!shown) return [];
      const { pass, frame, lane } = shown;
      const name = editor.edited() ? `${lane.name}, edited copy` : lane.name;
      return [{ name, step: pass.words.step, tables: passTables(pass, frame, lane, stop().t) }];
    },
  };
}
