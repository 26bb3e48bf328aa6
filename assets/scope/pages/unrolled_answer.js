// Brings the answer of the page's Python to the picture of the page "Unrolled"; it draws nothing itself.

import { mounting } from "../mount.js";
import { bring } from "./unrolled/answers.js";

export const mount = mounting(() => ({
  update(data) {
    const { run, answer } = /** @type {any} */ (data);
    bring(run, answer);
  },
  close() {},
}));

export default mount;
