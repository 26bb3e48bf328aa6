// How Streamlit puts a page's picture into the document, and takes it out again.

import { surviveTranslation } from "./controls/translated.js";
import { takeTypedNumbers } from "./controls/typed_number.js";

/**
 * What Python hands over: the address of the run, its owner's key or none, a sentence to show, the file's address, what
 * the run before was, where there is a way back to it, the run's settings as Python has drawn them, and how many wishes
 * it has heard from this page. `lane` is the id of the lane that is drawn alone, where one is,
 * and `lecture` says that there is one to go back to. `theme` is that of the page's charts. `keeps` tells a browser
 * without cookies to keep the key, and `board` is where others open a page that was opened as localhost. `own` are the
 * names of the page's own parameters in its address.
 * @typedef {object} Data
 * @property {string} url
 * @property {string} [key]
 * @property {string} [notice]
 * @property {string} [download]
 * @property {string} [before]
 * @property {Record<string, string>} [settings]
 * @property {number} [heard]
 * @property {string} [lane]
 * @property {boolean} [lecture]
 * @property {boolean} [keeps]
 * @property {string} [board]
 * @property {string[]} [own]
 * @property {string} [theme]
 */

/** @typedef {(name: string, value: unknown) => void} SetTriggerValue */

/**
 * @typedef {object} Mounted
 * @property {(data: Data, setTriggerValue: SetTriggerValue) => void} update
 * @property {() => void} close
 */

const RELEASE_AFTER = 100;

/**
 * The function by which Streamlit shows what `create(parent)` makes: `mount({data, parentElement, setTriggerValue})`.
 * Called again with the same parent (an element or a shadow root) it keeps the picture, and the connection too unless
 * the url is new: another key is only said on it. It returns a function that takes the picture down, unless a later
 * call has claimed the parent.
 * @param {(parent: Node) => Mounted} create
 */
export function mounting(create) {
  takeTypedNumbers();
  surviveTranslation();
  /** @type {WeakMap<Node, {page: Mounted, claim: number}>} */
  const mounted = new WeakMap();
  /** @param {{data: Data, parentElement: Node, setTriggerValue: SetTriggerValue}} component */
  return function mount({ data, parentElement, setTriggerValue }) {
    const one = mounted.get(parentElement) ?? { page: create(parentElement), claim: 0 };
    mounted.set(parentElement, one);
    one.page.update(data, setTriggerValue);
    one.claim += 1;
    const { claim } = one;
    return () =>
      setTimeout(() => {
        if (one.claim !== claim) return;
        mounted.delete(parentElement);
        one.page.close();
      }, RELEASE_AFTER);
  };
}
