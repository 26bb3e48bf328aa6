// Keys that work on the whole page, unless they belong to what has the focus.

/**
 * A selector of these tags, and of what has one of these roles.
 * @param {string} tags
 * @param {string} roles
 */
const withRoles = (tags, roles) => [tags, ...roles.split(" ").map((role) => `[role=${role}]`)].join(", ");
const OWN_KEYS = withRoles(
  "input, textarea, select, option, [contenteditable]:not([contenteditable=false])",
  "slider combobox listbox spinbutton textbox menu dialog",
);
const PRESSABLE = withRoles("button, a[href], summary", "button tab radio checkbox switch menuitem option");
/** Fields in which no space can be typed. */
const NUMBERS = "input[type=number], [role=spinbutton]";
const LIST = "[role=combobox]";
const PRESENT = "p";
const NUMBERS_KEY = "n";
const LISTEN = "l";
/** Keys that no button or link uses, wherever it is. */
const LETTERS = [PRESENT, NUMBERS_KEY, LISTEN];

/**
 * `move` and `clear` are missing on a page without a crosshair, whose arrow keys and Escape stay the browser's until it
 * is presented: then `walk` goes from one kept step to the next.
 * @typedef {object} Acts
 * @property {() => void} play
 * @property {() => void} step
 * @property {(by: number) => void} [move]
 * @property {(by: number) => void} walk
 * @property {() => void} [clear]
 * @property {() => void} [numbers] on a page with a picture
 * @property {{on: () => boolean, toggle: () => void}} [listen] on a page with profiles; Escape ends it before all else
 * @property {{on: () => boolean, toggle: () => void, leave: () => void, turn: (by: number) => void}} present
 */

/**
 * Listen for the scope's keys: play, step, move the crosshair by ±1, clear it, read its numbers, listen, present. A
 * control that uses a key keeps it: fields and lists keep all, a button keeps the space bar, and buttons outside `root`
 * keep the arrows too.
 * But whoever has typed a number, or chosen from a list, plays with the space bar: it is heard before the field does.
 * Returns a function that stops listening.
 * @param {HTMLElement} root
 * @param {Acts} on
 */
export function listen(root, on) {
  /** The time line has taken the keys that move it; the others, the space bar first, are as free as anywhere. */
  const isOwnSlider = (/** @type {Element} */ target) => root.contains(target) && target.matches("input[type=range]");

  /** @type {Element | null} the list that had the focus last */
  let opened = null;
  /** @type {Element | null} the list that something was chosen from, until another key or a click is used */
  let chosen = null;

  /**
   * When a list has closed it has the focus again, on a busy machine only after a while: it is known from before.
   * @param {Event} event
   */
  function choose(event) {
    const target = event.composedPath()[0];
    if (!(target instanceof Element)) return;
    const list = target.closest(LIST);
    if (event.type === "focusin") opened = list ?? opened;
    else if (event.type === "click") chosen = target.closest("[role=option]") ? opened : null;
    else if (event instanceof KeyboardEvent && event.key !== " ")
      chosen = event.key === "Enter" ? openList(list) : null;
  }

  /**
   * The space bar after a number was typed or a setting chosen: the field is left, which takes what was typed.
   * @param {KeyboardEvent} event
   */
  function pressSpace(event) {
    if (event.key !== " " || event.ctrlKey || event.altKey || event.metaKey || !root.isConnected) return;
    const target = event.composedPath()[0];
    if (!(target instanceof HTMLElement)) return;
    const settled = chosen && target.closest(LIST) === chosen;
    if (!settled && !target.matches(NUMBERS)) return;
    event.preventDefault();
    event.stopPropagation();
    target.blur();
    on.play();
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || !root.isConnected) return;
    const target = event.composedPath()[0];
    if (target instanceof Element && target.closest(OWN_KEYS) && !isOwnSlider(target)) return;
    const pressable = target instanceof Element && target.closest(PRESSABLE);
    const elsewhere = pressable && !root.contains(pressable) && !LETTERS.includes(event.key.toLowerCase());
    if (pressable && (event.key === " " || elsewhere)) return;
    const act = actionOf(event, on);
    if (!act) return;
    event.preventDefault();
    act();
  }
  /** @type {[string, (event: any) => void, boolean][]} */
  const listeners = [
    ["keydown", pressSpace, true],
    ["keydown", choose, true],
    ["click", choose, true],
    ["focusin", choose, true],
    ["keydown", press, false],
  ];
  for (const [type, act, capture] of listeners) document.addEventListener(type, act, capture);
  return () => {
    for (const [type, act, capture] of listeners) document.removeEventListener(type, act, capture);
  };
}

/** @param {Element | null} list */
function openList(list) {
  return list?.getAttribute("aria-expanded") === "true" ? list : null;
}

/**
 * @param {KeyboardEvent} event
 * @param {Acts} on
 */
function actionOf({ key, shiftKey, repeat }, on) {
  if (key === " ") return repeat ? () => {} : on.play;
  if (key === "." || (key === "ArrowRight" && shiftKey)) return on.step;
  if (shiftKey) return null;
  if (key.toLowerCase() === PRESENT) return on.present.toggle;
  if (key.toLowerCase() === NUMBERS_KEY) return on.numbers;
  if (key.toLowerCase() === LISTEN || (key === "Escape" && on.listen?.on())) return on.listen?.toggle;
  const presents = on.present.on();
  const move = on.move ?? (presents ? on.walk : undefined);
  if (move && key === "ArrowRight") return () => move(1);
  if (move && key === "ArrowLeft") return () => move(-1);
  if (presents && key === "ArrowDown") return () => on.present.turn(1);
  if (presents && key === "ArrowUp") return () => on.present.turn(-1);
  if (key === "Escape") return presents ? on.present.leave : on.clear;
  return null;
}
