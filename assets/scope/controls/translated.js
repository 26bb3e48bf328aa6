// A page that its reader's browser translates. The browser puts elements of its own (<font>) in the places of texts,
// but Streamlit's page holds on to the texts: it would change words that are not on the page any more, and end in an
// error where it takes such a text away. Here a text whose words change comes back to its place, to be translated
// anew, and what stands for a text goes with it.

/** @type {WeakMap<Node, HTMLFontElement>} */
const standing = new WeakMap();
let helps = false;

/** From now on Streamlit's page may be translated; said twice it makes no difference. */
export function surviveTranslation() {
  if (helps) return;
  helps = true;
  const words = new MutationObserver((records) => {
    for (const { target } of records) {
      const stands = standing.get(target);
      standing.delete(target);
      if (stands?.isConnected && !target.isConnected) stands.replaceWith(target);
    }
  });
  const places = new MutationObserver((records) => {
    for (const { addedNodes, removedNodes, previousSibling, nextSibling } of records) {
      for (const text of removedNodes) {
        if (!(text instanceof Text) || text.isConnected) continue;
        const stands = [...addedNodes, previousSibling, nextSibling].find((node) => node instanceof HTMLFontElement);
        if (!stands) continue;
        standing.set(text, stands);
        words.observe(text, { characterData: true });
      }
    }
  });
  places.observe(document.body, { childList: true, subtree: true });
  takeForWhatStands();
}

/**
 * What stands for `node` among the children of `parent`: itself, or what a translation has put there.
 * @template {Node | null} Child
 * @param {Node} parent
 * @param {Child} node
 * @returns {Child | HTMLFontElement | null}
 */
function inPlaceOf(parent, node) {
  if (!node || node.parentNode === parent) return node;
  const stands = standing.get(node);
  return stands?.parentNode === parent ? stands : null;
}

/** What Streamlit's page asks of a text is done with what stands for it. */
function takeForWhatStands() {
  const { insertBefore, removeChild } = Node.prototype;
  /** @type {any} */ (Node.prototype).removeChild = function (/** @type {Node} */ child) {
    const found = child instanceof Text ? inPlaceOf(this, child) : child;
    // A text that was taken away by somebody else is away already.
    if (found) removeChild.call(this, found);
    return child;
  };
  /** @type {any} */ (Node.prototype).insertBefore = function (/** @type {Node} */ node, /** @type {Node?} */ before) {
    standing.get(node)?.remove();
    standing.delete(node);
    return insertBefore.call(this, node, before instanceof Text ? inPlaceOf(this, before) : before);
  };
}
