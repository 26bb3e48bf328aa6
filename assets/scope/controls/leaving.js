// When somebody leaves for another page of the app, which the same document will show.

/**
 * `leaves()` hears that a link outside `root` is followed in this tab, or the browser's Back or Forward. Returns a
 * function that stops listening.
 * @param {HTMLElement} root
 * @param {() => void} leaves
 */
export function listenForLeaving(root, leaves) {
  /** @param {MouseEvent} event */
  function click(event) {
    const path = event.composedPath();
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
    if (elsewhere || path.includes(root)) return;
    const link = path.find((node) => node instanceof HTMLAnchorElement && node.href !== "");
    if (link instanceof HTMLAnchorElement && !/^_blank$/i.test(link.target)) leaves();
  }
  document.addEventListener("click", click, true);
  window.addEventListener("popstate", leaves);
  return () => {
    document.removeEventListener("click", click, true);
    window.removeEventListener("popstate", leaves);
  };
}
