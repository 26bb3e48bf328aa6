// The colour behind a number of the state: violet below 0, gold above, as everywhere; pale enough to be read on.

/** How strong the colour of ±1 is, in percent. */
const STRONGEST = 55;

/** @param {number} value */
export function tintOf(value) {
  const share = Math.round(Math.min(Math.abs(value), 1) * STRONGEST);
  return `color-mix(in srgb, var(--scope-${value < 0 ? "negative" : "positive"}) ${share}%, var(--scope-panel))`;
}
