// One cell type's lane: its numbers, its score of panels over one time axis, and the readout below.

import { element, indexed, say } from "../draw/element.js";
import { fit, font } from "../draw/ink.js";
import { number, percent, whole } from "../words/numbers.js";
import { CELL_NAMES, part } from "../run/frame.js";
import { timestepAt } from "../draw/geometry.js";
import { createHeatmap } from "../draw/heatmap.js";
import { createGates, isRelu, slopeBand } from "./gates.js";
import { drawInput } from "./input.js";
import { createAnswer } from "./answer.js";
import { drawStrip } from "./strip.js";
import { drawContribution, drawProfile, heightOf } from "./profile.js";
import { describeReach } from "../words/reach.js";
import { describeTimestep, verdict } from "../words/readout.js";
import { rowNames } from "./row_names.js";

const NUMBERS = ["training loss", "test loss", "test accuracy", "parameters"];
const GRADIENT_NORM = "L2 norm of the whole gradient before clipping, first seed";

/**
 * Build the lane of `cell`. `on.point(t, unit)`, `on.leave()` and `on.pin()` hear the pointer. Returns `{node, setGeometry,
 * drawPicture, drawOverlay, showNumbers, showReadout}`; `drawPicture(view)` redraws the panels, `drawOverlay(view, crosshair, fold)` the
 * strip and the crosshair on a second canvas, so that pointing never redraws a heat map.
 */
export function createLane(cell, on) {
  const values = NUMBERS.map(() => element("dd", {}, "–"));
  const terms = NUMBERS.map((name) => element("dt", {}, name));
  const verdictNode = element("span", { class: "verdict" });
  const picture = element("canvas", { "aria-hidden": "true" });
  const overlay = element("canvas", { "aria-hidden": "true", class: "overlay" });
  const noGates = element("p", { class: "no-gates", hidden: "" });
  const stopped = element("p", { class: "stopped", role: "alert", hidden: "" });
  const score = element("div", { class: "score" }, picture, overlay, noGates, stopped);
  const names = rowNames();
  const lines = [0, 1, 2].map(() => element("span"));
  const node = element(
    "section",
    { class: "lane", "data-lane": cell, "data-status": "waiting", "aria-label": CELL_NAMES[cell] },
    element(
      "header",
      {},
      element("h3", {}, CELL_NAMES[cell]),
      verdictNode,
      element("dl", {}, ...values.map((value, k) => element("div", {}, terms[k], value))),
    ),
    element("div", { class: "body" }, names.node, score),
    element("p", { class: "readout" }, ...lines),
  );
  const gates = createGates(cell);
  const hidden = createHeatmap();
  const answer = createAnswer();
  const ctx = picture.getContext("2d");
  const over = overlay.getContext("2d");
  let geometry = null;
  let ground = null;

  overlay.addEventListener("pointermove", (event) => {
    if (geometry === null) return;
    const box = overlay.getBoundingClientRect();
    const x = event.clientX - box.left;
    const share = (event.clientY - box.top - geometry.rows.hidden.y) / geometry.rows.hidden.height;
    on.point(timestepAt(geometry, x), share >= 0 && share < 1 ? share : null);
  });
  overlay.addEventListener("pointerleave", on.leave);
  overlay.addEventListener("click", on.pin);

  function setGeometry(next) {
    geometry = next;
    ground = null;
    fit(picture, next.width, next.height);
    fit(overlay, next.width, next.height);
    const { gates: row } = next.rows;
    noGates.style.cssText = `top:${row.y}px;left:${next.left}px;width:${next.right - next.left}px;height:${slopeBand(row).y - row.y}px`;
    stopped.style.cssText = `left:${next.left}px;width:${next.right - next.left}px`;
    names.place(next);
  }

  function drawPicture(latest) {
    const { rows, width, height, left } = geometry;
    const view = { ...latest, fresh: !sameGround(ground, latest) };
    if (view.fresh) {
      ground = { inputs: view.frame.inputs.data, palette: view.palette, range: view.range };
      ctx.clearRect(0, 0, width, height);
      drawInput(ctx, rows.input, view);
      drawTimeAxis(ctx, rows.axis, view);
    } else {
      const top = rows.answer.y - 4;
      ctx.clearRect(left - 5, top, width - left + 5, rows.axis.y - top);
    }
    answer(ctx, rows.answer, view);
    const box = {
      x: geometry.left,
      y: rows.hidden.y,
      width: geometry.right - geometry.left,
      height: rows.hidden.height,
    };
    hidden(
      ctx,
      part(view.lane.arrays.hidden, view.layer),
      geometry.numSteps,
      box,
      view.ramps.signed,
      view.ramps.missing,
    );
    gates(ctx, rows.gates, view);
    drawProfile(ctx, rows.gradient, view);
    drawContribution(ctx, rows.contribution, view);
  }

  function drawOverlay(view, crosshair, fold) {
    over.clearRect(0, 0, geometry.width, geometry.height);
    drawStrip(over, geometry.rows.strip, view, crosshair.t, fold);
    if (crosshair.t !== null) drawCrosshair(over, view, crosshair);
  }

  function showReadout(view, crosshair) {
    const unit = crosshair.unit === null ? null : Math.floor(crosshair.unit * view.lane.arrays.hidden.shape[2]);
    const words = crosshair.t === null ? describeReach(view) : describeTimestep(view, crosshair.t, unit);
    lines.forEach((line, k) => say(line, words[k]));
  }

  function showNumbers({ frame, lane }) {
    const accuracy = lane.accuracy !== null;
    const shown = [lane.train_loss, lane.test_loss, accuracy ? null : lane.gradient_norm, null].map((v) => number(v));
    if (accuracy) shown[2] = percent(lane.accuracy);
    shown[3] = whole(lane.num_parameters);
    values.forEach((value, k) => say(value, shown[k]));
    say(terms[2], accuracy ? "test accuracy" : "gradient norm");
    terms[2].title = accuracy ? "" : GRADIENT_NORM;
    say(verdictNode, verdict(frame, lane));
    Object.assign(node.dataset, {
      status: lane.status,
      trainLoss: lane.train_loss ?? "",
      testLoss: lane.test_loss ?? "",
    });
    // When only some seeds have diverged the lane goes on, and so must its gates: what is said then covers the strip.
    const diverged = lane.status === "diverged";
    stopped.hidden = lane.message === "";
    say(stopped, lane.message);
    if (!stopped.hidden) stopped.style.top = `${geometry.rows[diverged ? "gates" : "strip"].y}px`;
    noGates.hidden = cell !== "rnn" || diverged;
    if (cell === "rnn" && noGates.dataset.squash !== String(isRelu(frame))) explainNoGates(noGates, isRelu(frame));
  }

  return { cell, node, score, setGeometry, drawPicture, drawOverlay, showNumbers, showReadout };
}

