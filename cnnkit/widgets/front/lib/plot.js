// @ts-check
// A plot of lines and dots over two axes: read by eye, scrubbed by pointer and keys, and as a table in a fold.
import { arrow, clamp, el, on, svg } from "./dom.js";
import { dragging } from "./drag.js";
import { decades, nearest, scale, short, ticks } from "./scale.js";
import "./plot.css";

export const DASHES = ["", "7 4", "2 4", "10 3 2 3"];

/**
 * One axis. `ticks` are numbers (round ones if they are not given), `show` writes them, `grid` draws them across; a
 * `quiet` name stands in the table only.
 * @typedef {{ from: number, to: number, log?: boolean, name?: string, quiet?: boolean, ticks?: number[],
 *   show?: (v: number) => string, grid?: boolean }} Axis
 */
/**
 * What is drawn: a line breaks where a number is missing; `kind` is a class, "a" to "d" for colours, "chosen" for the
 * line that is spoken of; `dash` is a place in DASHES, so that lines are told apart without colour. The cursor stands at
 * a number of the x axis, with `value` beside its dot at `y` (at the top where y is no number).
 * @typedef {{ name?: string, points: number[][], kind?: string, dash?: number }} Line
 * @typedef {{ x: number, y: number, kind?: string, name?: string, r?: number }} Dot
 * @typedef {{ x: number, y?: number, value?: string }} Cursor
 * @typedef {{ stops: number[], go: (stop: number) => void, says?: (stop: number) => string }} Scrub
 * @typedef {{ lines?: Line[], dots?: Dot[], cursor?: Cursor | null }} Content
 */

/**
 * `draw({ lines, dots, cursor })` changes only what differs from the last draw; what is left out stays.
 *
 * With `scrub`, presses and drags call `go(stop)` with the nearest of `stops`; with `says(stop)` the plot is also a tab
 * stop where arrows, Shift, Home and End do the same (a widget with a slider for it needs no second one).
 * `numbers()` is the same as a table in a fold.
 * @param {{ label: string, x: Axis, y: Axis, width?: number, height?: number, left?: number, right?: number, top?: number,
 *   bottom?: number, scrub?: Scrub }} how
 */
export function plot({ label, x, y, width = 360, height = 150, left = 34, right = 10, top = 18, scrub, ...more }) {
  const { bottom = x.name && !x.quiet ? 38 : 22 } = more;
  const low = height - bottom;
  const [px, py] = [scale(x, left, width - left - right), scale(y, low, top - low)];
  const sheet = { lines: svg("g"), dots: svg("g"), cursor: svg("g", { class: "ckp-at" }) };
  const node = svg(
    "svg",
    { class: "ckp", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label },
    ...frame({ x, y, px, py, width, left, right, top, low }),
    ...Object.values(sheet),
  );
  const rule = svg("path", { class: "ckp-cursor" });
  const dot = svg("circle", { r: 5, class: "ckp-dot" });
  const value = svg("text", { class: "ckp-value" });
  sheet.cursor.append(rule, dot, value);
  /** @type {Required<Content>} */
  let shown = { lines: [], dots: [], cursor: null };
  const point = ([a, b]) => `${px(a).toFixed(1)} ${py(b).toFixed(1)}`;

  function drawCursor(at) {
    sheet.cursor.style.display = at ? "" : "none";
    if (!at) return;
    const [across, finite] = [px(at.x), Number.isFinite(at.y)];
    const far = across > left + 0.7 * (width - left - right);
    const up = finite ? py(at.y) : top;
    set(rule, { d: `M${across} ${top - 6}V${low}` });
    set(dot, { cx: across, cy: up });
    const beside = finite ? up + (up < top + 24 ? 22 : -9) : top + 4;
    set(value, { x: far ? across - 9 : across + 9, y: beside, "text-anchor": far ? "end" : "start" });
    if (value.textContent !== (at.value ?? "")) value.textContent = at.value ?? "";
    dot.style.display = at.y === undefined ? "none" : "";
  }
  /** @param {Content} next */
  function draw(next) {
    shown = { ...shown, ...next };
    keep(sheet.lines, "path", shown.lines, ({ points, kind = "", dash = 0 }) => ({
      class: `ckp-line ${kind && `ckp-${kind}`}`.trim(),
      "stroke-dasharray": DASHES[dash % DASHES.length],
      d: pieces(points)
        .map((piece) => `M${piece.map(point).join("L")}${piece.length > 1 ? "" : "h0"}`)
        .join(""),
    }));
    keep(sheet.dots, "circle", shown.dots, ({ x: a, y: b, kind = "", r = 5 }) => ({
      class: `ckp-point ${kind && `ckp-${kind}`}`.trim(),
      ...{ cx: px(a).toFixed(1), cy: py(b).toFixed(1), r },
    }));
    drawCursor(shown.cursor);
    if (scrub?.says && shown.cursor) speak(node, scrub, shown.cursor.x);
    if (fold?.open) fill();
  }

  let fold = null;
  const fill = () => fold.lastChild.replaceWith(table(x, shown.lines, label));
  function numbers() {
    fold = el("details", { class: "ckp-fold" }, el("summary", { text: "The numbers" }), el("div"));
    on(fold, "toggle", () => fold.open && fill());
    return fold;
  }
  if (scrub)
    scrubbed(
      node,
      scrub,
      (event) => {
        const box = node.getBoundingClientRect();
        return px.invert(((event.clientX - box.left) / box.width) * width);
      },
      { px, now: () => shown.cursor?.x ?? scrub.stops[0] },
    );
  return { node, draw, numbers, px, py };
}

