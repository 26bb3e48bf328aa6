// The live picture of a run: it opens the run's WebSocket and draws what comes, once per animation frame.

import { CELLS, decode, looksBack } from "./run/frame.js";
import { element } from "./draw/element.js";
import { applyPalette, loadPalettes, watchTheme } from "./draw/theme.js";
import { rampsOf } from "./draw/heatmap.js";
import { openConnection } from "./run/connection.js";
import { layOut } from "./draw/geometry.js";
import { createLane } from "./panels/lane.js";
import { createCurves } from "./chart/curves.js";
import { createTransport } from "./controls/transport.js";
import { createAlternative } from "./words/alternative.js";
import { rowNames } from "./panels/row_names.js";
import { listen } from "./controls/keyboard.js";
import { widenRange } from "./panels/answer.js";
import { createFold } from "./draw/fold.js";
import { createCaption } from "./words/caption.js";
import { createCrosshair } from "./controls/crosshair.js";

/** Below this width the lanes stand under one another. */
const SIDE_BY_SIDE = 1000;
const STACKED_CURVES = 190;
const CURVES = 112;
const RELEASE_AFTER = 100;

const scopes = new WeakMap();

/**
 * Show the run at `data.url` inside `parentElement` (an element or a shadow root). `data` is `{url, key, assets, notice,
 * download}`. `setTriggerValue("branch", step)` tells Streamlit that the run shall go on from `step` as a new one. Called
 * again with the same parent it keeps the picture, and the socket too unless the url is new: another key is only said on it.
 * Returns a function that takes the scope down, unless a later call has claimed the parent.
 */
export function mount({ data, parentElement, setTriggerValue }) {
  let scope = scopes.get(parentElement);
  if (!scope) scopes.set(parentElement, (scope = createScope(parentElement)));
  const claim = scope.update(data, setTriggerValue);
  return () =>
    setTimeout(() => {
      if (scope.claim() !== claim) return;
      scopes.delete(parentElement);
      scope.close();
    }, RELEASE_AFTER);
}

export default mount;

