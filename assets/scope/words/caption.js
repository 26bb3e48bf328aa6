// The words under the picture: how the run was made, what the task is, and how to read the drawing.

import { element, say } from "../draw/element.js";
import { targetKind } from "../panels/answer.js";

const ANSWERS = {
  value: "In the answer row the dashed line is the target; rings mark where the loss is taken.",
  class: "Bars in the answer row are the probability of the right answer, coloured where the loss is taken.",
  legal: "In the answer row, dots mark the symbols that are legal next; it is pale where no loss is taken.",
};
const READING =
  "Gradient: the thin grey line is the watched example; ▾ marks a median below the axis. " +
  "‖C_t‖_F: Frobenius norm of the watched example's contribution of timestep t to dL/dW_h, darker is larger on the " +
  "gradient's axis. " +
  "The cell state has no bounds, so its tanh is drawn.";

/** The caption. */
export function createCaption() {
  const [made, task, reading] = ["made", "task", "reading"].map((name) => element("p", { class: name }));
  return {
    node: element("footer", {}, made, task, reading),
    /** @param {import("../run/frame.js").Frame} frame */
    show(frame) {
      const { title, definition, source } = frame.task;
      say(made, frame.caption);
      say(task, `${title}. ${definition} ${source}`);
      say(reading, `${ANSWERS[targetKind(frame)]} ${READING}`);
    },
  };
}
