// @ts-check
// The sanity check of attribution maps: weights are shuffled layer by layer, and three maps notice it or do not.
import { hint, presets, slider } from "./lib/controls.js";
import { gradCam, rankCorrelation, shuffled, slopeMap, spread } from "./lib/attribution.js";
import { el } from "./lib/dom.js";
import { loadNetwork, newestOnly } from "./lib/engine.js";
import { blocksOf } from "./lib/fields.js";
import { captioned, inColour, mapPanel, photoPanel } from "./lib/maps.js";
import { photographs } from "./lib/photographs.js";
import { LOGITS, openRealNetwork, shortName, SIDE } from "./lib/real-network.js";
import { mapsOf, sheetsOf } from "./lib/sheets.js";
import { widget } from "./lib/widget.js";
import "./layer-randomizer.css";

const METHODS = ["saliency", "guided back-propagation", "Grad-CAM"];
const [STORED, LAYER, CHANNELS] = [56, "body.fire9", 512];
const HELP =
  "Move the slider: each step shuffles the weights of one more layer or block, the last first. The maps are for the class " +
  "that the whole network named, each painted up to its own largest.";

async function setup(ui) {
  const { section, controls, stage, says, signal, get, trait, say, redraw } = ui;
  const [groups, kept] = [get("groups"), get("kept")];
  const pictures = await photographs(ui);
  const sheets = await sheetsOf(await get("kept_sheets"), kept);
  const real = openRealNetwork(ui, { gradients: "input" });
  const newest = newestOnly(signal);
  let made = null; // the network whose weights are shuffled
  let answer = { of: null, depth: -1, maps: [], likeness: [], said: null };
  let first = { of: null, target: 0, whole: [] };

  /** The weights with the first `depth` groups out of order. */
  function weightsAt(depth) {
    const { weights } = real.parts;
    const gone = groups.slice(0, depth);
    return Object.fromEntries(
      Object.entries(weights).map(([name, values], part) => [
        name,
        name.endsWith(".weight") && gone.some((group) => name.startsWith(`${group}.`))
          ? shuffled(values, part)
          : values,
      ]),
    );
  }
  /** The three maps of a class, in all pixels; without a class that of the likeliest. */
  async function look(net, pixels, target, until) {
    const got = await net.forward(pixels, { read: [LAYER, LOGITS], signal: until });
    if (!got) return null;
    const best = real.top(got[LOGITS], 1)[0];
    const seed = real.oneOf(target ?? best.index);
    const plain = await net.backward({ [LOGITS]: seed }, { read: ["input", LAYER], signal: until });
    const guided = plain && (await net.backward({ [LOGITS]: seed }, { rule: "guided", signal: until }));
    if (!guided) return null;
    const side = Math.sqrt(got[LAYER].length / CHANNELS);
    const cam = gradCam(got[LAYER], plain[LAYER], CHANNELS);
    return { best, whole: [slopeMap(plain.input), slopeMap(guided.input), spread(cam, side, SIDE)] };
  }
  async function ask(picture, depth) {
    const done = await newest(async (until) => {
      const { description, weights } = real.parts;
      made ??= loadNetwork(description, weights, { gradients: "input", signal });
      const net = await made;
      if (first.of !== picture) {
        await net.load(weights);
        if (until.aborted) return null; // what is asked now has its own weights on their way
        const got = await look(net, picture.pixels, null, until);
        if (!got || until.aborted) return null;
        first = { of: picture, target: got.best.index, whole: got.whole };
      }
      await net.load(weightsAt(depth));
      return look(net, picture.pixels, first.target, until);
    });
    if (!done || signal.aborted) return;
    const likeness = done.whole.map((map, i) => rankCorrelation(first.whole[i], map));
    const maps = done.whole.map((map) => blocksOf(map, SIDE, SIDE / STORED));
    answer = { of: picture, depth, maps, likeness, said: [done.best.name, done.best.probability] };
    redraw();
  }

  const named = (depth) =>
    depth ? `${depth}: from ${shortName(groups[0])} to ${shortName(groups[depth - 1])}` : "none";
  controls.append(
    slider(trait("depth"), "Layers shuffled", { min: 0, max: groups.length, show: named }),
    presets(ui, undefined, { reset: pictures.reset }),
    hint(HELP),
  );
  const photo = captioned(photoPanel({ label: "The photograph", h: SIDE, w: SIDE }), "");
  const views = METHODS.map((name) =>
    captioned(mapPanel({ label: name, count: 1, h: STORED, w: STORED, columns: 1 }), name),
  );
  stage.append(
    el("div", { class: "cklr-row" }, photo.figure, ...views.map(({ figure }) => figure)),
    says,
    pictures.node,
    real.node,
    el("p", {
      class: "ck-note",
      text: "A shuffled layer keeps its numbers and loses their places. In the page they are shuffled anew, in another order than the stored.",
    }),
  );
  const colours = inColour(section, draw, signal);

  /** What is known of this picture at this depth: here, stored, or nothing yet. */
  function known(picture, depth) {
    if (real.live && answer.of === picture && answer.depth === depth) return answer;
    if (real.live) ask(picture, depth);
    if (picture.own) return null;
    const place = (row) => ({ left: depth * STORED, above: row * STORED, side: STORED });
    const { likeness, answers } = kept[picture.name];
    const maps = METHODS.map((_, row) => mapsOf(sheets[picture.name], place(row)));
    return { maps, likeness: likeness[depth], said: answers[depth] };
  }
  function draw() {
    const [picture, depth] = [pictures.now(), get("depth")];
    const now = known(picture, depth);
    photo.paint(picture.pixels);
    photo.words.textContent = picture.shows;
    views.forEach((view, i) => {
      view.figure.hidden = !now;
      if (!now) return;
      const top = now.maps[i].reduce((most, v) => Math.max(most, v), 1e-30);
      view.paint(now.maps[i], colours, { top });
      view.words.textContent = depth ? `${METHODS[i]}: ${written(now.likeness[i])}` : METHODS[i];
    });
    if (!now)
      return say(
        real.live ? "Looking at your picture …" : "Your picture is here: load the real network to see its maps.",
      );
    const said = `${now.said[0]} (${now.said[1].toFixed(2)})`;
    if (!depth) return say(`All weights as they were learnt: the network says ${said} to ${picture.shows}.`);
    const which = depth === 1 ? shortName(groups[0]) : `${shortName(groups[0])} to ${shortName(groups[depth - 1])}`;
    const alike = METHODS.map((name, i) => `${name} ${written(now.likeness[i])}`).join(", ");
    say(
      `Weights of ${which} shuffled: the network says ${said} to ${picture.shows}. Likeness to the maps of the whole ` +
        `network (rank correlation, 1 is the same): ${alike}.`,
    );
  }
  return draw;
}
const written = (v) => (v === null ? "is flat" : v.toFixed(2).replace("-", "−"));

export default widget("layer-randomizer", { state: ["picture", "live", "depth"], setup });
