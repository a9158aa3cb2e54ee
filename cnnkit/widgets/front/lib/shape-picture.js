// @ts-check
// The picture of shape-calc: a row of pixels, its windows below each other, what comes out, and what can be held.
import { clamp, svg } from "./dom.js";
import { grip } from "./handle.js";

export const numbers = (size) => `${size} ${size === 1 ? "number comes" : "numbers come"}`;
const words = (kind, x, y, text, anchor = "middle") =>
  svg("text", { class: `ck-${kind}`, x, y, "text-anchor": anchor, text });
const box = (kind, x, y, width, height, rx, more = {}) =>
  svg("rect", { class: `ck-${kind}`, x, y, width, height, rx, ...more });

/** The picture: the row, its windows below each other, and what comes out, in px. */
export function paintRow(picture, g, wrong, { width, mode, hatching, held }) {
  const ghost = !g.ceil && (g.num % g.den !== 0 || g.size < 1) ? Math.max(g.size, 0) * g.s - g.left : null;
  const last = Math.max(
    g.n + g.right,
    ghost === null ? 0 : ghost + g.reach,
    g.size ? (g.windows.at(-1) ?? 0) + g.reach : 0,
  );
  const columns = last + g.left;
  const side = width < 500 ? 24 : 40;
  const cell = held?.cell ?? Math.min(44, (width - 2 * side) / columns);
  const x0 = held?.origin ?? (width - columns * cell) / 2 + g.left * cell;
  const x = (column) => x0 + column * cell;
  const top = 54;
  const high = clamp(cell, 22, 40);
  const shown = g.windows.length + (ghost === null ? 0 : 1);
  const pitch = clamp(220 / shown, 2.5, 26);
  const first = top + high + 18;
  const bottom = first + shown * pitch + 16;
  const out = clamp(g.s * cell - 4, 14, 30);
  Object.assign(picture.dataset, { cell, origin: x0, size: wrong ? "" : g.size });
  picture.setAttribute("width", width);
  picture.setAttribute("height", bottom + out + 28);
  picture.setAttribute("aria-label", describe(g, wrong));
  picture.replaceChildren(
    hatch(hatching),
    ...cells(g, x, top, cell, high, mode),
    ...windows(g, x, first, pitch, cell),
    ...(ghost === null
      ? []
      : overhang(g, ghost, x, first + g.windows.length * pitch, Math.min(pitch, 22), cell, width)),
    ...(wrong ? [] : outputs(g, x, first, pitch, bottom, out, cell)),
    ...handles(g, x, top, high, first, pitch, cell),
  );
  for (const warning of picture.querySelectorAll("text.ck-warn")) keepInside(warning, width);
}

/** Words as wide as this reader's type makes them, moved as little as keeps all of them in the picture. */
function keepInside(text, width) {
  const { x, width: wide } = text.getBBox();
  const by = Math.max(2 - x, 0) || Math.min(width - 2 - x - wide, 0);
  if (by) text.setAttribute("x", `${Number(text.getAttribute("x")) + by}`);
}

const describe = (g, wrong) =>
  wrong
    ? `${g.n} pixels and a kernel of ${g.k}: it does not work.`
    : `${g.n} pixels with ${g.left} and ${g.right} columns of padding, ${g.size} windows of ${g.k} at stride ${g.s}` +
      `${g.unread.length ? `; never read: ${g.unread.slice(0, 8).join(", ")}` : "; every column is read"}.`;

