// Light or dark, decided by the page's own background, and the palette that goes with it.

const PALETTE = new URL("../../palette.json", import.meta.url);

/** Both palettes of assets/palette.json. */
export async function loadPalettes() {
  const answer = await fetch(PALETTE);
  if (!answer.ok) throw new Error("The palette could not be loaded; reload the page.");
  return answer.json();
}

/** The channels [r, g, b] of a "#rrggbb" colour. */
export function channels(hex) {
  const bits = parseInt(hex.slice(1), 16);
  return [bits >> 16, (bits >> 8) & 255, bits & 255];
}

/** `hex` with an opacity. */
export const translucent = (hex, alpha) => `rgb(${channels(hex).join(" ")} / ${alpha})`;

/** The palette that fits what is behind `root`, its colours also set on `root` as CSS variables. */
export function applyPalette(root, palettes) {
  const probe = getComputedStyle(root.querySelector(".theme-probe"));
  const [r, g, b] = probe.backgroundColor.match(/[\d.]+/g).map(Number);
  const mode = 0.2126 * r + 0.7152 * g + 0.0722 * b < 128 ? "dark" : "light";
  const palette = palettes[mode];
  root.dataset.mode = mode;
  for (const [name, colour] of Object.entries(palette)) {
    if (typeof colour === "string") root.style.setProperty(`--scope-${name}`, colour);
  }
  root.style.setProperty(
    "--scope-signed",
    `linear-gradient(90deg, ${palette.negative}, ${palette.panel}, ${palette.positive})`,
  );
  root.style.setProperty("--scope-gate", `linear-gradient(90deg, ${palette.gate.join(", ")})`);
  return { ...palette, mode, family: getComputedStyle(root).fontFamily };
}

/**
 * Call `changed` when the page's theme changes. The probe's background follows the theme's variable through a very short
 * transition, because the end of a transition is the only event a browser gives for a variable's change.
 */
export function watchTheme(root, changed) {
  const probe = root.querySelector(".theme-probe");
  probe.addEventListener("transitionend", changed);
  return () => probe.removeEventListener("transitionend", changed);
}
