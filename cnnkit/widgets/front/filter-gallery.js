// @ts-check
// The 64 real first filters of SqueezeNet 1.1: one of them enlarged, and what it says of a photograph, computed here.
import { choice, hint, presets } from "./lib/controls.js";
import { el } from "./lib/dom.js";
import { mapFacts } from "./lib/fields.js";
import { filterGrid, toDisplay } from "./lib/filters.js";
import { captioned, inColour, layout, mapPanel, outline, photoPanel } from "./lib/maps.js";
import { conv2d, tensor } from "./lib/net.js";
import { photographs } from "./lib/photographs.js";
import { pickUnit } from "./lib/pick-unit.js";
import { SIDE } from "./lib/real-network.js";
import { widget } from "./lib/widget.js";
import "./filter-gallery.css";

const [COUNT, K, COLUMNS, STRIDE] = [64, 3, 8, 2];
const OUT = Math.floor((SIDE - K) / STRIDE) + 1;
const HELP =
  "Point at a filter, or reach the filters with Tab and move with the arrow keys; a click holds one. Colours are the " +
  "weights for red, green and blue; mid-grey is a weight of zero.";

async function setup(ui) {
  const { section, controls, stage, says, signal, get, put, trait, say } = ui;
  const pictures = await photographs(ui);
  const view = await get("filters");
  const all = new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
  const [weight, bias] = [all.subarray(0, COUNT * 3 * K * K), all.subarray(COUNT * 3 * K * K)];
  const of = (k) => weight.subarray(k * 3 * K * K, (k + 1) * 3 * K * K);

  let held = false;
  const side = COLUMNS * (K + 1) - 1;
  // a filter is one thing to be chosen, although it is drawn as nine pixels
  const at = layout({ count: COUNT, h: 1, w: 1, columns: COLUMNS, unit: K });
  const grid = { ...photoPanel({ h: side, w: side }), at };
  const choose = (unit) => unit && put({ chosen: unit[0] });
  const speak = pickUnit(grid, {
    label: "The 64 filters of the first layer",
    unit: () => [get("chosen"), 0, 0],
    held: () => held,
    look: choose,
    hold: (unit) => ((held = true), choose(unit)),
    release: () => (held = false),
  });
  const large = captioned(photoPanel({ label: "The chosen filter in colours", h: K, w: K }), "");
  const parts = ["red", "green", "blue"].map((name) =>
    captioned(mapPanel({ label: `Its weights for ${name}`, count: 1, h: K, w: K, columns: 1 }), name),
  );
  const photo = captioned(photoPanel({ label: "The photograph", h: SIDE, w: SIDE }), "");
  const answer = captioned(mapPanel({ label: "What the filter says of it", count: 1, h: OUT, w: OUT, columns: 1 }), "");

  controls.append(
    choice(trait("scale"), "Colours", [
      ["own", "one scale a filter"],
      ["one", "one for all"],
    ]),
    presets(ui, [], { reset: () => ((held = false), pictures.forget(), ui.reset()) }),
    hint(HELP),
  );
  const figures = (name, ...of_) => el("div", { class: name }, ...of_);
  const filters = el("figure", { class: "ckfg-grid" }, grid.node);
  const enlarged = figures("ckfg-one", large.figure, figures("ckfg-parts", ...parts.map(({ figure }) => figure)));
  stage.append(
    figures("ckfg-all", figures("ckfg-top", filters, enlarged), figures("ckfg-pair", photo.figure, answer.figure)),
    says,
    pictures.node,
    el("p", {
      class: "ck-note",
      text:
        "Three by three pixels are few: these filters can hold a colour, an edge, a line or a spot, and no gratings. They " +
        "read pixels from 0 to 1 and were trained on 0 to 255, so their weights are 255 times as large as usual.",
    }),
  );

  const colours = inColour(section, draw, signal);
  function draw() {
    const k = get("chosen");
    const picture = pictures.now();
    const shades = toDisplay(weight, COUNT, { one: get("scale") === "one" });
    grid.paint(filterGrid(shades, { count: COUNT, k: K, columns: COLUMNS }).data);
    grid.mark();
    grid.mark(outline(at.box(k, [0, 0], [0, 0])));
    large.paint(shades.subarray(k * 3 * K * K, (k + 1) * 3 * K * K));
    large.words.textContent = `filter ${k}, enlarged`;
    const top = of(k).reduce((most, w) => Math.max(most, Math.abs(w)), 1e-9);
    parts.forEach((part, c) => part.paint(of(k).subarray(c * K * K, (c + 1) * K * K), colours, { top }));

    const x = tensor(picture.pixels, [3, SIDE, SIDE]);
    const z = conv2d(x, tensor(of(k), [1, 3, K, K]), tensor(bias.subarray(k, k + 1), [1]), { stride: STRIDE }).data;
    const [most, zeros, row, column] = mapFacts(z, OUT);
    const least = z.reduce((low, v) => Math.min(low, v), Infinity);
    photo.paint(picture.pixels);
    photo.mark();
    photo.mark(outline(around(STRIDE * row, STRIDE * column)));
    photo.words.textContent = `${picture.shows}; marked: around the strongest place`;
    answer.paint(z, colours, { top: Math.max(most, -least) });
    answer.words.textContent = "its answer before the ReLU: orange above zero, blue below, grey at zero";
    speak(k, `filter ${k}`);
    say(
      `Filter ${k} says ${fixed(least)} to ${fixed(most)} of ${picture.shows}. Above zero, and so let through by the ` +
        `ReLU, are ${Math.round(100 * (1 - zeros))} % of its places; the strongest is in row ${row}, column ${column}.`,
    );
  }
  return draw;
}
/** A frame large enough to be seen around the three pixels that were read. */
const around = (top, left) => ({ x: left - 4, y: top - 4, width: K + 8, height: K + 8 });
const fixed = (v) => v.toFixed(2).replace("-", "−");

export default widget("filter-gallery", { state: ["picture", "chosen", "scale"], setup });
