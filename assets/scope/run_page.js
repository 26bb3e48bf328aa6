// What every page with a live run has: the run, the controls on top, and a picture below that is drawn when it changes.

import { listen } from "./controls/keyboard.js";
import { listenForLeaving } from "./controls/leaving.js";
import { createNumbers } from "./controls/numbers.js";
import { createPreparing } from "./controls/preparing.js";
import { createPresent } from "./controls/present.js";
import { addSkipLink } from "./controls/skip_link.js";
import { createTransport } from "./controls/transport.js";
import { element } from "./draw/element.js";
import { onScreen } from "./draw/on_screen.js";
import { createPainter } from "./draw/painter.js";
import { createProbe } from "./draw/theme.js";
import { looksBack } from "./run/frame.js";
import { createLiveRun } from "./run/live_run.js";
import { createPointing } from "./run/pointing.js";
import { createResting } from "./run/resting.js";
import { createSettingsDrawn } from "./run/settings_drawn.js";
import { createKeeper } from "./run/tab_memory.js";
import { createWishes } from "./run/wishes.js";
import { createHeadline } from "./words/headline.js";

/** @typedef {import("./run/frame.js").Frame} Frame */
/** @typedef {import("./run/live_run.js").State} State */
/** @typedef {import("./draw/painter.js").Dirty} Dirty */
/** @typedef {import("./draw/painter.js").Look} Look */

/**
 * The picture of a page. `controls` stand in the bar, `nodes` below it. `begin` hears that another run's first frame is
 * next; `show(frame)` takes a frame and says whether it needs a new layout; `layOut(width)` and `draw(frame, now,
 * dirty, look)` are called in an animation frame, in this order; `describe(frame, state)` says the moment in words, and
 * `tables(frame)` gives the numbers of all that is drawn on canvases.
 * @typedef {object} Picture
 * @property {string} label
 * @property {Node[]} [controls]
 * @property {Node[]} [nodes]
 * @property {Node[]} [beside] they stand beside the button of the numbers
 * @property {string[]} [help] the keys that the picture adds
 * @property {boolean} [rows] whether it has rows of which some can be presented
 * @property {(by: number) => void} [move]
 * @property {(pointed: import("./run/pointing.js").Pointed | null) => void} [lecturer] where the run's owner points
 * @property {() => void} [clear]
 * @property {{on: () => boolean, toggle: () => void}} [listen]
 * @property {(lane: string) => void} [choose] the address asks for this lane
 * @property {() => void} [begin]
 * @property {(frame: Frame) => boolean} [show]
 * @property {(width: number) => void} [layOut]
 * @property {(frame: Frame, now: number, dirty: Dirty, look: Look) => void} [draw]
 * @property {(frame: Frame, state: State) => void} [describe]
 * @property {(frame: Frame) => import("./words/tables.js").Group[]} [tables]
 * @property {() => void} [close] the page is gone
 */

/**
 * What a picture may ask of its page: a drawing of some part in the next animation frame, and where it stands;
 * `seek(step)` looks at exactly that step, as far as the visitor may, `study()` asks for the charts of this moment, and
 * `point(at)` shows those who watch where the crosshair stands.
 * @typedef {object} Page
 * @property {HTMLElement} root
 * @property {(part: keyof Dirty) => void} soon
 * @property {() => Frame | null} frame
 * @property {() => import("./draw/geometry.js").RowName[] | null} presented the rows that are shown; null for all
 * @property {(step: number) => void} seek
 * @property {() => void} study
 * @property {(lane: string) => void} chosen the address shall ask for this lane
 * @property {(at: import("./controls/crosshair.js").Crosshair) => void} point
 */

/**
 * The page inside `parent`, with the picture that `createPicture` makes. Its root says in `data-*` attributes what is
 * on screen. It sends wishes to Python, by the names of `setTriggerValue`: `branch` (the run shall go on from that step
 * as a new one), `restart` (a new run of the same settings shall begin), `before` (the run before shall be on screen
 * again), `follow` (the run that the lecturer shows shall be), `copy` (a run of the visitor's own shall go on from it),
 * `study` (this moment's charts shall be shown), `claim` (the run is this tab's, by this key), `rename` (the run gets
 * this name), `lane` (the address asks for this lane), `moment` (this step is looked at from now on) and `theme` (the
 * page has turned light or dark).
 * @param {Node} parent
 * @param {(page: Page) => Picture} createPicture
 * @returns {import("./mount.js").Mounted}
 */
