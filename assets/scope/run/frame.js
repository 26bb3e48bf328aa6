// A frame's bytes (one safetensors file, see rnn_core/frames/frame.py) as numbers that can be drawn.

export const CELLS = ["rnn", "lstm", "gru"];
export const CELL_NAMES = { rnn: "Vanilla RNN", lstm: "LSTM", gru: "GRU" };

const FORMAT = "unrolled-frame/1";

/**
 * The frame in `buffer` (an ArrayBuffer): the words of its JSON, `{shape, data}` for every shared tensor, and for every
 * lane `arrays` of the same. An older frame knows no past: it stands at its newest step and keeps none. `data` is a Float32Array that views the buffer, not a copy, wherever alignment allows.
 * Throws an Error whose message is a sentence when the bytes are not a frame.
 */
export function decode(buffer) {
  let header, start;
  try {
    const size = Number(new DataView(buffer).getBigUint64(0, true));
    header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, size)));
    start = 8 + size;
  } catch {
    throw new Error("These bytes are not a frame.");
  }
  const { __metadata__: metadata, ...tensors } = header;
  if (metadata?.format !== FORMAT) {
    throw new Error(`This page reads frames of the format ${FORMAT}; reload it to get the version that fits.`);
  }
  const frame = JSON.parse(metadata.frame);
  frame.newest_step = Math.max(frame.newest_step ?? 0, frame.step);
  frame.kept_steps ??= [];
  const arrays = Object.fromEntries(frame.lanes.map((lane) => [lane.cell, {}]));
  for (const [
    name,
    {
      dtype,
      shape,
      data_offsets: [from, to],
    },
  ] of Object.entries(tensors)) {
    if (dtype !== "F32") throw new Error(`The frame's ${name} is ${dtype}; only F32 can be drawn.`);
    const tensor = { shape, data: floats(buffer, start + from, to - from) };
    const dot = name.indexOf(".");
    if (dot < 0) frame[name] = tensor;
    else arrays[name.slice(0, dot)][name.slice(dot + 1)] = tensor;
  }
  frame.lanes = frame.lanes
    .map((lane) => ({ ...lane, arrays: arrays[lane.cell] }))
    .sort((a, b) => CELLS.indexOf(a.cell) - CELLS.indexOf(b.cell));
  return frame;
}

/** Whether a frame shows an earlier moment than where its run stands. */
export const looksBack = (frame) => frame.step < frame.newest_step;

function floats(buffer, from, bytes) {
  if (from % 4 === 0) return new Float32Array(buffer, from, bytes / 4);
  return new Float32Array(buffer.slice(from, from + bytes));
}

/** The part of a tensor at the given leading indices, e.g. `part(hidden, layer)` is that layer's T × H numbers. */
export function part(tensor, ...indices) {
  let size = tensor.data.length;
  let from = 0;
  indices.forEach((index, axis) => {
    size /= tensor.shape[axis];
    from += index * size;
  });
  return tensor.data.subarray(from, from + size);
}
