// What is spelled: the letters that are read, the answers to them, and what could be answered without memory.

import { largestIndex } from "../../panels/input.js";

/** @typedef {import("../../run/frame.js").Frame} Frame */
/** @typedef {import("../../run/frame.js").Lane} Lane */

/** An answer is more than a guess from this many times the probability that a guess would give it. */
const SURE = 1.5;

/**
 * What is read at timestep t (0-based), and what comes next, as numbers of letters.
 * @param {Frame} frame
 * @param {number} t
 */
export function asked({ inputs, targets }, t) {
  const size = inputs.shape[1];
  return { read: largestIndex(inputs.data, t * size, size), next: targets.data[t * targets.shape[1]] };
}

/**
 * Letter number k as it can be seen.
 * @param {Frame} frame
 * @param {number} k
 */
export const letterOf = ({ task }, k) => task.output_labels[k];

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufefc]/;

/**
 * Letter number k within a sentence; one that is written from right to left turns nothing round outside its quotes.
 * @param {Frame} frame
 * @param {number} k
 */
export function quoted(frame, k) {
  const letter = letterOf(frame, k);
  return RIGHT_TO_LEFT.test(letter) ? `“\u2068${letter}\u2069”` : `“${letter}”`;
}

/**
 * The word: what is read, and the last letter.
 * @param {Frame} frame
 */
export function wordOf(frame) {
  const steps = frame.inputs.shape[0];
  const letters = Array.from({ length: steps }, (_, t) => letterOf(frame, asked(frame, t).read));
  return letters.join("") + letterOf(frame, asked(frame, steps - 1).next);
}

/**
 * What a lane answers at timestep t: each letter's probability, the likeliest letter, and how that is to be judged. A
 * right answer may be a guess.
 * @param {Frame} frame
 * @param {Lane} lane
 * @param {number} t
 */
export function answered(frame, lane, t) {
  const { data, shape } = lane.arrays.outputs;
  const size = shape[1];
  const said = largestIndex(data, t * size, size);
  const { next } = asked(frame, t);
  const p = data[t * size + next];
  const right = said === next;
  return {
    p: data.subarray(t * size, (t + 1) * size),
    said,
    next,
    right,
    guess: right && p < SURE / size,
    loss: -Math.log(p),
  };
}

/**
 * The mean over all timesteps of −ln p(right letter), in nats.
 * @param {Frame} frame
 * @param {Lane} lane
 */
export function lossOf(frame, lane) {
  const steps = frame.inputs.shape[0];
  let sum = 0;
  for (let t = 0; t < steps; t++) sum += answered(frame, lane, t).loss;
  return sum / steps;
}

/**
 * Each letter that is read, in the order of first places: the timesteps at which it is, and how often each other letter
 * follows it.
 * @param {Frame} frame
 */
function placesOf(frame) {
  /** @typedef {{read: number, places: number[], followers: Map<number, number>}} Places */
  /** @type {Map<number, Places>} */
  const found = new Map();
  for (let t = 0; t < frame.inputs.shape[0]; t++) {
    const { read, next } = asked(frame, t);
    /** @type {Places} */
    const letter = found.get(read) ?? { read, places: [], followers: new Map() };
    found.set(read, letter);
    letter.places.push(t);
    letter.followers.set(next, (letter.followers.get(next) ?? 0) + 1);
  }
  return [...found.values()];
}

/**
 * The letters that are followed by different ones: those for which the present letter is not enough.
 * @param {Frame} frame
 */
export const ambiguous = (frame) => placesOf(frame).filter(({ followers }) => followers.size > 1);

/**
 * The best loss of a network without memory, and the same as a formula: a letter that stands n times and is followed by
 * another one m times costs −ln(m / n) there. See rnn_core/tasks/hello.py.
 * @param {Frame} frame
 */
export function withoutMemory(frame) {
  const steps = frame.inputs.shape[0];
  /** @type {Map<string, number>} how many timesteps cost the logarithm of a ratio */
  const costs = new Map();
  let loss = 0;
  for (const { places, followers } of ambiguous(frame)) {
    for (const count of followers.values()) {
      loss += (count * Math.log(places.length / count)) / steps;
      const ratio = fraction(places.length, count);
      costs.set(ratio, (costs.get(ratio) ?? 0) + count);
    }
  }
  const terms = [...costs].map(
    ([ratio, count]) => `(${count}/${steps})·ln ${ratio.includes("/") ? `(${ratio})` : ratio}`,
  );
  return { loss, formula: terms.join(" + ") };
}

/**
 * `above` / `below` in lowest terms.
 * @param {number} above
 * @param {number} below
 */
function fraction(above, below) {
  let a = above;
  let b = below;
  while (b) [a, b] = [b, a % b];
  return below === a ? String(above / a) : `${above / a}/${below / a}`;
}
