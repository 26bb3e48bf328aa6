// Small matrices as rows of numbers.

/** @typedef {number[][]} Matrix */

/**
 * left · right
 * @param {Matrix} left
 * @param {Matrix} right
 * @returns {Matrix}
 */
export const multiplied = (left, right) =>
  left.map((row) => right[0].map((_, j) => row.reduce((sum, value, k) => sum + value * right[k][j], 0)));

const ROUNDS = 200;
const ENOUGH = 1e-12;

/**
 * The largest singular value, by power iteration on AᵀA.
 * @param {Matrix} matrix
 */
export function largestSingularValue(matrix) {
  const size = matrix.length;
  // No direction that a small network's symmetry makes likely to be orthogonal to the wanted one.
  let vector = Array.from({ length: size }, (_, k) => 1 + Math.sin(k + 1) / 2);
  let found = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const forth = matrix.map((row) => row.reduce((sum, value, k) => sum + value * vector[k], 0));
    const back = vector.map((_, k) => matrix.reduce((sum, row, i) => sum + row[k] * forth[i], 0));
    const length = Math.hypot(...back);
    if (length === 0 || !Number.isFinite(length)) return length;
    const now = Math.hypot(...forth) / Math.hypot(...vector);
    vector = back.map((value) => value / length);
    if (Math.abs(now - found) <= ENOUGH * now) return now;
    found = now;
  }
  return found;
}
