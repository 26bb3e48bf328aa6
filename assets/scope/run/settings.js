// A frame's settings at its own step: those of its link, overruled by what was changed while the run trained.

/** @typedef {import("./frame.js").Frame} Frame */

/**
 * The setting that links call `name`, as written in a link; undefined where the link leaves it at its default.
 * @param {Frame} frame
 * @param {string} name
 */
export function settingOf({ config, step }, name) {
  const changes = (config.changes ?? "").split(",").map((change) => change.split(":"));
  return changes.findLast(([at, changed]) => changed === name && Number(at) <= step)?.[2] ?? config[name];
}

/**
 * The number of the seed that is drawn, a lane's first.
 * @param {Frame} frame
 */
export const drawnSeed = ({ config }) => Number(config.seed ?? 0);

/**
 * The task's baselines: where the loss is taken elsewhere than in the task, those that hold anywhere.
 * @param {Frame} frame
 */
export const baselinesOf = (frame) =>
  ["task", frame.task.loss_at].includes(settingOf(frame, "loss") ?? "task")
    ? frame.task.baselines
    : frame.task.baselines.filter(({ anywhere }) => anywhere);

/**
 * At how many timesteps of the watched example the loss is taken whose gradient is drawn.
 * @param {Frame} frame
 */
export function numLosses(frame) {
  if ((settingOf(frame, "profile") ?? "last") === "last") return 1;
  return frame.loss_weights.data.reduce((count, weight) => count + Number(weight > 0), 0);
}
