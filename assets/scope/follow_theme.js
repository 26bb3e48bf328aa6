// A page that shows no run tells Python when it turns light or dark: its charts, which Python draws, follow.

import { element } from "./draw/element.js";
import { createProbe, modeOf, watchTheme } from "./draw/theme.js";
import { mounting } from "./mount.js";

export const mount = mounting(createFollower);

export default mount;

/** @param {Node} parent */
function createFollower(parent) {
  const root = element("div", { "data-testid": "follow-theme" }, createProbe());
  /** The theme of the page's charts, which Python has drawn, and the one that it was last asked for. */
  let charts = "";
  let wanted = "";
  let ended = false;
  /** @type {import("./mount.js").SetTriggerValue} */
  let tell = () => {};
  parent.appendChild(root);
  const stop = watchTheme(root, look);

  function look() {
    if (ended) return;
    const mode = modeOf(root);
    if (mode !== charts && mode !== wanted) tell("theme", mode);
    wanted = mode;
  }

  return {
    /**
     * @param {import("./mount.js").Data} data
     * @param {import("./mount.js").SetTriggerValue} setTriggerValue
     */
    update(data, setTriggerValue) {
      charts = data.theme ?? "";
      root.dataset.charts = charts;
      tell = setTriggerValue;
      // By then the page has its colours.
      requestAnimationFrame(look);
    },
    close() {
      ended = true;
      stop();
      root.remove();
    },
  };
}
