// The head of a lane: its name, how it does, what tells it from the others, and its numbers.

import { element, say } from "../draw/element.js";
import { explained } from "../words/terms.js";

/** The place of the test result among the numbers. */
const TEST = 1;
/**
 * The numbers, and their names where there is little room.
 * @type {{term: import("../words/terms.js").Term, short: string}[]}
 */
const NUMBERS = [
  { term: "training loss", short: "training" },
  { term: "test", short: "test" },
  { term: "gradient norm", short: "gradient" },
  { term: "parameters", short: "params" },
];

/**
 * The head of a lane like `of`, without a verdict and numbers.
 * @param {import("../run/frame.js").Lane} of
 */
export function createHead(of) {
  const terms = NUMBERS.map(({ term, short }) => explained(element("dt", { "data-short": short }, term), term));
  const values = terms.map(() => element("dd", {}, "–"));
  const numbers = element("dl", {}, ...values.map((value, k) => element("div", {}, terms[k], value)));
  const ofCell = of.differs && of.short;
  const short = ofCell || of.name.endsWith(of.short) ? of.short : of.name;
  const name = element("h3", { "data-short": short }, ofCell || of.name);
  const verdict = element("span", { class: "verdict" });
  const differs = element("p", { class: "differs" }, of.differs);
  const node = element("header", {}, name, verdict, differs, numbers);

  return {
    node,
    name,
    verdict,
    differs,
    numbers,
    /**
     * @param {string} words
     * @param {string} [reason]
     */
    showVerdict(words, reason = "") {
      say(verdict, words);
      if (verdict.title !== reason) verdict.title = reason;
    },
    /**
     * @param {string} test what the second number is of
     * @param {string[]} shown
     */
    showNumbers(test, shown) {
      shown.forEach((value, k) => {
        say(values[k], value);
      });
      if (terms[TEST].dataset.short === test) return;
      say(terms[TEST], test);
      terms[TEST].dataset.short = test;
    },
  };
}
