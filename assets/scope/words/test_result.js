// What the test set said last, and when: it is evaluated more seldom than frames are shown.

import { number, percent, whole } from "./numbers.js";

/**
 * The test loss of a lane, with the accuracy where the task has one, and what it is of: with the step, where that is
 * another than the one on screen, and with a word where something else is asked since.
 * @param {import("../run/frame.js").Frame} frame
 * @param {import("../run/frame.js").Lane} lane
 */
export function describeTest(frame, { asked_since: since, test_loss: loss, accuracy }) {
  const at = frame.test_steps.data.at(-1) ?? frame.step;
  const value = accuracy === null ? number(loss) : `${number(loss)} · ${percent(accuracy)}`;
  // A change made at the very step of a test holds from the next one on.
  if (since >= at) return { value, of: "test, before change" };
  return { value, of: at === frame.step ? "test" : `test, step ${whole(at)}` };
}
