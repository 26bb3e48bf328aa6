// The words under the picture: how the run was made, what the task is, and how to read the drawing.

import { element, say } from "../draw/element.js";
import { targetKind } from "../panels/answer.js";

const ANSWERS = {
  value: "Answer: the dashed line is the target. A ring stands where the error counts.",
  class: "Answer: a bar is the probability of the right answer, in colour where the error counts.",
  legal: "Answer: dots mark the symbols that may come next. Pale = the error does not count.",
};
const READING =
  "Gradient: the thin grey line is the watched example. ▾ = below the axis. " +
  "Strip: how much timestep t changes the weights W_h. Darker = more. " +
  "The cell state c has no limits, so the picture shows tanh c.";

/**
 * The frame's caption behind those of what a picture shows; a frame from before has one that says all.
 * @param {import("../run/frame.js").Frame} frame
 * @param {(string | undefined)[]} shown
 */
export const withCaptions = ({ caption }, ...shown) => [...shown, caption].filter(Boolean).join(" ");

/** The caption. */
export function createCaption() {
  const [made, task, reading] = ["made", "task", "reading"].map((name) => element("p", { class: name }));
  return {
    node: element("footer", {}, made, task, reading),
    /** @param {import("../run/frame.js").Frame} frame */
    show(frame) {
      const { title, definition, source } = frame.task;
      say(made, withCaptions(frame, frame.states_caption, frame.gradient_caption));
      say(task, `${title}. ${definition} ${source}`);
      say(reading, `${ANSWERS[targetKind(frame)]} ${READING}`);
    },
  };
}
