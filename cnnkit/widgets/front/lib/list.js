// @ts-check
// Things in an order: a ranked list with bars, a table that can be sorted, a scatter whose points can be walked.
import { button } from "./controls.js";
import { arrow, clamp, el, on } from "./dom.js";
import { plot } from "./plot.js";
import { short } from "./scale.js";
import "./list.css";

/**
 * A ranked list: `draw([{ name, value, kind, picture }])`, the best first, each with a bar that is full at `full`.
 * `kind` "right" or "wrong" colours and signs it; `picture` is a node that stands before the name.
 * @param {{ label: string, full?: number, show?: (value: number) => string }} how
 */
export function ranked({ label, full = 1, show = (value) => value.toFixed(2) }) {
  const node = el("ol", { class: "ckl", "aria-label": label });
  const made = () => {
    const parts = { name: el("span", { class: "ckl-name" }), value: el("span", { class: "ckl-value" }), bar: el("i") };
    const line = el("span", { class: "ckl-track", "aria-hidden": "true" }, parts.bar);
    return { ...parts, item: el("li", {}, parts.name, line, parts.value) };
  };
  const lines = [];
  return {
    node,
    draw(items) {
      while (lines.length < items.length) {
        const one = made();
        lines.push(one);
        node.append(one.item);
      }
      lines.forEach(({ item, name, value, bar }, i) => {
        const now = items[i];
        item.hidden = !now;
        if (!now) return;
        item.className = now.kind ? `ckl-${now.kind}` : "";
        const sign = { right: "✓ ", wrong: "✗ " }[now.kind] ?? "";
        if (name.textContent !== sign + now.name || now.picture)
          name.replaceChildren(...[now.picture, sign + now.name].filter(Boolean));
        value.textContent = show(now.value);
        bar.style.width = `${100 * clamp(now.value / full, 0, 1)}%`;
      });
    },
  };
}

/**
 * A table whose heads sort it: `draw(rows, chosen)`. A column with `show` writes its numbers; a press on a head sorts by
 * it, a second one turns it round; rows without the number come last. With `choose(row)` a row's first cell is a button.
 * @param {{ label: string, columns: { key: string, name: string, show?: (v: any) => string, text?: boolean }[],
 *   sort?: string, down?: boolean, choose?: (row: any) => void }} how
 */
export function sortable({ label, columns, sort = columns[0].key, down = false, choose }) {
  let [by, falling, rows, chosen] = [sort, down, [], null];
  const heads = columns.map(({ key, name }) => {
    const press = button(name, () => {
      [by, falling] = [key, by === key && !falling];
      draw(rows, chosen);
    });
    return el("th", { scope: "col" }, press);
  });
  const body = el("tbody");
  const table = el("table", {}, el("thead", {}, el("tr", {}, ...heads)), body);
  const node = el("div", { class: "ckl-table", role: "region", tabindex: 0, "aria-label": label }, table);
  /** @param {any} row @param {{ key: string, show?: (v: any) => string, text?: boolean }} column @param {number} i */
  const cell = (row, { key, show = (v) => `${v}`, text = false }, i) => {
    const words = row[key] === undefined || row[key] === null ? "–" : show(row[key]);
    if (i || !choose) return el("td", { text: words, class: text ? "ckl-text" : null });
    return el(
      "th",
      { scope: "row" },
      button(words, () => choose(row), { "aria-pressed": `${row === chosen}` }),
    );
  };
  function draw(next, now = null) {
    [rows, chosen] = [next, now];
    const focus = body.contains(document.activeElement) ? document.activeElement.textContent : null;
    heads.forEach((head, i) =>
      head.setAttribute("aria-sort", columns[i].key === by ? (falling ? "descending" : "ascending") : "none"),
    );
    const sorted = inOrder(rows, by, falling);
    body.replaceChildren(...sorted.map((row) => el("tr", {}, ...columns.map((column, i) => cell(row, column, i)))));
    if (focus) [...body.querySelectorAll("button")].find((one) => one.textContent === focus)?.focus();
  }
  return { node, draw };
}