/** The axes with their ticks and names. */
function frame({ x, y, px, py, width, left, right, top, low }) {
  const at = (axis) => axis.ticks ?? (axis.log ? decades(axis.from, axis.to) : ticks(axis.from, axis.to, 5));
  const across = at(x).map((v) => {
    const anchor = px(v) > width - right - 12 ? "end" : px(v) < left + 12 ? "start" : "middle";
    return svg("text", { x: px(v), y: low + 17, "text-anchor": anchor, text: (x.show ?? short)(v) });
  });
  const up = at(y).map((v) =>
    svg("text", { x: left - 6, y: py(v) + 5, "text-anchor": "end", text: (y.show ?? short)(v) }),
  );
  const rules = [
    ...(x.grid ? at(x).map((v) => `M${px(v)} ${top}V${low}`) : []),
    ...(y.grid ? at(y).map((v) => `M${left} ${py(v)}H${width - right}`) : []),
  ];
  return [
    rules.length ? svg("path", { class: "ckp-grid", d: rules.join("") }) : null,
    svg("path", { class: "ckp-axis", d: `M${left} ${top - 6}V${low}H${width - right}` }),
    ...up,
    ...across,
    y.name && !y.quiet ? svg("text", { class: "ckp-name", x: 0, y: 11, text: y.name }) : null,
    x.name
      ? svg("text", { class: "ckp-name", x: width - right, y: low + 33, "text-anchor": "end", text: x.name })
      : null,
  ].filter(Boolean);
}

/** Runs of points with numbers. */
function pieces(points) {
  const found = [[]];
  for (const one of points) {
    if (one.every(Number.isFinite)) found.at(-1).push(one);
    else if (found.at(-1).length) found.push([]);
  }
  return found.filter((piece) => piece.length);
}

const set = (node, attrs) => {
  for (const [key, value] of Object.entries(attrs)) {
    if (node.getAttribute(key) !== `${value}`) node.setAttribute(key, value);
  }
};
/** As many children of `group` as there are items, with the attributes of each. */
function keep(group, tag, items, attrs) {
  while (group.childNodes.length > items.length) group.lastChild.remove();
  while (group.childNodes.length < items.length) group.append(svg(tag));
  items.forEach((item, i) => set(group.childNodes[i], attrs(item)));
}

/** @param {any} node @param {Scrub} scrub @param {number} now */
function speak(node, { stops, says }, now) {
  const place = nearest(stops, now);
  set(node, { "aria-valuenow": place, "aria-valuetext": says(stops[place]) });
}

/** @param {any} node @param {Scrub} scrub @param {(event: any) => number} under */
function scrubbed(node, { stops, go, says }, under, { px, now }) {
  const to = (event) => go(stops[nearest(stops, under(event), px)]);
  node.classList.add("ckp-scrub");
  dragging(node, (event) => {
    event.preventDefault();
    to(event);
    return to;
  });
  if (!says) return;
  set(node, { role: "slider", tabindex: 0, "aria-valuemin": 0, "aria-valuemax": stops.length - 1 });
  set(node, { "aria-valuenow": 0, "data-lm-suppress-shortcuts": "true" });
  on(node, "keydown", (event) => {
    const last = stops.length - 1;
    const [right, down] = arrow(event) ?? [0, 0];
    const ends = new Map([
      ["Home", -last],
      ["End", last],
    ]);
    const by = ends.get(event.key) ?? (right - down) * (event.shiftKey ? Math.ceil(stops.length / 10) : 1);
    if (!by) return;
    event.preventDefault();
    go(stops[clamp(nearest(stops, now()) + by, 0, last)]);
  });
}

const ROWS = 60;
/** The lines as a table: a row for each x, thinned to ROWS, with what was left out said. */
function table(x, lines, label) {
  const all = [...new Set(lines.flatMap(({ points }) => points.map(([a]) => a)))].sort((a, b) => a - b);
  const every = Math.ceil(all.length / ROWS);
  const columns = lines.map(({ points }) => new Map(points.map(([a, b]) => [a, b])));
  const said = (v) => (v === undefined || v === null ? "" : Number.isFinite(v) ? short(v) : "not a number");
  const cells = (a) => columns.map((column) => el("td", { text: said(column.get(a)) }));
  const head = [x.name ?? "", ...lines.map(({ name }, i) => name ?? `line ${i + 1}`)];
  const words = every > 1 ? `${label}; every ${every}th of ${all.length} rows` : label;
  return el(
    "div",
    { class: "ckp-table", tabindex: 0, role: "region", "aria-label": `${label}, as a table` },
    el(
      "table",
      {},
      el("caption", { class: "ck-note", text: words }),
      el("thead", {}, el("tr", {}, ...head.map((text) => el("th", { scope: "col", text })))),
      el(
        "tbody",
        {},
        ...all
          .filter((_, i) => i % every === 0)
          .map((a) => el("tr", {}, el("th", { scope: "row", text: short(a) }), ...cells(a))),
      ),
    ),
  );
}

/** Which dash and colour is which line: `[{ name, dash, kind }]` after a word for all of them. */
export const legend = (title, lines) =>
  el(
    "p",
    { class: "ck-note ckp-legend" },
    title ? el("span", { text: title }) : null,
    ...lines.map(({ name, dash = 0, kind = "" }) =>
      el(
        "span",
        {},
        svg(
          "svg",
          { viewBox: "0 0 30 8", "aria-hidden": "true" },
          svg("path", { d: "M0 4H30", "stroke-dasharray": DASHES[dash], class: `ckp-line ${kind && `ckp-${kind}`}` }),
        ),
        name,
      ),
    ),
  );
