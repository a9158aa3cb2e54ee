// @ts-check
// Grids of numbers for the steppers: cells with a roving tab stop, a frame that slides, cones that join grids.
import { arrow, calm, clamp, el, guarded, newId, on, svg } from "./dom.js";
import { dragging, scaleOf } from "./drag.js";
import { onceAFrame } from "./widget.js";
import "./grid.css";

/**
 * A captioned grid. `draw(cells)` takes rows of `{ text, kind, sub, label }` and touches only the cells that changed.
 *
 * With `onmove(row, col)` it is a keyboard grid: one tab stop, arrows, Home and End; a click does the same.
 * `onkey(event, row, col)` sees every other key and returns true if it used it. With `onpick(y, x)` pointers
 * may press and drag anywhere on it; y and x are in cells, with fractions. `help` says once what keys do.
 * @param {string} label
 * @param {{ help?: string, onmove?: (row: number, col: number) => void, onpick?: (y: number, x: number) => void,
 *   onkey?: (event: KeyboardEvent, row: number, col: number) => boolean }} how
 */
export function grid(label, { help, onmove, onkey, onpick } = {}) {
  const id = help && newId("help");
  const role = onmove ? "grid" : "table";
  const table = el("div", { class: "ckg", role, "aria-label": label, "aria-describedby": id });
  const box = el("div", { class: onpick ? "ckg-box picks" : "ckg-box" }, table);
  const caption = el("figcaption", { class: "ckg-caption" });
  const words = help ? el("span", { id, class: "ck-hidden", text: help }) : null;
  const node = el("figure", { class: "ckg-figure" }, caption, box, words);
  let nodes = [];
  let shown = [];
  let at = [0, 0];

  function build(rows, cols) {
    const cell = () => el("div", { class: "ckg-cell", role: onmove ? "gridcell" : "cell" });
    nodes = Array.from({ length: rows }, () => Array.from({ length: cols }, cell));
    if (onmove) for (const one of nodes.flat()) one.tabIndex = -1;
    shown = nodes.map((line) => line.map(() => ({})));
    table.replaceChildren(...nodes.map((line) => el("div", { role: "row" }, ...line)));
    table.style.setProperty("--cols", cols);
  }
  function drawCell(cell, now, before) {
    if (now.text !== before.text || now.sub !== before.sub) {
      const sub = now.sub === "" ? null : el("span", { class: "ckg-sub", "aria-hidden": "true", text: now.sub });
      cell.replaceChildren(el("span", { text: now.text }), ...(sub ? [sub] : []));
    }
    if (now.kind !== before.kind) cell.className = `ckg-cell ${now.kind}`;
    if (now.label === before.label) return;
    if (now.label) cell.setAttribute("aria-label", now.label);
    else cell.removeAttribute("aria-label");
  }
  function draw(cells) {
    const rows = cells.length;
    const cols = cells[0]?.length ?? 0;
    const focused = table.contains(document.activeElement);
    if (nodes.length !== rows || (nodes[0]?.length ?? 0) !== cols) build(rows, cols);
    cells.forEach((line, i) =>
      line.forEach(({ text = "", kind = "", sub = "", label: says }, j) => {
        const now = { text, kind, sub, label: says };
        drawCell(nodes[i][j], now, shown[i][j]);
        shown[i][j] = now;
      }),
    );
    if (onmove && rows) place(Math.min(at[0], rows - 1), Math.min(at[1], cols - 1), focused);
  }
  /** Makes (row, col) the selected cell and the grid's tab stop. */
  function place(row, col, focus = table.contains(document.activeElement)) {
    const [before, now] = [nodes[at[0]]?.[at[1]], nodes[row]?.[col]];
    at = [row, col];
    if (before && before !== now) {
      before.tabIndex = -1;
      before.removeAttribute("aria-selected");
    }
    if (!now) return;
    if (now.tabIndex !== 0) now.tabIndex = 0;
    if (!now.hasAttribute("aria-selected")) now.setAttribute("aria-selected", "true");
    if (focus && now !== document.activeElement) now.focus({ preventScroll: true });
  }
  const find = (target) => {
    const cell = target.closest?.(".ckg-cell");
    const row = nodes.findIndex((line) => line.includes(cell));
    return row < 0 ? null : [row, nodes[row].indexOf(cell)];
  };
  const go = (row, col) => {
    place(row, col, true);
    onmove(row, col);
  };

  if (onmove) {
    table.dataset.lmSuppressShortcuts = "true";
    on(table, "click", (event) => {
      const hit = find(event.target);
      if (hit) go(...hit);
    });
    on(table, "keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const [row, col] = at;
      const last = nodes[0].length - 1;
      const step = arrow(event);
      if (step) go(clamp(row + step[1], 0, nodes.length - 1), clamp(col + step[0], 0, last));
      else if (event.key === "Home" || event.key === "End") go(row, event.key === "Home" ? 0 : last);
      else if (!onkey?.(event, row, col)) return;
      event.preventDefault();
    });
  }
  if (onpick) {
    const pick = (event) => {
      const area = table.getBoundingClientRect();
      const [y, x] = [(event.clientY - area.top) / area.height, (event.clientX - area.left) / area.width];
      onpick(y * nodes.length, x * nodes[0].length);
    };
    dragging(box, (event) => {
      if (!nodes.length) return null;
      if (!(/** @type {Element} */ (event.target).classList.contains("ckg-frame"))) pick(event);
      return pick;
    });
  }
  return {
    node,
    box,
    table,
    caption,
    draw,
    place,
    cell: (row, col) => nodes[row]?.[col],
    get at() {
      return at;
    },
  };
}

