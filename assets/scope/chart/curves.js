// The loss chart: every lane, every seed, the test points, what doing nothing would score, and what this run branched from.

import { CELL_NAMES, looksBack, part } from "../run/frame.js";
import { translucent } from "../draw/theme.js";
import { element, quoting } from "../draw/element.js";
import { fit } from "../draw/ink.js";
import { number, whole } from "../words/numbers.js";
import { baselinesOf, drawnSeed } from "../run/settings.js";
import { axes, drawGrid, widen } from "./axis.js";
import { drawLabels, roomForLabels } from "./labels.js";
import { describeParentAt, drawParent, parentLabels } from "./parent.js";

const RING_PITCH = 24;
const FUTURE = 0.3;

/**
 * The chart: `{node, setSize(width, height), draw(frame, palette), forget()}`. It remembers the newest frame, to show while
 * looking back what came after; `forget` drops that and lets the axis start afresh.
 */
export function createCurves(redraw) {
  const titleNode = element("span", { class: "curves-title" });
  const title = quoting(titleNode);
  const canvas = element("canvas", { "aria-hidden": "true" });
  const node = element("section", { class: "curves", "aria-label": "Loss curves" }, titleNode, canvas);
  const ctx = canvas.getContext("2d");
  let size = { width: 0, height: 0 };
  let range = null;
  let newest = null;
  let pointed = null;

  canvas.addEventListener("pointermove", (event) => {
    pointed = event.clientX - canvas.getBoundingClientRect().left;
    redraw();
  });
  canvas.addEventListener("pointerleave", () => {
    pointed = null;
    redraw();
  });

  function setSize(width, height) {
    size = { width, height };
    fit(canvas, width, height);
  }

  function draw(frame, palette) {
    const past = looksBack(frame);
    if (!past) newest = frame;
    const known = newest ?? frame;
    ctx.clearRect(0, 0, size.width, size.height);
    range = widen(range, frame);
    const axis = axes(frame, range, size);
    drawGrid(ctx, axis, palette, size);
    const labels = drawBaselines(ctx, frame, axis, palette);
    drawParent(ctx, frame, axis, palette);
    if (past) drawFuture(ctx, known, axis, palette, axis.x(frame.step));
    for (const lane of frame.lanes) drawLane(ctx, frame, lane, axis, palette);
    const ends = known.lanes.map((lane) => endOf(known, lane, axis, palette)).filter(Boolean);
    labels.push(
      ...ends,
      ...parentLabels(frame, ends, axis, palette, roomForLabels(axis) - labels.length - ends.length),
    );
    drawLabels(ctx, labels, axis, palette);
    if (past) drawUpright(ctx, axis.x(frame.step), axis, palette.text);
    const chosen = pointed === null ? null : nearestPoint(known, axis, pointed);
    if (chosen !== null) drawUpright(ctx, axis.x(chosen), axis, translucent(palette.text, 0.6));
    if (chosen === null) title(...describeChart(frame, range.log));
    else title(describePoint(known, chosen));
  }

  function forget() {
    range = null;
    newest = null;
  }

  return { node, setSize, draw, forget };
}

function drawBaselines(ctx, frame, axis, palette) {
  ctx.strokeStyle = palette.muted;
  ctx.lineWidth = 1;
  ctx.setLineDash([5, 4]);
  const labels = baselinesOf(frame).map(({ label, value }) => {
    const y = axis.y(value);
    ctx.beginPath();
    ctx.moveTo(axis.left, y);
    ctx.lineTo(axis.right, y);
    ctx.stroke();
    return { y, text: `${label}: ${number(value)}`, colour: palette.muted, bold: false };
  });
  ctx.setLineDash([]);
  return labels;
}

function drawLane(ctx, frame, lane, axis, palette) {
  const colour = palette[lane.cell];
  const steps = frame.curve_steps.data;
  const numSeeds = lane.arrays.train_curve.shape[0];
  for (let seed = numSeeds - 1; seed >= 0; seed--) {
    const losses = part(lane.arrays.train_curve, seed);
    ctx.strokeStyle = seed === 0 ? colour : translucent(colour, 0.45);
    ctx.lineWidth = seed === 0 ? 1.9 : 0.9;
    ctx.beginPath();
    for (let k = 0; k < losses.length; k++)
      if (Number.isFinite(losses[k])) ctx.lineTo(axis.x(steps[k]), axis.y(losses[k]));
    ctx.stroke();
  }
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

/** What came after the moment shown, pale. */
function drawFuture(ctx, frame, axis, palette, from) {
  ctx.save();
  ctx.globalAlpha = FUTURE;
  ctx.beginPath();
  ctx.rect(from, 0, axis.right + 4 - from, axis.foot + 4);
  ctx.clip();
  for (const lane of frame.lanes) drawLane(ctx, frame, lane, axis, palette);
  ctx.restore();
}

/** The label of a lane, where its first seed's curve ends; null while there is none. */
function endOf({ curve_steps: steps }, { cell, arrays }, axis, palette) {
  const losses = part(arrays.train_curve, 0);
  const k = losses.findLastIndex(Number.isFinite);
  if (k < 0) return null;
  return {
    cell,
    x: axis.x(steps.data[k]),
    y: axis.y(losses[k]),
    text: CELL_NAMES[cell],
    colour: palette[cell],
    bold: true,
  };
}

/** The step of the curves' point next to x, the parent's points among them. */
function nearestPoint(frame, axis, x) {
  if (x < axis.left - 4 || x > axis.right + 8) return null;
  const steps = [...frame.curve_steps.data, ...(frame.parent_steps?.data ?? [])];
  const distance = (step) => Math.abs(axis.x(step) - x);
  return steps.reduce((best, step) => (best === null || distance(step) < distance(best) ? step : best), null);
}

function drawUpright(ctx, x, axis, colour) {
  ctx.fillStyle = colour;
  ctx.fillRect(Math.round(x) - 0.5, axis.top, 1, axis.foot - axis.top);
}

/** How to read the chart: up to the parent's name, the name, and what follows it. */
function describeChart(frame, log) {
  const others = frame.lanes[0].arrays.train_curve.shape[0] > 1 ? "; thin: the other seeds" : "";
  const past = looksBack(frame) ? ` Upright line: step ${whole(frame.step)}; pale: what came later.` : "";
  const reading = `Training loss: ${frame.loss_name}${log ? ", log axis" : ""}. Bold: seed ${drawnSeed(frame)}${others}; rings: its test loss.${past}`;
  if (!frame.parent) return [reading];
  const { name } = frame.parent;
  return name ? [`${reading} Dashed: the parent run, `, name, "."] : [`${reading} Dashed: the parent run.`];
}

function describePoint(frame, step) {
  const at = frame.curve_steps.data.indexOf(step);
  const loss = (lane) => `${CELL_NAMES[lane.cell]} ${number(part(lane.arrays.train_curve, 0)[at])}`;
  const own = at < 0 ? "" : `: ${frame.lanes.map(loss).join(" · ")}`;
  return `Step ${whole(step)}, training loss of seed ${drawnSeed(frame)}${own}${describeParentAt(frame, step)}`;
}
