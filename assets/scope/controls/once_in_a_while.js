// A button that makes a new run: pressed twice in a hurry, it would make two.

/** A second press within this time, in ms, is the first one's. */
const A_WHILE = 2000;

/**
 * A function that calls `act`, unless it did so just now.
 * @param {() => void} act
 */
export function onceInAWhile(act) {
  let last = -Infinity;
  return () => {
    if (performance.now() - last < A_WHILE) return;
    last = performance.now();
    act();
  };
}
