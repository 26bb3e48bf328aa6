// The gates of a lane as stacked heat maps; for the vanilla RNN, which has none, what its squash lets through.

import { gutterText } from "../draw/ink.js";
import { createHeatmap } from "../draw/heatmap.js";
import { bands } from "../draw/geometry.js";
import { part } from "../run/frame.js";

/** Top to bottom in the order in which a cell computes them: [tensor, letter, name, signed, conversion]. */
const GATES = {
  rnn: [],
  lstm: [
    ["forget_gate", "f", "forget"],
    ["input_gate", "i", "input"],
    ["candidate", "g", "cand.", true],
    ["cell", "c", "tanh", true, Math.tanh],
    ["output_gate", "o", "output"],
  ],
  gru: [
    ["reset_gate", "r", "reset"],
    ["update_gate", "z", "update"],
    ["candidate", "n", "cand.", true],
  ],
};

/** Height of the sentence in the RNN's gate row; the rest shows the derivative of its squash. */
const SENTENCE = 88;

/** The traces of a cell besides its hidden state: [{trace, letter}], for the readout. */
export const tracesOf = (cell) => GATES[cell].map(([trace, letter]) => ({ trace, letter }));

/** Where the RNN's gate row shows the derivative, below the sentence. */
export const slopeBand = ({ y, height }) => ({ y: y + SENTENCE, height: height - SENTENCE });

/** A painter of the gate row of `cell` that keeps its images between frames. */
export function createGates(cell) {
  const heatmaps = Array.from({ length: Math.max(GATES[cell].length, 1) }, createHeatmap);
  return function draw(ctx, row, view) {
    const { geometry, ramps, lane, layer } = view;
    const box = (band) => ({ x: geometry.left, width: geometry.right - geometry.left, ...band });
    if (cell === "rnn") {
      const band = slopeBand(row);
      const slope = isRelu(view.frame) ? reluSlope : tanhSlope;
      heatmaps[0](ctx, part(lane.arrays.hidden, layer), geometry.numSteps, box(band), ramps.gate, ramps.missing, slope);
      gutterText(ctx, view, isRelu(view.frame) ? "relu′" : "tanh′", band.y + band.height / 2);
      return;
    }
    bands(row, GATES[cell].length).forEach((band, k) => {
      const [trace, letter, name, signed, convert] = GATES[cell][k];
      const values = part(lane.arrays[trace], layer);
      heatmaps[k](
        ctx,
        values,
        geometry.numSteps,
        box(band),
        signed ? ramps.signed : ramps.gate,
        ramps.missing,
        convert,
      );
      gutterText(ctx, view, `${name} ${letter}`, band.y + band.height / 2);
    });
  };
}

/** IRNN's cells squash by ReLU instead of tanh. */
export const isRelu = (frame) => frame.config.init === "irnn";

const tanhSlope = (h) => 1 - h * h;
const reluSlope = (h) => (h > 0 ? 1 : 0);
