// @ts-check
// Boxes over a picture: moved as a whole, pulled at their corners, their overlap shown.
import { svg } from "./dom.js";
import { handle } from "./handle.js";
import { iou, shared } from "./overlap.js";
import "./boxes.css";

const WIDE = 360; // px of the view box
/** Name, places of its x and y in a box, whether keys stop there. @type {[string, number, number, boolean][]} */
const CORNERS = [
  ["top left", 0, 1, true],
  ["top right", 2, 1, false],
  ["bottom left", 0, 3, false],
  ["bottom right", 2, 3, true],
];

/**
 * A box: `get()` is [x0, y0, x1, y1] in units; without `set` it stands still. `kind` "a" to "d" is its colour.
 * @typedef {{ name: string, kind?: string, get: () => number[], set?: (box: number[]) => void }} Box
 */
/**
 * A plane of `width` × `height` units with boxes on it; `under` are SVG nodes below them in units of the view box
 * (`scale` px each), `cells` draws a line at every so many units. By keys each box has three stops: itself and two
 * opposite corners; a pointer takes any corner. Boxes keep to the plane and stay at least `least` wide.
 * `draw({ overlap: [i, j], captions, kinds })` shows where two of them meet, with their IoU, writes beside each name, and
 * gives boxes other colours.
 * @param {{ label: string, width: number, height: number, boxes: Box[], under?: any[], cells?: number, step?: number,
 *   least?: number, leap?: number }} how
 */
export function boxes({ label, width, height, boxes: all, under = [], cells = 0, step = 1, least = 1, leap = 4 }) {
  const scale = WIDE / width;
  const meet = svg("rect", { class: "ckx-meet" });
  const value = svg("text", { class: "ckx-iou", "text-anchor": "middle" });
  const node = svg(
    "svg",
    { class: "ckx", viewBox: `0 0 ${WIDE} ${height * scale}`, role: "group", "aria-label": label },
    svg("rect", { class: "ckx-plane", width: WIDE, height: height * scale }),
    ...under,
    cells ? svg("path", { class: "ckx-cells", d: lines(width, height, cells, scale) }) : null,
    meet,
  );
  const views = all.map((box) => view(box, { plane: node, width, height, scale, step, least, leap }));
  node.append(...views.map((one) => one.body), value, ...views.flatMap((one) => one.knobs));

  /** @param {{ overlap?: number[], captions?: string[], kinds?: string[] }} what */
  function draw({ overlap, captions = [], kinds = [] } = {}) {
    views.forEach((one, i) => one.draw(captions[i], kinds[i]));
    const [a, b] = (overlap ?? []).map((i) => all[i].get());
    const box = overlap ? shared(a, b) : [0, 0, 0, 0];
    place(meet, box, scale);
    value.textContent = overlap ? `IoU ${iou(a, b).toFixed(2)}` : "";
    value.setAttribute("x", `${Math.min(WIDE - 34, Math.max(34, ((box[0] + box[2]) / 2) * scale))}`);
    value.setAttribute("y", `${((box[1] + box[3]) / 2) * scale + 5}`);
  }
  draw();
  return { node, scale, draw };
}

/** @param {any} rect @param {number[]} box @param {number} scale */
const place = (rect, [x0, y0, x1, y1], scale) => {
  const sides = { x: x0 * scale, y: y0 * scale, width: (x1 - x0) * scale, height: (y1 - y0) * scale };
  for (const [key, v] of Object.entries(sides)) rect.setAttribute(key, v);
};
const lines = (width, height, every, scale) => {
  const at = (size) => Array.from({ length: Math.ceil(size / every) - 1 }, (_, i) => (i + 1) * every * scale);
  return [
    ...at(width).map((x) => `M${x} 0V${height * scale}`),
    ...at(height).map((y) => `M0 ${y}H${width * scale}`),
  ].join("");
};

/** One box: its body, and knobs at its corners. @param {Box} box */
function view(box, { plane, width, height, scale, step, least, leap }) {
  const { name, kind = "a", get, set } = box;
  const rect = svg("rect", { class: "ckx-box" });
  const text = svg("text", { class: "ckx-name" });
  const body = svg("g", { class: `ckx-${kind}` }, rect, text);
  const common = { plane, size: width, step, leap };
  const whole = set
    ? handle(body, {
        ...common,
        label: name,
        kind: "movable box",
        where: () => get().slice(0, 2),
        within() {
          const [x0, y0, x1, y1] = get();
          return { low: [0, 0], high: [width - (x1 - x0), height - (y1 - y0)] };
        },
        says() {
          const [x0, y0, x1, y1] = get();
          return `columns ${x0} to ${x1}, rows ${y0} to ${y1}`;
        },
        go(x, y) {
          const [x0, y0, x1, y1] = get();
          set([x, y, x + x1 - x0, y + y1 - y0]);
        },
      })
    : null;
  const corners = (set ? CORNERS : []).map(([words, i, j, keys]) => {
    const knob = svg(
      "g",
      { class: "ck-grip ckx-corner" },
      svg("circle", { class: "ck-target", r: 24 }),
      svg("circle", { class: "ck-knob", r: 6 }),
    );
    const [left, above] = [i === 0, j === 1];
    const held = handle(knob, {
      ...common,
      label: `${name}, ${words} corner`,
      kind: "corner of a box",
      keys,
      where: () => [get()[i], get()[j]],
      within() {
        const [x0, y0, x1, y1] = get();
        return {
          low: [left ? 0 : x0 + least, above ? 0 : y0 + least],
          high: [left ? x1 - least : width, above ? y1 - least : height],
        };
      },
      go(x, y) {
        const next = [...get()];
        [next[i], next[j]] = [x, y];
        set(next);
      },
    });
    if (!keys) knob.setAttribute("aria-hidden", "true");
    return { knob, held, i, j };
  });
  return {
    body,
    knobs: corners.map(({ knob }) => knob),
    draw(caption = "", hue = kind) {
      const now = get();
      if (!body.classList.contains(`ckx-${hue}`)) body.setAttribute("class", `${set ? "ck-handle " : ""}ckx-${hue}`);
      place(rect, now, scale);
      text.setAttribute("y", `${now[1] * scale < 20 ? now[1] * scale + 18 : now[1] * scale - 6}`);
      const words = `${name} ${caption}`.trim();
      const room = WIDE - 8 * words.length; // a name stays in the plane
      text.setAttribute("x", `${Math.max(2, Math.min(now[0] * scale + 5, room))}`);
      if (text.textContent !== words) text.textContent = words;
      whole?.speak();
      for (const { knob, held, i, j } of corners) {
        knob.setAttribute("transform", `translate(${now[i] * scale} ${now[j] * scale})`);
        held.speak();
      }
    },
  };
}