/** A frame over a grid that slides when it is moved; `move(null)` hides it. */
export function slidingFrame(host, kind = "") {
  const node = el("div", { class: `ckg-frame ${kind}`, "aria-hidden": "true" });
  host.box.append(node);
  let timer = 0;
  return {
    node,
    move(place) {
      node.hidden = !place;
      // it slides from place to place, but not when the page opens or is resized
      node.classList.toggle("slides", node.style.getPropertyValue("--w") !== "");
      clearTimeout(timer);
      timer = setTimeout(() => node.classList.remove("slides"), 250);
      if (place) for (const [key, value] of Object.entries(place)) node.style.setProperty(`--${key[0]}`, value);
    },
  };
}

function cone(from, to, home, scale) {
  const [a, b] = [from, to].map((node) => node.getBoundingClientRect());
  const across = b.left >= a.right - 4;
  // a frame is drawn around its cells, a cone leaves from the cells
  const inset = from.classList.contains("ckg-frame") ? 3 * scale : 0;
  const points = across
    ? [
        [a.right, a.top + inset],
        [b.left, b.top],
        [b.left, b.bottom],
        [a.right, a.bottom - inset],
      ]
    : [
        [a.left + inset, a.bottom],
        [b.left, b.top],
        [b.right, b.top],
        [a.right - inset, a.bottom],
      ];
  return points.map(([x, y]) => `${(x - home.left) / scale},${(y - home.top) / scale}`).join(" ");
}

/**
 * Cones behind the grids: `join((narrow) => [[from, to, kind], …])` with nodes. They follow while frames slide and
 * pages resize; `narrow` says that the grids are stacked.
 */
export function wires(stage, signal) {
  const sheet = svg("svg", { class: "ckg-wires", "aria-hidden": "true" });
  stage.prepend(sheet);
  /** @type {(narrow: boolean) => any[][]} */
  let pairs = () => [];
  let until = 0;
  const draw = guarded(stage, () => {
    const [home, scale] = [sheet.getBoundingClientRect(), scaleOf(stage)];
    const shown = pairs(home.width / scale < 560).filter(([a, b]) => a?.isConnected && b?.isConnected && !a.hidden);
    const points = shown.map(([a, b]) => cone(a, b, home, scale));
    while (sheet.childNodes.length > points.length) sheet.lastChild.remove();
    while (sheet.childNodes.length < points.length) sheet.append(svg("polygon"));
    points.forEach((at, i) => {
      const wire = sheet.childNodes[i];
      if (wire.getAttribute("points") !== at) wire.setAttribute("points", at);
      if (wire.getAttribute("class") !== (shown[i][2] ?? "")) wire.setAttribute("class", shown[i][2] ?? "");
    });
    if (performance.now() < until) later();
  });
  const later = onceAFrame(draw, signal);
  const observer = new ResizeObserver(later);
  observer.observe(stage);
  signal.addEventListener("abort", () => observer.disconnect());
  return (next) => {
    pairs = next;
    until = performance.now() + (calm() ? 0 : 240);
    later();
  };
}

const bracketed = (text) => (text.startsWith("−") ? `(${text})` : text);
/** "1·2 + 0·(−1)" as coloured nodes: cells in blue, weights in green. */
export function products(cells, weights, show) {
  return cells.flatMap((value, i) => [
    i ? " + " : "",
    el("b", { class: "x", text: i ? bracketed(show(value)) : show(value) }),
    "·",
    el("b", { class: "w", text: bracketed(show(weights[i])) }),
  ]);
}
/** "row 4", "rows 1, 3" or "". */
export const listed = (word, indices) =>
  indices.length ? `${word}${indices.length > 1 ? "s" : ""} ${indices.join(", ").replaceAll("-", "−")}` : "";
/** A step in reading order: from the last place back to the first, and false at the last one. `where()` gives `{ row, col, rows, cols }`. */
export const steps = (where, go) => () => {
  const { row, col, rows, cols } = where();
  const total = rows * cols;
  if (!total) return false;
  const next = (row * cols + col + 1) % total;
  go(Math.floor(next / cols), next % cols);
  return next !== total - 1;
};
