// Whether the sidebar still shows the run's settings: another tab may have changed them.

/** So long, in ms, a change may take to reach Python by itself: from the tab that makes it, it does. */
const REST = 500;
/** Pages of those who watch do not all draw anew at one moment. */
const SPREAD = 2000;

/**
 * `differ()` hears once of each settings that are not those that Python has drawn, when `free()` says that nothing
 * else is under way.
 * @param {() => boolean} free
 * @param {() => void} differ
 */
export function createSettingsDrawn(free, differ) {
  let drawn = "";
  let held = "";
  let told = "";
  let owns = true;
  let timer = 0;

  function consider() {
    clearTimeout(timer);
    timer = 0;
    if (drawn === "" || held === "" || held === drawn || held === told) return;
    timer = setTimeout(tell, REST + (owns ? 0 : SPREAD * Math.random()));
  }

  function tell() {
    if (!free()) return consider();
    told = held;
    differ();
  }

  return {
    /** @param {Record<string, string> | undefined} settings those that Python has drawn */
    drawn(settings) {
      drawn = settings ? words(settings) : "";
      consider();
    },
    /** @param {import("./live_run.js").State} state */
    held(state) {
      held = words(state.link);
      owns = state.owns !== false;
      consider();
    },
    /** Another run: nothing is known of its settings. */
    forget() {
      held = told = "";
      consider();
    },
    close: () => clearTimeout(timer),
  };
}

/** @param {Record<string, string>} settings */
const words = (settings) => JSON.stringify(Object.entries(settings).sort());
