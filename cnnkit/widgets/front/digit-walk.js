// @ts-check
// A digit on its way through LeNet-5: the shape and the arithmetic of every layer, all its maps and the answer; for a
// digit that ships, one drawn by hand, and the reader's own picture.
import { barPanel } from "./lib/bars.js";
import { hint, presets } from "./lib/controls.js";
import { digitDesk } from "./lib/digit-desk.js";
import { el, percent } from "./lib/dom.js";
import { byLayer, LAYERS } from "./lib/lenet.js";
import { captioned, inColour, photoPanel } from "./lib/maps.js";
import { HELP, walk } from "./lib/walk.js";
import { widget } from "./lib/widget.js";
import "./digit-walk.css";

const SIDE = 32;
const SCALE = "White is ink, 1; black is paper, 0.";

async function setup(ui) {
  const { section, controls, stage, signal, get, say } = ui;
  const first = await get("first");
  const bytes = first.buffer.slice(first.byteOffset, first.byteOffset + first.byteLength);
  const maps = [...byLayer(new Float32Array(bytes)), Float32Array.from(get("logits"))];
  const desk = await digitDesk(ui, { first: { maps, prob: get("probabilities") } });

  const input = captioned(photoPanel({ label: "What the network reads: 32×32 pixels", h: SIDE, w: SIDE }), "");
  const bars = barPanel([...Array(10).keys()]);
  controls.append(desk.clear, presets(ui, get("presets"), { reset: desk.reset }), hint(HELP));
  const pads = el("div", { class: "dw-pads" }, desk.pad, input.node);
  stage.append(
    el("div", { class: "dw-top" }, pads, el("div", { class: "dw-bars" }, bars.node, desk.examples)),
    input.words,
    desk.own,
  );
  const walked = walk(ui, { network: "LeNet-5", side: SIDE });

  /** What the chosen row gives; the flattening, no layer of its own, hands on what the row before it gave. */
  function answerNow() {
    const lines = walked.lines();
    const upTo = lines.slice(0, lines.indexOf(walked.line()) + 1);
    return desk.now().maps[Math.max(...upTo.map((line) => LAYERS.findIndex(({ name }) => name === line.label)))];
  }

  const colours = inColour(section, draw, signal);
  function draw() {
    desk.update();
    const { x, prob, whose, did } = desk.now();
    const known = desk.known() && !desk.empty();
    input.paint([...x, ...x, ...x]);
    input.words.textContent = `${did} ${SCALE}`;
    bars.paint(known ? Array.from(prob) : Array(10).fill(0));
    const gives = walked.draw(known ? answerNow() : null, colours);
    if (desk.empty()) return say(`${gives}The pad is empty: draw a digit.`);
    if (!known) return say(`${gives}Fetching the network …`);
    const best = prob.indexOf(Math.max(...prob));
    say(`${gives}Of ${whose} the network says: ${best}, ${percent(prob[best])}.`);
  }
  return draw;
}

export default widget("digit-walk", { state: ["example", "strokes", "at", "opened"], setup });