export function createRunPage(parent, createPicture) {
  const wishes = createWishes();
  const keep = createKeeper((key) => wishes.wish("claim", key));
  let drawn = 0;
  // Whether the frame at hand is about the run that is watched: until its first comes, the last run's picture stays.
  let current = false;
  /** The theme of the page's charts, which Python has drawn, and the one that it was last asked for. */
  let theme = "";
  let wanted = "";
  /** The lane that Python asked for last: one that the user chooses meanwhile stays. */
  let asked = "";

  const run = createLiveRun({
    arrived: () => painter.soon("picture"),
    state: showState,
    crosshair: (pointed) => picture.lecturer?.(pointed),
    refused: (sentence) => transport.showRefusal(sentence),
    connection(sentence) {
      if (sentence) pointing.forget();
      root.dataset.connection = sentence ? "down" : "up";
      transport.showConnection(sentence);
    },
  });
  const pointing = createPointing(run.point);
  const root = element("div", { class: "scope", role: "region" });
  /** @type {(part: keyof Dirty) => void} */
  const soon = (part) => painter.soon(part);
  const picture = createPicture({
    root,
    soon,
    presented: () => present.rows(),
    frame: run.frame,
    seek: (step) => transport.seek(step),
    study: () => wishes.wish("study", true),
    chosen: (lane) => wishes.wish("lane", lane),
    point: pointing.point,
  });
  const newest = () => (current ? run.frame() : null);
  const numbers = picture.tables && createNumbers(picture.tables, newest, picture.beside ?? []);
  const present = createPresent(root, { rows: picture.rows === true, changed: () => soon("layout") });
  const transport = createTransport(run.command, {
    branch: (step) => wishes.wish("branch", step),
    restart: () => wishes.wish("restart", true),
    goBack: () => wishes.wish("before", true),
    follow: () => wishes.wish("follow", true),
    copy: () => wishes.wish("copy", true),
    toLecture: () => wishes.wish("follow", true),
    settled: () => resting.consider(),
    run: run.id,
    address: run.address,
    controls: [...(picture.controls ?? []), ...present.nodes],
    help: [...(picture.help ?? []), ...present.help, ...(numbers?.help ?? [])],
  });
  const resting = createResting(transport.busy, (step) => wishes.wish("moment", step));
  const settings = createSettingsDrawn(resting.free, resting.rest);
  root.setAttribute("aria-label", picture.label);
  const preparing = createPreparing(root);
  const headline = createHeadline((name) => wishes.wish("rename", name));
  root.append(createProbe(), transport.node, headline.node, preparing.node, ...(picture.nodes ?? []));
  if (numbers) root.append(numbers.node);
  Object.assign(root.dataset, { testid: "scope", frames: "0" });
  parent.appendChild(root);
  const leaveScreen = picture.nodes ? onScreen(root) : () => {};
  const painter = createPainter(root, new URL("scope.css", import.meta.url), paint, transport.showMissing);
  const stopListening = listen(root, {
    play: transport.togglePlay,
    step: transport.step,
    move: picture.move,
    walk: transport.walk,
    clear: picture.clear,
    numbers: numbers?.open,
    listen: picture.listen,
    present,
  });
  const removeSkipLink = addSkipLink(root, transport.play);
  const stopListeningForLeaving = listenForLeaving(root, () => {
    wishes.withdraw("moment");
    resting.leave();
  });

  /** @param {State} state */
  function showState(state) {
    Object.assign(root.dataset, { status: state.status, owns: String(state.owns !== false) });
    pointing.allow(state.owns === true);
    settings.held(state);
    transport.showState(state);
    headline.showState(state);
    resting.status(state.status);
    if (current && run.awaited()) awaitPicture();
    preparing.say(state);
    const frame = run.frame();
    if (frame && current) picture.describe?.(frame, state);
  }

  /** The run's own picture is awaited: what stands there stays, pale, and what is said about it is not of this run. */
  function awaitPicture() {
    current = false;
    for (const name of ["step", "lookingBack"]) say(name, null);
    headline.forget();
    transport.forget();
    numbers?.allow(false);
    if (picture.nodes) preparing.begin(run.frame(), run.example());
  }

  /**
   * @param {number} now
   * @param {Dirty} dirty
   * @param {Look} look
   */
  function paint(now, dirty, look) {
    const taken = run.take();
    if (dirty.theme) themed(look.palette.mode ?? "");
    if (taken?.first) picture.begin?.();
    if (taken && run.awaited()) awaitPicture();
    else if (taken && !current) {
      current = true;
      preparing.end();
    }
    if (taken) dirty.layout = picture.show?.(taken.frame) || dirty.layout;
    const frame = run.frame();
    // The picture has the room that its headline leaves.
    if (dirty.layout && frame && current) headline.showFrame(frame);
    if (dirty.layout && root.clientWidth > 0) picture.layOut?.(root.clientWidth);
    if (frame) {
      dirty.picture ||= taken !== null || dirty.layout;
      picture.draw?.(frame, now, dirty, look);
      if (dirty.picture && current) {
        transport.showFrame(frame);
        if (headline.showFrame(frame)) soon("layout");
        numbers?.allow(true);
        picture.describe?.(frame, run.state());
      }
    }
    if (taken) report(taken);
  }

  /**
   * The page is `mode`, light or dark: its charts, which Python draws, follow.
   * @param {string} mode
   */
  function themed(mode) {
    if (mode !== theme && mode !== wanted && theme) wishes.wish("theme", mode);
    wanted = mode;
  }

  /**
   * The frame is on screen: count it, time it, and ask for the next.
   * @param {NonNullable<ReturnType<typeof run.take>>} taken
   */
  function report({ frame, first, latency }) {
    drawn += 1;
    root.dataset.frames = String(drawn);
    if (current) root.dataset.step = String(frame.step);
    const late = latency();
    say("latencyMs", late === null ? null : late.toFixed(1));
    say("lookingBack", looksBack(frame) ? "true" : null);
    run.drawn();
    resting.show(frame, first);
  }

  /**
   * @param {string} name
   * @param {string | null} value null takes the attribute away
   */
  function say(name, value) {
    if (value === null) delete root.dataset[name];
    else root.dataset[name] = value;
  }

  return {
    update(data, setTriggerValue) {
      if (root.parentNode !== parent) parent.appendChild(root);
      // Who leaves after a wish has not stayed because it was answered.
      if (!wishes.drawn(data.heard ?? 0, setTriggerValue)) resting.stay();
      transport.showNotice(data.notice ?? "");
      transport.showDownload(data.download ?? "");
      transport.showBefore(data.before ?? "");
      transport.showLecture(data.lecture === true);
      transport.showAddress(data.board ?? "", data.own ?? []);
      settings.drawn(data.settings);
      theme = data.theme ?? "";
      say("charts", theme || null);
      const { lane = "" } = data;
      if (lane !== asked) picture.choose?.(lane);
      asked = lane;
      const other = run.watch(data.url, data.key ?? "");
      keep(run.id(), data);
      if (!other) return;
      root.dataset.run = run.id();
      // The last run's picture stays until this run has one, but what is said about it is not about this run.
      for (const name of ["status", "owns"]) say(name, null);
      root.dataset.connection = "down";
      wishes.withdraw("moment");
      resting.forget();
      pointing.forget();
      settings.forget();
      picture.lecturer?.(null);
      awaitPicture();
    },
    close() {
      run.close();
      wishes.close();
      preparing.end();
      picture.close?.();
      painter.close();
      pointing.close();
      settings.close();
      present.close();
      resting.close();
      stopListening();
      removeSkipLink();
      stopListeningForLeaving();
      leaveScreen();
      root.remove();
    },
  };
}
