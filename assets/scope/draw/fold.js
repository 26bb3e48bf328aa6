// The movement between the rolled loop and the unrolled network.

const HOLD = 600;
const TRAVEL = 900;

/**
 * `unroll()` starts from the loop, holds it for a moment and folds it out; `toggle()` goes the other way from wherever
 * it is. `at(now)` gives the share, from 0 rolled to 1 unrolled, and whether it moves. With reduced motion it changes
 * at once.
 * @param {MediaQueryList} reduced
 */
export function createFold(reduced) {
  let from = 1;
  let to = 1;
  /** @type {number | null} */
  let start = null;
  let delay = 0;

  /**
   * @param {number} origin
   * @param {number} goal
   * @param {number} wait
   */
  function go(origin, goal, wait) {
    from = reduced.matches ? goal : origin;
    to = goal;
    delay = wait;
    start = null;
  }

  /** @param {number} now */
  function at(now) {
    if (from === to) return { share: to, moving: false };
    start ??= now;
    const share = Math.min(Math.max((now - start - delay) / TRAVEL, 0), 1);
    if (share === 1) from = to;
    return { share: from + (to - from) * share, moving: from !== to };
  }

  return {
    at,
    unroll: () => go(0, 1, HOLD),
    toggle: () => go(at(performance.now()).share, 1 - to, 0),
    unrolled: () => to === 1,
  };
}
