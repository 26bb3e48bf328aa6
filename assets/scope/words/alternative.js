// The picture in words, for those who do not see it.

import { element, say } from "../draw/element.js";
import { looksBack, part } from "../run/frame.js";
import { number, whole } from "./numbers.js";
import { describeGradient, lastReached } from "./reach.js";
import { describeTimestep } from "./readout.js";
import { describeTest } from "./test_result.js";

/** @typedef {import("../run/frame.js").Frame} Frame */
/** @typedef {import("../run/frame.js").Lane} Lane */
/** @typedef {import("../panels/view.js").View} View */
/** @typedef {import("../run/live_run.js").State} State */

const PAUSE_BETWEEN = 5000;

/**
 * A full description, renewed at most every five seconds and on every change of status, and a line that is spoken when
 * the status changes or the crosshair is moved by keyboard. Returns `{node, describe(frame, state, layer), announce(t,
 * views)}`.
 */
export function createAlternative() {
  const text = element("div", { class: "unseen", "data-testid": "scope-text" });
  const spoken = element("div", { class: "unseen", "aria-live": "polite" });
  const node = element("div", {}, text, spoken);
  let written = -Infinity;
  let status = "";
  /** What was spoken last of the run's status. */
  let told = "";

  return {
    node,
    /**
     * @param {Frame} frame
     * @param {State} state
     * @param {number} layer
     */
    describe(frame, state, layer) {
      const now = performance.now();
      const changed = state.status !== status;
      if (!changed && (state.status === "training" ? now - written < PAUSE_BETWEEN : false)) return;
      written = now;
      say(text, describeFrame(frame, state, layer));
      const stands = `${state.status}, ${describeStep(frame)}.`;
      // A run that has stopped may say so before its last frame is here: the step is spoken again when it is another.
      // What was said is not said again: a picture drawn anew would talk over the crosshair's values.
      if ((changed || state.status !== "training") && stands !== told) {
        say(spoken, stands);
        told = stands;
      }
      status = state.status;
    },
    /**
     * @param {number} t
     * @param {View[]} views
     */
    announce(t, views) {
      const lanes = views.map((view) => `${view.lane.name}: ${describeTimestep(view, t, null).join("; ")}.`);
      say(spoken, [`Timestep ${t + 1} of ${views[0].geometry.numSteps}.`, ...lanes].join(" "));
    },
  };
}

/** @param {Frame} frame */
function describeStep(frame) {
  return `step ${frame.step}${looksBack(frame) ? `, looking back from ${frame.newest_step}` : ""}`;
}

/**
 * @param {Frame} frame
 * @param {State} state
 * @param {number} layer
 */
function describeFrame(frame, state, layer) {
  const lanes = frame.lanes.map((lane) => describeLane(frame, lane, layer));
  const baselines = frame.baselines.map(({ label, value }) => `${label} ${number(value)}`).join(", ");
  return [
    `${frame.task.title}, ${describeStep(frame)}, ${state.status}. Loss is ${frame.loss_name}.`,
    frame.parent && describeParent(frame.parent),
    ...lanes,
    baselines && `Baselines: ${baselines}.`,
  ]
    .filter(Boolean)
    .join(" ");
}

/** @param {import("../run/frame.js").Parent} parent */
function describeParent({ name, step, difference }) {
  const called = name && `, “${name}”,`;
  if (difference) return `The run before${called} had: ${difference}.`;
  return `This run branched from another${called} at step ${whole(step)}.`;
}

/**
 * @param {Frame} frame
 * @param {Lane} lane
 * @param {number} layer
 */
function describeLane(frame, lane, layer) {
  const name = lane.name;
  if (lane.status === "diverged") return `${name}: training broke. ${lane.message}`;
  const norms = part(lane.arrays.hidden_gradient, layer, 1);
  const end = lastReached(norms);
  const lengths =
    end < 0 ? "" : ` It is ${number(norms[end], 2)} at timestep ${end + 1} and ${number(norms[0], 2)} at timestep 1.`;
  const { value, of } = describeTest(frame, lane);
  const losses = `training loss ${number(lane.train_loss)}, ${of} ${value}`;
  const stands = lane.standing.words && `, ${lane.standing.words}`;
  const counter = lane.counters?.[layer];
  const counts = counter ? ` The cell state of unit ${counter.unit + 1} counts.` : "";
  const message = lane.message && ` ${lane.message}`;
  return `${name}: ${losses}${stands}. ${describeGradient(frame, lane, layer)}${lengths}${counts}${message}`;
}
