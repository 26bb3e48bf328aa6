// What the page asks of its Python, one wish after the other: of two wishes of one component that wait for the same
// run of the script, Streamlit keeps only the newer one.

/** A wish that was not heard within this time, in ms, is waited for no longer: the server it went to may be gone. */
const PATIENCE = 10_000;

/**
 * Wishes on their way to Python. `wish(name, value)` sends one as soon as the one before was heard; of two with the
 * same name that still wait, the newer counts.
 */
export function createWishes() {
  /** @type {import("../mount.js").SetTriggerValue} */
  let send = () => {};
  /** @type {Map<string, unknown>} */
  const waiting = new Map();
  let heard = 0;
  let onItsWay = false;
  let timer = 0;

  function next() {
    const [first] = waiting;
    if (onItsWay || first === undefined) return;
    const [name, value] = first;
    waiting.delete(name);
    onItsWay = true;
    timer = setTimeout(arrived, PATIENCE);
    send(name, value);
  }

  function arrived() {
    clearTimeout(timer);
    onItsWay = false;
    next();
  }

  return {
    /**
     * @param {string} name
     * @param {unknown} value
     */
    wish(name, value) {
      waiting.set(name, value);
      next();
    },
    /**
     * Wishes called `name` that still wait are none any more.
     * @param {string} name
     */
    withdraw(name) {
      waiting.delete(name);
    },
    /**
     * Python has drawn the page and had heard `count` wishes by then; the next goes by `setTriggerValue`. Says whether
     * that is the answer to a wish.
     * @param {number} count
     * @param {import("../mount.js").SetTriggerValue} setTriggerValue
     * @returns {boolean}
     */
    drawn(count, setTriggerValue) {
      send = setTriggerValue;
      const answered = count !== heard && onItsWay;
      heard = count;
      if (answered) arrived();
      return answered;
    },
    close() {
      clearTimeout(timer);
      waiting.clear();
    },
  };
}
