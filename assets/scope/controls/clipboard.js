// Copying a text, also where a page may not write the clipboard.

/**
 * Copy `text`; over plain http, where the clipboard is closed to pages, through a selected field. True when it worked;
 * when it did not, the field is left on screen with the text selected.
 * @param {string} text
 * @param {HTMLInputElement} field
 */
export async function toClipboard(text, field) {
  field.value = text;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    field.hidden = false;
    field.select();
    return document.execCommand("copy");
  }
}
