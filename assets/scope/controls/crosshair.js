// The place of the one crosshair of all lanes; of one who points nowhere, the lecturer's.

/**
 * Where it stands: the timestep (0-based, null for nowhere) and, as a share of the row of hidden states, the unit. It
 * is drawn `pale` where it is the lecturer's.
 * @typedef {{t: number | null, unit: number | null, pinned: boolean, pale?: boolean}} Crosshair
 */

/**
 * The crosshair. `changed(at)` is called each time it is put elsewhere; `root` says it in `data-crosshair`, and where
 * the lecturer's stands in `data-lecturer`.
 * @param {HTMLElement} root
 * @param {(at: Crosshair) => void} changed
 */
export function createCrosshair(root, changed) {
  /** @type {import("../run/pointing.js").Pointed | null} */
  let lecturer = null;
  /** @type {Crosshair} */
  const at = { t: null, unit: null, pinned: false };

  /**
   * Put it somewhere.
   * @param {number | null} t
   * @param {number | null} unit
   * @param {boolean} pinned
   */
  function point(t, unit, pinned) {
    Object.assign(at, { t, unit, pinned });
    if (t === null) delete root.dataset.crosshair;
    else root.dataset.crosshair = String(t + 1);
    changed(at);
  }

  /**
   * Move it by some timesteps and pin it; where it then stands.
   * @param {number} by
   * @param {number} numSteps
   */
  function moved(by, numSteps) {
    const last = numSteps - 1;
    const t = at.t === null ? (by > 0 ? 0 : last) : Math.min(Math.max(at.t + by, 0), last);
    point(t, at.unit, true);
    return t;
  }

  /** @param {import("../run/pointing.js").Pointed | null} pointed */
  function follow(pointed) {
    lecturer = pointed;
    if (pointed === null) delete root.dataset.lecturer;
    else root.dataset.lecturer = String(pointed.t + 1);
    changed(at);
  }

  /**
   * What is drawn in a picture of so many timesteps.
   * @param {number} numSteps
   * @returns {Crosshair}
   */
  const shown = (numSteps) =>
    at.t === null && lecturer !== null && lecturer.t < numSteps ? { ...lecturer, pale: true } : at;

  return { at, point, moved, follow, shown };
}
