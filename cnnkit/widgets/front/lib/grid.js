// Grids of numbers for the steppers: cells with a roving tab stop, a frame that slides, cones that join grids.
import { calm, el, svg } from "./dom.js";
import "./grid.css";

const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * A captioned grid. `draw(cells)` takes rows of `{ text, kind, sub, label }` and reuses the nodes it has.
 *
 * With `onmove(row, col)` it is a keyboard grid: one tab stop, arrows, Home and End; a click does the same.
 * `onkey(event, row, col)` sees every other key and returns true if it used it. With `onpick(y, x)` pointers
 * may press and drag anywhere on it; y and x are in cells, with fractions.
 */
export function grid(label, { onmove, onkey, onpick } = {}) {
  const table = el("div", { class: "ckg", role: onmove ? "grid" : "table", "aria-label": label });
  const box = el("div", { class: onpick ? "ckg-box picks" : "ckg-box" }, table);
  const caption = el("figcaption", { class: "ckg-caption" });
  const node = el("figure", { class: "ckg-figure" }, caption, box);
  let nodes = [];
  let at = [0, 0];

  function build(rows, cols) {
    nodes = Array.from({ length: rows }, () => Array.from({ length: cols }, () =>
      el("div", { class: "ckg-cell", role: onmove ? "gridcell" : "cell" })));
    table.replaceChildren(...nodes.map((line) => el("div", { role: "row" }, ...line)));
    table.style.setProperty("--cols", cols);
  }
  function draw(cells) {
    const rows = cells.length;
    const cols = cells[0]?.length ?? 0;
    const focused = table.contains(document.activeElement);
    if (nodes.length !== rows || (nodes[0]?.length ?? 0) !== cols) build(rows, cols);
    cells.forEach((line, i) => line.forEach(({ text = "", kind = "", sub = "", label: says }, j) => {
      const cell = nodes[i][j];
      cell.className = `ckg-cell ${kind}`;
      cell.replaceChildren(el("span", { text }), ...(sub === "" ? [] : [el("span", { class: "ckg-sub", "aria-hidden": "true", text: sub })]));
      if (says) cell.setAttribute("aria-label", says);
      else cell.removeAttribute("aria-label");
    }));
    if (onmove && rows) place(Math.min(at[0], rows - 1), Math.min(at[1], cols - 1), focused);
  }
  /** Makes (row, col) the selected cell and the grid's tab stop. */
  function place(row, col, focus = table.contains(document.activeElement)) {
    at = [row, col];
    nodes.forEach((line, i) => line.forEach((cell, j) => {
      const here = i === row && j === col;
      cell.tabIndex = here ? 0 : -1;
      cell.setAttribute("aria-selected", here);
    }));
    if (focus) nodes[row]?.[col]?.focus({ preventScroll: true });
  }
  const find = (target) => {
    const cell = target.closest?.(".ckg-cell");
    const row = nodes.findIndex((line) => line.includes(cell));
    return row < 0 ? null : [row, nodes[row].indexOf(cell)];
  };

  if (onmove) {
    table.dataset.lmSuppressShortcuts = "true";
    table.addEventListener("click", (event) => {
      const hit = find(event.target);
      if (!hit) return;
      place(...hit, true);
      onmove(...hit);
    });
    table.addEventListener("keydown", (event) => {
      const [row, col] = at;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const last = nodes[0].length - 1;
      const step = ARROWS[event.key];
      const to = step ? [Math.min(nodes.length - 1, Math.max(0, row + step[0])), Math.min(last, Math.max(0, col + step[1]))]
        : event.key === "Home" ? [row, 0] : event.key === "End" ? [row, last] : null;
      if (to) {
        place(...to, true);
        onmove(...to);
      } else if (!onkey?.(event, row, col)) return;
      event.preventDefault();
    });
  }
  if (onpick) {
    const pick = (event) => {
      const area = table.getBoundingClientRect();
      onpick((event.clientY - area.top) / (area.height / nodes.length), (event.clientX - area.left) / (area.width / nodes[0].length));
    };
    box.addEventListener("pointerdown", (event) => {
      if (event.button || !nodes.length) return;
      box.setPointerCapture(event.pointerId);
      if (!event.target.classList.contains("ckg-frame")) pick(event);
    });
    box.addEventListener("pointermove", (event) => { if (box.hasPointerCapture(event.pointerId)) pick(event); });
  }
  return { node, box, table, caption, draw, place, cell: (row, col) => nodes[row]?.[col], get at() { return at; } };
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

function cone(from, to, home) {
  const [a, b] = [from, to].map((node) => node.getBoundingClientRect());
  const across = b.left >= a.right - 4;
  // a frame is drawn around its cells, a cone leaves from the cells
  const inset = from.classList.contains("ckg-frame") ? 3 : 0;
  const points = across
    ? [[a.right, a.top + inset], [b.left, b.top], [b.left, b.bottom], [a.right, a.bottom - inset]]
    : [[a.left + inset, a.bottom], [b.left, b.top], [b.right, b.top], [a.right - inset, a.bottom]];
  return points.map(([x, y]) => `${x - home.left},${y - home.top}`).join(" ");
}

/**
 * Cones behind the grids: `join((narrow) => [[from, to, kind], …])` with nodes. They follow while frames slide and
 * pages resize; `narrow` says that the grids are stacked.
 */
export function wires(stage) {
  const sheet = svg("svg", { class: "ckg-wires", "aria-hidden": "true" });
  stage.prepend(sheet);
  let pairs = () => [];
  let until = 0;
  const draw = () => {
    const home = sheet.getBoundingClientRect();
    sheet.replaceChildren(...pairs(home.width < 560).filter(([a, b]) => a?.isConnected && b?.isConnected && !a.hidden).map(([a, b, kind = ""]) =>
      svg("polygon", { class: kind, points: cone(a, b, home) })));
    if (performance.now() < until) requestAnimationFrame(draw);
  };
  new ResizeObserver(() => requestAnimationFrame(draw)).observe(stage);
  return (next) => {
    pairs = next;
    until = performance.now() + (calm() ? 0 : 240);
    requestAnimationFrame(draw);
  };
}

const bracketed = (text) => (text.startsWith("−") ? `(${text})` : text);
/** "1·2 + 0·(−1)" as coloured nodes: cells in blue, weights in green. */
export function products(cells, weights, show) {
  return cells.flatMap((value, i) => [
    i ? " + " : "", el("b", { class: "x", text: i ? bracketed(show(value)) : show(value) }), "·", el("b", { class: "w", text: bracketed(show(weights[i])) })]);
}
/** "row 4", "rows 1, 3" or "". */
export const listed = (word, indices) => (indices.length ? `${word}${indices.length > 1 ? "s" : ""} ${indices.join(", ").replaceAll("-", "−")}` : "");
