// The controls on top: restart, play, step, speed, where the run is, its message, and what can be shared; below, the time line.

import { element, say } from "../draw/element.js";
import { icon } from "../draw/icon.js";
import { whole } from "../words/numbers.js";
import { createMessage } from "./message.js";
import { createShare } from "./share.js";
import { createStepField } from "./step_field.js";
import { createTimeline } from "./timeline.js";

const SPEEDS = [
  [1, "1 step a frame"],
  [2, "2 steps a frame"],
  [5, "5 steps a frame"],
  [10, "10 steps a frame"],
  [20, "20 steps a frame"],
  ["smooth", "smooth: full speed"],
  ["max", "as fast as it goes"],
];
const KEYS =
  "Keys: space plays and pauses · → and ← move the crosshair by one timestep · . or Shift+→ takes one training step · " +
  "Esc removes the crosshair. Click a timestep to pin the crosshair. On the time line → and ← go to the next and the previous " +
  "kept step, Page up and Page down pass five, Home and End go to step 0 and to the newest.";
const FOLD = "Roll the network up into its loop, and unroll it again";
const WATCHING = "You are watching; only the run's owner commands it.";

/**
 * The bar. `command(name, more)` sends a command, `on.fold()` rolls or unrolls the strip, `on.layer(k)` chooses a layer,
 * `on.branch(step)` goes on from a moment as a new run, `on.run()` gives the run's id. Returns `{node, showState, showFrame,
 * showFold, showConnection, showRefusal, showNotice, showDownload, togglePlay, step}`.
 */
export function createTransport(command, on) {
  let state = { status: "ready", speed: 5, link: {} };
  let owns = true;

  const button = (name, picture, act) =>
    element("button", { type: "button", "aria-label": name, title: name, click: act }, picture);
  const restart = button("Restart", icon("restart"), () => command("restart"));
  const playWord = element("span", {}, "Play");
  const play = button("Play", icon("play"), togglePlay);
  play.classList.add("primary");
  play.append(playWord);
  const stepButton = button("Step", icon("step"), step);
  const speed = element(
    "select",
    { "aria-label": "Speed", title: "Training steps per frame", change: chooseSpeed },
    ...SPEEDS.map(([value, label]) => element("option", { value }, label)),
  );
  const message = createMessage();
  const stepField = createStepField({ go: (value) => command("seek_exactly", { value }), refuse: message.refuse });
  const timeline = createTimeline({ seek: (value) => command("seek", { value }), branch: on.branch });
  const share = createShare({
    settings: () => address(state.link),
    viewer: () => address({ ...state.link, run: on.run() }),
  });
  const rate = element("span", { class: "rate" });
  const layer = element("select", { class: "layer", "aria-label": "Layer", hidden: "", change: chooseLayer });
  const fold = element("button", { type: "button", class: "fold", title: FOLD, click: on.fold });
  const keys = element(
    "button",
    { type: "button", class: "keys", "aria-label": "Keyboard", "aria-describedby": "scope-keys" },
    "?",
  );
  const keysText = element("span", { id: "scope-keys", role: "tooltip", class: "tooltip" }, KEYS);
  const node = element(
    "div",
    { class: "transport", role: "group", "aria-label": "Training" },
    element(
      "div",
      { class: "bar" },
      element(
        "div",
        { class: "controls" },
        restart,
        play,
        stepButton,
        speed,
        element("span", { class: "where" }, "step ", stepField.node, rate),
      ),
      element(
        "div",
        { class: "more" },
        message.node,
        layer,
        fold,
        element("span", { class: "tip" }, keys, keysText),
        ...share.nodes,
      ),
    ),
    timeline.node,
  );
  const titles = new Map([restart, play, stepButton, speed].map((control) => [control, control.title]));

  // While the networks compile the server keeps a Play for later; only who pressed it knows that it did.
  let asked = false;
  const playing = () => state.status === "training" || (state.status === "compiling" && asked);

  function togglePlay() {
    if (!owns) return message.refuse(WATCHING);
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
    play.replaceChild(icon(name.toLowerCase()), play.firstChild);
  }

  function showTitle(control) {
    control.title = owns ? titles.get(control) : WATCHING;
  }

  function allow(allowed) {
    owns = allowed;
    for (const control of titles.keys()) {
      control.disabled = !owns;
      showTitle(control);
    }
    stepField.allow(owns, WATCHING);
    timeline.allow(owns, WATCHING);
  }

  function step() {
    if (!owns) return message.refuse(WATCHING);
    command("step");
  }

  function chooseSpeed() {
    const [value] = SPEEDS[speed.selectedIndex];
    command("speed", { value });
    release(speed);
  }

  function chooseLayer() {
    on.layer(Number(layer.value));
    release(layer);
  }

  return {
    node,
    togglePlay,
    step,
    showState(next) {
      state = next;
      if (next.status !== "compiling") asked = false;
      showPlay();
      speed.value = String(next.speed);
      message.say(
        "state",
        next.message || (next.status === "compiling" ? "Compiling the networks for this machine…" : ""),
      );
      message.say("unsaved", next.unsaved ?? "");
      // Until the server has said whose run this is, the page may command it.
      allow(next.owns !== false);
      message.watch(owns ? null : (next.name ?? ""));
    },
    showFrame(frame, chosenLayer) {
      stepField.show(frame);
      timeline.show(frame);
      say(rate, frame.steps_per_second > 0 ? `${whole(frame.steps_per_second)} steps/s` : "");
      const numLayers = frame.lanes[0].arrays.hidden.shape[0];
      layer.hidden = numLayers < 2;
      if (layer.options.length !== numLayers) {
        const name = (k) => `layer ${k + 1}${k === numLayers - 1 ? " (top)" : ""}`;
        layer.replaceChildren(...Array.from({ length: numLayers }, (_, k) => element("option", { value: k }, name(k))));
      }
      layer.value = String(chosenLayer);
    },
    showFold(unrolled) {
      say(fold, unrolled ? "Roll up" : "Unroll");
    },
    showConnection: (sentence) => message.say("connection", sentence),
    showRefusal: message.refuse,
    showNotice: (sentence) => message.say("notice", sentence),
    showDownload: share.showDownload,
  };
}

/** The address of this page with another query. */
function address(query) {
  const words = new URLSearchParams(query).toString();
  return `${location.origin}${location.pathname}${words && `?${words}`}`;
}

/** A list chosen from by pointer gives the keyboard back, so that the space bar plays again. */
function release(list) {
  if (!list.matches(":focus-visible")) list.blur();
}
