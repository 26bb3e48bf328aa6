// A page's part without a run of its own: its style sheet, and the palette that fits the page behind it.

import { element } from "../draw/element.js";
import { styleSheet } from "../draw/style_sheet.js";
import { applyPalette, createProbe, loadPalettes, watchTheme } from "../draw/theme.js";

/**
 * Put `root` into `parent` with the style sheet `css` of this folder. `painted(palette)` hears the palette as soon as
 * both are there and whenever the page's theme changes; where one does not come, a sentence says so. Returns a function
 * that takes `root` out again.
 * @param {Node} parent
 * @param {HTMLElement} root
 * @param {string} css
 * @param {(palette: import("../draw/theme.js").Palette) => void} painted
 */
export function themed(parent, root, css, painted) {
  const { link, styled } = styleSheet(root, new URL(css, import.meta.url));
  root.append(link, createProbe());
  parent.appendChild(root);
  let stop = () => {};
  let ended = false;
  Promise.all([loadPalettes(), styled]).then(
    ([palettes]) => {
      if (ended) return;
      const paint = () => painted(applyPalette(root, palettes));
      stop = watchTheme(root, paint);
      paint();
    },
    (error) => root.append(element("p", { role: "alert" }, error.message)),
  );
  return () => {
    ended = true;
    stop();
    root.remove();
  };
}
