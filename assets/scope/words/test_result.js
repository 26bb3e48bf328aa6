// What the test set said last, and when: it is evaluated more seldom than frames are shown.

import { number, percent, whole } from "./numbers.js";

/**
 * The test loss of a lane, with the accuracy where the task has one, and what it is of: with the step, where that is
 * another than the one on screen.
 * @param {import("../run/frame.js").Frame} frame
 * @param {import("../run/frame.js").Lane} lane
 */
export function describeTest({ step, test_steps: steps }, { test_loss: loss, accuracy }) {
  const at = steps.data.at(-1) ?? step;
  return {
    value: accuracy === null ? number(loss) : `${number(loss)} · ${percent(accuracy)}`,
    of: at === step ? "test" : `test, step ${whole(at)}`,
  };
}
