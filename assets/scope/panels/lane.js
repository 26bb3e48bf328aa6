// One lane: its numbers, its score of panels over one time axis, and the readout below.

import { element, say } from "../draw/element.js";
import { timestepAt } from "../draw/geometry.js";
import { createHeatmap } from "../draw/heatmap.js";
import { contextOf, fit, font, SMALLEST } from "../draw/ink.js";
import { translucent } from "../draw/theme.js";
import { part } from "../run/frame.js";
import { number, whole } from "../words/numbers.js";
import { describeReach } from "../words/reach.js";
import { describeTimestep } from "../words/readout.js";
import { describeTest } from "../words/test_result.js";
import { createAnswer } from "./answer.js";
import { drawCrosshair } from "./column.js";
import { counterOf } from "./counter.js";
import { createGates } from "./gates.js";
import { createHead } from "./head.js";
import { drawInput, inputsOf } from "./input.js";
import { createNoGates } from "./no_gates.js";
import { createProfile, drawContribution } from "./profile.js";
import { rowNames } from "./row_names.js";
import { drawStrip } from "./strip.js";
import { textColourOf } from "./view.js";

/** @typedef {import("../run/frame.js").Lane} Lane */
/** @typedef {import("../draw/geometry.js").Geometry} Geometry */
/** @typedef {import("./view.js").View} View */
/** @typedef {import("../controls/crosshair.js").Crosshair} Crosshair */
/**
 * What the standing parts were drawn from.
 * @typedef {{inputs: Float32Array, palette: object, range: object, unit?: number}} Ground
 */

/** @param {Lane} lane */
const identity = ({ id, cell, name, short, differs, squash, traces }) =>
  JSON.stringify([id, cell, name, short, differs, squash, traces]);

/** What only a run's owner can do about training that broke: the style sheet hides it from others. */
const CHANGE = " Change the settings, then restart as a new run.";

/** How strong the lecturer's crosshair is. */
const PALE = 0.5;

/**
 * Whether `lane` can be drawn where `other` was: only its numbers, its shade and its line may differ.
 * @param {Lane} lane
 * @param {Lane} other
 */
export const sameLane = (lane, other) => identity(lane) === identity(other);

/**
 * Build the place where a lane like `of` is drawn. `on.point(t, unit)`, `on.leave()` and `on.pin()` hear the pointer,
 * `on.tap(t, unit)` a finger, which points at nothing before it presses; `unit` is a share of the row's height. The
 * panels and the strip with the crosshair stand on two canvases, so that pointing never redraws a heat map.
 * @param {Lane} of
 * @param {{point: (t: number, unit: number | null) => void, leave: () => void, pin: () => void,
 *   tap: (t: number, unit: number | null) => void}} on
 */
