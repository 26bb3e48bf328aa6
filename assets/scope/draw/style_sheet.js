// A style sheet for one part of the page, which takes no room before it is styled: unstyled it would shove the rest.

import { element } from "./element.js";

const NO_STYLE = "A part of the page, its styles, could not be loaded. Reload the page.";

/**
 * The `link` to the style sheet at `href`, for the document that `root` comes into. `root` is not drawn until it has
 * come, or is lost; the promise `styled` is kept then, or broken with a sentence.
 * @param {HTMLElement} root
 * @param {URL} href
 */
export function styleSheet(root, href) {
  const link = element("link", { rel: "stylesheet", href: href.href });
  root.style.display = "none";
  const styled = new Promise((loaded, lost) => {
    link.addEventListener("load", loaded);
    link.addEventListener("error", () => lost(new Error(NO_STYLE)));
  });
  const show = () => root.style.removeProperty("display");
  styled.then(show, show);
  return { link, styled };
}

/**
 * Put `node` into `parent` with the style sheet at `href`, in the place of the node that was put there so before.
 * @param {Element | ShadowRoot} parent
 * @param {HTMLElement} node
 * @param {URL} href
 */
export function putStyled(parent, node, href) {
  // The same link put in again would be loaded again.
  if (parent.querySelector("link")) parent.lastElementChild?.replaceWith(node);
  else parent.replaceChildren(styleSheet(node, href).link, node);
}
