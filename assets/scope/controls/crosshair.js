// The place of the one crosshair of all lanes.

/**
 * Where it stands: the timestep (0-based, null for nowhere) and, as a share of the row of hidden states, the unit.
 * @typedef {{t: number | null, unit: number | null, pinned: boolean}} Crosshair
 */

/**
 * The crosshair. `changed()` is called each time it is put elsewhere; `root` says it in `data-crosshair`.
 * @param {HTMLElement} root
 * @param {() => void} changed
 */
export function createCrosshair(root, changed) {
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
    changed();
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

  return { at, point, moved };
}
