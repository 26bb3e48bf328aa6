// The controls on top: back to the start, play, step, restart, speed, where the run is, its message, and what can be
// shared; below, the time line.

import { element, say } from "../draw/element.js";
import { icon } from "../draw/icon.js";
import { whole } from "../words/numbers.js";
import { createMessage } from "./message.js";
import { onceInAWhile } from "./once_in_a_while.js";
import { PREPARING } from "./preparing.js";
import { createShare } from "./share.js";
import { createStepField } from "./step_field.js";
import { createTimeline } from "./timeline.js";

const SPEEDS = [
  { value: 1, label: "1 step a frame" },
  { value: 2, label: "2 steps a frame" },
  { value: 5, label: "5 steps a frame" },
  { value: 10, label: "10 steps a frame" },
  { value: 20, label: "20 steps a frame" },
  { value: "smooth", label: "smooth: full speed" },
  { value: "max", label: "as fast as it goes" },
];
/** A line for each key: the key – what it does. */
const KEYS = ["Space – play, pause", "Full stop ( . ) or Shift+→ – one training step"];
const TIME_LINE_KEYS = [
  "On the time line, → and ← – the next and the previous kept step",
  "On the time line, Page up and Page down – five kept steps",
  "On the time line, Home and End – step 0 and the newest step",
];
const RESTART = "Restart as a new run: the settings of now, from step 0. This run is kept.";
const BROKEN = "Training broke in every lane: change the settings, then restart as a new run.";
const WATCHING = "You are watching. Only the lecturer can press Play.";

/**
 * What the bar tells its page: `branch(step)` goes on from a moment as a new run, `restart()` begins a new run of the
 * same settings, `goBack()` returns to the run before, `follow()` goes to the run that the lecturer shows now, `copy()`
 * makes a viewer's own run of what is watched, `toLecture()` leads from there back to the lecture,
 * `settled()` hears when the time line is let go, `run()` gives the run's id and `address()` where its connection is.
 * `controls` stand in the bar too, and
 * `help` says which keys they add.
 * @typedef {object} Hearing
 * @property {(step: number) => void} branch
 * @property {() => void} restart
 * @property {() => void} goBack
 * @property {() => void} follow
 * @property {() => void} copy
 * @property {() => void} toLecture
 * @property {() => void} settled
 * @property {() => string} run
 * @property {() => string} address
 * @property {Node[]} controls
 * @property {string[]} help
 */

/**
 * The bar. `command(name, more)` sends a command.
 * @param {(name: string, more?: object) => void} command
 * @param {Hearing} on
 */
