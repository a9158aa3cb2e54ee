// @ts-check
// All rows of a network as a grid: each cell is a number that can be asked for. Rows are kept and changed in place.
import { arrow, clamp, count, el, on } from "./dom.js";
import { CELLS, crossed, NAMES } from "./layer-sums.js";
import "./layer-table.css";

const SHORT_NAMES = { ...NAMES, params: "weights", macs: "mult." };
const FULL = 520; // px of width from which numbers are written out

/** 61100840 -> "61.1 M" */
export function brief(n) {
  if (n < 10_000) return count(n);
  const [unit, sign] = n < 1e6 ? [1e3, "K"] : n < 1e9 ? [1e6, "M"] : [1e9, "G"];
  return `${Number((n / unit).toPrecision(3))} ${sign}`;
}

/** What stands beside a number of ours: what a source prints, and how much more or less. */
export function beside(ours, printed, number = count) {
  if (printed === undefined || printed === null) return "";
  const off = Math.round((1000 * (printed - ours)) / ours) / 10;
  const sign = off > 0 ? "+" : "−";
  return `printed ${number(printed)}${off ? ` (${sign}${Math.abs(off)} %)` : ""}`;
}

/**
 * `draw({ lines, chosen, cell, printed, width, name })`. `choose(i, cell)` is called for a cell, `toggle(i)` for a module.
 * @param {{ choose: (i: number, cell: string) => void, toggle: (i: number) => void }} how
 */
export function layerGrid({ choose, toggle }) {
  const heads = ["layer", ...CELLS].map(() => el("th", { scope: "col" }));
  const body = el("tbody");
  const node = el("table", { class: "ckg-layers", role: "grid" }, el("thead", {}, el("tr", {}, ...heads)), body);
  const rows = [];
  let state = null;

  const cellsOf = (row) => [row.head, ...row.cells];
  function go(i, column) {
    const place = clamp(i, 0, rows.length - 1);
    choose(place, CELLS[Math.max(0, column - 1)]);
    cellsOf(rows[place])[column].focus({ preventScroll: false });
  }
  function made(i) {
    const head = el("td", { role: "rowheader", class: "ckg-cell ckg-head", tabindex: -1 });
    const cells = CELLS.map(() => el("td", { class: "ckg-cell", tabindex: -1 }));
    const row = { tr: el("tr", {}, head, ...cells), head, cells };
    cellsOf(row).forEach((cell, column) => {
      on(cell, "click", () => {
        if (!column && state.lines[i].group) toggle(i);
        go(i, column);
      });
      on(cell, "keydown", (event) => {
        const by = arrow(event);
        const press = event.key === "Enter" || event.key === " ";
        if (!by && !press) return;
        event.preventDefault();
        if (press && state.lines[i].group) toggle(i);
        if (by) go(i + by[1], clamp(column + by[0], 0, state.width >= FULL ? CELLS.length : CELLS.length - 1));
      });
    });
    return row;
  }

  function draw(now) {
    const before = state?.lines;
    state = now;
    const { lines, chosen, cell, printed, width } = now;
    const full = width >= FULL;
    node.setAttribute("aria-label", `Layers of ${now.name}`);
    ["layer", ...CELLS.map((key) => (full ? NAMES : SHORT_NAMES)[key])].forEach((text, i) => setText(heads[i], text));
    while (rows.length < lines.length) {
      rows.push(made(rows.length));
      body.append(rows[rows.length - 1].tr);
    }
    for (const row of rows.splice(lines.length)) row.tr.remove();
    const column = CELLS.indexOf(cell) + 1;
    rows.forEach((row, i) => {
      const line = lines[i];
      if (before?.[i] !== line || node.dataset.full !== `${full}`) write(row, line, printed[line.name], full);
      cellsOf(row).forEach((it, k) => {
        set(it, "tabindex", i === chosen && k === column ? "0" : "-1");
        set(it, "aria-selected", `${i === chosen && k === column}`);
      });
      const kind = `${i === chosen ? "ckg-chosen" : ""}${line.level ? ` ckg-in${Math.min(3, line.level)}` : ""}`;
      set(row.tr, "class", kind);
    });
    heads[CELLS.length].hidden = !full;
    node.dataset.full = `${full}`;
  }
  return { node, draw };
}

function write({ head, cells }, line, printed, full) {
  const number = full ? count : brief;
  const { out, params, macs, field } = line.numbers;
  setText(head, `${line.group ? (line.open ? "▾ " : "▸ ") : ""}${line.label}`);
  if (line.group) head.setAttribute("aria-expanded", `${line.open}`);
  else head.removeAttribute("aria-expanded");
  const texts = [crossed(out), params ? number(params) : "–", macs ? number(macs) : "–", seen(field)];
  cells[cells.length - 1].hidden = !full; // what it sees stands above
  cells.forEach((cell, i) => {
    const note = beside(line.numbers[CELLS[i]], printed?.[CELLS[i]], number).replace(/ (?=[KMG%])/g, "\u00a0");
    if (cell.textContent === texts[i] + note) return;
    cell.replaceChildren(texts[i], ...(note ? [el("small", { text: note })] : []));
  });
}
const seen = (field) => (field ? (field[1] === 0 ? "all" : `${field[0]}`) : "–");

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
function set(node, key, value) {
  if (node.getAttribute(key) !== value) node.setAttribute(key, value);
}
