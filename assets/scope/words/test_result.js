// What the test set said last, and when: it is evaluated more seldom than frames are shown.

import { number, percent, whole } from "./numbers.js";

/** Settings that decide what the test asks. */
const ASKED = ["loss_at", "loss_step", "clamps"];

/**
 * The test loss of a lane, with the accuracy where the task has one, and what it is of: with the step, where that is
 * another than the one on screen, and with a word where something else is asked since.
 * @param {import("../run/frame.js").Frame} frame
 * @param {import("../run/frame.js").Lane} lane
 */
export function describeTest(frame, { id, test_loss: loss, accuracy }) {
  const at = frame.test_steps.data.at(-1) ?? frame.step;
  const value = accuracy === null ? number(loss) : `${number(loss)} · ${percent(accuracy)}`;
  if (isOld(frame, id, at)) return { value, of: "test, before change" };
  return { value, of: at === frame.step ? "test" : `test, step ${whole(at)}` };
}

/**
 * Whether what is asked of a lane has changed since its test at step `at`: a change made at the very step of a test
 * holds from the next one on.
 * @param {import("../run/frame.js").Frame} frame
 * @param {string} id
 * @param {number} at
 */
const isOld = ({ step, changes }, id, at) =>
  changes.some(({ step: made, setting }) => {
    const [lane, name] = setting.split(":");
    return made >= at && made <= step && (lane === "" || lane === id) && ASKED.includes(name);
  });
