// Strokes that several panels draw with.

/** @typedef {CanvasRenderingContext2D} Ink */

/** The size of the smallest text, in CSS pixels: the last row of a lecture hall reads no less. */
export const SMALLEST = 11;

/**
 * What draws on `canvas`.
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2DSettings} [settings]
 */
export function contextOf(canvas, settings) {
  const ctx = canvas.getContext("2d", settings);
  if (ctx === null) throw new Error("This browser cannot draw on a canvas.");
  return ctx;
}

/**
 * The font string for canvas text.
 * @param {string} family
 * @param {number} size
 */
export const font = (family, size, style = "") => `${style} ${size}px ${family}`;

/** The font string for symbols that stand as data, each in its own place. */
export const SYMBOL_FONT = font("ui-monospace, Menlo, Consolas, monospace", SMALLEST, "600");

/** @typedef {import("./geometry.js").Geometry} Geometry */

/** Width of a letter of the smallest size. */
const LETTER = 6.6;

/**
 * Whether a letter fits into a timestep's column.
 * @param {Geometry} geometry
 */
export const fitsLetter = ({ column }) => column >= LETTER;

/**
 * Width of a timestep's bar: a pixel of air beside it where there is room.
 * @param {Geometry} geometry
 */
export const barWidth = ({ column }) => Math.max(column - (column > 3 ? 1 : 0), 0.6);

/**
 * A straight line with a filled head at its end.
 * @param {Ink} ctx
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 */
export function arrow(ctx, x0, y0, x1, y1, head = 4) {
  const angle = Math.atan2(y1 - y0, x1 - x0);
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1 - 0.7 * head * Math.cos(angle), y1 - 0.7 * head * Math.sin(angle));
  ctx.stroke();
  arrowHead(ctx, x1, y1, angle, head);
}

/**
 * The filled head of an arrow that points along `angle`, its tip at x, y.
 * @param {Ink} ctx
 * @param {number} x
 * @param {number} y
 * @param {number} angle
 */
export function arrowHead(ctx, x, y, angle, head = 4) {
  ctx.beginPath();
  ctx.moveTo(x, y);
  for (const side of [-0.45, 0.45]) ctx.lineTo(x - head * Math.cos(angle + side), y - head * Math.sin(angle + side));
  ctx.closePath();
  ctx.fillStyle = ctx.strokeStyle;
  ctx.fill();
}

/**
 * `base` with a lowered, smaller `sub` in italics, starting at x (align "left") or centred on it.
 * @param {Ink} ctx
 * @param {string} base
 * @param {string} sub
 * @param {number} x
 * @param {number} y
 * @param {{family: string, size: number, align?: string, colour: string}} look
 */
export function subscripted(ctx, base, sub, x, y, { family, size, align = "left", colour }) {
  const fonts = [font(family, size, "italic"), font(family, Math.max(0.76 * size, SMALLEST), "italic")];
  const widths = [base, sub].map((text, k) => {
    ctx.font = fonts[k];
    return ctx.measureText(text).width;
  });
  const left = align === "center" ? x - (widths[0] + widths[1]) / 2 : x;
  ctx.textAlign = "left";
  ctx.fillStyle = colour;
  ctx.fillText(sub, left + widths[0] + 0.5, y + 0.24 * size);
  ctx.font = fonts[0];
  ctx.fillText(base, left, y);
}

/**
 * Text in the gutter: right-aligned before the plot, vertically centred on y. Gutters stay when a plot is cleared, so
 * their text is set only when the view is `fresh`: setting text costs more than all the lines of a frame. Text that a
 * wide font makes longer than the gutter is set narrower, never cut.
 * @param {Ink} ctx
 * @param {import("../panels/view.js").View} view
 * @param {string} text
 * @param {number} y
 */
export function gutterText(ctx, view, text, y) {
  if (!view.fresh) return;
  ctx.font = font(view.palette.family, SMALLEST);
  ctx.fillStyle = view.palette.muted;
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  ctx.fillText(text, view.geometry.left - 6, y, view.geometry.left - 6);
  ctx.textBaseline = "alphabetic";
}

const LINE = 11.5;

/**
 * Lines of text in the gutter, one below the other, centred on y.
 * @param {Ink} ctx
 * @param {import("../panels/view.js").View} view
 * @param {string[]} lines
 * @param {number} y
 */
export function gutterLines(ctx, view, lines, y) {
  lines.forEach((text, k) => {
    gutterText(ctx, view, text, y + (k - (lines.length - 1) / 2) * LINE);
  });
}

/**
 * A stamp for words that move from frame to frame: they are set once, on a small canvas, and then only copied, because
 * setting text costs more than all the lines of a frame. `stamp(ctx, text, x, y, colour, ground)` puts them to the
 * right of x, vertically centred on y, on a `ground` that keeps them readable over lines.
 */
export function createStamp() {
  const HEIGHT = 13;
  /** @type {Map<string, {canvas: HTMLCanvasElement, width: number}>} */
  const made = new Map();

  /**
   * @param {string} text
   * @param {string} family
   * @param {string} colour
   * @param {string} ground
   * @param {number} ratio
   */
  function make(text, family, colour, ground, ratio) {
    const canvas = document.createElement("canvas");
    const ctx = contextOf(canvas);
    ctx.font = font(family, SMALLEST, "600");
    const width = Math.ceil(ctx.measureText(text).width) + 4;
    fit(canvas, width, HEIGHT, ratio);
    ctx.fillStyle = ground;
    ctx.fillRect(0, 0, width, HEIGHT);
    ctx.font = font(family, SMALLEST, "600");
    ctx.fillStyle = colour;
    ctx.textBaseline = "middle";
    ctx.fillText(text, 2, HEIGHT / 2 + 0.5);
    return { canvas, width };
  }

  /**
   * @param {Ink} ctx
   * @param {string} text
   * @param {number} x
   * @param {number} y
   * @param {{family: string, colour: string, ground: string}} look
   */
  return function stamp(ctx, text, x, y, { family, colour, ground }) {
    const ratio = ctx.getTransform().a;
    const key = [text, family, colour, ground, ratio].join();
    const word = made.get(key) ?? make(text, family, colour, ground, ratio);
    made.set(key, word);
    ctx.drawImage(word.canvas, x, y - HEIGHT / 2, word.width, HEIGHT);
  };
}

/**
 * How many times larger than its CSS pixels `node` is drawn, because the page is presented.
 * @param {Element} node
 */
export const zoomOf = (node) => node.currentCSSZoom ?? 1;

/**
 * Size a canvas for the screen's pixels, `ratio` of them for one of CSS, which stays its unit. Clears it.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 * @param {number} [ratio]
 */
export function fit(canvas, width, height, ratio = (window.devicePixelRatio || 1) * zoomOf(canvas)) {
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  contextOf(canvas).setTransform(ratio, 0, 0, ratio, 0, 0);
}
