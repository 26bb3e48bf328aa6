// What a stop of the stepper shows, in words.

import { describeAnswer, targetKind } from "../../panels/answer.js";
import { describeInput } from "../../panels/input.js";
import { number, powerOfTen } from "../../words/numbers.js";
import { at, before, norm, scoredTimesteps, unitsOf } from "./pass.js";

/** @typedef {import("./pass.js").Pass} Pass */
/** @typedef {import("./pass.js").Lane} Lane */
/** @typedef {import("./pass.js").Frame} Frame */
/** @typedef {import("./stops.js").Stop} Stop */

/**
 * What the network answers at timestep t: the scores as values, or as probabilities.
 * @param {Pass} pass
 * @param {Frame} frame
 * @param {number} t
 */
export function answersAt(pass, frame, t) {
  const scores = at(pass, "scores", t);
  if (frame.task.target_kind === "squared_error") return scores;
  if (frame.task.target_kind === "legal") return scores.map((score) => 1 / (1 + Math.exp(-score)));
  const highest = Math.max(...scores);
  const odds = scores.map((score) => Math.exp(score - highest));
  const all = odds.reduce((total, each) => total + each, 0);
  return odds.map((each) => each / all);
}

/**
 * A view of one timestep for the words of the lab's panels.
 * @param {Pass} pass
 * @param {Frame} frame
 * @param {Lane} lane
 * @param {number} t
 */
function viewAt(pass, frame, lane, t) {
  const data = answersAt(pass, frame, t);
  const outputs = { data, shape: [1, data.length] };
  const target = at(pass, "targets", t);
  const targets = { data: target, shape: [1, target.length] };
  return /** @type {any} */ ({ frame: { ...frame, targets }, lane: { ...lane, arrays: { outputs } } });
}

/**
 * Answer and target at timestep t.
 * @param {Pass} pass
 * @param {Frame} frame
 * @param {Lane} lane
 * @param {number} t
 */
export const answerAt = (pass, frame, lane, t) => describeAnswer(viewAt(pass, frame, lane, t), 0);

/**
 * What the layer reads at timestep t.
 * @param {Pass} pass
 * @param {Frame} frame
 * @param {Lane} lane
 * @param {number} t
 */
export function inputAt(pass, frame, lane, t) {
  if (pass.words.layer > 1) return `the layer below, ‖x‖ ${number(norm(at(pass, "inputs", t)))}`;
  return describeInput(/** @type {any} */ ({ frame, lane }), t);
}

/**
 * 10 to a power that may be no whole number, as a number.
 * @param {number} exponent
 */
export function tenTo(exponent) {
  if (exponent === -Infinity) return "0";
  if (Math.abs(exponent) < 300) return number(10 ** exponent);
  return powerOfTen(Math.round(exponent));
}

const BEGINNING = "Press → to go forward, timestep by timestep.";

/**
 * The sentences of a stop.
 * @param {Stop} stop
 * @param {Pass} pass
 * @param {Frame} frame
 * @param {Lane} lane
 * @param {boolean} covered whether results are still to be guessed
 */
export function sentenceOf(stop, pass, frame, lane, covered) {
  const { kind, t } = stop;
  const place = `Timestep ${t + 1} of ${pass.words.timesteps}`;
  if (kind === "start") return BEGINNING;
  if (kind === "forward") {
    const [old, now] = [before(pass, "hidden", t), at(pass, "trace.hidden", t)];
    const still = norm(now.map((value, k) => value - old[k])) === 0 ? " The state does not move." : "";
    const reads = `${place}, forward. It reads ${inputAt(pass, frame, lane, t)}.`;
    if (covered) return `${reads} How long is the state after it?`;
    const [short, long] = [number(norm(old)), number(norm(now))];
    return `${reads} The state’s length goes from ‖h_${t}‖ = ${short} to ‖h_${t + 1}‖ = ${long}.${still}`;
  }
  if (kind === "loss") return lossSentence(pass, frame, lane, covered);
  const { gradient, arrives } = { gradient: norm(at(pass, "gradient", t)), arrives: norm(at(pass, "arrives", t)) };
  if (gradient === 0) return `${place}, backward. The gradient is 0 here, so nothing goes back from here.`;
  if (covered)
    return `${place}, backward. ‖∂L/∂s_${t + 1}‖ = ${number(gradient)}. How much arrives one timestep before?`;
  const sigma = pass.arrays.sigma.data[t];
  const times = arrives / gradient;
  const stretched = Number.isFinite(times) ? `, ${number(times)} times as long` : "";
  const one = at(pass, "gradient", t).length === 1 ? " (one unit: the Jacobian is one number)" : "";
  return (
    `${place}, backward. The gradient ‖∂L/∂s_${t + 1}‖ = ${number(gradient)} is multiplied by J_${t + 1}, whose ` +
    `largest singular value is ${number(sigma)}${one}. ${number(arrives)} arrives at s_${t}${stretched}.`
  );
}

/**
 * @param {Pass} pass
 * @param {Frame} frame
 * @param {Lane} lane
 * @param {boolean} covered
 */
function lossSentence(pass, frame, lane, covered) {
  const scored = scoredTimesteps(pass);
  const last = scored[scored.length - 1];
  const where = scored.length > 1 ? `the mean over ${scored.length} timesteps` : `taken at timestep ${last + 1}`;
  const { answer, target } = answerAt(pass, frame, lane, last);
  const answers = scored.length > 1 ? "" : ` The answer is ${answer}, the target ${target}.`;
  return `The loss, ${where}.${answers} ${covered ? "How large is it?" : `L = ${number(pass.words.loss)}.`}`;
}

/**
 * The loss, line by line.
 * @param {Pass} pass
 * @param {Frame} frame
 * @param {Lane} lane
 * @returns {import("../next_character/products.js").Line[]}
 */
export function lossLines(pass, frame, lane) {
  const scored = scoredTimesteps(pass);
  if (scored.length > 1) {
    const { errors, shares } = pass.arrays;
    const shown = scored.slice(0, 8).map((t) => `${number(shares.data[t])}·${number(errors.data[t])}`);
    const more = scored.length > 8 ? " + …" : "";
    return [{ name: "L = Σ share·error", words: `${shown.join(" + ")}${more} = ${number(pass.words.loss)}` }];
  }
  const t = scored[0];
  const { answer, target } = answerAt(pass, frame, lane, t);
  const answers = answersAt(pass, frame, t);
  const wanted = at(pass, "targets", t);
  const lines = [
    { name: `answer at timestep ${t + 1}: y = h·W_y + b_y`, words: answer },
    { name: "target", words: target },
  ];
  const kind = targetKind(frame);
  if (kind === "value" && answers.length === 1) {
    const miss = `(${number(answers[0])} − ${number(wanted[0])})²`;
    lines.push({ name: "L = (y − target)²", words: `${miss} = ${number(pass.words.loss)}` });
  } else if (kind === "class") {
    lines.push({
      name: "L = −ln p(target)",
      words: `−ln ${number(answers[wanted[0]])} = ${number(pass.words.loss)}`,
    });
  } else lines.push({ name: `L, ${frame.loss_name}`, words: number(pass.words.loss) });
  const direct = at(pass, "direct", t);
  lines.push({
    name: `∂L/∂h_${t + 1}`,
    words:
      unitsOf(pass) <= 4 ? `(${[...direct].map((each) => number(each)).join(", ")})` : `length ${number(norm(direct))}`,
  });
  return lines;
}
