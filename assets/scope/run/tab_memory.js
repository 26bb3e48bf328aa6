// What a tab remembers when its page is loaded again: in the browser's session storage, and in a frame of another site,
// where some browsers close that, in the frame's own name, which goes with it.

const MARK = "unrolled ";

/**
 * What was remembered as `key`; empty if nothing was.
 * @param {string} key
 */
export function recall(key) {
  try {
    return sessionStorage.getItem(MARK + key) ?? "";
  } catch {
    return inName()[key] ?? "";
  }
}

/**
 * Remember `value` as `key`, as long as the tab is open; an empty one is forgotten.
 * @param {string} key
 * @param {string} value
 */
export function remember(key, value) {
  try {
    if (value) sessionStorage.setItem(MARK + key, value);
    else sessionStorage.removeItem(MARK + key);
  } catch {
    // A name that the page around the frame has given it is not ours to change.
    if (!window.name || window.name.startsWith(MARK)) {
      window.name = MARK + JSON.stringify({ ...inName(), [key]: value });
    }
  }
}

/**
 * What a tab does whose browser keeps no cookies: it keeps the key of its run, and `claim(key)` shows it when the page
 * was loaded again. Returns a function that hears of each run, with its key where the page has it.
 * @param {(key: string) => void} claim
 */
export function createKeeper(claim) {
  /** The run whose key was shown, or looked for. */
  let claimed = "";
  /**
   * @param {string} run
   * @param {{key?: string, keeps?: boolean}} data
   */
  return (run, { key, keeps }) => {
    if (key && keeps) remember(run, key);
    if (key || claimed === run) return;
    claimed = run;
    const kept = recall(run);
    if (kept) claim(kept);
  };
}

/** @returns {Record<string, string>} */
function inName() {
  if (!window.name.startsWith(MARK)) return {};
  try {
    return JSON.parse(window.name.slice(MARK.length));
  } catch {
    return {};
  }
}
