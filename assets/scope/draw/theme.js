// Light or dark, decided by the page's own background, and the palette that goes with it.

import { element } from "./element.js";

const PALETTE = new URL("../../palette.json", import.meta.url);
const NO_COLOURS = "A part of the page, its colours, could not be loaded. Reload the page.";
const PROBE =
  "background-color: var(--st-background-color, Canvas); height: 0; position: absolute; " +
  "transition: background-color 1ms linear; width: 0";

/**
 * A palette of assets/palette.json, the mode that it is for and the page's font family. A cell's name gives its shades.
 * @typedef {{[cell: string]: any, text: string, muted: string, grid: string, panel: string, accent: string,
 *   negative: string, positive: string, mode?: string, family: string}} Palette
 */

/** @typedef {Record<"light" | "dark", Palette>} Palettes */

/**
 * Both palettes of assets/palette.json; broken with a sentence where they do not come, or not whole.
 * @returns {Promise<Palettes>}
 */
export async function loadPalettes() {
  const answer = await fetch(PALETTE).catch(() => null);
  const palettes = answer?.ok ? await answer.json().catch(() => null) : null;
  if (palettes === null) throw new Error(NO_COLOURS);
  return palettes;
}

/**
 * The channels [r, g, b] of a "#rrggbb" colour.
 * @param {string} hex
 */
export function channels(hex) {
  const bits = parseInt(hex.slice(1), 16);
  return [bits >> 16, (bits >> 8) & 255, bits & 255];
}

/**
 * `hex` with an opacity.
 * @param {string} hex
 * @param {number} alpha
 */
export const translucent = (hex, alpha) => `rgb(${channels(hex).join(" ")} / ${alpha})`;

/**
 * `hex` with the `share` of another colour mixed in.
 * @param {string} hex
 * @param {string} other
 * @param {number} share
 */
export function mixed(hex, other, share) {
  const into = channels(other);
  const parts = channels(hex).map((channel, k) => Math.round(channel + share * (into[k] - channel)));
  return `#${parts.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

/** The element inside a root that has the colour of the page behind; no style sheet needs to be here for it. */
export const createProbe = () => element("span", { class: "theme-probe", "aria-hidden": "true", style: PROBE });

/**
 * Whether what is behind `root` is light or dark; `root` says it in `data-mode`.
 * @param {HTMLElement} root
 */
export function modeOf(root) {
  const [r, g, b] = (getComputedStyle(probeOf(root)).backgroundColor.match(/[\d.]+/g) ?? [255, 255, 255]).map(Number);
  const mode = 0.2126 * r + 0.7152 * g + 0.0722 * b < 128 ? "dark" : "light";
  root.dataset.mode = mode;
  return mode;
}

/**
 * The palette that fits what is behind `root`, its colours also set on `root` as CSS variables.
 * @param {HTMLElement} root
 * @param {Palettes} palettes
 * @returns {Palette}
 */
export function applyPalette(root, palettes) {
  const mode = modeOf(root);
  const palette = palettes[mode];
  for (const [name, colour] of Object.entries(palette)) {
    if (typeof colour === "string") root.style.setProperty(`--scope-${name}`, colour);
  }
  root.style.setProperty(
    "--scope-signed",
    `linear-gradient(90deg, ${palette.negative}, ${palette.panel}, ${palette.positive})`,
  );
  root.style.setProperty("--scope-gate", `linear-gradient(90deg, ${palette.panel}, ${palette.text})`);
  return { ...palette, mode, family: getComputedStyle(root).fontFamily };
}

/**
 * Call `changed` when the page's theme changes. The probe's background follows the theme's variable through a very
 * short transition, because the end of a transition is the only event a browser gives for a variable's change.
 * @param {HTMLElement} root
 * @param {() => void} changed
 */
export function watchTheme(root, changed) {
  const probe = probeOf(root);
  probe.addEventListener("transitionend", changed);
  return () => probe.removeEventListener("transitionend", changed);
}

/** @param {HTMLElement} root */
const probeOf = (root) => /** @type {Element} */ (root.querySelector(".theme-probe"));
