// The three cells at one timestep, forward and backward, in the letters of rnn_core/network: for a network that is
// small enough to be worked out again while somebody drags a weight.

/** @typedef {{data: Float32Array, shape: number[]}} Tensor */
/** @typedef {Record<string, number[]>} Trace the inside of a cell at one timestep, by the names of a frame */
/**
 * What a timestep sends back: to the state before it (`hidden`, and `cell` in an LSTM); `kept` went along the state
 * itself, `products` is the gradient at h_{t−1} W_h.
 * @typedef {{hidden: number[], cell: number[], kept: number[], delta: number[], products: number[],
 *   total: number[]}} Sent
 */
/**
 * @typedef {object} Cell
 * @property {(W: Record<string, Tensor>, a: number[], h: number[], c: number[]) => Trace} forward from a = x W_x + b
 * @property {(W: Record<string, Tensor>, trace: Trace, h: number[], c: number[], dh: number[], dc: number[]) => Sent}
 *   backward `dc` without the path through h_t
 */

/** @param {number} a */
const sigmoid = (a) => 1 / (1 + Math.exp(-a));

/**
 * vector · matrix
 * @param {ArrayLike<number>} vector
 * @param {Tensor} matrix
 */
export function times(vector, { data, shape: [rows, columns] }) {
  const result = new Array(columns).fill(0);
  for (let row = 0; row < rows; row++) {
    const value = vector[row];
    if (value !== 0) for (let k = 0; k < columns; k++) result[k] += value * data[row * columns + k];
  }
  return result;
}

/**
 * vector · matrixᵀ
 * @param {ArrayLike<number>} vector
 * @param {Tensor} matrix
 */
export function timesTransposed(vector, { data, shape: [rows, columns] }) {
  const result = new Array(rows).fill(0);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < columns; k++) result[row] += vector[k] * data[row * columns + k];
  }
  return result;
}

/**
 * @param {number[]} values
 * @param {number} size
 */
const blocks = (values, size) =>
  Array.from({ length: values.length / size }, (_, k) => values.slice(k * size, (k + 1) * size));

/** @type {(relu: boolean) => Cell} */
const vanilla = (relu) => ({
  forward(W, a, h) {
    const u = times(h, W.W_h);
    return { hidden: a.map((value, k) => (relu ? Math.max(value + u[k], 0) : Math.tanh(value + u[k]))) };
  },
  backward(W, { hidden }, _h, _c, dh) {
    const delta = dh.map((d, k) => d * (relu ? Number(hidden[k] > 0) : 1 - hidden[k] ** 2));
    const none = dh.map(() => 0);
    return { hidden: timesTransposed(delta, W.W_h), cell: [], kept: none, delta, products: delta, total: [] };
  },
});

/** @type {Cell} */
const lstm = {
  forward(W, a, h, c) {
    const u = times(h, W.W_h);
    const [i, f, g, o] = blocks(
      a.map((value, k) => value + u[k]),
      h.length,
    );
    const opened = { input_gate: i.map(sigmoid), forget_gate: f.map(sigmoid), output_gate: o.map(sigmoid) };
    const candidate = g.map(Math.tanh);
    const cell = c.map((old, k) => opened.forget_gate[k] * old + opened.input_gate[k] * candidate[k]);
    const hidden = cell.map((value, k) => opened.output_gate[k] * Math.tanh(value));
    return { hidden, cell, candidate, ...opened };
  },
  backward(W, trace, _h, c, dh, dc) {
    const { cell, input_gate: i, forget_gate: f, candidate: g, output_gate: o } = trace;
    const total = dc.map((d, k) => d + o[k] * (1 - Math.tanh(cell[k]) ** 2) * dh[k]);
    const delta = [
      ...total.map((d, k) => d * g[k] * i[k] * (1 - i[k])),
      ...total.map((d, k) => d * c[k] * f[k] * (1 - f[k])),
      ...total.map((d, k) => d * i[k] * (1 - g[k] ** 2)),
      ...dh.map((d, k) => d * Math.tanh(cell[k]) * o[k] * (1 - o[k])),
    ];
    const kept = total.map((d, k) => d * f[k]);
    return { hidden: timesTransposed(delta, W.W_h), cell: kept, kept, delta, products: delta, total };
  },
};

/** @type {Cell} */
const gru = {
  forward(W, a, h) {
    const size = h.length;
    const [a_r, a_z, a_n] = blocks(a, size);
    const [u_r, u_z, u_n] = blocks(times(h, W.W_h), size);
    const r = a_r.map((value, k) => sigmoid(value + u_r[k]));
    const z = a_z.map((value, k) => sigmoid(value + u_z[k]));
    const q = u_n.map((value, k) => value + W.b_hn.data[k]);
    const n = a_n.map((value, k) => Math.tanh(value + r[k] * q[k]));
    const hidden = n.map((value, k) => value + z[k] * (h[k] - value));
    return { hidden, reset_gate: r, update_gate: z, candidate: n, recurrent_candidate: q };
  },
  backward(W, { reset_gate: r, update_gate: z, candidate: n, recurrent_candidate: q }, h, _c, dh) {
    const delta_n = dh.map((d, k) => d * (1 - z[k]) * (1 - n[k] ** 2));
    const delta_z = dh.map((d, k) => d * (h[k] - n[k]) * z[k] * (1 - z[k]));
    const delta_r = delta_n.map((d, k) => d * q[k] * r[k] * (1 - r[k]));
    const products = [...delta_r, ...delta_z, ...delta_n.map((d, k) => d * r[k])];
    const kept = dh.map((d, k) => d * z[k]);
    const hidden = timesTransposed(products, W.W_h).map((value, k) => value + kept[k]);
    return { hidden, cell: [], kept, delta: [...delta_r, ...delta_z, ...delta_n], products, total: [] };
  },
};

/**
 * The standard cell of a lane.
 * @param {{cell: string, squash: string}} lane
 */
export function cellOf({ cell, squash }) {
  if (cell === "lstm") return lstm;
  return cell === "gru" ? gru : vanilla(squash === "relu");
}