export function createLane(of, on) {
  const head = createHead(of);
  const picture = element("canvas", { "aria-hidden": "true" });
  const overlay = element("canvas", { "aria-hidden": "true", class: "overlay" });
  const noGates = createNoGates();
  const why = element("span");
  const change = element("span", { class: "for-owner" }, CHANGE);
  const stopped = element("p", { class: "stopped", role: "alert", hidden: "" }, why, change);
  const score = element("div", { class: "score" }, picture, overlay, noGates.node, stopped);
  const names = rowNames();
  const lines = [0, 1, 2, 3].map(() => element("span"));
  const readout = element("p", { class: "readout" }, ...lines);
  const node = element(
    "section",
    { class: "lane", "data-lane": of.id, "data-status": "waiting", "aria-label": of.name },
    head.node,
    element("div", { class: "body" }, names.node, score),
    readout,
  );
  const gates = createGates();
  const profile = createProfile();
  const hidden = createHeatmap();
  const answer = createAnswer();
  const ctx = contextOf(picture);
  const over = contextOf(overlay);
  /** @type {Geometry | null} */
  let geometry = null;
  /** @type {Ground | null} */
  let ground = null;

  let finger = false;
  overlay.addEventListener("pointerdown", ({ pointerType }) => {
    finger = pointerType === "touch";
  });
  overlay.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "touch") locate(event, on.point);
  });
  overlay.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") on.leave();
  });
  overlay.addEventListener("click", (event) => (finger ? locate(event, on.tap) : on.pin()));

  /**
   * Tell `hear` the timestep and the unit at which `event` happened.
   * @param {MouseEvent} event
   * @param {(t: number, unit: number | null) => void} hear
   */
  function locate(event, hear) {
    if (geometry === null) return;
    const box = overlay.getBoundingClientRect();
    const shrunk = geometry.width / box.width;
    const x = (event.clientX - box.left) * shrunk;
    const y = (event.clientY - box.top) * shrunk;
    const share = (y - geometry.rows.hidden.y) / geometry.rows.hidden.height;
    hear(timestepAt(geometry, x), share >= 0 && share < 1 ? share : null);
  }

  /** @param {Geometry} next */
  function setGeometry(next) {
    geometry = next;
    ground = null;
    fit(picture, next.width, next.height);
    fit(overlay, next.width, next.height);
    noGates.place(next);
    stopped.style.cssText = `left:${next.left}px;width:${next.right - next.left}px`;
    names.place(next);
  }

  /** @param {View} latest */
  function drawPicture(latest) {
    const { rows, width, height, left, right, numSteps } = latest.geometry;
    const view = { ...latest, fresh: !sameGround(ground, latest) };
    if (view.fresh) {
      node.style.setProperty("--lane", view.colour);
      node.style.setProperty("--lane-text", textColourOf(view.lane, view.palette));
      ground = {
        inputs: inputsOf(view).data,
        palette: view.palette,
        range: view.range,
        unit: counterOf(view)?.unit,
      };
      ctx.clearRect(0, 0, width, height);
      if (rows.input.height > 0) drawInput(ctx, rows.input, view);
      if (rows.axis.height > 0) drawTimeAxis(ctx, rows.axis, view);
    } else {
      const top = rows.answer.y - 4;
      ctx.clearRect(left - 5, top, width - left + 5, rows.axis.y - top);
    }
    if (rows.answer.height > 0) answer(ctx, rows.answer, view);
    if (rows.hidden.height > 0) {
      const states = part(view.lane.arrays.hidden, view.layer);
      const box = { x: left, width: right - left, ...rows.hidden };
      hidden(ctx, states, numSteps, box, view.ramps.signed, view.ramps.marks, view.end);
    }
    if (rows.gates.height > 0) gates(ctx, rows.gates, view);
    if (rows.gradient.height > 0) profile(ctx, rows.gradient, view);
    if (rows.contribution.height > 0) drawContribution(ctx, rows.contribution, view);
  }

  /**
   * @param {View} view
   * @param {Crosshair} crosshair
   * @param {number} fold
   */
  function drawOverlay(view, { t, unit, pale }, fold) {
    const { width, height, rows } = view.geometry;
    over.clearRect(0, 0, width, height);
    if (view.frame.task.boundary) drawBoundary(over, view);
    if (rows.strip.height > 0) drawStrip(over, rows.strip, view, t, fold);
    if (t !== null) drawCrosshair(over, view, t, unit, pale ? PALE : 1);
  }

  /**
   * @param {View} view
   * @param {Crosshair} crosshair
   */
  function showReadout(view, crosshair) {
    const unit = crosshair.unit === null ? null : Math.floor(crosshair.unit * view.lane.arrays.hidden.shape[2]);
    // Where the losses alone are presented, the sentence is about them.
    const losses = view.geometry.height === 0;
    readout.classList.toggle("reach", crosshair.t === null || losses);
    const timestep = () => (crosshair.t === null ? describeReach(view) : describeTimestep(view, crosshair.t, unit));
    // A wall has room for what broke; what to do about it stands in the lane.
    const words = losses ? [wallSentence(view.lane.standing)] : timestep();
    lines.forEach((line, k) => {
      say(line, words[k] ?? "");
    });
  }

  /** @param {View} view */
  function showNumbers({ frame, lane, geometry: { rows } }) {
    const test = describeTest(frame, lane);
    const { train_loss: loss, gradient_norm: norm, num_parameters: count } = lane;
    head.showNumbers(test.of, [number(loss), test.value, number(norm), whole(count)]);
    head.showVerdict(lane.standing.words, lane.standing.reason);
    Object.assign(node.dataset, {
      status: lane.status,
      standing: lane.standing.kind,
      trainLoss: lane.train_loss ?? "",
      testLoss: lane.test_loss ?? "",
    });
    // When only some seeds have diverged the lane goes on, and so must its gates: what is said then covers the strip.
    const diverged = lane.status === "diverged";
    const { y, height } = rows[diverged ? "gates" : "strip"];
    // Where that row is not presented it covers the first one of a lane that stands still, none of one that goes on.
    stopped.hidden = lane.message === "" || (height === 0 && !diverged);
    say(why, lane.message);
    if (!stopped.hidden) stopped.style.top = `${height > 0 ? y : 0}px`;
    noGates.show(diverged || rows.gates.height === 0 ? "" : lane.squash);
  }

  return { of, node, score, setGeometry, drawPicture, drawOverlay, showNumbers, showReadout };
}

/**
 * Of why a lane stands where it does the sentence for a wall: the losses themselves stand above it.
 * @param {import("../run/frame.js").Standing} standing
 */
function wallSentence({ kind, reason }) {
  const sentences = reason.split(/(?<=[a-z0-9]\.) (?=[A-Z])/);
  return ["diverged", "solved"].includes(kind) ? sentences[0] : sentences[sentences.length - 1];
}

/**
 * Inputs, axes and labels change only with the run, the watched example or the theme: most frames leave them standing.
 * @param {Ground | null} ground
 * @param {View} view
 */
function sameGround(ground, view) {
  const { palette, range } = view;
  const { data } = inputsOf(view);
  if (ground === null || ground.inputs.length !== data.length) return false;
  if (ground.palette !== palette || ground.range !== range || ground.unit !== counterOf(view)?.unit) return false;
  return ground.inputs.every((value, k) => value === data[k]);
}

/**
 * The line through all panels between the source, which the encoder reads, and the target, which the decoder says.
 * @param {CanvasRenderingContext2D} ctx
 * @param {View} view
 */
function drawBoundary(ctx, { geometry, frame, palette }) {
  const x = Math.round(geometry.left + (frame.task.boundary ?? 0) * geometry.column) - 0.5;
  ctx.strokeStyle = translucent(palette.text, 0.6);
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.moveTo(x, 0);
  ctx.lineTo(x, geometry.height);
  ctx.stroke();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("../draw/geometry.js").Row} row
 * @param {View} view
 */
function drawTimeAxis(ctx, row, { palette, geometry }) {
  const { numSteps, left, right } = geometry;
  const y = row.y + row.height - 3;
  ctx.font = font(palette.family, SMALLEST);
  ctx.fillStyle = palette.muted;
  ctx.textAlign = "left";
  ctx.fillText("t = 1", left, y);
  ctx.textAlign = "right";
  ctx.fillText(String(numSteps), right, y);
  if (right - left < 190 || geometry.rows.gradient.height === 0) return;
  ctx.textAlign = "center";
  ctx.fillText("← gradient flows back", (left + right) / 2, y);
}
