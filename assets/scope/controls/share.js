// The menu of what can be given away: a link to the settings, a link to this very run, the run as a file.

import { element, say } from "../draw/element.js";
import { icon } from "../draw/icon.js";
import { toClipboard } from "./clipboard.js";
import { createWall, onlyHere } from "./wall.js";

const COPIED_SHOWN = 2000;
const WATCH = "Others watch this run. Only you control it.";
const ONLY_HERE = "Only this machine can open it. “Show QR code” says why.";

/**
 * The button and its menu. `links.settings()` and `links.viewer()` give the two addresses, `links.short()` the viewers'
 * as short as it can be, `links.code()` where that one's QR code is, `links.embed()` the code of a frame for a course
 * page. `showDownload(address)` offers the file at `address`, or none if that is empty.
 * @param {{settings: () => string, viewer: () => string, short: () => string,
 *   code: () => string, embed: () => string}} links
 */
export function createShare(links) {
  const word = element("span", {}, "Share");
  const button = element(
    "button",
    { type: "button", class: "sharing", "aria-haspopup": "menu", "aria-expanded": "false", click: toggle },
    icon("share"),
    word,
  );
  const settings = element("button", { type: "button", click: () => copy(links.settings()) });
  fill(settings, "Copy link", "Same settings, your own run.");
  const viewer = element("button", { type: "button", click: () => copy(links.viewer()) });
  const forWhom = fill(viewer, "Copy viewer link", WATCH);
  const wall = createWall();
  const code = element("button", { type: "button", click: showCode });
  fill(code, "Show QR code", "The viewer link for the wall. Phones open it.");
  const embed = element("button", { type: "button", click: () => copy(links.embed(), "Code copied") });
  fill(embed, "Copy embed code", "A frame for a course page. Each reader gets a run.");
  const download = element("a", { download: "", hidden: "", click: close });
  fill(download, "Download run", "One file. It goes on training on any machine.");
  /** @type {HTMLElement[]} */
  const items = [settings, viewer, code, embed, download];
  const menu = element(
    "div",
    { class: "menu", role: "menu", "aria-label": "Share", hidden: "", keydown: press },
    ...items,
  );
  // Focusable, so that in browsers that give a pressed button no focus, it stays in here nevertheless.
  const anchor = element("div", { class: "anchor", tabindex: "-1", focusout: leave }, button, menu);
  const address = element("input", {
    class: "address",
    "aria-label": "Link to copy",
    readonly: "",
    hidden: "",
    blur: hideAddress,
  });
  let timer = 0;

  function toggle() {
    if (menu.hidden) open();
    else close();
  }

  function open() {
    say(forWhom, onlyHere(links.viewer()) ? ONLY_HERE : WATCH);
    menu.hidden = false;
    button.setAttribute("aria-expanded", "true");
    items[0].focus();
  }

  function close() {
    if (menu.hidden) return;
    button.focus();
    hide();
  }

  function hide() {
    menu.hidden = true;
    button.setAttribute("aria-expanded", "false");
  }

  /** @param {FocusEvent} event */
  function leave({ relatedTarget }) {
    if (!anchor.contains(/** @type {Node | null} */ (relatedTarget))) hide();
  }

  function hideAddress() {
    address.hidden = true;
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const offered = items.filter((one) => !one.hidden);
    const at = offered.indexOf(target);
    /** @type {Record<string, number>} */
    const goals = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    if (event.key in goals) offered.at(goals[event.key] % offered.length)?.focus();
    else if (event.key === "Escape") close();
    else if (event.key === " ") target.click();
    else return;
    event.preventDefault();
  }

  function showCode() {
    close();
    wall.show(links.short(), links.code());
  }

  /** @param {string} link */
  async function copy(link, done = "Link copied") {
    close();
    const copied = await toClipboard(link, address);
    say(word, copied ? done : "Copy it:");
    if (copied) button.focus();
    clearTimeout(timer);
    timer = setTimeout(() => say(word, "Share"), COPIED_SHOWN);
  }

  return {
    nodes: [address, anchor, wall.node],
    /** @param {string} href */
    showDownload(href) {
      download.hidden = !href;
      if (href) download.href = href;
    },
  };
}

/**
 * @param {HTMLElement} node
 * @param {string} label
 * @param {string} explanation
 */
function fill(node, label, explanation) {
  const id = `scope-share-${label.toLowerCase().replaceAll(" ", "-")}`;
  const attributes = { role: "menuitem", tabindex: "-1", "aria-label": label, "aria-describedby": id };
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  const small = element("small", { id }, explanation);
  node.append(element("span", {}, label), small);
  return small;
}
