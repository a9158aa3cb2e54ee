// @ts-check
// Who reads whom: circles in columns and arrows between them, or the same links as a table of switches.
import { arrow, clamp, on, svg } from "./dom.js";
import { grid } from "./grid.js";
import "./wiring.css";

const [WIDE, RADIUS] = [360, 9];

/**
 * A circle of a column: what stands in it or beside it. A link goes from [column, place] to [column, place].
 * @typedef {{ text?: string, name: string, kind?: string }} Spot
 * @typedef {{ from: number[], to: number[], kind?: string }} Link
 */
/**
 * Columns of circles, each under its title, and `draw({ links, chosen })`: arrows, bent where they pass over a column.
 * With `choose([column, place] or null)` a circle can be picked by pointer and by arrow keys, and let go with Escape;
 * what it reads and what reads it then stands out, and `says(column, place)` is spoken.
 * @param {{ label: string, columns: { title: string, spots: Spot[] }[], pitch?: number,
 *   choose?: (at: number[] | null) => void, says?: (column: number, place: number) => string }} how
 */
export function wiring({ label, columns, pitch = 44, choose, says = (c, i) => columns[c].spots[i].name }) {
  const most = Math.max(...columns.map(({ spots }) => spots.length));
  const [top, arch] = [26, columns.length > 2 ? 26 : 0];
  const height = top + arch + most * pitch;
  const x = (column) => 34 + (column * (WIDE - 68)) / Math.max(1, columns.length - 1);
  const y = (column, i) => top + arch + (i + 0.5 + (most - columns[column].spots.length) / 2) * pitch;
  const lines = svg("g");
  const spots = columns.map(({ spots: list }, c) =>
    list.map(({ text = "", kind = "" }, i) => {
      const circle = svg("circle", { r: RADIUS, cx: x(c), cy: y(c, i) });
      const words = svg("text", { x: x(c), y: y(c, i) + 4, "text-anchor": "middle", text });
      return svg("g", { class: `ckw-spot ${kind && `ckw-${kind}`}`.trim() }, circle, words);
    }),
  );
  const titles = columns.map(({ title }, c) =>
    svg("text", { class: "ckw-title", x: x(c), y: 15, "text-anchor": "middle", text: title }),
  );
  const attrs = { class: "ckw", viewBox: `0 0 ${WIDE} ${height}`, role: "img", "aria-label": label };
  const node = svg("svg", attrs, ...titles, lines, ...spots.flat());
  let at = null;
  const same = (a, b) => `${a}` === `${b}`;

  function path({ from, to }) {
    const [x0, y0, x1, y1] = [x(from[0]), y(...pair(from)), x(to[0]), y(...pair(to))];
    if (to[0] - from[0] === 1) {
      const [dx, dy] = [x1 - x0, y1 - y0];
      const long = Math.hypot(dx, dy);
      const [u, v] = [dx / long, dy / long];
      return `M${x0 + RADIUS * u} ${y0 + RADIUS * v}${head(x1 - RADIUS * u, y1 - RADIUS * v, u, v)}`;
    }
    // over the columns between: up, across, and down into the circle
    const over = Math.min(y0, y1) - RADIUS - 8 - 7 * (to[0] - from[0]);
    return `M${x0} ${y0 - RADIUS}C${x0 + 12} ${over} ${x1 - 12} ${over} ${x1 - 3} ${y1 - RADIUS - 3}${head(x1, y1 - RADIUS, 0.45, 0.89)}`;
  }
  /** @param {{ links: Link[], chosen?: number[] | null }} what */
  function draw({ links, chosen = null }) {
    at = chosen;
    while (lines.childNodes.length > links.length) lines.lastChild.remove();
    while (lines.childNodes.length < links.length) lines.append(svg("path"));
    const near = new Set(chosen ? [`${chosen}`] : []);
    links.forEach((link, i) => {
      const touched = chosen && (same(link.from, chosen) || same(link.to, chosen));
      if (touched) near.add(`${link.from}`).add(`${link.to}`);
      const state = chosen ? (touched ? " ckw-on" : " ckw-off") : "";
      const now = { class: `ckw-link ${link.kind ? `ckw-${link.kind}` : ""}${state}`, d: path(link) };
      for (const [key, v] of Object.entries(now)) {
        if (lines.childNodes[i].getAttribute(key) !== v) lines.childNodes[i].setAttribute(key, v);
      }
    });
    spots.forEach((list, c) =>
      list.forEach((spot, i) => {
        spot.classList.toggle("ckw-on", same([c, i], chosen));
        spot.classList.toggle("ckw-off", Boolean(chosen) && !near.has(`${c},${i}`));
      }),
    );
    if (!choose) return;
    node.setAttribute("aria-valuenow", chosen ? place(chosen) : 0);
    node.setAttribute("aria-valuetext", chosen ? says(...pair(chosen)) : "none chosen");
  }
  /** @param {number[]} spot */
  const place = ([column, i]) => columns.slice(0, column).reduce((sum, { spots: list }) => sum + list.length, 1) + i;
  if (choose) picks({ node, columns, x, y, choose, now: () => at, total: place([columns.length, 0]) - 1 });
  return { node, draw };
}

