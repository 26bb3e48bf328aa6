// The line above the picture: the task in a sentence, its sizes, what the lanes do, and the run's name.

import { element, say } from "../draw/element.js";
import { icon } from "../draw/icon.js";

/** @typedef {import("../run/frame.js").Frame} Frame */
/** @typedef {import("../run/live_run.js").State} State */

const LONGEST_NAME = 60;

/**
 * The line. `rename(name)` hears that the run's owner wants another name for it.
 * @param {(name: string) => void} rename
 */
export function createHeadline(rename) {
  const title = element("strong");
  const goal = element("span");
  const sizes = element("span", { class: "sizes" });
  const result = element("span", { class: "result" });
  const name = createName(rename);
  let fitted = "";
  const node = element(
    "section",
    { class: "headline", "aria-label": "This run" },
    title,
    goal,
    sizes,
    result,
    name.node,
  );

  /**
   * One line, if there is room: the task's sentence, which stands below the picture too, makes it for the others.
   * Whether it has become one line, or several.
   */
  function fit() {
    const now = `${node.clientWidth} ${node.textContent}`;
    if (now === fitted) return false;
    fitted = now;
    const before = node.classList.contains("wrapped");
    goal.hidden = false;
    node.classList.remove("wrapped");
    goal.hidden = node.scrollWidth > node.clientWidth;
    return node.classList.toggle("wrapped", node.scrollWidth > node.clientWidth) !== before;
  }

  return {
    node,
    /**
     * Whether its height is another with that.
     * @param {Frame} frame
     */
    showFrame(frame) {
      say(title, frame.task.title);
      say(goal, frame.task.goal ?? "");
      const units = [...new Set(frame.lanes.map(({ arrays }) => arrays.hidden.shape[2]))].join(", ");
      const tested = frame.task.tested ? ` · ${frame.task.tested}` : "";
      say(sizes, `T = ${frame.inputs.shape[0]} · H = ${units}${tested}`);
      say(result, frame.result);
      return fit();
    },
    showState: name.show,
    /** Another run's picture is still to come: what stands here is not about it. */
    forget() {
      for (const part of [title, goal, sizes, result]) say(part, "");
    },
  };
}

/**
 * The run's name, which its owner can change.
 * @param {(name: string) => void} rename
 */
function createName(rename) {
  const label = element("bdi");
  const pencil = element(
    "button",
    { type: "button", "aria-label": "Name this run", click: begin },
    label,
    icon("edit"),
  );
  const field = element("input", {
    type: "text",
    "aria-label": "Name of this run",
    maxlength: LONGEST_NAME,
    placeholder: "A name keeps the run",
    hidden: "",
    keydown: type,
    blur: () => end(true),
  });
  const node = element("span", { class: "run-name" }, pencil, field);
  let known = "";

  function begin() {
    field.value = known;
    field.hidden = false;
    pencil.hidden = true;
    field.focus();
    field.select();
  }

  /** @param {KeyboardEvent} event */
  function type(event) {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.stopPropagation();
    // Or the same key would press the button that gets the focus.
    event.preventDefault();
    end(event.key === "Enter");
    pencil.focus();
  }

  /** @param {boolean} taken */
  function end(taken) {
    if (field.hidden) return;
    field.hidden = true;
    pencil.hidden = false;
    const wanted = field.value.trim();
    if (taken && wanted !== known) rename(wanted);
  }

  return {
    node,
    /** @param {State} state */
    show({ name = "", owns }) {
      known = name;
      const mine = owns !== false;
      pencil.disabled = !mine;
      say(label, name || (mine ? "Name it" : ""));
      node.hidden = !name && !mine;
    },
  };
}
