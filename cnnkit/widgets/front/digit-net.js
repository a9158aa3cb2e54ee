// @ts-check
// Draw a digit; every layer of a trained LeNet answers, and each unit shows what it reads.
import { barPanel } from "./lib/bars.js";
import { presets } from "./lib/controls.js";
import { digitDesk } from "./lib/digit-desk.js";
import { el, signed } from "./lib/dom.js";
import { explain } from "./lib/explain.js";
import { firstAnswers, reading, road, scaleOfColours } from "./lib/lenet-answers.js";
import { LAYERS, OUTPUT, sources, unitAt, unitName } from "./lib/lenet.js";
import { inColour, mapPanel, outline } from "./lib/maps.js";
import { unpack } from "./lib/net.js";
import { pickUnit } from "./lib/pick-unit.js";
import { widget } from "./lib/widget.js";
import "./digit-net.css";

const HINT =
  "Point at a unit in any layer (or go there with Tab and the arrow keys): the pixels it can see are outlined, " +
  "and the numbers behind it appear here. A click holds it.";

async function setup(ui) {
  const { section, controls, stage, says, signal, get, put, say } = ui;
  controls.remove();
  // the first layer's 156 numbers come with the page, so that one unit can be taken apart before anything is fetched
  let params = unpack(await get("opening"), get("manifest").slice(0, 2));
  const desk = await digitDesk(ui, {
    first: firstAnswers(await get("first"), get("probabilities")),
    arrived(all) {
      params = all;
      tell();
    },
  });

  // left: the pad, its examples, the answer
  const reads = el("p", { class: "ckn-answer", "aria-hidden": "true" });
  const reset = () => {
    pinned = false;
    desk.reset();
  };
  const left = el(
    "div",
    { class: "ckn-left" },
    desk.pad,
    el("div", { class: "ckn-row" }, reads, el("div", { class: "ck-controls" }, desk.clear, presets(ui, [], { reset }))),
    desk.examples,
    desk.own,
    says,
    scaleOfColours(),
  );

  // right: what the network is given, its layers, the ten outputs
  const chain = road();
  const layers = LAYERS.map((layer, index) =>
    index === OUTPUT ? barPanel([...Array(10).keys()]) : mapPanel({ ...layer, label: "layer" }),
  );
  const titled = ({ name, words }, i) =>
    el(
      "div",
      { class: "ckn-layer" },
      el("p", { class: "ckn-name" }, el("b", { text: name }), " ", el("span", { text: words })),
      layers[i].node,
    );
  const behind = el("div", { class: "ckn-behind", role: "region", "aria-label": "The numbers behind one unit" });
  stage.append(
    el("div", { class: "ckn-two" }, left, el("div", { class: "ckn-right" }, chain.node, ...LAYERS.map(titled))),
    behind,
  );

  // units are chosen by pointing, and held by a click or by the keyboard
  let pinned = false;
  let topic = "reading"; // of the live sentence: what is read, or the unit chosen last
  const spoken = layers.map((view, index) => {
    const hold = (place) => {
      pinned = true;
      choose([index, ...place], true);
    };
    return pickUnit(view, {
      label: `${LAYERS[index].name}: ${LAYERS[index].words}`,
      unit: () => (get("unit")[0] === index ? get("unit").slice(1) : null),
      held: () => pinned,
      look: (place) => choose([index, ...place]),
      hold,
      release(place) {
        pinned = false;
        choose(place ? [index, ...place] : [], true);
      },
    });
  });
  function choose(unit, aloud = false) {
    if (`${unit}` === `${get("unit")}` && !aloud) return;
    put({ unit });
    if (unit[0]) desk.load();
    if (!aloud) return;
    topic = unit.length ? "unit" : "reading";
    tell();
  }
  function tell() {
    const unit = get("unit");
    if (topic === "unit" && unit.length) {
      const { value, rows, columns } = unitAt(unit, desk.now().maps);
      say(
        `${unitName(unit)} is ${signed(value)}; it sees rows ${rows.join(" to ")} and columns ${columns.join(" to ")} of the input.`,
      );
    } else
      say(
        desk.empty()
          ? "The pad is empty: draw a digit."
          : desk.known()
            ? reading(desk.now().prob)
            : "Fetching the network …",
      );
  }

  const colours = inColour(
    section,
    () => {
      paint();
      mark();
    },
    signal,
  );
  let drawn = false;
  let painted = null;
  function draw() {
    if (desk.update()) {
      if (drawn) topic = "reading";
      drawn = true;
      tell();
    }
    if (painted !== desk.now()) paint();
    mark();
  }
  function paint() {
    painted = desk.now();
    const { maps, prob } = painted;
    const nothing = !get("probabilities").length;
    chain.paint(painted, colours);
    layers.forEach((layer, i) => layer.paint(i === OUTPUT ? (nothing ? prob.map(() => 0) : prob) : maps[i], colours));
    const best = prob.indexOf(Math.max(...prob));
    reads.replaceChildren(...(nothing ? ["draw"] : ["reads ", el("b", { text: best }), ` ${prob[best].toFixed(2)}`]));
  }
  function mark() {
    const unit = get("unit");
    for (const view of [chain.input, ...layers]) view.mark();
    spoken.forEach((speak, i) => {
      const here = unit[0] === i ? unitAt(unit, desk.now().maps) : null;
      speak(here?.place, here ? `${unitName(unit)}: ${signed(here.value)}` : "");
    });
    if (!unit.length) return behind.replaceChildren(el("p", { class: "ck-note", text: HINT }));
    const [index, map, row, column] = unit;
    const { rows, columns } = unitAt(unit, desk.now().maps);
    chain.input.mark(outline(chain.input.at.box(0, rows, columns)));
    layers[index].mark(outline(layers[index].at.box(map, [row, row], [column, column])));
    const from = index ? sources(unit) : null;
    if (from)
      layers[index - 1].mark(
        ...from.maps.map((m) => outline(layers[index - 1].at.box(m, from.rows, from.columns), "ckm-source")),
      );
    behind.replaceChildren(
      ...(desk.network() || index === 0
        ? explain(unit, params, [desk.now().x, ...desk.now().maps], { rows, columns }, colours)
        : [el("p", { class: "ck-note", text: "Fetching the network’s 61,706 numbers …" })]),
    );
  }
  return draw;
}

export default widget("digit-net", { state: ["example", "strokes", "unit"], setup });
