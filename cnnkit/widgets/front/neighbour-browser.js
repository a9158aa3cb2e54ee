// @ts-check
// A bank of crops of photographs: which are nearest to one of them, or to the reader's picture, by pixels and by a layer.
import { choice, hint, presets } from "./lib/controls.js";
import { el } from "./lib/dom.js";
import { newestOnly } from "./lib/engine.js";
import { layout, outline, photoPanel } from "./lib/maps.js";
import { codeOf, nearest } from "./lib/neighbours.js";
import { ownPicture } from "./lib/own-picture.js";
import { planes } from "./lib/photographs.js";
import { pickUnit } from "./lib/pick-unit.js";
import { openRealNetwork, shortName, SIDE } from "./lib/real-network.js";
import { bitmapOf, pixelsOf, webpFile } from "./lib/webp.js";
import { widget } from "./lib/widget.js";
import "./neighbour-browser.css";

const [CELL, COLUMNS, NEAR] = [40, 20, 5];
const HELP =
  "Point at a crop of the bank, or reach the bank with Tab and move with the arrow keys; a click holds one. The five " +
  "nearest by the layer are framed with dashes.";
const called = ([name]) => shortName(name);
const NOTE =
  "Codes are the means of a layer’s maps; “the same photograph” stands for the same content. A bank of many pictures of " +
  "ImageNet cannot come with a page, so neighbours of one class are not to be seen here.";

async function setup(ui) {
  const { controls, stage, says, signal, get, put, trait, say, redraw } = ui;
  const [of, names, layers] = [get("of"), get("names"), get("layers")];
  const sheet = await sheetOf(await get("sheet"));
  const near = table(await get("near"), of.length);
  const real = openRealNetwork(ui, {
    stored: "What you see is stored: PyTorch’s answers. Your own picture needs the network and the bank’s codes.",
  });
  const newest = newestOnly(signal);
  let own = null; // the reader's picture: its canvas, pixels, and neighbours by pixels and, once asked, by layers

  const byPixels = (cell) => nearest(whole(cell), bank(), { count: NEAR });
  let cells = null;
  /** All crops as rows of numbers from 0 to 255: needed for a picture of the reader's alone. */
  const bank = () => (cells ??= Float32Array.from(of.flatMap((_, i) => [...whole(sheet.pixels(i))])));
  function take(image) {
    const small = pixelsOf(canvasOf(image), CELL, CELL);
    own = { image, small: canvasOf(small), lists: [byPixels(small)], asked: false };
    put({ query: -1 });
    redraw();
  }
  async function ask(mine) {
    mine.asked = true;
    const [got, view] = await Promise.all([
      newest((until) => real.run(planes(mine.image), { read: layers.map(([name]) => name), signal: until })),
      get("codes"),
    ]);
    if (signal.aborted || mine !== own) return;
    if (!got) return void (mine.asked = false);
    const codes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    const width = layers.reduce((sum, [, count]) => sum + count, 0);
    let from = 0;
    for (const [name, count] of layers) {
      const rows = new Uint8Array(of.length * count);
      of.forEach((_, i) => rows.set(codes.subarray(i * width + from, i * width + from + count), i * count));
      mine.lists.push(nearest(codeOf(got[name], count), rows, { count: NEAR, cosine: true }));
      from += count;
    }
    redraw();
  }

  let held = false;
  const at = layout({ count: of.length, h: 1, w: 1, columns: COLUMNS, unit: CELL, gap: 0 });
  const grid = { ...photoPanel({ h: sheet.height, w: COLUMNS * CELL }), at };
  grid.node.querySelector("canvas").getContext("2d").drawImage(sheet.bitmap, 0, 0);
  const choose = (unit) => unit && put({ query: unit[0] });
  const speak = pickUnit(grid, {
    label: "The bank: 300 crops of fifteen photographs",
    unit: () => (get("query") < 0 ? null : [get("query"), 0, 0]),
    held: () => held,
    look: choose,
    hold: (unit) => ((held = true), choose(unit)),
    release: () => (held = false),
  });
  const rows = ["", ""].map(() => {
    const title = el("p", { class: "cknb-title" });
    const pictures = Array.from({ length: NEAR }, () => {
      const canvas = el("canvas", { width: CELL, height: CELL, role: "img" });
      const words = el("figcaption");
      return { canvas, words, figure: el("figure", {}, canvas, words) };
    });
    const line = el("div", { class: "cknb-row" }, ...pictures.map(({ figure }) => figure));
    return { title, pictures, node: el("div", {}, title, line) };
  });
  const asked = el("canvas", { width: CELL, height: CELL, role: "img" });
  const askedWords = el("figcaption");
  const reset = () => {
    held = false;
    own = null;
    ui.reset();
  };
  controls.append(
    choice(
      trait("layer"),
      "Against the pixels",
      layers.map((layer, i) => [i, called(layer)]),
    ),
    presets(ui, [], { reset }),
    hint(HELP),
  );
  stage.append(
    el(
      "div",
      { class: "cknb-two" },
      el("figure", { class: "cknb-query" }, asked, askedWords),
      el("div", { class: "cknb-rows" }, ...rows.map(({ node }) => node)),
    ),
    says,
    el(
      "div",
      { class: "cknb-all" },
      el(
        "figure",
        { class: "cknb-bank" },
        el("div", { class: "cknb-scroll" }, grid.node),
        el("figcaption", { text: "the bank: choose a crop" }),
      ),
      el(
        "div",
        {},
        ownPicture(ui, { side: SIDE, cover: true, got: take }),
        real.node,
        el("p", { class: "ck-note", text: NOTE }),
      ),
    ),
  );

  return function draw() {
    const query = get("query") < 0 && !own ? of.length - 1 : get("query");
    const mine = query < 0;
    const by = get("layer") + 1;
    if (mine && real.live && !own.asked) ask(own);
    const lists = mine ? [own.lists[0], own.lists[by]] : [near(0, query), near(by, query)];
    const shows = mine ? "your picture" : names[of[query]];
    const g = asked.getContext("2d");
    if (mine) g.drawImage(own.small, 0, 0);
    else sheet.draw(g, query);
    asked.setAttribute("aria-label", mine ? "Your picture" : `A crop of: ${shows}`);
    askedWords.textContent = mine ? shows : `a crop of: ${shows}`;
    const layer = called(layers[by - 1]);
    rows.forEach(({ title, pictures, node }, r) => {
      title.textContent = r ? `nearest by ${layer}` : "nearest by pixels";
      node.hidden = !lists[r];
      lists[r]?.forEach((i, k) => {
        const { canvas, words, figure } = pictures[k];
        sheet.draw(canvas.getContext("2d"), i);
        const same = !mine && of[i] === of[query];
        canvas.setAttribute("aria-label", names[of[i]]);
        figure.classList.toggle("cknb-same", same);
        words.textContent = mine ? brief(names[of[i]]) : same ? "same" : "other";
      });
    });
    grid.mark();
    if (!mine) grid.mark(outline(at.box(query, [0, 0], [0, 0])));
    if (lists[1]) grid.mark(...lists[1].map((i) => outline(at.box(i, [0, 0], [0, 0]), "ckm-source")));
    speak(Math.max(0, query), mine ? "your picture" : `crop ${query}: ${shows}`);
    say(sentence());

    function sentence() {
      if (mine) {
        const first = lists.map((list) => list && names[of[list[0]]]);
        return first[1]
          ? `Nearest to your picture is, by pixels, a crop of: ${first[0]}; by ${layer}: ${first[1]}.`
          : `Nearest to your picture by pixels is a crop of: ${first[0]}. Load the real network to compare by layers.`;
      }
      const same = lists.map((list) => list.filter((i) => of[i] === of[query]).length);
      const shares = [0, by].map((b) => Math.round(100 * get("same")[b]));
      return (
        `A crop of: ${shows}. Of its five nearest, ${same[0]} by pixels and ${same[1]} by ${layer} come from the same ` +
        `photograph; over all ${of.length} crops ${shares[0]} % and ${shares[1]} %.`
      );
    }
  };
}

