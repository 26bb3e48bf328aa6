// A sentence for who listens to the page: spoken when it is another one than before, and never seen.

import { element, say } from "../draw/element.js";
import { mounting } from "../mount.js";

const UNSEEN = "clip-path: inset(50%); height: 1px; margin: 0; overflow: hidden; position: absolute; width: 1px";

export const mount = mounting((parent) => {
  const node = element("p", { role: "status", style: UNSEEN });
  parent.appendChild(node);
  return {
    /** @param {any} given `words` is the sentence */
    update: (given) => say(node, given.words),
    close: () => node.remove(),
  };
});

export default mount;
