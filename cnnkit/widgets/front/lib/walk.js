// @ts-check
// A picture on its way through a network: a volume for each row, the chosen one with its arithmetic, and all its maps.
import { el, percent } from "./dom.js";
import { sized } from "./drag.js";
import { blocksOf } from "./fields.js";
import { layerDetail } from "./layer-detail.js";
import { CELLS, crossed, NAMES } from "./layer-sums.js";
import { layerTree } from "./layer-tree.js";
import { mapPanel } from "./maps.js";
import { volumes } from "./volumes.js";
import "./walk.css";

const THUMB = 28; // units a side of a map, where there are many
const FULL = 0.9; // beyond it a tanh hardly moves any more
export const HELP =
  "Press a volume, or go on with the arrow keys; a darker one is a module that can be opened. Heights grow with the root " +
  "of the side. All maps of a layer are on one scale: grey is zero.";

/**
 * For a widget of a class `Walk`: `stage` gets what stands between its picture and its buttons. `lines()` are the rows,
 * `line()` the chosen one; `draw(maps, colours)` shows it, with what it answers or without (null), and says it in a sentence.
 * @param {import("./widget.js").Ui} ui
 * @param {{ network: string, side: number, more?: Element[] }} how `network`: what it is called; `side`: px of what it
 *   reads; `more`: buttons beside ‹ and ›
 */
export function walk({ stage, says, signal, get, put, redraw }, { network, side, more = [] }) {
  const tree = layerTree(get("told"));
  let seen = { key: "", lines: [] };
  /** @returns {import("./layer-tree.js").Line[]} */
  function lines() {
    const key = get("opened").join();
    const called = get("called");
    if (seen.key !== key || !seen.lines.length)
      seen = { key, lines: tree.lines(get("opened")).map((one) => ({ ...one, label: called[one.name] ?? one.label })) };
    return seen.lines;
  }
  const place = () =>
    Math.max(
      0,
      lines().findIndex(({ name }) => name === get("at")),
    );
  const line = () => lines()[place()];
  function open() {
    const { name, open: isOpen } = line();
    const others = get("opened").filter((one) => one !== name);
    put({ opened: isOpen ? others : [...others, name] });
  }

  const strip = volumes((i) => put({ at: lines()[i].name }), { bars: false });
  const about = layerDetail(strip, open, { kind: "ckwa", more });
  const terms = CELLS.map((cell) => ({ cell, words: el("dd") }));
  const sums = el(
    "dl",
    { class: "ckwa-sums" },
    ...terms.flatMap(({ cell, words }) => [el("dt", { text: NAMES[cell] }), words]),
  );
  const maps = el("figure", { class: "ckwa-maps" });
  const mapWords = el("figcaption");
  stage.classList.add("ckwa");
  stage.append(strip.node, el("div", { class: "ckwa-row" }, about.steps, about.head), sums, says, maps);
  const box = sized(stage, redraw, signal);

  let panel = null;
  function panelFor(count, size) {
    const key = `${count} ${size}`;
    if (panel?.key === key) return panel;
    const step = size > THUMB && count > 12 ? Math.ceil(size / THUMB) : 1;
    const small = Math.ceil(size / step);
    const shape = { count, h: small, w: small, columns: columnsFor(count, size), unit: size > 1 ? 1 : 8 };
    panel = { key, step, made: mapPanel({ label: "All maps of the layer", ...shape }) };
    maps.replaceChildren(panel.made.node, mapWords);
    return panel;
  }

  /** @param {Float32Array | null} answer */
  function draw(answer, colours) {
    const now = line();
    const { out } = now.numbers;
    const room = { width: box.width() - 12, side, input: tree.input };
    strip.draw({ key: "walk", lines: lines(), chosen: place(), totals: network, ...room });
    about.draw(now);
    const told = tree.sums(now);
    for (const { cell, words } of terms) words.textContent = told[cell];
    maps.hidden = !answer;
    const gives = `${now.label} gives ${crossed(out)}. `;
    if (!answer) return gives;

    const size = out[1] ?? 1;
    const [one, all] = now.numbers.kind === "Linear" ? ["units", "units"] : ["places", "maps"];
    const { made, step } = panelFor(size > 1 ? out[0] : answer.length, size);
    const { top, signed, words } = scaleOf(answer);
    made.paint(step > 1 ? thumbs(answer, size, step) : answer, colours, { top });
    const sides = all === "maps" ? `, ${size}×${size}` : "";
    const smaller = step > 1 ? ", each made smaller" : "";
    const scale = signed ? `full orange is ${words}, full blue −${words}` : `full orange is ${words}`;
    mapWords.textContent = `all ${out[0]} ${all} of ${now.label}${sides}${smaller}; ${scale}`;
    return gives + shareOf(answer, signed, one);
  }
  return { line, lines, draw };
}

/** So many maps a row that few maps are large and single numbers are seen as such. */
function columnsFor(count, size) {
  if (count <= 10) return count;
  return count <= 16 ? 8 : Math.ceil(Math.sqrt((size > 1 || count > 200 ? 2 : 8) * count));
}

/** The size of the largest number, and in words. */
function scaleOf(maps) {
  const signed = maps.some((v) => v < 0);
  const top = maps.reduce((most, v) => Math.max(most, Math.abs(v)), 1e-6);
  return { top, signed, words: top.toFixed(top < 10 ? 2 : 0) };
}

/** After a ReLU how much is zero, after a tanh how much is at its ends. */
function shareOf(maps, signed, places) {
  const share = (is) => percent(maps.reduce((sum, v) => sum + Number(is(v)), 0) / maps.length);
  if (!signed) return `Zero at ${share((v) => v <= 0)} of its ${places}. `;
  const bounded = maps.every((v) => Math.abs(v) <= 1);
  return bounded ? `Beyond ±${FULL} at ${share((v) => Math.abs(v) > FULL)} of its ${places}. ` : "";
}

/** All maps made smaller. */
function thumbs(maps, side, step) {
  const [size, small] = [side * side, Math.ceil(side / step) ** 2];
  const out = new Float32Array((maps.length / size) * small);
  for (let m = 0; m * size < maps.length; m++)
    out.set(blocksOf(maps.subarray(m * size, (m + 1) * size), side, step), m * small);
  return out;
}
