// The loss chart: every lane, every seed, the test points, what doing nothing would score, and what this run branched
// from.

import { element, quoting } from "../draw/element.js";
import { contextOf, fit, zoomOf } from "../draw/ink.js";
import { translucent } from "../draw/theme.js";
import { colourOf, textColourOf } from "../panels/view.js";
import { looksBack, part } from "../run/frame.js";
import { number, whole } from "../words/numbers.js";
import { axes, drawGrid, widen } from "./axis.js";
import { changeNear, drawChanges, writeChanges } from "./changes.js";
import { drawLabels, roomForLabels } from "./labels.js";
import { describeParent, describeParentAt, drawParent, parentLabels } from "./parent.js";

const RING_PITCH = 24;
const FUTURE = 0.3;
/** @type {Record<import("../run/frame.js").Dash, number[]>} */
const DASHES = { solid: [], dash: [8, 3], dot: [2, 2.5], dashdot: [8, 3, 2, 3] };

/** @typedef {import("../run/frame.js").Frame} Frame */
/** @typedef {import("../run/frame.js").Lane} Lane */
/** @typedef {import("./axis.js").Axis} Axis */
/** @typedef {import("../draw/theme.js").Palette} Palette */

/**
 * The chart: `{node, setSize(width, height), draw(frame, palette), forget()}`. It remembers the newest frame, to show
 * while looking back what came after; `forget` drops that and lets the axis start afresh. `go(step)` hears which step
 * of the run was clicked.
 * @param {() => void} redraw
 * @param {(step: number) => void} go
 */
export function createCurves(redraw, go) {
  const titleNode = element("span", { class: "curves-title" });
  const title = quoting(titleNode);
  const canvas = element("canvas", { "aria-hidden": "true" });
  const node = element("section", { class: "curves", "aria-label": "Loss curves" }, titleNode, canvas);
  const ctx = contextOf(canvas);
  let size = { width: 0, height: 0 };
  /** @type {import("./axis.js").Losses | null} */
  let range = null;
  /** @type {Frame | null} */
  let newest = null;
  /** @type {number | null} */
  let pointed = null;
  /**
   * What is on the canvas: the run up to its newest step, and the places of its points.
   * @type {{known: Frame, axis: Axis} | null}
   */
  let drawn = null;

  canvas.addEventListener("pointermove", (event) => {
    pointed = (event.clientX - canvas.getBoundingClientRect().left) / zoomOf(canvas);
    redraw();
  });
  canvas.addEventListener("click", (event) => {
    if (drawn === null) return;
    const steps = [0, ...drawn.known.curve_steps.data];
    const step = nearest(steps, drawn.axis, (event.clientX - canvas.getBoundingClientRect().left) / zoomOf(canvas));
    if (step !== null) go(step);
  });
  canvas.addEventListener("pointerleave", () => {
    pointed = null;
    redraw();
  });

  /**
   * @param {number} width
   * @param {number} height
   */
  function setSize(width, height) {
    size = { width, height };
    fit(canvas, width, height);
  }

  /**
   * @param {Frame} frame
   * @param {Palette} palette
   */
  function draw(frame, palette) {
    const past = looksBack(frame);
    if (!past) newest = frame;
    const known = newest ?? frame;
    ctx.clearRect(0, 0, size.width, size.height);
    range = widen(range, frame);
    const axis = axes(frame, range, size);
    drawn = { known, axis };
    drawGrid(ctx, axis, palette, size);
    /** @type {import("./labels.js").Label[]} */
    const labels = drawBaselines(ctx, frame, axis, palette);
    drawParent(ctx, frame, axis, palette);
    drawChanges(ctx, frame, axis, palette);
    if (past) drawFuture(ctx, known, axis, palette, axis.x(frame.step));
    for (const lane of frame.lanes) drawLane(ctx, frame, lane, axis, palette);
    const ends = known.lanes.flatMap((lane) => endOf(known, lane, axis, palette));
    labels.push(
      ...ends,
      ...parentLabels(frame, ends, axis, palette, roomForLabels(axis) - labels.length - ends.length),
    );
    drawLabels(ctx, labels, axis, palette);
    writeChanges(ctx, frame, axis, palette);
    if (past) drawUpright(ctx, axis.x(frame.step), axis, palette.text);
    const chosen = pointed === null ? null : nearest(pointsOf(known), axis, pointed);
    if (chosen !== null) drawUpright(ctx, axis.x(chosen), axis, translucent(palette.text, 0.6));
    if (chosen === null) title(...describeChart(frame, axis));
    else
      title(describePoint(known, chosen) + describeChange(pointed === null ? null : changeNear(frame, axis, pointed)));
  }

  function forget() {
    range = null;
    newest = null;
    drawn = null;
  }

  return { node, setSize, draw, forget };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Frame} frame
 * @param {Axis} axis
 * @param {Palette} palette
 */
function drawBaselines(ctx, frame, axis, palette) {
  ctx.strokeStyle = palette.muted;
  ctx.lineWidth = 1;
  ctx.setLineDash([5, 4]);
  const labels = frame.baselines.map(({ label, value }) => {
    const y = axis.y(value);
    ctx.beginPath();
    ctx.moveTo(axis.left, y);
    ctx.lineTo(axis.right, y);
    ctx.stroke();
    return { y, text: axis.narrow ? number(value) : `${label}: ${number(value)}`, colour: palette.muted, bold: false };
  });
  ctx.setLineDash([]);
  return labels;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Frame} frame
 * @param {Lane} lane
 * @param {Axis} axis
 * @param {Palette} palette
 */
