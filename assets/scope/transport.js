// The controls on top: restart, play, step, speed, where the run is, its message, and the link to it.

import { element, say } from "./element.js";
import { whole } from "./numbers.js";

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
  "Esc removes the crosshair. Click a timestep to pin the crosshair.";
const FOLD = "Roll the network up into its loop, and unroll it again";
const REFUSAL_SHOWN = 6000;
const COPIED_SHOWN = 2000;

const ICONS = {
  restart: "M5 4h2v12H5zM16 4v12l-8-6z",
  play: "M6 3.5v13l11-6.5z",
  pause: "M5 4h3.6v12H5zM11.4 4H15v12h-3.6z",
  step: "M4 4v12l8-6zM13 4h2v12h-2z",
  link: "M8.6 11.4a3 3 0 0 0 4.2 0l2.8-2.8a3 3 0 0 0-4.2-4.2l-1 1M11.4 8.6a3 3 0 0 0-4.2 0l-2.8 2.8a3 3 0 0 0 4.2 4.2l1-1",
};

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add(name);
  const path = svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "path"));
  path.setAttribute("d", ICONS[name]);
  return svg;
}

/**
 * The bar. `command(name, more)` sends a command, `on.fold()` rolls or unrolls the strip, `on.layer(k)` chooses a layer.
 * Returns `{node, showState, showFrame, showFold, showLine, showRefusal, showNotice, togglePlay, step}`.
 */
export function createTransport(command, on) {
  const words = { line: "", refusal: "", state: "The first picture is on its way.", notice: "" };
  let state = { status: "ready", speed: 5, link: {} };
  let refusalTimer = 0;

  const button = (name, picture, act) => element("button", { type: "button", "aria-label": name, title: name, click: act }, picture);
  const restart = button("Restart", icon("restart"), () => command("restart"));
  const playWord = element("span", {}, "Play");
  const play = button("Play", icon("play"), togglePlay);
  play.classList.add("primary");
  play.append(playWord);
  const stepButton = button("Step", icon("step"), step);
  const speed = element("select", { "aria-label": "Speed", title: "Training steps per frame", change: chooseSpeed },
    ...SPEEDS.map(([value, label]) => element("option", { value }, label)));
  const stepCount = element("span", { class: "step", role: "group", "aria-label": "Training step" }, "0");
  const rate = element("span", { class: "rate" });
  const message = element("p", { class: "message", role: "status" });
  const layer = element("select", { class: "layer", "aria-label": "Layer", hidden: "", change: chooseLayer });
  const fold = element("button", { type: "button", class: "fold", title: FOLD, click: on.fold });
  const keys = element("button", { type: "button", class: "keys", "aria-label": "Keyboard", "aria-describedby": "scope-keys" }, "?");
  const keysText = element("span", { id: "scope-keys", role: "tooltip", class: "tooltip" }, KEYS);
  const copyWord = element("span", {}, "Copy link");
  const copy = button("Copy link", icon("link"), copyLink);
  copy.classList.add("copy");
  copy.append(copyWord);
  const address = element("input", { class: "address", "aria-label": "Link to this run", readonly: "", hidden: "" });
  const node = element("div", { class: "transport", role: "group", "aria-label": "Training" },
    element("div", { class: "controls" }, restart, play, stepButton, speed, element("span", { class: "where" }, "step ", stepCount, rate)),
    element("div", { class: "more" }, message, address, layer, fold, element("span", { class: "tip" }, keys, keysText), copy));

  // While the networks compile the server keeps a Play for later; only who pressed it knows that it did.
  let asked = false;
  const playing = () => state.status === "training" || (state.status === "compiling" && asked);

  function togglePlay() {
    asked = !playing();
    command(asked ? "play" : "pause");
    showPlay();
  }

  function showPlay() {
    const name = playing() ? "Pause" : "Play";
    if (play.getAttribute("aria-label") === name) return;
    play.setAttribute("aria-label", name);
    play.title = name;
    say(playWord, name);
    play.replaceChild(icon(name.toLowerCase()), play.firstChild);
  }

  function step() {
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

  async function copyLink() {
    const link = `${location.origin}${location.pathname}`;
    const query = new URLSearchParams(state.link).toString();
    const full = query ? `${link}?${query}` : link;
    const copied = await toClipboard(full, address);
    say(copyWord, copied ? "Link copied" : "Copy it:");
    address.hidden = copied;
    if (!copied) address.select();
    setTimeout(() => say(copyWord, "Copy link"), COPIED_SHOWN);
  }

  function showWords() {
    const shown = words.line || words.refusal || [words.state, words.notice].filter(Boolean).join(" ");
    say(message, shown);
    message.title = shown;
    message.classList.toggle("urgent", Boolean(words.line || words.refusal));
  }

  showWords();
  return {
    node,
    togglePlay,
    step,
    showState(next) {
      state = next;
      if (next.status !== "compiling") asked = false;
      showPlay();
      speed.value = String(next.speed);
      words.state = next.message || (next.status === "compiling" ? "Compiling the networks for this machine…" : "");
      showWords();
    },
    showFrame(frame, chosenLayer) {
      say(stepCount, whole(frame.step));
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
    showLine(sentence) {
      words.line = sentence;
      showWords();
    },
    showRefusal(sentence) {
      words.refusal = sentence;
      showWords();
      clearTimeout(refusalTimer);
      refusalTimer = setTimeout(() => {
        words.refusal = "";
        showWords();
      }, REFUSAL_SHOWN);
    },
    showNotice(sentence) {
      words.notice = sentence;
      showWords();
    },
  };
}

/** A list chosen from by pointer gives the keyboard back, so that the space bar plays again. */
function release(list) {
  if (!list.matches(":focus-visible")) list.blur();
}

/** Copy `text`; over plain http, where the clipboard is closed to pages, through a selected field. True when it worked. */
async function toClipboard(text, field) {
  field.value = text;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    field.hidden = false;
    field.select();
    return document.execCommand("copy");
  }
}