/** @param {number[]} spot */
const pair = ([column, i]) => /** @type {[number, number]} */ ([column, i]);
/** A line to (x, y) with an arrow's head that points along (u, v). */
function head(x, y, u, v) {
  const wing = (side) => `${x - 6 * u + side * 3.5 * v} ${y - 6 * v - side * 3.5 * u}`;
  return `L${x} ${y}M${wing(1)}L${x} ${y}L${wing(-1)}`;
}

function picks({ node, columns, x, y, choose, now, total }) {
  const spoken = { role: "slider", tabindex: 0, "aria-valuemin": 0, "aria-valuemax": total, "aria-valuenow": 0 };
  for (const [key, v] of Object.entries({ ...spoken, "data-lm-suppress-shortcuts": "true" })) node.setAttribute(key, v);
  node.classList.add("ckw-picks");
  const all = columns.flatMap(({ spots }, c) => spots.map((_, i) => [c, i]));
  on(node, "click", (event) => {
    const box = node.getBoundingClientRect();
    const unit = WIDE / box.width;
    const press = [(event.clientX - box.left) * unit, (event.clientY - box.top) * unit];
    const far = all.map(([c, i]) => Math.hypot(x(c) - press[0], y(c, i) - press[1]));
    const found = all[far.indexOf(Math.min(...far))];
    choose(Math.min(...far) > 24 || `${found}` === `${now()}` ? null : found);
  });
  on(node, "keydown", (event) => {
    const step = arrow(event);
    if (!step && event.key !== "Escape") return;
    event.preventDefault();
    if (!step) return choose(null);
    const from = now();
    if (!from) return choose([0, 0]);
    const column = clamp(from[0] + step[0], 0, columns.length - 1);
    const last = columns[column].spots.length - 1;
    // to the circle beside it in the next column, not to the one of the same number
    const beside = all.filter(([c]) => c === column).map(([c, i]) => Math.abs(y(c, i) - y(...pair(from))));
    const i = step[0] ? beside.indexOf(Math.min(...beside)) : from[1] + step[1];
    choose([column, clamp(i, 0, last)]);
  });
}

/**
 * The same links as a table of switches: `draw((row, column) => boolean)`. Arrow keys move, Space and Enter switch, so
 * does a press.
 * @param {{ label: string, rows: string[], columns: string[], toggle: (row: number, column: number) => void,
 *   says?: (linked: boolean) => string }} how
 */
export function switchTable({ label, rows, columns, toggle, says = (linked) => (linked ? "linked" : "not linked") }) {
  const table = grid(label, {
    help: "Arrow keys move, Space switches.",
    onmove: () => {},
    onkey(event, row, column) {
      if (event.key !== " " && event.key !== "Enter") return false;
      toggle(row, column);
      return true;
    },
  });
  table.node.classList.add("ckw-table");
  on(table.table, "click", (event) => {
    if (/** @type {Element} */ (event.target).closest(".ckg-cell")) toggle(table.at[0], table.at[1]);
  });
  return {
    ...table,
    /** @param {(row: number, column: number) => boolean} linked */
    draw: (linked) =>
      table.draw(
        rows.map((row, r) =>
          columns.map((column, c) => {
            const is = linked(r, c);
            return { text: is ? "●" : "", kind: is ? "patch" : "", label: `${row} to ${column}: ${says(is)}` };
          }),
        ),
      ),
  };
}
