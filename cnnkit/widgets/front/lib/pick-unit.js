// @ts-check
// Choosing one unit of a layer: by pointing at it, by a click that holds it, by the keyboard.
import { arrow, el, newId, on } from "./dom.js";

const HELP = "Arrow keys choose a unit, Shift with an arrow goes to the next map, Escape lets go.";

/**
 * Makes a panel of maps (`mapPanel`, `barPanel`) choose its units. `unit()` is the chosen [map, row, column] of this
 * panel or nothing. `look(unit)` is called while a mouse points, unless something is held; `hold(unit)` at a click and
 * at each arrow key; `release()` at a click on the held unit and at Escape. Call the returned `speak(place, words)`
 * after each draw, `words` being what the chosen unit says, "" without one.
 * @param {any} panel
 * @param {{ label: string, unit: () => number[] | null, held: () => boolean, look: (unit: number[]) => void,
 *   hold: (unit: number[]) => void, release: (unit: number[] | null) => void }} how
 */
export function pickUnit({ node, at }, { label, unit, held, look, hold, release }) {
  const help = newId("help");
  node.append(el("span", { id: help, class: "ck-hidden", text: HELP }));
  const spoken = {
    tabindex: 0,
    role: "slider",
    "aria-label": label,
    "aria-describedby": help,
    "aria-valuemin": 0,
    "aria-valuemax": at.count * at.h * at.w - 1,
    "data-lm-suppress-shortcuts": "true",
  };
  node.removeAttribute("aria-hidden"); // a panel without a name is a picture to look at alone
  for (const [key, value] of Object.entries(spoken)) node.setAttribute(key, value);
  const under = (event) => {
    const box = node.getBoundingClientRect();
    const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    return at.find(x * at.width, y * at.height);
  };
  on(node, "pointermove", (event) => {
    if (!held() && event.pointerType === "mouse") look(under(event));
  });
  on(node, "click", (event) => {
    const found = under(event);
    if (held() && `${found}` === `${unit()}`) release(found);
    else hold(found);
  });
  on(node, "keydown", (event) => {
    if (event.key === "Escape") release(null);
    const step = arrow(event);
    if (!step) return;
    event.preventDefault();
    const from = unit();
    hold(from ? walk(at, from, step, event.shiftKey) : [0, Math.floor(at.h / 2), Math.floor(at.w / 2)]);
  });
  return (place, words) => {
    node.setAttribute("aria-valuenow", words ? place : 0);
    node.setAttribute("aria-valuetext", words || "no unit chosen");
  };
}

/**
 * The neighbour in direction [dx, dy]; past the edge of a map, or with `jump`, the next map.
 * @param {any} at
 * @param {number[]} from
 * @param {number[]} step
 */
export function walk(at, [map, row, column], [dx, dy], jump = false) {
  const [y, x] = [row + dy, column + dx];
  if (!jump && y >= 0 && y < at.h && x >= 0 && x < at.w) return [map, y, x];
  const next = map + dx + dy * at.columns;
  if (next < 0 || next >= at.count) return [map, row, column];
  return jump ? [next, row, column] : [next, (y + at.h) % at.h, (x + at.w) % at.w];
}
