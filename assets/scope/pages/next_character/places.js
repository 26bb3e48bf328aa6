// The same letter at different places: its states and answers side by side, and what could be done without memory.

import { element, say } from "../../draw/element.js";
import { decimal, number } from "../../words/numbers.js";
import { tint } from "./changes.js";
import { probability } from "./numbers.js";
import { ambiguous, answered, letterOf, lossOf, quoted, withoutMemory, wordOf } from "./spelling.js";
import { stateAt } from "./weights.js";

/** @typedef {import("../../run/frame.js").Frame} Frame */
/** @typedef {import("../../run/frame.js").Lane} Lane */

const COUNTS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"];

/** The panel. */
export function createPlaces() {
  const title = element("h4");
  const choice = element("select", { "aria-label": "Letter", change: () => again() });
  const rows = element("div", { class: "places" });
  const distance = element("p");
  const memory = element("p");
  const node = element("section", { class: "spell-places", "aria-label": "The same letter at different places" });
  node.append(element("header", {}, title, choice), rows, distance, memory);
  /** @type {ReturnType<typeof createPlace>[]} */
  let places = [];
  let built = "";
  let again = () => {};

  /**
   * @param {Frame} frame
   * @param {ReturnType<typeof ambiguous>} letters
   */
  function build(frame, letters) {
    choice.replaceChildren(
      ...letters.map(({ read, places: at }, k) =>
        element("option", { value: k }, `${letterOf(frame, read)} (${at.length}×)`),
      ),
    );
    choice.hidden = letters.length < 2;
  }

  /**
   * @param {Frame} frame
   * @param {Lane} lane
   */
  function show(frame, lane) {
    again = () => show(frame, lane);
    const letters = ambiguous(frame);
    const now = JSON.stringify([frame.task.output_labels, letters.map((each) => [each.read, each.places])]);
    if (now !== built) build(frame, letters);
    built = now;
    rows.hidden = distance.hidden = letters.length === 0;
    if (letters.length === 0) return sayNone(frame);
    const letter = letters[Math.max(choice.selectedIndex, 0)];
    const name = quoted(frame, letter.read);
    say(
      title,
      `${capital(COUNTS[letter.places.length])} times ${name}, ${COUNTS[letter.followers.size]} different answers`,
    );
    const units = lane.arrays.hidden.shape[2];
    if (places.length !== letter.places.length || places[0]?.units !== units) {
      places = letter.places.map(() => createPlace(units));
      rows.replaceChildren(...places.map((place) => place.node));
    }
    places.forEach((place, k) => {
      place.show(frame, lane, letter.places[k]);
    });
    say(distance, describeDistance(frame, lane, letter.places));
    say(memory, describeMemory(frame, lane, name));
  }

  /** @param {Frame} frame */
  function sayNone(frame) {
    say(title, "No letter has two different followers");
    say(
      memory,
      `In “${wordOf(frame)}” each letter is always followed by the same one. So the present letter is enough, ` +
        "and a network without memory can learn it too.",
    );
  }

  return { node, show };
}

/** @param {number} units */
function createPlace(units) {
  const after = element("span", { class: "after" });
  const cells = Array.from({ length: units }, () => element("span", { class: "spell-state" }));
  const verdict = element("span", { class: "spell-verdict" });
  const node = element("div", { class: "place" }, after, element("span", { class: "cells" }, ...cells), verdict);
  return {
    node,
    units,
    /**
     * @param {Frame} frame
     * @param {Lane} lane
     * @param {number} t
     */
    show(frame, lane, t) {
      const { p, said, next, right } = answered(frame, lane, t);
      const h = stateAt(lane, "hidden", t);
      say(after, `timestep ${t + 1}, then ${quoted(frame, next)}`);
      cells.forEach((cell, k) => {
        say(cell, decimal(h[k]));
        tint(cell, h[k]);
      });
      say(verdict, `says ${quoted(frame, said)} ${probability(p[said])} ${right ? "✓" : "✗"}`);
      verdict.dataset.verdict = right ? "right" : "wrong";
    },
  };
}

/**
 * @param {Frame} frame
 * @param {Lane} lane
 * @param {number[]} places
 */
function describeDistance(frame, lane, places) {
  const [first, second] = differing(frame, places);
  const [one, other] = [stateAt(lane, "hidden", first), stateAt(lane, "hidden", second)];
  const apart = Math.sqrt(one.reduce((sum, value, k) => sum + (value - other[k]) ** 2, 0));
  const [a, b] = [answered(frame, lane, first), answered(frame, lane, second)];
  const what =
    a.right && b.right
      ? "so the answers can differ, and both are right"
      : a.said === b.said
        ? "but the answer is still the same"
        : "and the answers differ";
  const distance = `The states of timesteps ${first + 1} and ${second + 1} are ${number(apart)} apart (L2)`;
  return `The input is the same each time. ${distance}, ${what}.`;
}

/**
 * The first two places that ask for different answers.
 * @param {Frame} frame
 * @param {number[]} places
 */
function differing(frame, places) {
  const next = (/** @type {number} */ t) => frame.targets.data[t * frame.targets.shape[1]];
  const second = places.find((t) => next(t) !== next(places[0])) ?? places[0];
  return [places[0], second];
}

/**
 * @param {Frame} frame
 * @param {Lane} lane
 * @param {string} letter
 */
function describeMemory(frame, lane, letter) {
  const { loss, formula } = withoutMemory(frame);
  const now = lossOf(frame, lane);
  const stands = now < loss ? "That is lower: it uses its memory." : "That is not lower yet.";
  const best = `The best loss that it can reach is ${formula} = ${number(loss)}.`;
  const here = `The loss of this lane at this step is ${number(now)}.`;
  return `A network without memory must give every ${letter} the same answer. ${best} ${here} ${stands}`;
}

/** @param {string} word */
const capital = (word) => word[0].toUpperCase() + word.slice(1);
