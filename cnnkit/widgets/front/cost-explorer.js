// @ts-check
// The factors of a convolution's cost on a log scale, where a product is a sum of lengths.
import { button, counter, presets } from "./lib/controls.js";
import { clamp, count, svg } from "./lib/dom.js";
import { draggable, sized } from "./lib/drag.js";
import { grip } from "./lib/handle.js";
import { convMacs, convParams } from "./lib/sizing.js";
import { widget } from "./lib/widget.js";
import "./cost-explorer.css";

const KEYS = ["h", "c_in", "k", "c_out"];
const MOST = { h: 512, c_in: 4096, k: 15, c_out: 4096 };
const NAME = { h: "side H", c_in: "channels C", k: "kernel k", c_out: "filters C′" };
const SIGN = { h: "H·H", c_in: "C", k: "k·k", c_out: "C′" };
const ORDER = ["k", "c_in", "c_out", "h"]; // along the bars; the last one only multiplies
const SQUARED = { h: true, k: true };

const factor = (key, value) => (SQUARED[key] ? value * value : value);
const costs = ([h, cIn, k, cOut]) => ({
  weights: convParams(cIn, cOut, k, false).weights,
  macs: convMacs(cIn, cOut, k, h),
});
const times = (now, then) => {
  const ratio = now / then;
  if (ratio >= 1) return `×${Number(ratio.toPrecision(3)).toLocaleString("en-US")}`;
  return Number.isInteger(Number((1 / ratio).toPrecision(6)))
    ? `÷${Number((1 / ratio).toPrecision(6)).toLocaleString("en-US")}`
    : `×${ratio.toPrecision(2)}`;
};

const RULE = {
  h: "a map has whole rows",
  c_in: "a channel is there or not",
  k: "a kernel covers whole pixels",
  c_out: "each filter gives one map",
};

function setup(ui) {
  const { controls, stage, says, get, put, trait, say } = ui;
  const picture = svg("svg", { role: "img" });
  stage.append(picture);
  stage.before(controls);
  /** @type {import("./lib/controls.js").Nudge[]} */
  const [halve, double] = [
    ["halve", "÷2", (value) => Math.ceil(value / 2)],
    ["double", "×2", (value) => 2 * value],
  ];
  const compare = button("Compare from here", () => put({ start: KEYS.map(get) }));
  const field = (key) =>
    counter(trait(key), NAME[key], { min: 1, max: MOST[key], rule: RULE[key], less: halve, more: double });
  controls.append(...KEYS.map(field), compare, presets(ui, []));
  stage.after(says);

  const box = sized(stage, ui.redraw, ui.signal);
  let held = 0; // decades on the axis while a knob is held: a scale that changed would pull it from under the finger
  draggable(
    picture,
    (key) => {
      const from = get(key);
      held = Number(picture.dataset.decades);
      const decade = Number(picture.dataset.decade);
      return (dx) => {
        const value = from * 10 ** (dx / decade / (SQUARED[key] ? 2 : 1));
        put({ [key]: clamp(Math.round(value), 1, MOST[key]) });
      };
    },
    () => {
      held = 0;
      ui.redraw();
    },
  );
  return () => {
    const now = KEYS.map(get);
    const start = get("start").length === KEYS.length ? get("start") : now;
    const told = sentence(now, start);
    paintAll(picture, now, start, box.width(), held);
    picture.setAttribute("aria-label", told);
    say(told);
  };
}

function sentence(now, start) {
  const [a, b] = [costs(now), costs(start)];
  const changes = KEYS.flatMap((key, i) => (now[i] === start[i] ? [] : [`${NAME[key]} ${times(now[i], start[i])}`]));
  if (!changes.length)
    return `${count(a.weights)} weights (and ${now[3]} biases), each used at ${now[0]}·${now[0]} places: ${count(a.macs)} multiplications.`;
  return `${changes.join(", ")}: weights ${times(a.weights, b.weights)}, multiplications ${times(a.macs, b.macs)}.`;
}

