// Strokes that several panels draw with.

/** The font string for canvas text. */
export const font = (family, size, style = "") => `${style} ${size}px ${family}`;

/** The font string for symbols that stand as data, each in its own place. */
export const symbolFont = (size) => font("ui-monospace, Menlo, Consolas, monospace", size, "600");

/** Whether a letter fits into a timestep's column, and the size that fits. */
export const fitsLetter = ({ column }) => column >= 5;
export const letterSize = ({ column }) => Math.min(11, Math.max(8, column * 1.5));

/** Width of a timestep's bar: a pixel of air beside it where there is room. */
export const barWidth = ({ column }) => Math.max(column - (column > 3 ? 1 : 0), 0.6);

/** A straight line with a filled head at its end. */
export function arrow(ctx, x0, y0, x1, y1, head = 4) {
  const angle = Math.atan2(y1 - y0, x1 - x0);
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1 - 0.7 * head * Math.cos(angle), y1 - 0.7 * head * Math.sin(angle));
  ctx.stroke();
  arrowHead(ctx, x1, y1, angle, head);
}

/** The filled head of an arrow that points along `angle`, its tip at x, y. */
export function arrowHead(ctx, x, y, angle, head = 4) {
  ctx.beginPath();
  ctx.moveTo(x, y);
  for (const side of [-0.45, 0.45]) ctx.lineTo(x - head * Math.cos(angle + side), y - head * Math.sin(angle + side));
  ctx.closePath();
  ctx.fillStyle = ctx.strokeStyle;
  ctx.fill();
}

/** `base` with a lowered, smaller `sub` in italics, starting at x (align "left") or centred on it. */
export function subscripted(ctx, base, sub, x, y, { family, size, align = "left", colour }) {
  const fonts = [font(family, size, "italic"), font(family, 0.76 * size, "italic")];
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
 * Text in the gutter: right-aligned before the plot, vertically centred on y. Gutters stay when a plot is cleared, so their
 * text is set only when the view is `fresh`: setting text costs more than all the lines of a frame.
 */
export function gutterText(ctx, view, text, y, { size = 10, colour = view.palette.muted, style = "" } = {}) {
  if (!view.fresh) return;
  ctx.font = font(view.palette.family, size, style);
  ctx.fillStyle = colour;
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  ctx.fillText(text, view.geometry.left - 6, y);
  ctx.textBaseline = "alphabetic";
}

/** Size a canvas for the screen's pixels, keeping CSS pixels as its unit. Clears it. */
export function fit(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  canvas.getContext("2d").setTransform(ratio, 0, 0, ratio, 0, 0);
}
