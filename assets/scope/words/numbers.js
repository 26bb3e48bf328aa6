// Numbers as a reader sees them: at most four significant digits, a fixed count so that nothing jitters while training.

/** @type {Record<string, string>} */
const SUPERSCRIPT = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

/**
 * `value` to `digits` significant digits; "–" when there is none (null, NaN, infinite).
 * @param {number | null | undefined} value
 * @param {number} [digits]
 */
export function number(value, digits = 3) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = size >= 1e-3 && size < 1e4 ? value.toPrecision(digits) : value.toExponential(1);
  return (text.includes("e+") && size < 1e5 ? String(Math.round(value)) : text.replace("e+", "e")).replace(/^-/, "−");
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
 * `value` with two decimals and a real minus, for quantities on [−1, 1].
 * @param {number} value
 */
export const decimal = (value) => (Number.isFinite(value) ? value.toFixed(2).replace(/^-/, "−") : "–");

const GROUPED = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** @param {number} value */
export const whole = (value) => GROUPED.format(value);

/** @param {number} fraction */
export const percent = (fraction) => `${(100 * fraction).toFixed(1)} %`;

/**
 * 10 to the power of the whole number `exponent`, e.g. "10⁻⁴".
 * @param {number} exponent
 */
export const powerOfTen = (exponent) => `10${[...String(exponent)].map((digit) => SUPERSCRIPT[digit]).join("")}`;
