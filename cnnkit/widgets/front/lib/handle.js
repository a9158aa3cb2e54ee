// @ts-check
// A place in the plane that the reader moves: by a drag, by arrow keys, farther with Shift; it speaks where it is.
import { arrow, clamp, on, svg } from "./dom.js";
import { dragging } from "./drag.js";
import "./handle.css";

/**
 * Makes `node` a handle of the place `where()`, [x, y] in units, of which `plane` is `size` wide (as high as its shape
 * makes it). `go(x, y)` gets whole steps within `within()`. A `node` that is the whole plane leaves vertical swipes to
 * the page, and a press farther than `reach` from the place lets it jump there; a smaller one is held in any direction.
 * Call the returned `speak()` after each draw: it puts `says(x, y)` where a screen reader hears it; `to(x, y)` moves it
 * as a drag would. One that moves in a `row` only obeys all keys of a slider.
 * @param {any} node
 * @param {{ label: string, size: number, where: () => number[], go: (x: number, y: number) => void,
 *   within: () => { low: number[], high: number[] }, says?: (x: number, y: number) => string, plane?: any,
 *   reach?: number, step?: number, leap?: number, kind?: string, keys?: boolean, row?: boolean }} how
 */
export function handle(node, { label, size, where, go, within, ...how }) {
  const { plane = node, reach = Infinity, step = 1, leap = 4, kind = "movable object", keys = true, row = false } = how;
  const says = how.says ?? ((x, y) => `column ${x}, row ${y}`);
  const to = (x, y) => {
    const { low, high } = within();
    const [a, b] = [x, y].map((v, i) => clamp(Math.round(v / step) * step, low[i], high[i]));
    go(a, b);
  };
  node.classList.add("ck-handle");
  dragging(
    node,
    (event) => {
      event.preventDefault(); // or the drag would select the page's text
      if (keys) node.focus({ preventScroll: true });
      const box = plane.getBoundingClientRect();
      const unit = box.width / size;
      const press = [(event.clientX - box.left) / unit, (event.clientY - box.top) / unit];
      let from = where();
      if (Math.hypot(press[0] - from[0], press[1] - from[1]) > reach) to(...(from = press));
      return (at) =>
        to(...from.map((v, i) => v + (i ? at.clientY - event.clientY : at.clientX - event.clientX) / unit));
    },
    { free: plane !== node },
  );
  if (!keys) return { to, speak() {} };
  const spoken = {
    ...{ role: "slider", tabindex: 0, "aria-label": label, "aria-roledescription": kind },
    "data-lm-suppress-shortcuts": "true",
  };
  for (const [key, value] of Object.entries(spoken)) node.setAttribute(key, value);
  on(node, "keydown", (event) => {
    const next = target(event, { at: where(), room: within(), step, leap, row });
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    to(next[0], next[1]);
  });
  const speak = () => {
    const { low, high } = within();
    const [x, y] = where();
    const now = { valuemin: low[0], valuemax: high[0], valuenow: x, valuetext: says(x, y) };
    for (const [key, value] of Object.entries(now)) {
      if (node.getAttribute(`aria-${key}`) !== `${value}`) node.setAttribute(`aria-${key}`, value);
    }
  };
  speak();
  return { to, speak };
}

/**
 * Where a key sends a handle, or undefined. In a row up is more, Page keys leap, Home and End go to the ends.
 * @param {KeyboardEvent} event
 * @param {any} how
 */
function target(event, { at: [x, y], room: { low, high }, step, leap, row }) {
  const way = arrow(event);
  const far = step * (event.shiftKey ? leap : 1);
  if (way) return row ? [x + far * (way[0] - way[1]), y] : [x + far * way[0], y + far * way[1]];
  if (!row || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const ends = { Home: low[0], End: high[0], PageUp: x + step * leap, PageDown: x - step * leap };
  return event.key in ends ? [ends[event.key], y] : undefined;
}

/**
 * What shows that something can be held, in a picture that is drawn anew at every move (`draggable` of drag.js): a knob
 * in an area that a finger can hit, a circle of 44 px unless `area` is another shape. Keys need a control beside it.
 * @param {string} name
 * @param {{ x: number, y: number, title: string, r?: number, area?: any, data?: Record<string, any> }} at
 */
export const grip = (name, { x, y, title, r = 7, area = svg("circle", { cx: x, cy: y, r: 22 }), data = {} }) => {
  area.setAttribute("class", "ck-target");
  return svg(
    "g",
    { class: "ck-grip", "data-drag": name, "aria-hidden": "true", ...data },
    area,
    svg("circle", { cx: x, cy: y, r, class: "ck-knob" }),
    svg("title", { text: title }),
  );
};
