// The loss chart: every lane, every seed, the test points and what doing nothing would score.

import { CELL_NAMES, part } from "./frame.js";
import { translucent } from "./theme.js";
import { element, say } from "./element.js";
import { fit, font } from "./ink.js";
import { number, powerOfTen, whole } from "./numbers.js";
import { baselinesOf, drawnSeed } from "./settings.js";

const LEFT = 52;
const RIGHT = 190;
const TOP = 8;
const FOOT = 18;
const LABEL_PITCH = 13;
const RING_PITCH = 24;
/** A loss this many times the largest baseline has left the chart: it stays at the top and squeezes nobody. */
const EXPLODED = 100;

/** The chart: `{node, setSize(width, height), draw(frame, palette), forget()}`; `forget` lets the axis start afresh. */
export function createCurves(redraw) {
  const title = element("span", { class: "curves-title" });
  const canvas = element("canvas", { "aria-hidden": "true" });
  const node = element("section", { class: "curves", "aria-label": "Loss curves" }, title, canvas);
  const ctx = canvas.getContext("2d");
  let size = { width: 0, height: 0 };
  let range = null;
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
    ctx.clearRect(0, 0, size.width, size.height);
    range = widen(range, frame);
    const axis = axes(frame, range, size);
    drawGrid(ctx, axis, palette, size);
    const labels = drawBaselines(ctx, frame, axis, palette);
    for (const lane of frame.lanes) {
      drawLane(ctx, frame, lane, axis, palette);
      const y = endOf(frame, lane, axis);
      if (y !== null) labels.push({ y, text: CELL_NAMES[lane.cell], colour: palette[lane.cell], bold: true });
    }
    drawLabels(ctx, labels, axis, palette);
    const chosen = pointed === null ? null : nearestPoint(frame, axis, pointed);
    if (chosen !== null) drawPointer(ctx, axis.x(frame.curve_steps.data[chosen]), axis, palette);
    say(title, chosen === null ? describeChart(frame, range.log) : describePoint(frame, chosen));
  }

  return { node, setSize, draw, forget: () => (range = null) };
}