function paintAll(picture, now, start, width, held) {
  const narrow = width < 560;
  const [a, b] = [costs(now), costs(start)];
  const decades = held || Math.max(10, Math.ceil(Math.log10(Math.max(a.macs, b.macs)) + 0.3));
  const left = 6;
  const room = (narrow ? width : width - 230) - left - 14;
  const decade = room / decades;
  const x = (value) => left + Math.log10(value) * decade;
  const tall = 44;
  const rows = [30, 140];
  Object.assign(picture.dataset, { decade, decades });
  const squares = narrow ? { x: 0, y: 224, w: width } : { x: width - 210, y: 0, w: 210 };
  const height = narrow ? 424 : 240;
  picture.setAttribute("width", width);
  picture.setAttribute("height", height);
  picture.replaceChildren(
    ...axis(x, decades, 214, narrow),
    ...bar(now, start, x, rows[0], tall, 3, ["weights", a.weights, b.weights]),
    ...bar(now, start, x, rows[1], tall, 4, ["multiplications", a.macs, b.macs]),
    ...areas(squares, [
      ["weights", a.weights / b.weights, times(a.weights, b.weights)],
      ["multiplications", a.macs / b.macs, times(a.macs, b.macs)],
    ]),
  );
}

function axis(x, decades, y, narrow) {
  const names = { 0: "1", 3: "thousand", 6: "million", 9: "billion", 12: "10¹²" };
  return Array.from({ length: decades + 1 }, (_, i) => [
    svg("line", { class: i % 3 ? "ck-fine" : "ck-tick", x1: x(10 ** i), x2: x(10 ** i), y1: 24, y2: y }),
    ...(i % 3 || !names[i]
      ? []
      : [
          svg("text", {
            class: "ck-scale",
            x: x(10 ** i),
            y: y + 16,
            "text-anchor": i ? "middle" : "start",
            text: narrow && i ? { 3: "10³", 6: "10⁶", 9: "10⁹", 12: "10¹²" }[i] : names[i],
          }),
        ]),
  ]).flat();
}

function bar(now, start, x, y, tall, parts, [name, value, before]) {
  const nodes = [svg("text", { class: "ck-head", x: x(1), y: y - 8, text: `${name}: ${count(value)}` })];
  const pick = (list, key) => factor(key, list[KEYS.indexOf(key)]);
  let sum = 1;
  for (const key of ORDER.slice(0, parts)) {
    const from = x(sum);
    sum *= pick(now, key);
    const w = Math.max(0, x(sum) - from);
    const long = `${SIGN[key]} = ${count(pick(now, key))}`;
    const text = w > 8 * long.length ? long : w > 9 * SIGN[key].length ? SIGN[key] : "";
    nodes.push(
      svg("rect", { class: `ck-part ck-${key}`, x: from, y, width: w, height: tall }),
      svg("text", { class: "ck-in", x: from + w / 2, y: y + tall / 2 + 5, "text-anchor": "middle", text }),
    );
  }
  // Where every factor ended at the start, and the ghost's end.
  nodes.push(svg("rect", { class: "ck-ghost", x: x(1), y: y - 3, width: x(before) - x(1), height: tall + 6, rx: 4 }));
  sum = 1;
  for (const key of ORDER.slice(0, parts)) {
    sum *= pick(now, key);
    const area = svg("rect", { x: x(sum) - 14, y: y - 4, width: 28, height: tall + 22 });
    nodes.push(grip(key, { x: x(sum), y: y + tall + 4, r: 6, area, title: `drag: ${NAME[key]}` }));
  }
  return nodes;
}

/** Two squares over their ghosts: these areas are true to scale. */
function areas({ x, y, w }, pairs) {
  const most = Math.max(1, ...pairs.map(([, ratio]) => ratio));
  const unit = Math.min(44, (w / 2 - 24) / Math.sqrt(most));
  const base = y + 150;
  return pairs.flatMap(([name, ratio, text], i) => {
    const left = x + 10 + (i * w) / 2;
    const side = Math.max(1.5, unit * Math.sqrt(ratio));
    return [
      svg("rect", { class: "ck-area", x: left, y: base - side, width: side, height: side }),
      svg("rect", { class: "ck-ghost", x: left, y: base - unit, width: unit, height: unit }),
      svg("text", { class: "ck-times", x: left, y: base + 24, text }),
      svg("text", { class: "ck-scale", x: left, y: base + 42, text: name }),
    ];
  });
}
export default widget("cost-explorer", { state: [...KEYS, "start"], setup });
