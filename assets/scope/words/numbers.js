// Numbers as a reader sees them, one notation everywhere: at most four significant digits, 4.2·10⁻⁸, a real minus.
// rnn_core/numbers.py has the same functions for what Python writes; a test compares the two.

/** @type {Record<string, string>} */
const SUPERSCRIPT = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
/** What stands for a number where there is none. */
export const NONE = "–";
/** Between these powers of ten a number is written out. */
const LOWEST = -3;
const HIGHEST = 4;

/**
 * `value` to `digits` significant digits, a fixed count so that nothing jitters while it trains. Very small and very
 * large numbers stand with two digits and a power of ten; "–" when there is no number.
 * @param {number | null | undefined} value
 * @param {number} [digits]
 */
export function number(value, digits = 3) {
  if (value === null || value === undefined || Number.isNaN(value)) return NONE;
  if (value === 0) return "0";
  const sign = value < 0 ? "−" : "";
  const size = Math.abs(value);
  if (size === Infinity) return `${sign}∞`;
  const exponent = Number(size.toExponential(digits - 1).split("e")[1]);
  if (exponent >= LOWEST && exponent < HIGHEST) return sign + size.toFixed(Math.max(digits - 1 - exponent, 0));
  const [mantissa, power] = size.toExponential(1).split("e");
  return `${sign}${mantissa}·${powerOfTen(Number(power))}`;
}

/**
 * A value of a task as it is shown: in the task's unit, if it has one.
 * @param {import("../run/frame.js").Task} task
 * @param {number} value
 * @param {number} [digits]
 */
export const valueIn = ({ unit }, value, digits = 3) =>
  unit ? `${number(unit.offset + unit.scale * value, digits)} ${unit.name}` : number(value, digits);

/**
 * `value` with two decimals, for quantities on [−1, 1]; from 100 on like any number.
 * @param {number} value
 */
export function decimal(value) {
  if (!Number.isFinite(value) || Math.abs(value) >= 100) return number(value);
  const text = Math.abs(value).toFixed(2);
  return value >= 0 || text === "0.00" ? text : `−${text}`;
}

/**
 * `value` without zeros at its end, for an axis or a setting: 0.1, 10⁻⁵, 2·10⁻⁵.
 * @param {number} value
 * @param {number} [digits]
 */
export function short(value, digits = 4) {
  const [mantissa, power] = number(value, digits).split("·");
  const trimmed = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  if (!power) return trimmed;
  return trimmed === "1" ? power : `${trimmed}·${power}`;
}

const GROUPED = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/**
 * `value` as a count, its thousands apart.
 * @param {number} value
 */
export const whole = (value) => GROUPED.format(value).replace("-", "−");

/**
 * `fraction` of 1 in percent, with one decimal.
 * @param {number} fraction
 */
export const percent = (fraction) => `${(100 * fraction).toFixed(1)} %`;

/**
 * 10 to the power of the whole number `exponent`, such as 10⁻⁴.
 * @param {number} exponent
 */
export const powerOfTen = (exponent) => `10${[...String(exponent)].map((digit) => SUPERSCRIPT[digit]).join("")}`;
