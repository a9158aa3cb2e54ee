// @ts-check
// The layers of SqueezeNet 1.1 on a photograph: all maps on one scale with grey at zero, one of them large, and the field
// of one of its units on the picture. Twelve maps of each layer are stored; the network in the page has all.
import { choice, hint, presets } from "./lib/controls.js";
import { el } from "./lib/dom.js";
import { newestOnly } from "./lib/engine.js";
import { blocksOf, fieldOn, mapFacts } from "./lib/fields.js";
import { jsonIn } from "./lib/json.js";
import { captioned, inColour, layout, mapPanel, outline, photoPanel } from "./lib/maps.js";
import { photographs } from "./lib/photographs.js";
import { pickUnit } from "./lib/pick-unit.js";
import { openRealNetwork, shortName, SIDE } from "./lib/real-network.js";
import { mapsOf, sheetsOf } from "./lib/sheets.js";
import { widget } from "./lib/widget.js";
import "./map-explorer.css";

const THUMB = 28; // units a side of a map in the overview of many
const HELP =
  "Choose a layer, then a map in the overview, then a unit in the large map: with the mouse (a click holds) or with Tab " +
  "and the arrow keys. The frame on the photograph is all that the unit can see.";
const called = ({ name }) => shortName(name);

async function setup(ui) {
  const { section, controls, stage, says, signal, get, put, say, redraw } = ui;
  const layers = get("layers");
  const kept = await jsonIn(get("kept_json"));
  const pictures = await photographs(ui);
  const sheets = await sheetsOf(await get("kept_sheets"), kept);
  const sides = layers.map(({ side, every }) => Math.ceil(side / every));
  const real = openRealNetwork(ui);
  const newest = newestOnly(signal);
  let answer = { of: null, maps: null }; // of every layer, on the picture `of`

  /** The stored maps of a layer, as numbers. */
  function storedMaps(name, index) {
    const above = sides.slice(0, index).reduce((a, b) => a + b, 0);
    const place = { above, side: sides[index], count: layers[index].kept.length };
    return mapsOf(sheets[name], { ...place, top: kept[name].tops[index] });
  }
  /** What is known of the layer on this picture: all of it, its stored part, or nothing. @returns {any} */
  function look() {
    const picture = pictures.now();
    const index = get("layer");
    const layer = layers[index];
    const live = real.live && answer.of === picture;
    if (real.live && !live) ask(picture);
    if (!live && picture.own) return { picture, index, layer, maps: null };
    const numbers = live ? [...Array(layer.count).keys()] : layer.kept;
    const maps = live ? answer.maps[layer.name] : storedMaps(picture.name, index);
    const [side, every] = live ? [layer.side, 1] : [sides[index], layer.every];
    const place = Math.max(0, numbers.indexOf(get("channel")));
    const one = maps.subarray(place * side * side, (place + 1) * side * side);
    const facts = live ? mapFacts(one, side) : kept[picture.name].facts[index][place];
    const unit = get("row") < 0 || get("column") < 0 ? facts.slice(2, 4) : [get("row"), get("column")];
    const top = maps.reduce((most, v) => Math.max(most, v), 1e-6);
    return { ...{ picture, index, layer, live, numbers, maps, side, every, place, one, facts, unit, top } };
  }
  async function ask(picture) {
    const got = await newest((until) =>
      real.run(picture.pixels, { read: layers.map(({ name }) => name), signal: until }),
    );
    if (!got || signal.aborted) return;
    answer = { of: picture, maps: got };
    redraw();
  }
  /** The strongest map of a layer: where a reader begins. */
  function goTo(index) {
    const name = kept[get("picture")] ? get("picture") : Object.keys(kept)[0];
    const key = index === layers.length - 1 ? 4 : 0; // the mean of a map of conv10 is its class's logit
    const most = kept[name].facts[index].map((one) => one[key]);
    put({ layer: index, channel: layers[index].kept[most.indexOf(Math.max(...most))], row: -1, column: -1 });
  }

  const reset = () => {
    held = { map: false, unit: false };
    pictures.forget();
    ui.reset();
  };
  const source = { ...ui.trait("layer"), set: goTo };
  controls.append(
    choice(
      source,
      "Layer",
      layers.map((layer, i) => [i, called(layer)]),
    ),
    presets(ui, undefined, { reset }),
    hint(HELP),
  );
  const photo = captioned(photoPanel({ label: "The photograph, with the field of one unit", h: SIDE, w: SIDE }), "");
  const large = el("figure", {});
  const largeWords = el("figcaption");
  const overview = el("figure", { class: "ckme-all" });
  const overviewWords = el("figcaption");
  stage.append(el("div", { class: "ckme-pair" }, photo.figure, large), says, overview, pictures.node, real.node);

  let held = { map: false, unit: false };
  let panels = null;
  /** Panels for as many maps of such a size, made anew when these change. */
  function panelsFor({ numbers, side, every, index, live }) {
    const key = `${index} ${live}`;
    if (panels?.key === key) return panels;
    const step = numbers.length > 12 ? Math.ceil(side / THUMB) : 1;
    const small = Math.ceil(side / step);
    const columns = numbers.length > 12 ? Math.ceil(Math.sqrt(2 * numbers.length)) : 6;
    const one = mapPanel({ count: 1, h: side, w: side, columns: 1 });
    const many = mapPanel({ count: numbers.length, h: small, w: small, columns });
    const whole = layout({ count: numbers.length, h: 1, w: 1, columns, unit: small });
    const name = called(layers[index]);
    const chooseUnit = (unit) => unit && put({ row: every * unit[1], column: every * unit[2] });
    const speakUnit = pickUnit(one, {
      label: `A unit of the chosen map of ${name}`,
      unit: () => [0, ...look().unit.map((v) => Math.floor(v / every))],
      held: () => held.unit,
      look: chooseUnit,
      hold: (unit) => ((held.unit = true), chooseUnit(unit)),
      release: () => ((held.unit = false), put({ row: -1, column: -1 })),
    });
    const chooseMap = (unit) => unit && put({ channel: numbers[unit[0]], row: -1, column: -1 });
    const speakMap = pickUnit(
      { node: many.node, at: whole },
      {
        label: `The maps of ${name}`,
        unit: () => [look().place, 0, 0],
        held: () => held.map,
        look: chooseMap,
        hold: (unit) => ((held = { map: true, unit: false }), chooseMap(unit)),
        release: () => (held.map = false),
      },
    );
    large.replaceChildren(one.node, largeWords);
    overview.replaceChildren(many.node, overviewWords);
    panels = { key, one, many, whole, step, speakUnit, speakMap };
    return panels;
  }

  const colours = inColour(section, draw, signal);
  function draw() {
    const now = look();
    photo.paint(now.picture.pixels);
    photo.mark();
    photo.words.textContent = now.picture.shows;
    large.hidden = overview.hidden = !now.maps;
    if (!now.maps) return say("Your picture is here: load the real network to see its maps.");
    const { layer, live, numbers, maps, side, every, place, one, facts, unit, top, picture } = now;
    const view = panelsFor(now);
    view.one.paint(one, colours, { top });
    const [row, column] = unit.map((v) => Math.floor(v / every));
    view.one.mark();
    view.one.mark(outline(view.one.at.box(0, [row, row], [column, column])));
    view.many.paint(view.step > 1 ? thumbs(maps, side, view.step) : maps, colours, { top });
    view.many.mark();
    view.many.mark(outline(view.whole.box(place, [0, 0], [0, 0])));
    const channel = numbers[place];
    const field = layer.fields[layer.fields.length > 1 && channel >= layer.count / 2 ? 1 : 0];
    const { top: above, left, bottom, right } = fieldOn(field, unit, SIDE);
    photo.mark(outline({ x: left, y: above, width: right - left, height: bottom - above }));

    const name = called(layer);
    const full = top.toFixed(top < 10 ? 2 : 0);
    largeWords.textContent = `map ${channel} of ${name}, ${layer.side}×${layer.side}; marked: the unit`;
    const which = live ? `all ${layer.count}` : `${numbers.length} of ${layer.count}`;
    const fewer = every > 1 ? ", every second unit" : "";
    overviewWords.textContent = `${which} maps of ${name}${fewer}, on one scale: grey is zero, full orange ${full}`;
    const [most, zeros, ...rest] = facts;
    const [strongest, mean] = [rest.slice(0, 2), rest[2]];
    const known = live ? real.classes[channel] : get("classes")[channel];
    const last = get("layer") === layers.length - 1;
    const title = last ? ` (${known})` : "";
    const logit = last ? `, and its mean, ${mean.toFixed(2)}, is the logit of that class` : "";
    const who = `${strongest}` === `${unit}` ? "It" : `The unit in row ${unit[0]}, column ${unit[1]}`;
    const words =
      `${name}, map ${channel}${title}, on ${picture.shows}: ${most.toFixed(2)} at most, in row ${strongest[0]}, ` +
      `column ${strongest[1]}; zero at ${Math.round(100 * zeros)} % of its ${layer.side}×${layer.side} places${logit}. ${who} sees ` +
      `rows ${above} to ${bottom - 1} and columns ${left} to ${right - 1} of the picture’s ${SIDE}.`;
    view.speakUnit(row * side + column, `row ${unit[0]}, column ${unit[1]}`);
    view.speakMap(place, `map ${channel}${title}`);
    say(words);
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

export default widget("map-explorer", { state: ["picture", "live", "layer", "channel", "row", "column"], setup });
