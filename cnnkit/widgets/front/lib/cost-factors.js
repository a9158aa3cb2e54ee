// @ts-check
// cost-explorer, form "factors": the factors of a convolution's cost on a log scale, where a product is a sum of lengths.
import { areaPair, decadeAxis, partsBar, times } from "./areas.js";
import { button, counter, presets } from "./controls.js";
import { clamp, count, svg } from "./dom.js";
import { draggable, sized } from "./drag.js";
import { convMacs, convParams } from "./sizing.js";

const KEYS = ["h", "c_in", "k", "c_out"];
const MOST = { h: 512, c_in: 4096, k: 15, c_out: 4096 };
const NAME = { h: "side H", c_in: "channels C", k: "kernel k", c_out: "filters C′" };
const SIGN = { h: "H·H", c_in: "C", k: "k·k", c_out: "C′" };
const ORDER = ["k", "c_in", "c_out", "h"]; // along the bars; the last one only multiplies
const KIND = { k: "a", c_in: "b", c_out: "c", h: "d" };
const SQUARED = { h: true, k: true };

const factor = (key, value) => (SQUARED[key] ? value * value : value);
const costs = ([h, cIn, k, cOut]) => ({
  weights: convParams(cIn, cOut, k, false).weights,
  macs: convMacs(cIn, cOut, k, h),
});
const RULE = {
  h: "a map has whole rows",
  c_in: "a channel is there or not",
  k: "a kernel covers whole pixels",
  c_out: "each filter gives one map",
};

/** @param {import("./widget.js").Ui} ui */
export function factors(ui) {
  const { controls, stage, says, get, put, trait, say } = ui;
  const picture = svg("svg", { role: "img" });
  stage.append(picture);
  stage.before(controls);
  /** @type {import("./controls.js").Nudge[]} */
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
  const rows = [30, 140];
  Object.assign(picture.dataset, { decade, decades });
  const squares = narrow ? { x: 0, y: 224, w: width } : { x: width - 210, y: 0, w: 210 };
  const height = narrow ? 424 : 240;
  picture.setAttribute("width", width);
  picture.setAttribute("height", height);
  const all = [
    { name: "weights", value: a.weights, before: b.weights },
    { name: "multiplications", value: a.macs, before: b.macs },
  ];
  const parts = ORDER.map((key) => {
    const value = factor(key, now[KEYS.indexOf(key)]);
    return { value, sign: SIGN[key], kind: KIND[key], drag: key, title: `drag: ${NAME[key]}` };
  });
  picture.replaceChildren(
    ...decadeAxis(x, decades, { top: 24, y: 214, narrow }),
    ...all.flatMap(({ name, value, before }, i) => {
      const title = `${name}: ${count(value)}`;
      return partsBar({ x, y: rows[i], title, before, parts: parts.slice(0, 3 + i), product: true });
    }),
    ...areaPair(
      squares,
      all.map(({ name, value, before }) => ({ name, ratio: value / before, words: times(value, before) })),
    ),
  );
}