/** Rows by a number or a word; those that lack it last, whichever way. */
export function inOrder(rows, key, falling = false) {
  const lacks = (row) => row[key] === undefined || row[key] === null || Number.isNaN(row[key]);
  const compare = (a, b) => (typeof a === "string" ? a.localeCompare(b, "en") : a - b) * (falling ? -1 : 1);
  return [...rows].sort((a, b) => Number(lacks(a)) - Number(lacks(b)) || (lacks(a) ? 0 : compare(a[key], b[key])));
}

/** The points that no other beats in both: less x and less y, or, with `higher`, less x and more y; by x. */
export function undominated(points, higher = false) {
  const better = (a, b) => (higher ? a.y > b.y : a.y < b.y);
  const found = [];
  for (const one of [...points].sort((a, b) => a.x - b.x || (better(a, b) ? -1 : 1))) {
    if (!found.length || better(one, found.at(-1))) found.push(one);
  }
  return found;
}

/**
 * Points over two axes: `draw({ points: [{ x, y, name, kind }], chosen, front })`; `front` draws the line of those that
 * no other beats ("lower" or "higher" y). A press takes the nearest, arrow keys walk in the order of x; `choose(point)`.
 * @param {{ label: string, x: import("./plot.js").Axis, y: import("./plot.js").Axis, choose: (point: any) => void,
 *   says?: (point: any) => string, height?: number, left?: number }} how
 */
export function scatter({ choose, says = (p) => `${p.name}: ${short(p.x)}, ${short(p.y)}`, height = 240, ...how }) {
  const chart = plot({ ...how, height });
  const { node, px, py } = chart;
  let [points, chosen] = [[], null];
  const spoken = { role: "slider", tabindex: 0, "aria-valuemin": 0, "aria-valuenow": 0, "aria-valuemax": 0 };
  for (const [key, v] of Object.entries({ ...spoken, "data-lm-suppress-shortcuts": "true" })) node.setAttribute(key, v);
  node.classList.add("ckl-scatter");
  on(node, "click", (event) => {
    const box = node.getBoundingClientRect();
    const unit = 360 / box.width;
    const press = [(event.clientX - box.left) * unit, (event.clientY - box.top) * unit];
    const far = points.map((p) => Math.hypot(px(p.x) - press[0], py(p.y) - press[1]));
    if (Math.min(...far) < 30) choose(points[far.indexOf(Math.min(...far))]);
  });
  on(node, "keydown", (event) => {
    const last = points.length - 1;
    const [right, down] = arrow(event) ?? [0, 0];
    const to =
      new Map([
        ["Home", 0],
        ["End", last],
      ]).get(event.key) ?? clamp(points.indexOf(chosen) + right - down, 0, last);
    if (!(right || down || event.key === "Home" || event.key === "End") || last < 0) return;
    event.preventDefault();
    choose(points[to]);
  });
  return {
    ...chart,
    draw(what) {
      points = [...what.points].sort((a, b) => a.x - b.x);
      chosen = points.find((p) => p.name === what.chosen?.name) ?? null;
      const best = what.front ? undominated(points, what.front === "higher") : [];
      const dot = (p) => ({ ...p, kind: p === chosen ? "chosen" : p.kind, r: p === chosen ? 7 : 4.5 });
      chart.draw({
        lines: best.length ? [{ name: "front", points: best.map((p) => [p.x, p.y]), dash: 1 }] : [],
        dots: [...points.filter((p) => p !== chosen), ...(chosen ? [chosen] : [])].map(dot),
        cursor: chosen ? { x: chosen.x, value: chosen.name } : null,
      });
      node.setAttribute("aria-valuemax", `${Math.max(0, points.length - 1)}`);
      node.setAttribute("aria-valuenow", `${Math.max(0, points.indexOf(chosen))}`);
      node.setAttribute("aria-valuetext", chosen ? says(chosen) : "no point chosen");
    },
  };
}
