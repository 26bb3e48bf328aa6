// A page's part without a run of its own: its style sheet, and the palette that fits the page behind it.

import { element } from "../draw/element.js";
import { applyPalette, loadPalettes, watchTheme } from "../draw/theme.js";

/**
 * Put `root` into `parent` with the style sheet `css` of this folder. `painted(palette)` hears the palette as soon as
 * it is there and whenever the page's theme changes. Returns a function that takes `root` out again.
 * @param {Node} parent
 * @param {HTMLElement} root
 * @param {string} css
 * @param {(palette: import("../draw/theme.js").Palette) => void} painted
 */
export function themed(parent, root, css, painted) {
  root.append(
    element("link", { rel: "stylesheet", href: new URL(css, import.meta.url).href }),
    element("span", { class: "theme-probe", "aria-hidden": "true" }),
  );
  parent.appendChild(root);
  let stop = () => {};
  let ended = false;
  void loadPalettes().then((palettes) => {
    if (ended) return;
    const paint = () => painted(applyPalette(root, palettes));
    stop = watchTheme(root, paint);
    paint();
  });
  return () => {
    ended = true;
    stop();
    root.remove();
  };
}