/** The range of all losses on screen; within a run it only grows, so that the axis does not jump. */
function widen(range, frame) {
  let low = Infinity;
  let high = -Infinity;
  const take = (value) => {
    if (!Number.isFinite(value)) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  for (const lane of frame.lanes) {
    lane.arrays.train_curve.data.forEach(take);
    lane.arrays.test_curve.data.forEach(take);
  }
  baselinesOf(frame).forEach(({ value }) => take(value));
  if (low > high) [low, high] = [0.1, 1];
  const ceiling = EXPLODED * Math.max(...frame.task.baselines.map(({ value }) => value));
  if (ceiling > low) high = Math.min(high, ceiling);
  const log = low > 0 && (range?.log ?? true);
  const rounded = log ? [stepDown(low), stepUp(Math.min(high, 1e6 * low))] : [Math.min(low, 0), high + 0.05 * (high - low)];
  if (range === null || range.log !== log) return { log, low: rounded[0], high: rounded[1] };
  return { log, low: Math.min(range.low, rounded[0]), high: Math.max(range.high, rounded[1]) };
}

/** The next 1, 2 or 5 times a power of ten at or below, at or above. */
function stepDown(value) {
  const decade = 10 ** Math.floor(Math.log10(value));
  return [5, 2, 1].map((k) => k * decade).find((k) => k <= value) ?? decade;
}

function stepUp(value) {
  const decade = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((k) => k * decade).find((k) => k >= value) ?? 10 * decade;
}

function axes(frame, { log, low, high }, { width, height }) {
  const last = Math.max(frame.step, 50);
  const left = LEFT;
  const right = width - RIGHT;
  const foot = height - FOOT;
  const along = log ? (v) => (Math.log(v) - Math.log(low)) / (Math.log(high) - Math.log(low)) : (v) => (v - low) / (high - low);
  return {
    left, right, top: TOP, foot, last, log, low, high,
    x: (step) => left + (step / last) * (right - left),
    y: (value) => foot - Math.min(Math.max(along(value), 0), 1) * (foot - TOP),
  };
}

function drawGrid(ctx, axis, palette, { height }) {
  ctx.font = font(palette.family, 10);
  ctx.textAlign = "right";
  for (const value of ticks(axis)) {
    const y = Math.round(axis.y(value)) - 0.5;
    ctx.fillStyle = palette.grid;
    ctx.fillRect(axis.left, y, axis.right - axis.left, 1);
    ctx.fillStyle = palette.muted;
    ctx.fillText(tickName(value, axis.log), axis.left - 7, y + 4);
  }
  ctx.textAlign = "center";
  const pitch = stepUp(axis.last / 7);
  for (let step = 0; step <= axis.last; step += pitch) {
    if (axis.last - step < 0.4 * pitch && step < axis.last) continue;
    ctx.fillText(step === 0 ? "step 0" : whole(step), axis.x(step), height - 4);
  }
}

function tickName(value, log) {
  const power = Math.log10(value);
  return log && power < -3 && Number.isInteger(power) ? powerOfTen(power) : String(Number(value.toPrecision(3)));
}

function ticks({ log, low, high }) {
  if (!log) return [0, 1, 2, 3].map((k) => low + ((high - low) * k) / 3);
  const every = [];
  for (let power = Math.floor(Math.log10(low)); 10 ** power <= high * 1.0001; power++) {
    for (const k of Math.log10(high / low) < 1.5 ? [1, 2, 5] : [1]) every.push(Number(`${k}e${power}`));
  }
  return every.filter((value) => value >= low * 0.9999 && value <= high * 1.0001);
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
    for (let k = 0; k < losses.length; k++) if (Number.isFinite(losses[k])) ctx.lineTo(axis.x(steps[k]), axis.y(losses[k]));
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

function endOf(frame, lane, axis) {
  const losses = part(lane.arrays.train_curve, 0);
  for (let k = losses.length - 1; k >= 0; k--) if (Number.isFinite(losses[k])) return axis.y(losses[k]);
  return null;
}

/** Labels at the lines' ends, pushed apart until none overlaps; a thin leader joins a label to its line. */
function drawLabels(ctx, labels, axis, palette) {
  labels.sort((a, b) => a.y - b.y || b.bold - a.bold);
  labels.forEach((label, k) => {
    label.at = Math.max(label.y, k ? labels[k - 1].at + LABEL_PITCH : axis.top + 3);
  });
  let floor = axis.foot + 4;
  for (const label of [...labels].reverse()) {
    label.at = Math.min(label.at, floor);
    floor = label.at - LABEL_PITCH;
  }
  ctx.textAlign = "left";
  for (const { y, at, text, colour, bold } of labels) {
    ctx.strokeStyle = translucent(colour, 0.6);
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(axis.right + 2, y);
    ctx.lineTo(axis.right + 12, at);
    ctx.stroke();
    ctx.fillStyle = colour;
    ctx.font = font(palette.family, bold ? 11.5 : 10.5, bold ? "700" : "");
    ctx.fillText(text, axis.right + 16, at + 4, RIGHT - 18);
  }
}

function nearestPoint(frame, axis, x) {
  const steps = frame.curve_steps.data;
  if (steps.length === 0 || x < axis.left - 4 || x > axis.right + 8) return null;
  let best = 0;
  for (let k = 1; k < steps.length; k++) if (Math.abs(axis.x(steps[k]) - x) < Math.abs(axis.x(steps[best]) - x)) best = k;
  return best;
}

function drawPointer(ctx, x, axis, palette) {
  ctx.fillStyle = translucent(palette.text, 0.6);
  ctx.fillRect(Math.round(x) - 0.5, axis.top, 1, axis.foot - axis.top);
}

function describeChart(frame, log) {
  const others = frame.lanes[0].arrays.train_curve.shape[0] > 1 ? "; thin: the other seeds" : "";
  return `Training loss: ${frame.loss_name}${log ? ", log axis" : ""}. Bold: seed ${drawnSeed(frame)}${others}; rings: its test loss.`;
}

function describePoint(frame, k) {
  const loss = (lane) => `${CELL_NAMES[lane.cell]} ${number(part(lane.arrays.train_curve, 0)[k])}`;
  return `Step ${whole(frame.curve_steps.data[k])}, training loss of seed ${drawnSeed(frame)}: ${frame.lanes.map(loss).join(" · ")}`;
}
