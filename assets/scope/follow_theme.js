// A page that shows no run tells Python when it turns light or dark: its charts, which Python draws, follow.

import { element } from "./draw/element.js";
import { applyPalette, createProbe, loadPalettes, watchTheme } from "./draw/theme.js";
import { mounting } from "./mount.js";

export const mount = mounting(createFollower);

export default mount;

/** @param {Node} parent */
function createFollower(parent) {
  const root = element("div", { "data-testid": "follow-theme" }, createProbe());
  let charts = "";
  let wanted = "";
  let look = () => {};
  let stop = () => {};
  let ended = false;
  /** @type {import("./mount.js").SetTriggerValue} */
  let tell = () => {};
  parent.appendChild(root);
  void loadPalettes().then((palettes) => {
    if (ended) return;
    look = () => {
      const { mode } = applyPalette(root, palettes);
      if (mode !== charts && mode !== wanted) tell("theme", mode);
      wanted = mode ?? "";
    };
    stop = watchTheme(root, look);
    look();
  });

  return {
    /**
     * @param {import("./mount.js").Data} data
     * @param {import("./mount.js").SetTriggerValue} setTriggerValue
     */
    update(data, setTriggerValue) {
      charts = data.theme ?? "";
      root.dataset.charts = charts;
      tell = setTriggerValue;
    },
    close() {
      ended = true;
      stop();
      root.remove();
    },
  };
}
