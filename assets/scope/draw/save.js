// Hands a file that was made here to the browser's downloads.

import { element } from "./element.js";

/**
 * @param {Blob} content
 * @param {string} name
 */
export function download(content, name) {
  const href = URL.createObjectURL(content);
  element("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}
