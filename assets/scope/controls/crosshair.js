// Where the one crosshair of all lanes stands.

/**
 * The crosshair: `at` ({t, unit, pinned}, t null for nowhere), `point(t, unit, pinned)` puts it somewhere, `moved(by, numSteps)`
 * moves and pins it and returns where it then stands. `changed()` is called each time; `root` says it in `data-crosshair`.
 */
export function createCrosshair(root, changed) {
  const at = { t: null, unit: null, pinned: false };

  function point(t, unit, pinned) {
    Object.assign(at, { t, unit, pinned });
    if (t === null) delete root.dataset.crosshair;
    else root.dataset.crosshair = String(t + 1);
    changed();
  }

  function moved(by, numSteps) {
    const last = numSteps - 1;
    const t = at.t === null ? (by > 0 ? 0 : last) : Math.min(Math.max(at.t + by, 0), last);
    point(t, at.unit, true);
    return t;
  }

  return { at, point, moved };
}
