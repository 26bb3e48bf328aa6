// The controls and the time line of a run without its picture, for pages whose figures follow the moment that is looked
// at.

import { mounting } from "./mount.js";
import { createRunPage } from "./run_page.js";

/** Show the controls of the run at `data.url` inside `parentElement`; see `mounting` and `createRunPage`. */
export const mount = mounting((parent) => createRunPage(parent, () => ({ label: "Controls of the run" })));

export default mount;
