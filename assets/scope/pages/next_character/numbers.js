// Numbers inside formulas: signs between terms, brackets around what is negative.

import { decimal } from "../../words/numbers.js";

/**
 * A factor: a negative one stands in brackets.
 * @param {number} value
 */
export function factor(value) {
  const written = decimal(value);
  return written.startsWith("−") ? `(${written})` : written;
}

/**
 * A term behind others, with its sign: + 0.03, − 0.41.
 * @param {number} value
 */
export function added(value) {
  const written = decimal(value);
  return written.startsWith("−") ? `− ${written.slice(1)}` : `+ ${written}`;
}

/**
 * Terms with their signs between: 0.52 − 0.41 + 0.03.
 * @param {number[]} values
 */
export const sum = ([first, ...others]) => [decimal(first), ...others.map(added)].join(" ");

/**
 * Products with plus between: 1·0.52 + 0·(−0.41). A one-hot 1 or 0 stands as it is.
 * @param {number[][]} factors
 */
export const products = (factors) =>
  factors.map(([value, weight]) => `${Number.isInteger(value) ? value : factor(value)}·${factor(weight)}`).join(" + ");

/**
 * A probability with three decimals, or with as many as tell it from 1.
 * @param {number} p
 */
export const probability = (p) => p.toFixed(p > 0.99 && p < 1 ? Math.min(Math.ceil(-Math.log10(1 - p)) + 1, 6) : 3);