export function createTransport(command, on) {
  /** @type {import("../run/live_run.js").State} */
  let state = { status: "ready", speed: 5, message: "", link: {} };
  let owns = true;

  /**
   * @param {string} name
   * @param {Node} picture
   * @param {() => void} act
   */
  const button = (name, picture, act) =>
    element("button", { type: "button", "aria-label": name, title: name, click: act }, picture);
  const toStart = button("Back to the start", icon("start"), () => command("seek", { value: 0 }));
  const playWord = element("span", {}, "Play");
  const play = button("Play", icon("play"), togglePlay);
  play.classList.add("primary");
  play.append(playWord);
  const stepButton = button("Step", icon("step"), step);
  const restart = button("Restart as a new run", icon("again"), onceInAWhile(on.restart));
  restart.title = RESTART;
  const speed = element(
    "select",
    { "aria-label": "Speed", title: "Training steps per frame", change: chooseSpeed },
    ...SPEEDS.map(({ value, label }) => element("option", { value }, label)),
  );
  let board = "";
  /** @type {string[]} */
  let own = [];
  /**
   * The address of this page with another query, for others.
   * @param {Record<string, string>} query
   */
  function address(query) {
    // Lists, numbers and lanes stay readable: these signs mean nothing in a query.
    const words = new URLSearchParams(query).toString().replaceAll(/%(?:2C|3A|3D|40|7E)/g, decodeURIComponent);
    return `${board || location.origin}${location.pathname}${words && `?${words}`}`;
  }
  /**
   * The same, with the page's own parameters as they stand in its address now.
   * @param {Record<string, string>} query
   */
  function pageAddress(query) {
    const here = [...new URLSearchParams(location.search)].filter(([name]) => own.includes(name));
    return address({ ...query, ...Object.fromEntries(here) });
  }
  const message = createMessage();
  const stepField = createStepField({ go: (value) => command("seek_exactly", { value }), refuse: message.refuse });
  const timeline = createTimeline({
    seek: (value) => command("seek", { value }),
    branch: on.branch,
    goBack: on.goBack,
    follow: on.follow,
    settled: on.settled,
  });
  const share = createShare({
    settings: () => pageAddress(state.link),
    viewer: () => pageAddress({ ...state.link, run: on.run() }),
    short: () => address({ run: on.run() }),
    embed: () => embedCode(pageAddress(state.link)),
    code: () => `${on.address()}/qr.svg?${new URLSearchParams({ page: address({}) })}`,
  });
  const rate = element("span", { class: "rate" });
  // Where the sidebar, which has these too, is away.
  const phoneOnly = { type: "button", class: "on-a-phone", hidden: "" };
  const copy = element("button", { ...phoneOnly, click: onceInAWhile(on.copy) }, "Make my own copy");
  const toLecture = element("button", { ...phoneOnly, click: onceInAWhile(on.toLecture) }, "Back to the lecture");
  const keys = element(
    "button",
    { type: "button", class: "keys", "aria-label": "Keyboard", "aria-describedby": "scope-keys" },
    "?",
  );
  const keysText = element(
    "div",
    { id: "scope-keys", role: "tooltip", class: "tooltip" },
    ...[...KEYS, ...on.help, ...TIME_LINE_KEYS].map((line) => element("div", {}, line)),
  );
  const node = element(
    "div",
    { class: "transport", role: "group", "aria-label": "Training" },
    element(
      "div",
      { class: "bar" },
      element(
        "div",
        { class: "controls" },
        toStart,
        play,
        stepButton,
        restart,
        speed,
        element("span", { class: "where" }, "step ", stepField.node, rate),
      ),
      element(
        "div",
        { class: "more" },
        message.node,
        ...on.controls,
        element("span", { class: "tip" }, keys, keysText),
        ...share.nodes,
        copy,
        toLecture,
      ),
    ),
    timeline.node,
  );
  const titles = new Map([toStart, play, stepButton, restart, speed].map((control) => [control, control.title]));

  // While the networks compile the server keeps a Play for later; only who pressed it knows that it did.
  let asked = false;
  const broken = () => state.status === "diverged";
  const playing = () => state.status === "training" || (state.status === "compiling" && asked);

  function togglePlay() {
    if (!owns) return message.refuse(WATCHING);
    if (broken()) return;
    asked = !playing();
    command(asked ? "play" : "pause");
    showPlay();
  }

  function showPlay() {
    const name = playing() ? "Pause" : "Play";
    if (play.getAttribute("aria-label") === name) return;
    play.setAttribute("aria-label", name);
    titles.set(play, name);
    showTitle(play);
    say(playWord, name);
    play.firstChild?.replaceWith(icon(name.toLowerCase()));
  }

  /** @param {HTMLButtonElement | HTMLSelectElement} control */
  function showTitle(control) {
    const known = control.disabled && owns ? BROKEN : (titles.get(control) ?? "");
    control.title = owns ? known : WATCHING;
  }

  /** @param {boolean} allowed */
  function allow(allowed) {
    owns = allowed;
    copy.hidden = owns;
    for (const control of titles.keys()) {
      control.disabled = !owns || (broken() && (control === play || control === stepButton));
      showTitle(control);
    }
    stepField.allow(owns, WATCHING);
    timeline.allow(owns, WATCHING);
  }

  function step() {
    if (!owns) return message.refuse(WATCHING);
    if (broken()) return;
    command("step");
  }

  /** @param {number} value */
  function seek(value) {
    if (!owns) return message.refuse(WATCHING);
    command("seek_exactly", { value });
  }

  function chooseSpeed() {
    const { value } = SPEEDS[speed.selectedIndex];
    command("speed", { value });
    release(speed);
  }

  return {
    node,
    play,
    walk: timeline.walk,
    togglePlay,
    step,
    seek,
    busy: timeline.busy,
    /** @param {import("../run/live_run.js").State} next */
    showState(next) {
      state = next;
      if (next.status !== "compiling") asked = false;
      showPlay();
      speed.value = String(next.speed);
      message.say("state", [next.status === "compiling" && PREPARING, next.message].filter(Boolean).join(" "));
      message.say("unsaved", next.unsaved ?? "");
      // Until the server has said whose run this is, the page may command it.
      allow(next.owns !== false);
      timeline.showGoneOn(owns ? "" : (next.gone_on ?? ""));
      message.watch(owns ? null : (next.name ?? ""));
    },
    /** @param {import("../run/frame.js").Frame} frame */
    showFrame(frame) {
      stepField.show(frame);
      timeline.show(frame);
      message.fit();
      say(rate, frame.steps_per_second > 0 ? `${whole(frame.steps_per_second)} steps/s` : "");
    },
    showMissing: (/** @type {string} */ sentence) => message.say("missing", sentence),
    /** What stands here is not about the run whose picture is still to come. */
    forget() {
      stepField.forget();
      timeline.forget();
      say(rate, "");
    },
    showConnection: (/** @type {string} */ sentence) => message.say("connection", sentence),
    showRefusal: message.refuse,
    showNotice: (/** @type {string} */ sentence) => message.say("notice", sentence),
    showDownload: share.showDownload,
    /**
     * @param {string} origin where others open this page; empty where that is where it is
     * @param {string[]} names those of the page's own parameters
     */
    showAddress(origin, names) {
      board = origin;
      own = names;
    },
    showBefore: timeline.showBefore,
    /** @param {boolean} left whether this visitor has left a lecture for a run of their own */
    showLecture(left) {
      toLecture.hidden = !left;
    },
  };
}

/**
 * The code by which a course page shows the page at `link` in a frame.
 * @param {string} link
 */
function embedCode(link) {
  const source = `${link}${link.includes("?") ? "&" : "?"}embed=true`.replaceAll("&", "&amp;");
  const may = "clipboard-write; fullscreen";
  return `<iframe src="${source}" title="Unrolled" width="100%" height="900" allow="${may}" loading="lazy"></iframe>`;
}

/**
 * A list chosen from by pointer gives the keyboard back, so that the space bar plays again.
 * @param {HTMLSelectElement} list
 */
export function release(list) {
  if (!list.matches(":focus-visible")) list.blur();
}
