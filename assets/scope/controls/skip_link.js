// The first stop of the Tab key on the page: it leads past the navigation and all settings.

import { element } from "../draw/element.js";

const HIDDEN = "position: fixed; top: 8px; left: 8px; font-size: 16px; transform: translateY(-300%);";
const SHOWN = "position: fixed; top: 8px; left: 8px; padding: 8px 14px; border-radius: 8px; z-index: 1000000;";

/**
 * The link, before everything else in the document and seen while it has the focus. `play` gets the focus; where it
 * is disabled, because the run is somebody else's, `root` does. Returns a function that takes the link away.
 * @param {HTMLElement} root
 * @param {HTMLButtonElement} play
 */
export function addSkipLink(root, play) {
  const node = element("a", { href: "#", style: HIDDEN, focus: show, blur: hide, click: skip });
  root.tabIndex = -1;

  function show() {
    node.textContent = play.disabled ? "Skip to the picture" : "Skip to Play";
    const look = getComputedStyle(root);
    const [ground, ink] = ["accent", "panel"].map((name) => look.getPropertyValue(`--scope-${name}`));
    node.style.cssText = `${SHOWN} background: ${ground}; color: ${ink}; font: 600 16px ${look.fontFamily};`;
  }

  function hide() {
    node.style.cssText = HIDDEN;
  }

  /** @param {Event} event */
  function skip(event) {
    event.preventDefault();
    if (play.disabled) root.focus();
    else play.focus();
    root.scrollIntoView({ block: "nearest" });
  }

  node.textContent = "Skip to Play";
  document.body.prepend(node);
  return () => node.remove();
}