function drawLane(ctx, frame, lane, axis, palette) {
  const colour = colourOf(lane, palette);
  const steps = frame.curve_steps.data;
  const numSeeds = lane.arrays.train_curve.shape[0];
  ctx.setLineDash(DASHES[lane.dash]);
  for (let seed = numSeeds - 1; seed >= 0; seed--) {
    const losses = part(lane.arrays.train_curve, seed);
    ctx.strokeStyle = seed === 0 ? colour : translucent(colour, 0.45);
    ctx.lineWidth = seed === 0 ? 1.9 : 0.9;
    ctx.beginPath();
    for (let k = 0; k < losses.length; k++)
      if (Number.isFinite(losses[k])) ctx.lineTo(axis.x(steps[k]), axis.y(losses[k]));
    ctx.stroke();
  }
  ctx.setLineDash([]);
  const tests = part(lane.arrays.test_curve, 0);
  const every = Math.max(1, Math.ceil((RING_PITCH * tests.length) / (axis.right - axis.left)));
  ctx.fillStyle = palette.panel;
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.3;
  for (let k = (tests.length - 1) % every; k < tests.length; k += every) {
    if (!Number.isFinite(tests[k])) continue;
    ctx.beginPath();
    ctx.arc(axis.x(frame.test_steps.data[k]), axis.y(tests[k]), 2.5, 0, 7);
    ctx.fill();
    ctx.stroke();
  }
}

/**
 * The steps after the moment shown, pale.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Frame} frame
 * @param {Axis} axis
 * @param {Palette} palette
 * @param {number} from
 */
function drawFuture(ctx, frame, axis, palette, from) {
  ctx.save();
  ctx.globalAlpha = FUTURE;
  ctx.beginPath();
  ctx.rect(from, 0, axis.right + 4 - from, axis.foot + 4);
  ctx.clip();
  for (const lane of frame.lanes) drawLane(ctx, frame, lane, axis, palette);
  ctx.restore();
}

/**
 * The label of a lane, where its first seed's curve ends; none while there is no curve.
 * @param {Frame} frame
 * @param {Lane} lane
 * @param {Axis} axis
 * @param {Palette} palette
 */
function endOf({ curve_steps: steps }, lane, axis, palette) {
  const losses = part(lane.arrays.train_curve, 0);
  const k = losses.findLastIndex(Number.isFinite);
  if (k < 0) return [];
  const [x, y] = [axis.x(steps.data[k]), axis.y(losses[k])];
  return [{ id: lane.id, x, y, text: lane.name, colour: textColourOf(lane, palette), bold: true }];
}

/**
 * The steps at which curves have points, the parent's among them.
 * @param {Frame} frame
 */
const pointsOf = (frame) => [...frame.curve_steps.data, ...(frame.parent_steps?.data ?? [])];

/**
 * The one of `steps` next to x; null beside the chart.
 * @param {number[]} steps
 * @param {Axis} axis
 * @param {number} x
 */
function nearest(steps, axis, x) {
  if (x < axis.left - 4 || x > axis.right + 8) return null;
  const distance = (/** @type {number} */ step) => Math.abs(axis.x(step) - x);
  return steps.length ? steps.reduce((best, step) => (distance(step) < distance(best) ? step : best)) : null;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {Axis} axis
 * @param {string} colour
 */
function drawUpright(ctx, x, axis, colour) {
  ctx.fillStyle = colour;
  ctx.fillRect(Math.round(x) - 0.5, axis.top, 1, axis.foot - axis.top);
}

/**
 * How to read the chart: up to the parent's name, the name, and what follows it.
 * @param {Frame} frame
 * @param {Axis} axis
 */
function describeChart(frame, { log, narrow }) {
  const others = frame.lanes[0].arrays.train_curve.shape[0] > 1 ? ", thin = other seeds" : "";
  const reading = [
    `Training loss: ${frame.loss_name}${log ? " (log axis)" : ""}.`,
    `Bold = seed ${frame.seed}${others}, rings = its test loss.`,
    narrow && frame.baselines.length > 0
      ? `Dashed: ${frame.baselines.map(({ label, value }) => `${label} ${number(value)}`).join("; ")}.`
      : "",
    looksBack(frame) ? `Upright line = step ${whole(frame.step)}, pale = what came later.` : "",
  ]
    .filter(Boolean)
    .join(" ");
  const [first = "", ...more] = describeParent(frame);
  return [reading + first, ...more];
}

/**
 * @param {Frame} frame
 * @param {number} step
 */
function describePoint(frame, step) {
  const at = frame.curve_steps.data.indexOf(step);
  const loss = (/** @type {Lane} */ lane) => `${lane.name} ${number(part(lane.arrays.train_curve, 0)[at])}`;
  const own = at < 0 ? "" : `: ${frame.lanes.map(loss).join(" · ")}`;
  return `Step ${whole(step)}, training loss of seed ${frame.seed}${own}${describeParentAt(frame, step)}`;
}

/** @param {{step: number, text: string} | null} change */
const describeChange = (change) => (change === null ? "" : `. Changed at step ${whole(change.step)}: ${change.text}`);
