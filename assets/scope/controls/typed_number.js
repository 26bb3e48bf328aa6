// Numbers as people type and copy them: 0,005 and 1.234,5 and 1'000 and ٣ and 5% and 2·10⁻³. A browser drops from the
// field of a number what its own language does not write, without a word: 0,005 would be 5.

const SIGNS = new Map([..."−‐‑–＋．，٫٬’‘ʼ＇％٪"].map((sign, k) => [sign, "----+.,,''''''%%"[k]]));
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
/** A number as it is written here, with a power of ten behind it. */
const POWER = /^(?:([+-]?[\d.,' ]+) ?[·×*x] ?)?10(?:\^([+-]?\d+)|([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))$/;
/** Signs of a power that a field cannot take one by one: without them 2·10⁻³ would be 210. */
const POWERS = `·×*^⁻⁺${RAISED}`;
const EXPONENT = /^(.+?)e([+-]?\d+)$/i;
const WHOLE = "Type a whole number here, such as 1000.";
const DECIMAL = "Type a number here with one point or comma before its decimals, such as 0.005.";

/**
 * `text` as a field takes a number, with a point; null where it is none, or none that is meant in one way only. Where
 * points and commas both stand, the last one is the decimal one; in a number that must be `whole` both part thousands.
 * @param {string} text
 * @param {boolean} whole
 * @returns {string | null}
 */
export function plainNumber(text, whole) {
  const written = [...text.trim()].map(known).join("").replaceAll(/\s/gu, " ");
  const power = POWER.exec(written);
  const [digits, exponent] = power ? [power[1] ?? "1", power[2] ?? lowered(power[3])] : split(written);
  const percent = !power && digits.endsWith("%");
  // A plus is left out: the value of a field has none.
  const number = withPoint((percent ? digits.slice(0, -1) : digits).trim().replace(/^\+/, ""), whole);
  if (number === null || (whole && (percent || exponent))) return null;
  if (percent) return exponent ? null : String(Number(`${number}e-2`));
  return exponent ? `${number}e${exponent}` : number;
}

/**
 * @param {string} written
 * @returns {[string, string]} what stands before the e and behind it
 */
function split(written) {
  const parts = EXPONENT.exec(written);
  return parts ? [parts[1], parts[2]] : [written, ""];
}

/** @param {string} raised */
const lowered = (raised) => [...raised].map((sign) => (sign === "⁻" ? "-" : RAISED.indexOf(sign))).join("");

/**
 * The ASCII sign for a digit of any script, and for the signs of numbers; others stay.
 * @param {string} sign
 */
function known(sign) {
  if (!/\p{Nd}/u.test(sign)) return SIGNS.get(sign) ?? sign;
  // Unicode keeps the ten digits of a script together, the zero first.
  let first = sign.codePointAt(0) ?? 0;
  const code = first;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
  return String((code - first) % 10);
}

/**
 * @param {string} digits
 * @param {boolean} whole
 */
function withPoint(digits, whole) {
  if (/^-?\d+$/.test(digits)) return digits;
  const last = whole ? -1 : Math.max(digits.lastIndexOf("."), digits.lastIndexOf(","));
  const mark = digits[last];
  // The same sign again and again parts thousands: 1.234.567.
  const decimal = last >= 0 && digits.indexOf(mark) === last;
  const [before, after] = decimal ? [digits.slice(0, last), digits.slice(last + 1)] : [digits, ""];
  const grouped = /^-?(\d*|[1-9]\d{0,2}([.,' ])\d{3}(\2\d{3})*)$/.test(before);
  if (!grouped || !/^\d*$/.test(after) || !/\d/.test(before + after)) return null;
  const joined = before.replaceAll(/[.,' ]/g, "");
  return decimal ? `${joined}.${after}` : joined;
}

/** Whether what a field hears is typed by us. */
let ours = false;
/**
 * Fields in which a sign was refused: what is typed behind it is of no use before something else is done there. Behind
 * one that may part thousands, three digits are waited for: these are those that have come.
 * @type {WeakMap<EventTarget, string | null>}
 */
const refused = new WeakMap();

/** @param {InputEvent} event */
function take(event) {
  // Not the event's target: fields stand in shadow roots too.
  const field = event.composedPath()[0];
  if (!(field instanceof HTMLInputElement) || field.type !== "number" || ours) return;
  // A refusal ends here: the next sign is refused anew if it is no good either.
  if (!event.data || !refused.has(field)) accept(field);
  if (!event.data) return;
  const whole = Number.isInteger(Number(field.step || 1));
  const text = event.data;
  if ([...text].length > 1) return takeAll(event, field, whole);
  const sign = known(text);
  const again = (sign === "." || sign === ",") && (whole || /[.,]/.test(field.value));
  if (again || sign === "%" || POWERS.includes(sign) || (whole && /e/i.test(sign))) {
    event.preventDefault();
    // What stands there already says what the sign means: 5% is 0.05, and 1.234, goes on as 1234.
    const says = sign === "%" ? plainNumber(`${field.value}%`, whole) : again && !whole ? regrouped(field.value) : null;
    if (says === null) return refuse(field, whole, again && whole && /^-?[1-9]\d*$/.test(field.value) ? "" : null);
    field.select();
    write(field, says);
  } else if (refused.has(field)) {
    event.preventDefault();
    awaitThree(field, sign);
  } else if (sign === "+") {
    // It changes nothing, not even behind an e, and a field whose text begins with it has no value.
    event.preventDefault();
  } else if (sign === ",") {
    event.preventDefault();
    write(field, ".");
  } else if (sign !== text) {
    event.preventDefault();
    insert(field, sign);
  }
}

/**
 * What is typed behind a sign that was refused: three digits were thousands.
 * @param {HTMLInputElement} field
 * @param {string} sign
 */
function awaitThree(field, sign) {
  const digits = refused.get(field);
  if (typeof digits !== "string" || !/\d/.test(sign)) return;
  refused.set(field, digits + sign);
  if (digits.length < 2) return;
  accept(field);
  insert(field, digits + sign);
}

/** @param {HTMLInputElement} field */
function accept(field) {
  refused.delete(field);
  field.setCustomValidity("");
}

/**
 * Another key than one that types, or a press of the pointer: what is typed then may stand elsewhere in the field.
 * @param {Event} event
 */
function letGo(event) {
  const types = event instanceof KeyboardEvent && event.key.length === 1 && !event.ctrlKey && !event.metaKey;
  if (!types) refused.delete(event.composedPath()[0]);
}

/**
 * What was taken for decimals parts thousands, because another sign comes: 1.234 is 1234.
 * @param {string} value
 */
function regrouped(value) {
  return /^-?[1-9]\d{0,2}\.\d{3}$/.test(value) ? `${value.replace(".", "")}.` : null;
}

/**
 * What is pasted or dropped.
 * @param {InputEvent} event
 * @param {HTMLInputElement} field
 * @param {boolean} whole
 */
function takeAll(event, field, whole) {
  const number = plainNumber(event.data ?? "", whole);
  if (number === event.data) return;
  event.preventDefault();
  if (number === null) return refuse(field, whole);
  write(field, number);
}

/**
 * Type a number with the decimal sign of the browser's language, a comma where it takes one.
 * @param {HTMLInputElement} field
 * @param {string} number with a point
 */
function write(field, number) {
  const [before, after] = number.split(".");
  insert(field, before);
  if (after === undefined) return;
  if (!insert(field, ",")) insert(field, ".");
  insert(field, after);
}

/**
 * Say what may be typed, until the field is left.
 * @param {HTMLInputElement} field
 * @param {boolean} whole
 * @param {string | null} [digits] empty where three digits may follow
 */
function refuse(field, whole, digits = null) {
  refused.set(field, digits);
  field.setCustomValidity(whole ? WHOLE : DECIMAL);
  field.reportValidity();
  field.addEventListener("blur", () => accept(field), { once: true });
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
  ours = true;
  if (text) document.execCommand("insertText", false, text);
  ours = false;
  field.removeEventListener("input", heard);
  return taken;
}

/** From now on every field of the page takes numbers as people write them; said twice it makes no difference. */
export function takeTypedNumbers() {
  addEventListener("beforeinput", take);
  for (const type of ["keydown", "pointerdown"]) addEventListener(type, letGo, true);
}
