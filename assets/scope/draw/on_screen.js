// The picture that the page shows, for who wants to take it away: it stands in another part of the page.

/** @type {HTMLElement | null} */
let shown = null;

/**
 * `root` shows a picture from now on.
 * @param {HTMLElement} root
 * @returns {() => void} it does not any more
 */
export function onScreen(root) {
  shown = root;
  return () => {
    if (shown === root) shown = null;
  };
}

/** The root of the picture on screen; null where the page has none. */
export const pictureOnScreen = () => shown;
