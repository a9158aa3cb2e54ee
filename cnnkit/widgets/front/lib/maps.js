// @ts-check
// Feature maps as pictures in the page's own colours: many maps on one canvas, and marks above them.
import { el, guarded, svg, within } from "./dom.js";
import { onceAFrame } from "./widget.js";
import "./maps.css";

/** The rgb of each named colour as the page shows it now; `zero` is the mid-grey of signed maps in either theme. */
function inks(node) {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }),
    style = getComputedStyle(node);
  const g = canvas.getContext("2d", { willReadFrequently: true });
  const read = (name) => {
    g.fillStyle = style.getPropertyValue(`--_${name}`).trim();
    g.fillRect(0, 0, 1, 1);
    return [...g.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const mix = (a, b, t) => a.map((v, i) => Math.round(v + (b[i] - v) * t));
  const [ink, paper, line, minus, plus] = ["ink", "paper", "line", "blue", "orange"].map(read);
  return { ink, paper, zero: mix(line, paper, 0.5), minus, plus, mix };
}

/** The inks of `node`, kept up to date; `draw()` is called when they have changed: another theme, or paper. */
export function inColour(node, draw, signal) {
  const colours = inks(node);
  const again = guarded(node, () => {
    Object.assign(colours, inks(node));
    draw();
  });
  const later = onceAFrame(again, signal);
  const watcher = new MutationObserver(() => {
    again(); // at once, for the printer does not wait; and when a theme that comes as a file has arrived
    later();
  });
  for (const target of [document.documentElement, document.body]) {
    watcher.observe(target, { attributeFilter: ["data-theme", "class", "data-jp-theme-name"] });
  }
  signal.addEventListener("abort", () => watcher.disconnect());
  for (const medium of ["(prefers-color-scheme: dark)", "print"]) {
    matchMedia(medium).addEventListener("change", again, { signal });
  }
  if (!node.isConnected) later(); // a node that is not yet on the page has no colours
  return colours;
}

/** Where each of `count` maps of h × w lies: `columns` a row, `unit` canvas pixels a unit, `gap` between maps. */
export function layout({ count, h, w, columns, unit = 1, gap = 1 }) {
  const rows = Math.ceil(count / columns),
    stepX = w * unit + gap,
    stepY = h * unit + gap;
  return {
    count,
    h,
    w,
    columns,
    unit,
    width: columns * stepX - gap,
    height: rows * stepY - gap,
    corner: (map) => [(map % columns) * stepX, Math.floor(map / columns) * stepY],
    /** The unit under canvas point (x, y), or the nearest one. -> [map, row, column] */
    find(x, y) {
      const column = within(Math.floor((x + gap / 2) / stepX), columns),
        row = within(Math.floor((y + gap / 2) / stepY), rows);
      const map = within(row * columns + column, count),
        [left, top] = this.corner(map);
      return [map, within(Math.floor((y - top) / unit), h), within(Math.floor((x - left) / unit), w)];
    },
    /**
     * Rows and columns `first … last` of one map as a rectangle of the canvas.
     * @param {number} map
     * @param {number[]} rows
     * @param {number[]} columns
     */
    box(map, [top, bottom], [left, right]) {
      const [x, y] = this.corner(map);
      return {
        x: x + left * unit,
        y: y + top * unit,
        width: (right - left + 1) * unit,
        height: (bottom - top + 1) * unit,
      };
    },
  };
}

const FULL = 255;
/** The colour of each step from −1 to 1: mixed once, for a layer has many numbers. */
function shadesOf({ mix, zero, minus, plus, paper, ink }, plain) {
  return Array.from({ length: 2 * FULL + 1 }, (_, i) => {
    const v = i / FULL - 1;
    const rgb = plain ? mix(paper, ink, Math.max(0, v)) : mix(zero, v < 0 ? minus : plus, Math.abs(v));
    return Uint8ClampedArray.of(...rgb, 255);
  });
}

/**
 * Paints signed maps: blue, mid-grey at zero, orange, full colour at ± `top`. With `plain`, 0 to 1 from paper to ink.
 * @param {HTMLCanvasElement} canvas
 * @param {ReturnType<typeof layout>} at
 * @param {ArrayLike<number>} data
 * @param {ReturnType<typeof inks>} colours
 * @param {{ top?: number, plain?: boolean }} how
 */
export function paintMaps(canvas, at, data, colours, { top = 1, plain = false } = {}) {
  if (canvas.width !== at.width || canvas.height !== at.height)
    Object.assign(canvas, { width: at.width, height: at.height });
  const image = new ImageData(at.width, at.height);
  const shades = shadesOf(colours, plain);
  for (let map = 0, i = 0; map < at.count; map++) {
    const [left, above] = at.corner(map);
    for (let row = 0; row < at.h; row++)
      for (let column = 0; column < at.w; column++, i++) {
        const shade = shades[FULL + Math.round(FULL * Math.max(-1, Math.min(1, data[i] / top)))];
        for (let u = 0; u < at.unit; u++)
          for (let t = 0; t < at.unit; t++) {
            const x = left + column * at.unit + t,
              y = above + row * at.unit + u;
            image.data.set(shade, 4 * (y * at.width + x));
          }
      }
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}

/** An outline above a canvas, in its pixels; drawn twice, so that it shows on light and dark alike. */
export const outline = (box, kind = "") =>
  svg("g", { class: `ckm-mark ${kind}` }, svg("rect", { ...box, class: "ckm-halo" }), svg("rect", box));

/** A canvas of the size `at`, with marks above: `mark(...nodes)` adds, without nodes the marks go. */
function marked(at, label) {
  const canvas = el("canvas", { width: at.width, height: at.height });
  const marks = svg("svg", { viewBox: `0 0 ${at.width} ${at.height}`, "aria-hidden": "true" });
  const named = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
  const mark = (...nodes) => (nodes.length ? marks.append(...nodes) : marks.replaceChildren());
  return { at, canvas, mark, node: el("div", { class: "ckm", ...named }, canvas, marks) };
}

/**
 * Maps on a canvas, with marks above: `paint(data, colours, { top, plain })`, `mark(...nodes)`; without nodes the marks go.
 * `shape` as for `layout`; with `label` it is an image for those who cannot see it.
 * @param {{ label?: string, count: number, h: number, w: number, columns: number, unit?: number, gap?: number }} shape
 */
export function mapPanel({ label = "", ...shape }) {
  const at = layout(shape);
  const { canvas, ...panel } = marked(at, label);
  return { ...panel, paint: (data, colours, how) => paintMaps(canvas, at, data, colours, how) };
}

/**
 * A colour picture, with marks above: `paint(data)` takes 3·h·w numbers from 0 to 1, all of red first; where red is no
 * number the picture has a hole.
 * @param {{ label?: string, h: number, w: number }} shape
 */
export function photoPanel({ label = "", h, w }) {
  const { canvas, ...panel } = marked(layout({ count: 1, h, w, columns: 1 }), label);
  return { ...panel, paint: (data) => paintPhoto(canvas, data) };
}

/** Paints 3·h·w such numbers on a canvas of h × w. @param {HTMLCanvasElement} canvas @param {ArrayLike<number>} data */
export function paintPhoto(canvas, data) {
  const image = new ImageData(canvas.width, canvas.height);
  const plane = canvas.width * canvas.height;
  for (let i = 0; i < plane; i++)
    image.data.set([255 * data[i], 255 * data[plane + i], 255 * data[2 * plane + i], isNaN(data[i]) ? 0 : 255], 4 * i);
  canvas.getContext("2d").putImageData(image, 0, 0);
}

/** A panel with words below; `words` may be written anew. */
export function captioned(panel, text = "") {
  const words = el("figcaption", { text });
  return { ...panel, words, figure: el("figure", {}, panel.node, words) };
}
