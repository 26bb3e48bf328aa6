// A frame's bytes (one safetensors file, see rnn_core/frames/frame.py) as numbers that can be drawn.

const FORMAT = "unrolled-frame/2";

/** @typedef {{shape: number[], data: Float32Array}} Tensor its numbers view the frame's bytes where that can be */
/** @typedef {"solid" | "dash" | "dot" | "dashdot"} Dash */

/**
 * A row of a lane's gates: the tensor, its letter and name, how it is coloured, whether the variant has taken it away,
 * and what 1 means.
 * @typedef {object} Trace
 * @property {string} trace
 * @property {string} letter
 * @property {string} name
 * @property {"gate" | "signed" | "tanh"} scale over [0, 1], over [−1, 1], or unbounded and drawn as its tanh
 * @property {boolean} removed
 * @property {string} means
 */

/**
 * How a lane does, judged in Python; `kind` is empty where there is nothing to judge by.
 * @typedef {{kind: "" | "diverged" | "solved" | "learning" | "known" | "guessing" | "worse", words: string,
 *   reason: string}} Standing
 */

/** @typedef {{unit: number, correlation: number}} Counter the unit whose cell state counts, and how well */

/**
 * What the arrays of a small network's weights are: see rnn_core/frames/weights.py.
 * @typedef {{variant: string, rows: {array: string, letter: string, layer: number, blocks: string[]}[]}} WeightsLegend
 */

/**
 * @typedef {object} Lane
 * @property {string} id unique in the frame
 * @property {string} cell key of the palette
 * @property {string} name unique in the frame
 * @property {string} short what fits into a drawn cell
 * @property {string} differs what tells this lane from the others; empty if nothing
 * @property {number} shade which shade of the cell's colour
 * @property {Dash} dash
 * @property {string} squash "tanh" or "relu" of a lane without gates, else empty
 * @property {Trace[]} traces
 * @property {number} num_parameters
 * @property {number | null} train_loss
 * @property {number | null} test_loss
 * @property {number | null} accuracy
 * @property {number | null} gradient_norm
 * @property {string} status
 * @property {string} message
 * @property {number} asked_since the step of the last change of what is asked of the lane; −1 without one
 * @property {number | null} solved_at
 * @property {number} num_solved
 * @property {Standing} standing
 * @property {(Counter | null)[]} [counters] of each layer; empty in a task without a count
 * @property {WeightsLegend} [weights] missing in a network that is too large
 * @property {Record<string, Tensor>} arrays
 */

/**
 * @typedef {object} Task
 * @property {string} name
 * @property {string} title
 * @property {string} [goal] missing in older files
 * @property {string} definition
 * @property {number} [boundary] timesteps of the source; 0 or missing where the task has none
 * @property {string} source
 * @property {string} input_kind
 * @property {string[]} input_labels
 * @property {string[]} output_labels
 * @property {"squared_error" | "cross_entropy" | "legal"} target_kind
 * @property {"last" | "every"} loss_at
 * @property {Baseline[]} baselines
 * @property {string} [tested] where the test goes beyond training
 * @property {{name: string, scale: number, offset: number} | null} [unit] a value v stands for offset + scale·v
 * @property {string} solved
 */

/** @typedef {{label: string, value: number, anywhere?: boolean}} Baseline */

/** @typedef {{name: string, step: number, difference?: string}} Parent `difference` in words: the run before */

/**
 * @typedef {object} Frame
 * @property {number} step
 * @property {number} newest_step
 * @property {number[]} kept_steps
 * @property {{step: number, setting: string, words: string}[]} changes settings changed while the run trained
 * @property {number} made Unix time in seconds
 * @property {number} steps_per_second
 * @property {Record<string, string>} config
 * @property {Task} task
 * @property {string} loss_name
 * @property {string} caption of every picture; those of what only some show follow
 * @property {string} [states_caption]
 * @property {string} [gradient_caption]
 * @property {number} seed of the networks that are drawn, a lane's first
 * @property {string} loss_at
 * @property {"last" | "trained"} gradient_of
 * @property {Baseline[]} baselines those of the task that hold where the error counts
 * @property {string} result what the lanes do
 * @property {Lane[]} lanes
 * @property {Parent | null} parent the run that this one branched from, or took the place of
 * @property {Tensor} inputs
 * @property {Tensor} targets
 * @property {Tensor} loss_weights
 * @property {Tensor} curve_steps
 * @property {Tensor} test_steps
 * @property {Tensor} [parent_steps]
 */

/**
 * The frame in `buffer`: the words of its JSON, every shared tensor, and for every lane `arrays` of its own. Throws an
 * Error whose message is a sentence when the bytes are not a frame.
 * @param {ArrayBuffer} buffer
 * @returns {Frame}
 */
export function decode(buffer) {
  const { header, start } = readHeader(buffer);
  const { __metadata__: metadata, ...tensors } = header;
  if (metadata?.format !== FORMAT) {
    throw new Error(`This page reads frames of the format ${FORMAT}. Reload it to get the version that fits.`);
  }
  const frame = JSON.parse(metadata.frame);
  frame.newest_step = Math.max(frame.newest_step, frame.step);
  // Frames that were kept before changes were told have none.
  frame.changes ??= [];
  const arrays = Object.fromEntries(frame.lanes.map((/** @type {Lane} */ { id }) => [id, {}]));
  for (const [name, { dtype, shape, data_offsets: ends }] of Object.entries(tensors)) {
    if (dtype !== "F32") throw new Error(`The frame's ${name} is ${dtype}. Only F32 can be drawn.`);
    const tensor = { shape, data: floats(buffer, start + ends[0], ends[1] - ends[0]) };
    const dot = name.indexOf(".");
    if (dot < 0) frame[name] = tensor;
    else arrays[name.slice(0, dot)][name.slice(dot + 1)] = tensor;
  }
  for (const lane of frame.lanes) lane.arrays = arrays[lane.id];
  return frame;
}

/**
 * The header of a file of tensors, and where its numbers begin.
 * @param {ArrayBuffer} buffer
 */
export function readHeader(buffer) {
  try {
    const size = Number(new DataView(buffer).getBigUint64(0, true));
    return { header: JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, size))), start: 8 + size };
  } catch {
    throw new Error("These bytes are not a frame.");
  }
}

/**
 * @param {ArrayBuffer} buffer
 * @param {number} from
 * @param {number} bytes
 */
export function floats(buffer, from, bytes) {
  if (from % 4 === 0) return new Float32Array(buffer, from, bytes / 4);
  return new Float32Array(buffer.slice(from, from + bytes));
}

/**
 * Whether a frame shows an earlier moment than where its run stands.
 * @param {Frame} frame
 */
export const looksBack = (frame) => frame.step < frame.newest_step;

/**
 * The part of a tensor at the given leading indices, e.g. `part(hidden, layer)` is that layer's T × H numbers.
 * @param {Tensor} tensor
 * @param {...number} indices
 */
export function part(tensor, ...indices) {
  let size = tensor.data.length;
  let from = 0;
  indices.forEach((index, axis) => {
    size /= tensor.shape[axis];
    from += index * size;
  });
  return tensor.data.subarray(from, from + size);
}