/** Red, green and blue of each pixel, from 0 to 255. @param {ImageData} image */
function whole({ data }) {
  const out = new Float32Array((data.length / 4) * 3);
  for (let i = 0; i < data.length / 4; i++) for (let c = 0; c < 3; c++) out[3 * i + c] = data[4 * i + c];
  return out;
}
/** @param {ImageData} image */
function canvasOf(image) {
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}
/** The sheet of crops, to be drawn from and to be read. */
async function sheetOf(view) {
  const bitmap = await bitmapOf(webpFile(view));
  const place = (i) => [CELL * (i % COLUMNS), CELL * Math.floor(i / COLUMNS)];
  const canvas = Object.assign(document.createElement("canvas"), { width: bitmap.width, height: bitmap.height });
  const g = canvas.getContext("2d", { willReadFrequently: true });
  g.drawImage(bitmap, 0, 0);
  return {
    bitmap,
    height: bitmap.height,
    /** @returns {ImageData} */
    pixels: (i) => g.getImageData(.../** @type {[number, number]} */ (place(i)), CELL, CELL),
    draw(on, i) {
      const [x, y] = place(i);
      on.drawImage(bitmap, x, y, CELL, CELL, 0, 0, CELL, CELL);
    },
  };
}
/** `near(by, crop)`: places of the five nearest. */
function table(view, count) {
  const all = new Uint16Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
  return (by, crop) => [...all.subarray(NEAR * (by * count + crop), NEAR * (by * count + crop + 1))];
}
const brief = (words) => words.replace(/,.*/, "");

export default widget("neighbour-browser", { state: ["query", "layer", "live"], setup });
