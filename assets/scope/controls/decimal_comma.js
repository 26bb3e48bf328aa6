// A number typed with a decimal comma in a browser that writes a point: without us it would drop the comma without a
// word, and 0,005 would be 5.

const COMMA = /^\s*([+-]?\d*),(\d+)\s*$/;

/** @param {InputEvent} event */
function take(event) {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || field.type !== "number" || !event.data) return;
  // In a field of whole numbers a comma can only stand between thousands.
  if (Number.isInteger(Number(field.step || 1))) return;
  const pasted = COMMA.exec(event.data);
  if (event.data !== "," && pasted === null) return;
  event.preventDefault();
  const [, before, after] = pasted ?? ["", "", ""];
  insert(field, before);
  if (!insert(field, ",")) insert(field, ".");
  insert(field, after);
}

/**
 * Type `text` where the caret is; whether the field took it. No other way keeps the caret of a number's field.
 * @param {HTMLInputElement} field
 * @param {string} text
 */
function insert(field, text) {
  let taken = false;
  const heard = () => {
    taken = true;
  };
  field.addEventListener("input", heard);
  if (text) document.execCommand("insertText", false, text);
  field.removeEventListener("input", heard);
  return taken;
}

/** From now on every field of the page takes a decimal comma; said twice it makes no difference. */
export function takeDecimalCommas() {
  addEventListener("beforeinput", take);
}
