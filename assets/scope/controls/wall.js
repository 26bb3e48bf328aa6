// The viewers' address, large, with its QR code: for the wall of a lecture hall.

import { element, say } from "../draw/element.js";

/** Names under which a machine reaches itself, and nobody else reaches it; Python has them too (`is_own`). */
const OWN = /^(127\.[\d.]+|0\.0\.0\.0|\[::1?\]|(.+\.)?localhost)$/;
const ONLY_HERE =
  "Only this machine can open this address. Start Unrolled with HOST=0.0.0.0 make run (or unrolled --host 0.0.0.0), " +
  "and open the page at the address that it prints.";
const NO_CODE = "The QR code did not load. The address is the same.";

/**
 * Whether only this machine can open `link`.
 * @param {string} link
 */
export const onlyHere = (link) => OWN.test(new URL(link).hostname);

/** The picture: `show(link, code)` opens it with the address `link` and the code at the address `code`. */
export function createWall() {
  const picture = element("img", { alt: "QR code of the viewer link", error: () => lose(true) });
  const lost = element("p", { role: "alert", hidden: "" }, NO_CODE);
  const words = element("p", { class: "wall-address" });
  const only = element("p", {}, ONLY_HERE);
  const node = element(
    "dialog",
    // Focusable, so that keys pressed after a click into it stay in here.
    { class: "wall", "aria-label": "Viewer link", tabindex: "-1", keydown: (event) => event.stopPropagation() },
    picture,
    lost,
    words,
    only,
    element("button", { type: "button", click: () => node.close() }, "Close"),
  );

  /** @param {boolean} is whether the picture did not come */
  function lose(is) {
    picture.hidden = is;
    lost.hidden = !is;
  }

  return {
    node,
    /**
     * @param {string} link
     * @param {string} code
     */
    show(link, code) {
      lose(false);
      picture.src = code;
      say(words, link);
      only.hidden = !onlyHere(link);
      node.showModal();
    },
  };
}