/** Inputs, axes and labels change only with the run, the watched example or the theme: most frames leave them standing. */
function sameGround(ground, { frame, palette, range }) {
  const { data } = frame.inputs;
  if (ground?.palette !== palette || ground.range !== range || ground.inputs.length !== data.length) return false;
  return ground.inputs.every((value, k) => value === data[k]);
}

function explainNoGates(node, relu) {
  const squash = relu ? "relu" : "tanh";
  const equation = element(
    "em",
    {},
    ...indexed("h", "t"),
    ` = ${squash}(`,
    ...indexed("W", "x"),
    " ",
    ...indexed("x", "t"),
    " + ",
    ...indexed("W", "h"),
    " ",
    ...indexed("h", "t−1"),
    " + b)",
  );
  node.dataset.squash = String(relu);
  node.replaceChildren(
    "No gates: ",
    equation,
    element("br"),
    "Nothing protects the past: every step multiplies the whole state by the same ",
    ...indexed("W", "h"),
    ` and squashes it. Going back, the gradient meets ${squash}′ (below) and `,
    ...indexed("W", "h"),
    " each time.",
  );
}

function drawTimeAxis(ctx, row, { palette, geometry }) {
  const { numSteps, left, right } = geometry;
  const y = row.y + row.height - 3;
  ctx.font = font(palette.family, 10);
  ctx.fillStyle = palette.muted;
  ctx.textAlign = "left";
  ctx.fillText("t = 1", left, y);
  ctx.textAlign = "right";
  ctx.fillText(String(numSteps), right, y);
  if (right - left < 190) return;
  ctx.textAlign = "center";
  ctx.fillText("← gradient flows back", (left + right) / 2, y);
}

/** The column of timestep t, bracketed in every panel; a ring where it meets the gradient; the unit, if one is pointed at. */
function drawCrosshair(ctx, view, { t, unit }) {
  const { palette, geometry, lane, layer } = view;
  const { rows, column } = geometry;
  const x = geometry.centre(t);
  const half = column >= 4 ? column / 2 + 0.5 : 0;
  ctx.strokeStyle = palette.text;
  ctx.lineWidth = 1;
  ctx.globalAlpha = 0.6;
  ctx.beginPath();
  const real = geometry.numSteps <= 12;
  const answersEnd = rows.hidden.y + rows.hidden.height;
  const panels = [
    [rows.input.y - 2, rows.strip.y + (real ? 4 : 1)],
    [rows.answer.y - 2, answersEnd],
    [answersEnd, rows.axis.y],
  ];
  if (lane.cell === "rnn") panels[2][0] = slopeBand(rows.gates).y - 2;
  for (const [from, to] of panels) {
    for (const side of half ? [-half, half] : [0]) {
      ctx.moveTo(x + side, from);
      ctx.lineTo(x + side, to);
    }
  }
  ctx.stroke();
  ctx.globalAlpha = 1;
  const norm = part(lane.arrays.hidden_gradient, layer, 1)[t];
  if (!Number.isNaN(norm)) {
    ctx.beginPath();
    ctx.arc(x, heightOf(rows.gradient, norm), 3.4, 0, 7);
    ctx.fillStyle = palette.panel;
    ctx.fill();
    ctx.strokeStyle = view.colour;
    ctx.lineWidth = 2;
    ctx.stroke();
  }
  if (unit === null) return;
  const numUnits = lane.arrays.hidden.shape[2];
  const height = rows.hidden.height / numUnits;
  ctx.strokeStyle = palette.text;
  ctx.lineWidth = 1.5;
  ctx.strokeRect(
    x - Math.max(column / 2, 1.5),
    rows.hidden.y + Math.floor(unit * numUnits) * height,
    Math.max(column, 3),
    height,
  );
}
