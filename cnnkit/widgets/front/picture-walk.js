// @ts-check
// A photograph on its way through SqueezeNet 1.1: the shape and the arithmetic of every layer, and after a click, which
// names the size of the network, all maps of each and the answer to the reader's own picture.
import { button, hint } from "./lib/controls.js";
import { el } from "./lib/dom.js";
import { sized } from "./lib/drag.js";
import { newestOnly } from "./lib/engine.js";
import { blocksOf } from "./lib/fields.js";
import { layerDetail } from "./lib/layer-detail.js";
import { CELLS, crossed, NAMES } from "./lib/layer-sums.js";
import { layerTree } from "./lib/layer-tree.js";
import { ranked } from "./lib/list.js";
import { captioned, inColour, mapPanel, photoPanel } from "./lib/maps.js";
import { photographs } from "./lib/photographs.js";
import { openRealNetwork, SIDE } from "./lib/real-network.js";
import { volumes } from "./lib/volumes.js";
import { widget } from "./lib/widget.js";
import "./picture-walk.css";

const THUMB = 28; // units a side of a map, where there are many
const STORED =
  "The answers are PyTorch’s, stored. The network itself can run in this page and show every map, on your picture too.";
const HELP =
  "Press a volume, or go on with the arrow keys; a darker one is a module that can be opened. Heights grow with the root " +
  "of the side. All maps of a layer are on one scale: grey is zero.";
const perCent = (share) => `${Math.round(100 * share)} %`;

/** What the page's engine calls what a row gives: the ReLU behind a convolution, else the row itself. */
export function readName({ name, numbers }) {
  if (!numbers.then?.includes("ReLU")) return name;
  const parts = name.split(".");
  return [...parts.slice(0, -1), `relu_${parts[parts.length - 1]}`].join(".");
}

async function setup(ui) {
  const { section, controls, stage, says, signal, get, put, say, redraw } = ui;
  const tree = layerTree(get("told"));
  const pictures = await photographs(ui);
  const real = openRealNetwork(ui, { stored: STORED });
  const newest = newestOnly(signal);
  let answer = { of: null, name: "", maps: null, logits: null };
  let seen = { key: "", lines: [] };
  function linesNow() {
    const key = get("opened").join();
    if (seen.key !== key || !seen.lines.length) seen = { key, lines: tree.lines(get("opened")) };
    return seen.lines;
  }
  const placeNow = () =>
    Math.max(
      0,
      linesNow().findIndex(({ name }) => name === get("at")),
    );
  const lineNow = () => linesNow()[placeNow()];
  async function ask(picture, name) {
    const got = await newest((until) => real.run(picture.pixels, { read: [name], signal: until }));
    if (!got || signal.aborted) return;
    answer = { of: picture, name, maps: got[name], logits: got.logits };
    redraw();
  }
  function open() {
    const line = lineNow();
    const others = get("opened").filter((name) => name !== line.name);
    put({ opened: line.open ? others : [...others, line.name] });
  }

  const strip = volumes((i) => put({ at: linesNow()[i].name }), { bars: false });
  const about = layerDetail(strip, open, { kind: "pw", more: [button("Reset", () => pictures.reset())] });
  const terms = CELLS.map((cell) => ({ cell, words: el("dd") }));
  const sums = el(
    "dl",
    { class: "pw-sums" },
    ...terms.flatMap(({ cell, words }) => [el("dt", { text: NAMES[cell] }), words]),
  );
  const photo = captioned(photoPanel({ label: "The photograph", h: SIDE, w: SIDE }), "");
  const five = ranked({ label: "The five likeliest classes", show: perCent });
  const maps = el("figure", { class: "pw-maps" });
  const mapWords = el("figcaption");
  controls.append(hint(HELP));
  const top = el("div", { class: "pw-pair" }, photo.figure, five.node);
  stage.append(top, strip.node, about.steps, about.head, sums, says, maps, pictures.node, real.node);
  const box = sized(stage, redraw, signal);

  let panel = null;
  function panelFor(count, side) {
    const key = `${count} ${side}`;
    if (panel?.key === key) return panel;
    const step = side > THUMB && count > 12 ? Math.ceil(side / THUMB) : 1;
    const small = Math.ceil(side / step);
    const columns = Math.ceil(Math.sqrt(2 * count));
    const made = mapPanel({
      label: "All maps of the layer",
      count,
      h: small,
      w: small,
      columns,
      unit: side > 1 ? 1 : 8,
    });
    panel = { key, step, made };
    maps.replaceChildren(made.node, mapWords);
    return panel;
  }

  const colours = inColour(section, draw, signal);
  function draw() {
    const picture = pictures.now();
    const lines = linesNow();
    const chosen = placeNow();
    const line = lines[chosen];
    const { out } = line.numbers;
    photo.paint(picture.pixels);
    photo.words.textContent = picture.shows;
    const room = { width: box.width() - 12, side: SIDE, input: tree.input };
    strip.draw({ key: "walk", lines, chosen, totals: "SqueezeNet 1.1", ...room });
    about.draw(line);
    const told = tree.sums(line);
    for (const { cell, words } of terms) words.textContent = told[cell];

    const name = readName(line);
    const live = real.live && answer.of === picture && answer.name === name;
    if (real.live && !live) ask(picture, name);
    const known = live || (real.live && answer.of === picture);
    const best = known ? real.top(answer.logits) : picture.top.map(([called, p]) => ({ name: called, probability: p }));
    five.draw(best.map((one) => ({ name: one.name, value: one.probability })));
    five.node.hidden = !best.length;
    maps.hidden = !live;
    const first = `${line.label} gives ${crossed(out)}. `;
    if (!best.length) return say(`${first}Load the real network to hear what it says of your picture.`);
    const [called, sure] = [best[0].name, perCent(best[0].probability)];
    let zeros = "";
    if (live) {
      const side = out[1] ?? 1;
      const { made, step } = panelFor(out[0], side);
      const largest = answer.maps.reduce((most, v) => Math.max(most, v), 1e-6);
      made.paint(step > 1 ? thumbs(answer.maps, side, step) : answer.maps, colours, { top: largest });
      mapWords.textContent = `all ${out[0]} maps of ${line.label}, ${side}×${side}${step > 1 ? ", each made smaller" : ""}; full orange is ${largest.toFixed(largest < 10 ? 2 : 0)}`;
      const silent = answer.maps.reduce((sum, v) => sum + Number(v <= 0), 0) / answer.maps.length;
      zeros = `Zero at ${perCent(silent)} of its places. `;
    }
    say(`${first}${zeros}Of ${picture.shows} the network says: ${called}, ${sure}.`);
  }
  return draw;
}

/** All maps made smaller. */
function thumbs(maps, side, step) {
  const [size, small] = [side * side, Math.ceil(side / step) ** 2];
  const out = new Float32Array((maps.length / size) * small);
  for (let m = 0; m * size < maps.length; m++)
    out.set(blocksOf(maps.subarray(m * size, (m + 1) * size), side, step), m * small);
  return out;
}

export default widget("picture-walk", { state: ["picture", "live", "at", "opened"], setup });