function createScope(parent) {
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  const dirty = { layout: true, picture: false, overlay: false, theme: false };
  let state = { status: "ready", speed: 5, message: "", link: {} };
  let palettes = null;
  let palette = null;
  let ramps = null;
  let geometry = null;
  let frame = null;
  let waiting = null;
  let socket = null;
  let url = "";
  let claims = 0;
  let layer = null;
  let lanes = [];
  let range = null;
  let drawn = 0;
  let request = 0;
  let trigger = null;

  const fold = createFold(reduced);
  const transport = createTransport(command, {
    fold() {
      fold.toggle();
      transport.showFold(fold.unrolled());
      soon("overlay");
    },
    layer(chosen) {
      layer = chosen;
      soon("picture");
    },
    branch: (step) => trigger("branch", step),
    run: () => root.dataset.run,
  });
  const alternative = createAlternative();
  const curves = createCurves(() => soon("picture"));
  const names = rowNames();
  const stage = element("div", { class: "stage" });
  const caption = createCaption();
  const style = element("link", { rel: "stylesheet", href: new URL("scope.css", import.meta.url) });
  const root = element(
    "div",
    { class: "scope", role: "region", "aria-label": "Live picture of the run", style: "visibility:hidden" },
    style,
    element("span", { class: "theme-probe", "aria-hidden": "true" }),
    transport.node,
    stage,
    curves.node,
    caption.node,
    alternative.node,
  );
  Object.assign(root.dataset, { testid: "scope", frames: 0 });
  const { at: crosshair, point, moved } = createCrosshair(root, () => soon("overlay"));
  const styled = new Promise((loaded) => style.addEventListener("load", loaded));
  parent.append(root);

  const resize = new ResizeObserver(() => soon("layout"));
  resize.observe(root);
  const stops = [
    listen(root, { play: transport.togglePlay, step: transport.step, move, clear: () => point(null, null, false) }),
    watchTheme(root, () => soon("theme")),
    () => resize.disconnect(),
    onWindowResize(() => soon("layout")),
  ];
  transport.showFold(true);
  buildLanes(CELLS);
  Promise.all([loadPalettes(), styled])
    .then(
      ([loaded]) => {
        palettes = loaded;
        soon("layout");
      },
      (error) => transport.showConnection(error.message),
    )
    .then(() => root.style.removeProperty("visibility"));

  function update(data, setTriggerValue) {
    if (root.parentNode !== parent) parent.append(root);
    trigger = setTriggerValue;
    transport.showNotice(data.notice ?? "");
    transport.showDownload(data.download ?? "");
    const key = data.key ?? "";
    if (data.url === url) socket.hello(key);
    else watch(data.url, key);
    return ++claims;
  }

  function watch(address, key) {
    url = address;
    root.dataset.run = new URL(url, document.baseURI).pathname.split("/").pop();
    // The last run's picture stays until this run has one, but what is said about it is not about this run.
    for (const name of ["status", "step", "owns", "lookingBack"]) delete root.dataset[name];
    root.dataset.connection = "down";
    socket?.close();
    waiting = null;
    const newest = { first: true };
    socket = openConnection(url, key, {
      frame(buffer) {
        waiting = { buffer, newest };
        soon("picture");
      },
      state: showState,
      refused: transport.showRefusal,
      connection(sentence) {
        root.dataset.connection = sentence ? "down" : "up";
        transport.showConnection(sentence);
      },
    });
  }

  function command(name, more) {
    if (!socket?.command(name, more)) transport.showRefusal("The connection to the run is down, so this was not sent.");
  }

  function showState(next) {
    state = next;
    Object.assign(root.dataset, { status: next.status, owns: next.owns !== false });
    transport.showState(next);
    if (frame) alternative.describe(frame, state, shownLayer());
  }

  function move(by) {
    if (!geometry || !frame) return;
    alternative.announce(moved(by, geometry.numSteps), frame.lanes.map(viewOf));
  }

  function buildLanes(cells) {
    lanes = cells.map((cell) =>
      createLane(cell, {
        point: (t, unit) => frame && !crosshair.pinned && point(t, unit, false),
        leave: () => crosshair.pinned || point(null, null, false),
        pin: () => point(crosshair.t, crosshair.unit, !crosshair.pinned),
      }),
    );
    stage.replaceChildren(names.node, ...lanes.map((lane) => lane.node));
    stage.style.setProperty("--lanes", lanes.length);
  }

  /** Ask for a drawing of `part` in the next animation frame. */
  function soon(part) {
    dirty[part] = true;
    request ||= requestAnimationFrame(paint);
  }

  function paint(now) {
    request = 0;
    if (palettes === null) return;
    const acknowledged = waiting && accept();
    if (dirty.theme || palette === null) setTheme();
    if (dirty.layout) setLayout();
    if (frame && geometry) drawAll(now);
    if (acknowledged) report();
  }

  /** Take the newest bytes. True when they are a frame; the server hears of it either way, or it would wait for ever. */
  function accept() {
    const { buffer, newest } = waiting;
    waiting = null;
    try {
      const next = decode(buffer);
      if (newest.first) startRun();
      newest.first = false;
      show(next);
      return true;
    } catch (error) {
      transport.showRefusal(error.message);
      socket.drawn(frame?.step ?? 0);
      return false;
    }
  }

  function startRun() {
    range = null;
    layer = null;
    curves.forget();
    fold.unroll();
    transport.showFold(true);
  }

  function show(next) {
    const numSteps = next.inputs.shape[0];
    if (frame && next.newest_step < frame.newest_step) {
      range = null;
      curves.forget();
    }
    if (
      frame === null ||
      next.lanes.some((lane, k) => lane.cell !== lanes[k]?.cell) ||
      next.lanes.length !== lanes.length
    ) {
      buildLanes(next.lanes.map((lane) => lane.cell));
      dirty.layout = true;
    }
    if (geometry?.numSteps !== numSteps) {
      dirty.layout = true;
      if (crosshair.t >= numSteps) point(null, null, false);
    }
    frame = next;
    range = widenRange(range, frame);
    dirty.picture = true;
  }

  function setTheme() {
    palette = applyPalette(root, palettes);
    ramps = rampsOf(palette);
    dirty.theme = false;
    dirty.picture = true;
  }

  function setLayout() {
    const width = root.clientWidth;
    if (width === 0) return;
    const stacked = width < SIDE_BY_SIDE && lanes.length > 1;
    root.classList.toggle("stacked", stacked);
    geometry = layOut(lanes[0].score.clientWidth, frame?.inputs.shape[0] ?? 50, { stacked, pageHeight: innerHeight });
    for (const lane of lanes) lane.setGeometry(geometry);
    names.place(geometry);
    curves.setSize(curves.node.clientWidth - 20, stacked ? STACKED_CURVES : CURVES);
    dirty.layout = false;
    dirty.picture = true;
  }

  const shownLayer = () => Math.min(layer ?? Infinity, frame.lanes[0].arrays.hidden.shape[0] - 1);

  const viewOf = (lane) => ({
    frame,
    lane,
    layer: shownLayer(),
    palette,
    ramps,
    geometry,
    range,
    colour: palette[lane.cell],
  });

  function drawAll(now) {
    const { share, moving } = fold.at(now);
    const views = frame.lanes.map(viewOf);
    // All canvases first, then the page's text: a canvas whose font is set while text is new makes the browser restyle.
    lanes.forEach((lane, k) => {
      if (dirty.picture) lane.drawPicture(views[k]);
      if (dirty.picture || dirty.overlay) lane.drawOverlay(views[k], crosshair, share);
    });
    if (dirty.picture) {
      curves.draw(frame, palette);
      lanes.forEach((lane, k) => lane.showNumbers(views[k]));
      transport.showFrame(frame, shownLayer());
      caption.show(frame);
      alternative.describe(frame, state, shownLayer());
    }
    if (dirty.picture || dirty.overlay) lanes.forEach((lane, k) => lane.showReadout(views[k], crosshair));
    dirty.picture = dirty.overlay = false;
    if (moving) soon("overlay");
  }

  /** The frame is on screen: count it, time it, and ask for the next. */
  function report() {
    drawn += 1;
    const latency = performance.timeOrigin + performance.now() - 1000 * frame.made;
    Object.assign(root.dataset, { step: frame.step, frames: drawn, latencyMs: latency.toFixed(1) });
    if (looksBack(frame)) root.dataset.lookingBack = "true";
    else delete root.dataset.lookingBack;
    socket.drawn(frame.step);
  }

  function close() {
    socket?.close();
    cancelAnimationFrame(request);
    stops.forEach((stop) => stop());
    root.remove();
  }

  return { update, close, claim: () => claims };
}

function onWindowResize(act) {
  window.addEventListener("resize", act);
  return () => window.removeEventListener("resize", act);
}
