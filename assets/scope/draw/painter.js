// Draws what is dirty, once in an animation frame.

import { rampsOf } from "./heatmap.js";
import { styleSheet } from "./style_sheet.js";
import { applyPalette, loadPalettes, watchTheme } from "./theme.js";

/** @typedef {import("./theme.js").Palette} Palette */
/** @typedef {ReturnType<typeof rampsOf>} Ramps */
/** @typedef {{palette: Palette, ramps: Ramps}} Look the colours of the page's theme */
/** @typedef {{layout: boolean, picture: boolean, overlay: boolean, theme: boolean}} Dirty */

/**
 * Call `changed` when the window comes to a screen of another pixel density, which a browser may say by no `resize`.
 * @param {() => void} changed
 */
function watchDensity(changed) {
  let density = matchMedia("all");
  function watch() {
    density.removeEventListener("change", hear);
    density = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    density.addEventListener("change", hear);
  }
  function hear() {
    watch();
    changed();
  }
  watch();
  return () => density.removeEventListener("change", hear);
}

/**
 * `paint(now, dirty, look)` is called in the next animation frame after `soon(part)`, once whatever was asked for, and
 * with all that changes when the theme or a size does. Nothing is painted, and `root` stays invisible, until its
 * style sheet, at `href`, and the palettes are here; `failed(sentence)` hears it when they cannot be had.
 * @param {HTMLElement} root
 * @param {URL} href
 * @param {(now: number, dirty: Dirty, look: Look) => void} paint
 * @param {(sentence: string) => void} failed
 */
export function createPainter(root, href, paint, failed) {
  /** @type {Dirty} */
  let dirty = { layout: true, picture: false, overlay: false, theme: true };
  /** @type {import("./theme.js").Palettes | null} */
  let palettes = null;
  /** @type {Look | null} */
  let look = null;
  let request = 0;

  /**
   * Ask for a drawing of `part` in the next animation frame.
   * @param {keyof Dirty} part
   */
  function soon(part) {
    dirty[part] = true;
    request ||= requestAnimationFrame(paintNow);
  }

  /** @param {number} now */
  function paintNow(now) {
    request = 0;
    if (palettes === null) return;
    const due = dirty;
    dirty = { layout: false, picture: false, overlay: false, theme: false };
    if (due.theme || look === null) {
      const palette = applyPalette(root, palettes);
      look = { palette, ramps: rampsOf(palette) };
    }
    due.picture ||= due.theme || due.layout;
    paint(now, due, look);
  }

  const layOut = () => soon("layout");
  const resize = new ResizeObserver(layOut);
  resize.observe(root);
  addEventListener("resize", layOut);
  const stopDensity = watchDensity(layOut);
  const stopWatching = watchTheme(root, () => soon("theme"));
  root.style.visibility = "hidden";
  const { link, styled } = styleSheet(root, href);
  root.prepend(link);
  Promise.all([loadPalettes(), styled])
    .then(
      ([loaded]) => {
        palettes = loaded;
        soon("layout");
      },
      (error) => failed(error.message),
    )
    .then(() => root.style.removeProperty("visibility"));

  return {
    soon,
    close() {
      cancelAnimationFrame(request);
      resize.disconnect();
      removeEventListener("resize", layOut);
      stopDensity();
      stopWatching();
    },
  };
}
