// Hands a file that was made here to the browser's downloads.

import { element } from "./element.js";

const NOT_MADE = "This browser could not make the picture. Take a screenshot, or use another browser.";

/**
 * @param {Blob} content
 * @param {string} name
 */
export function download(content, name) {
  const href = URL.createObjectURL(content);
  element("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/**
 * A table as a file. With a letter beyond ASCII it begins with the mark of UTF-8, as those of the server do
 * (`app/figures/table.py`): Excel on Windows takes “∂” for three letters without.
 * @param {string} csv
 * @param {string} name
 */
export const downloadTable = (csv, name) =>
  download(new Blob([/\P{ASCII}/u.test(csv) ? "\ufeff" : "", csv], { type: "text/csv" }), name);

/**
 * Download what `make` makes; a sentence where it cannot be made, else empty. Some browsers hand out no canvas on which
 * a page was drawn, and a proxy may forbid the addresses of what a page has made.
 * @param {() => Promise<Blob>} make
 * @param {string} name
 */
export async function downloadMade(make, name) {
  try {
    download(await make(), name);
    return "";
  } catch (error) {
    console.warn(error);
    return NOT_MADE;
  }
}
