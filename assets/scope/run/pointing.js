// The owner's crosshair on its way to those who watch: a few times a second, however the pointer moves.

const BETWEEN = 100;

/** @typedef {import("../controls/crosshair.js").Crosshair} Crosshair */
/** @typedef {{t: number, unit: number | null, pinned: boolean}} Pointed a crosshair that stands somewhere */

/**
 * `point(at)` hears where it stands, `send(pointed)` is told, with null for nowhere. Only `allow(true)` lets anything
 * out, and then says once more where it stands: the server may have forgotten.
 * @param {(pointed: Pointed | null) => void} send
 */
export function createPointing(send) {
  /** @type {Pointed | null} */
  let pointed = null;
  let told = "null";
  let allowed = false;
  let timer = 0;

  function tell() {
    timer = 0;
    const words = JSON.stringify(pointed);
    if (!allowed || words === told) return;
    told = words;
    send(pointed);
    timer = setTimeout(tell, BETWEEN);
  }

  return {
    /** @param {Crosshair} at */
    point({ t, unit, pinned }) {
      pointed = t === null ? null : { t, unit, pinned };
      if (timer === 0) tell();
    },
    /** @param {boolean} owns */
    allow(owns) {
      allowed = owns;
      if (timer === 0) tell();
    },
    /** The connection is another one, which has heard nothing yet. */
    forget() {
      told = "null";
      allowed = false;
    },
    close: () => clearTimeout(timer),
  };
}
