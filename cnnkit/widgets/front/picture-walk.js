// @ts-check
// A photograph on its way through SqueezeNet 1.1: the shape and the arithmetic of every layer, and after a click, which
// names the size of the network, all maps of each and the answer to the reader's own picture.
import { button, hint } from "./lib/controls.js";
import { el, percent } from "./lib/dom.js";
import { newestOnly } from "./lib/engine.js";
import { ranked } from "./lib/list.js";
import { captioned, inColour, photoPanel } from "./lib/maps.js";
import { photographs } from "./lib/photographs.js";
import { openRealNetwork, SIDE } from "./lib/real-network.js";
import { HELP, walk } from "./lib/walk.js";
import { widget } from "./lib/widget.js";
import "./picture-walk.css";

const STORED =
  "The answers are PyTorch’s, stored. The network itself can run in this page and show every map, on your picture too.";

/** What the page's engine calls what a row gives: the ReLU behind a convolution, else the row itself. */
export function readName({ name, numbers }) {
  if (!numbers.then?.includes("ReLU")) return name;
  const parts = name.split(".");
  return [...parts.slice(0, -1), `relu_${parts[parts.length - 1]}`].join(".");
}

async function setup(ui) {
  const { section, controls, stage, signal, say, redraw } = ui;
  const pictures = await photographs(ui);
  const real = openRealNetwork(ui, { stored: STORED });
  const newest = newestOnly(signal);
  let answer = { of: null, name: "", maps: null, logits: null };
  async function ask(picture, name) {
    const got = await newest((until) => real.run(picture.pixels, { read: [name], signal: until }));
    if (!got || signal.aborted) return;
    answer = { of: picture, name, maps: got[name], logits: got.logits };
    redraw();
  }

  const photo = captioned(photoPanel({ label: "The photograph", h: SIDE, w: SIDE }), "");
  const five = ranked({ label: "The five likeliest classes", show: percent });
  controls.append(hint(HELP));
  stage.append(el("div", { class: "pw-pair" }, photo.figure, five.node));
  const more = [button("Reset", () => pictures.reset())];
  const walked = walk(ui, { network: "SqueezeNet 1.1", side: SIDE, more });
  stage.append(pictures.node, real.node);

  const colours = inColour(section, draw, signal);
  function draw() {
    const picture = pictures.now();
    photo.paint(picture.pixels);
    photo.words.textContent = picture.shows;
    const name = readName(walked.line());
    const live = real.live && answer.of === picture && answer.name === name;
    if (real.live && !live) ask(picture, name);
    const known = live || (real.live && answer.of === picture);
    const best = known ? real.top(answer.logits) : picture.top.map(([called, p]) => ({ name: called, probability: p }));
    five.draw(best.map((one) => ({ name: one.name, value: one.probability })));
    five.node.hidden = !best.length;
    const gives = walked.draw(live ? answer.maps : null, colours);
    if (!best.length) return say(`${gives}Load the real network to hear what it says of your picture.`);
    say(`${gives}Of ${picture.shows} the network says: ${best[0].name}, ${percent(best[0].probability)}.`);
  }
  return draw;
}

export default widget("picture-walk", { state: ["picture", "live", "at", "opened"], setup });