const hatch = (id) =>
  svg(
    "defs",
    {},
    svg(
      "pattern",
      { id, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      svg("rect", { width: 7, height: 7, class: "ck-hatch-ground" }),
      svg("line", { x1: 0, y1: 0, x2: 0, y2: 7, class: "ck-hatch-line" }),
    ),
  );

function cells(g, x, y, cell, high, mode) {
  const unread = new Set(g.unread);
  const width = Math.max(0.5, cell - (cell > 6 ? 1 : 0));
  const nodes = [];
  for (let column = -g.left; column < g.n + g.right; column++) {
    const padding = column < 0 || column >= g.n;
    const kind = `cell${padding ? " ck-padding" : ""}${unread.has(column) ? " ck-unread" : ""}`;
    nodes.push(box(kind, x(column) + 0.5, y, width, high, cell > 12 ? 3 : 0));
    if (cell < 17) continue;
    const value = padding ? (mode === "max_pool" ? "−∞" : "0") : column;
    nodes.push(words("index", x(column) + cell / 2, y + high / 2 + 5, value));
  }
  const pixels = g.unread.filter((column) => g.size >= 1 && column >= g.windows.at(-1));
  if (pixels.length) nodes.push(words("warn", x((pixels[0] + pixels.at(-1) + 1) / 2) + 24, y - 8, "never read", "end"));
  return nodes;
}

const thick = (pitch) => Math.max(1.5, pitch - (pitch > 8 ? 5 : 0.7));

function windows(g, x, y, pitch, cell) {
  const high = thick(pitch);
  const nodes = g.windows.flatMap((start, i) => {
    const top = y + i * pitch;
    const drag = i ? { "data-drag": "stride", "data-window": i } : {};
    const kind = `window${i ? " ck-grab" : ""}`;
    const taps = g.d > 1 && pitch > 6 ? Array.from({ length: g.k }, (_, tap) => start + tap * g.d) : [];
    return [
      box(kind, x(start) + 1, top, Math.max(1, g.reach * cell - 2), high, Math.min(5, high / 2), drag),
      ...taps.map((column) => box("tap", x(column) + 2, top + 1, Math.max(1, cell - 4), high - 2, 3)),
    ];
  });
  if (pitch < 18) return nodes;
  const middle = y + high / 2 + 5;
  if (g.reach * cell > 84 && g.windows.length && g.d === 1)
    nodes.push(words("in", x(g.reach / 2 - g.left), middle, `kernel ${g.k}`));
  if (g.windows.length > 1 && x(g.s - g.left) > 72)
    nodes.push(words("in", x(g.s - g.left) - 13, middle + pitch, `stride ${g.s}`, "end"));
  return nodes;
}

/** The window that would come next and hangs over the edge. */
function overhang(g, start, x, y, pitch, cell, width) {
  const high = Math.max(4, pitch - 5);
  const beyond = g.n + g.right;
  const to = start + g.reach - 1;
  const says = to > beyond ? `would need columns ${beyond}–${to}` : `would need column ${to}`;
  const end = x(start + g.reach);
  const fits = end + 8 + 8.5 * says.length < width || width - end > x(start);
  return [
    box("ghost", x(start) + 1, y, g.reach * cell - 2, high, Math.min(5, high / 2)),
    words("warn", fits ? end + 8 : x(start) - 6, y + high / 2 + 5, says, fits ? "start" : "end"),
  ];
}

function outputs(g, x, first, pitch, bottom, side, cell) {
  const wide = Math.min(side, g.s * cell - 1);
  const nodes = g.windows.flatMap((start, i) => {
    const centre = x(start) + (g.reach * cell) / 2;
    const from = first + i * pitch + thick(pitch);
    return [
      side > 14 || g.size < 20 ? svg("line", { class: "ck-drop", x1: centre, x2: centre, y1: from, y2: bottom }) : null,
      box("out", centre - wide / 2, bottom, Math.max(1, wide), side, 3),
      side >= 18 ? words("out-index", centre, bottom + side / 2 + 5, i) : null,
    ].filter(Boolean);
  });
  const middle = x(g.windows[0]) + (g.reach * cell + (g.size - 1) * g.s * cell) / 2;
  return [...nodes, words("total", middle, bottom + side + 20, `${numbers(g.size)} out`)];
}

/** Round grips on what can be dragged; each has a target of 44 px around it. The counters do the same by keyboard. */
function handles(g, x, top, high, first, pitch, cell) {
  const row = top + high / 2;
  const kernelX = x(-g.left + g.reach);
  const kernelY = first + Math.max(4, pitch - 5) / 2;
  // in a crowded row the stride is held at a later window, 44 px from the kernel's knob where there is room
  const apart = (i) => Math.hypot(x(i * g.s - g.left) - kernelX, i * pitch) >= 44;
  const later = g.windows.findIndex((_, i) => i > 0 && apart(i));
  const index = cell >= 20 ? 1 : Math.max(1, later);
  const strideX = x(index * g.s - g.left);
  const strideY = kernelY + index * pitch;
  const area = svg("circle", { cx: strideX, cy: strideY, r: Math.min(22, 6 + index * pitch) });
  const data = { "data-window": index };
  return [
    svg("path", { class: "ck-span", d: `M${x(0)} 11V21M${x(0)} 16H${x(g.n)}` }),
    words("label-n", (x(0) + x(g.n)) / 2, 12, `${g.n} pixels`),
    grip("n", { x: x(g.n), y: 16, title: "drag: width of the input" }),
    grip("left", { x: x(-g.left) - 13, y: row, title: "drag: padding on the left" }),
    grip("right", { x: x(g.n + g.right) + 13, y: row, title: "drag: padding on the right" }),
    grip("kernel", { x: kernelX, y: kernelY, title: "drag: kernel" }),
    ...(g.windows.length > 1 ? [grip("stride", { x: strideX, y: strideY, title: "drag: stride", area, data })] : []),
  ];
}
