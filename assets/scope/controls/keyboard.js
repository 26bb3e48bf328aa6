// Keys that work on the whole page, unless they belong to what has the focus.

/**
 * A selector of these tags, and of what has one of these roles.
 * @param {string} tags
 * @param {string} roles
 */
const withRoles = (tags, roles) => [tags, ...roles.split(" ").map((role) => `[role=${role}]`)].join(", ");
const OWN_KEYS = withRoles(
  "input:not([type=checkbox], [type=radio]), textarea, select, option, [contenteditable]:not([contenteditable=false])",
  "slider combobox listbox spinbutton textbox menu dialog",
);
const PRESSABLE = withRoles(
  "button, a[href], summary, input[type=checkbox], input[type=radio]",
  "button tab radio checkbox switch menuitem option",
);
/** Fields in which neither a space nor a letter can be typed. */
const NUMBERS = withRoles("input[type=number]", "spinbutton slider");
const LIST = "[role=combobox]";
const PRESENT = "p";
const NUMBERS_KEY = "n";
const LISTEN = "l";
/** Keys that no button or link uses, wherever it is. */
const LETTERS = [PRESENT, NUMBERS_KEY, LISTEN];

/** Whether something of the page around was pressed with a pointer, and no key since: it may have led to this page. */
let pressed = false;

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
 * But whoever has typed a number, chosen from a list, or pressed something outside `root` with a pointer, plays with
 * the space bar, and presents and reads numbers with a letter: these are heard before what has the focus hears them.
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
    else if (event instanceof MouseEvent) {
      chosen = target.closest("[role=option]") ? opened : null;
      // A click that a key or a label has made has no count.
      if (event.detail > 0) pressed = !root.contains(target);
    } else if (event instanceof KeyboardEvent && event.key !== " ") {
      chosen = event.key === "Enter" ? openList(list) : null;
      pressed = false;
    }
  }

  /**
   * The space bar or a letter after a number was typed or a setting chosen: the field is left, which takes what was
   * typed. What is asked in a dialog is answered first.
   * @param {KeyboardEvent} event
   */
  function pressThere(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || !root.isConnected) return;
    if (![" ", ...LETTERS].includes(event.key.toLowerCase())) return;
    const act = actionOf(event, on);
    const target = event.composedPath()[0];
    if (!(target instanceof HTMLElement)) return;
    const settled = chosen && target.closest(LIST) === chosen;
    const left = settled || (pressed && target.matches(PRESSABLE)) || target.matches(NUMBERS);
    if (!act || !left || target.closest("dialog, [role=dialog]")) return;
    event.preventDefault();
    event.stopPropagation();
    target.blur();
    act();
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
    ["keydown", pressThere, true],
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
