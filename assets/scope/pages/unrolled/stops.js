// The stops of the stepper: timestep by timestep forward, the loss, and timestep by timestep back.

/** @typedef {{kind: "start" | "forward" | "loss" | "back", t: number}} Stop */

/**
 * How many stops there are behind the start, for timesteps `first` to `end` − 1.
 * @param {number} first
 * @param {number} end
 */
export const lastStop = (first, end) => 2 * (end - first) + 1;

/**
 * The stop at `position`, 0 being the start.
 * @param {number} position
 * @param {number} first
 * @param {number} end
 * @returns {Stop}
 */
export function stopAt(position, first, end) {
  const length = end - first;
  if (position <= 0) return { kind: "start", t: first };
  if (position <= length) return { kind: "forward", t: first + position - 1 };
  if (position === length + 1) return { kind: "loss", t: end - 1 };
  return { kind: "back", t: Math.max(end - 1 - (position - length - 2), first) };
}

/**
 * What of timestep t is on screen: its state, and what has come back to it. "now" is the stop's own.
 * @param {Stop} stop
 * @param {number} t
 * @returns {{forward: "later" | "now" | "done", back: "later" | "now" | "done"}}
 */
export function revealed({ kind, t: here }, t) {
  if (kind === "start") return { forward: "later", back: "later" };
  if (kind === "forward") {
    return { forward: t < here ? "done" : t === here ? "now" : "later", back: "later" };
  }
  if (kind === "loss") return { forward: "done", back: "later" };
  return { forward: "done", back: t > here ? "done" : t === here ? "now" : "later" };
}
