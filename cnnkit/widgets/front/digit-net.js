// @ts-check
// Draw a digit; every layer of a trained LeNet answers, and each unit shows what it reads.
import { barPanel } from "./lib/bars.js";
import { button, presets } from "./lib/controls.js";
import { countBlocks, enlarge, normalizeBitmap, rasterize } from "./lib/digits.js";
import { el, signed } from "./lib/dom.js";
import { pad, pictureButton, pictures, squares } from "./lib/draw.js";
import { engineParts, numbers } from "./lib/engine.js";
import { explain } from "./lib/explain.js";
import { inkOf } from "./lib/ink.js";
import { answersOf, firstAnswers, reading, road, scaleOfColours, written } from "./lib/lenet-answers.js";
import { LAYERS, OUTPUT, sources, unitAt, unitName } from "./lib/lenet.js";
import { inColour, mapPanel, outline } from "./lib/maps.js";
import { unpack } from "./lib/net.js";
import { ownPicture } from "./lib/own-picture.js";
import { pickUnit } from "./lib/pick-unit.js";
import { widget } from "./lib/widget.js";
import "./digit-net.css";

const PEN = 0.04;
const SIDE = 128;

const HINT =
  "Point at a unit in any layer (or go there with Tab and the arrow keys): the pixels it can see are outlined, " +
  "and the numbers behind it appear here. A click holds it.";

async function setup(ui) {
  const { section, controls, stage, says, signal, get, put, say, redraw } = ui;
  controls.remove();
  const start = get("example");
  const first = await get("first");
  const examples = pictures(await get("examples"), 10);

  // the first layer's 156 numbers come with the page, so that one unit can be taken apart before anything is fetched
  const manifest = get("manifest");
  let params = unpack(await get("opening"), manifest.slice(0, 2));
  let ready = null; // the network, once it is here; it answers within the frame
  let wanted = null;
  const load = () =>
    (wanted ??= Promise.all([get("weights"), engineParts()]).then(
      async ([view, { Net, simd }]) => {
        params = unpack(view, manifest);
        ready = new Net(get("network"), { module: await simd() }).load(numbers(params));
        answer();
        tell();
        redraw();
      },
      (error) => say(`The network could not be fetched: ${error.message}`),
    ));

  // what is on the pad, as the network sees it, and what its layers answer
  let state = {
    ...firstAnswers(first, get("probabilities")),
    x8: examples[start],
    x: enlarge(examples[start]),
    frame: null,
  };
  let own = null; // the reader's picture as ink: it stays here and is no trait
  const empty = () => get("example") < 0 && !sheet.strokes.length && !own;
  /** Through the data set's road and through the network. */
  function answer() {
    const example = get("example");
    const frame = example >= 0 ? null : normalizeBitmap(own ?? rasterize(sheet.strokes, SIDE, PEN));
    const x8 = example >= 0 ? examples[example] : countBlocks(frame);
    state = { ...state, frame, x8, x: enlarge(x8) };
    if (!ready) return;
    state = { ...state, ...answersOf(ready, state.x) };
    put({ probabilities: empty() ? [] : Array.from(state.prob) });
  }

  // left: the pad, its examples, the answer
  let moving = false; // something is being drawn
  const sheet = pad({
    label:
      "Drawing pad: draw a digit with the mouse, a finger or the keyboard (arrow keys move the pen, Space puts it down and lifts it)",
    radius: PEN,
    onstart() {
      if (get("example") >= 0 || own) {
        put({ example: -1 });
        sheet.set([]);
        sheet.under.replaceChildren();
        own = null;
      }
      load();
    },
    onchange() {
      moving = true;
      redraw();
    },
    onend: (strokes) => put({ strokes }),
  });
  const take = (example, picture = null) => {
    own = picture;
    put({ example, strokes: [] });
    redraw();
    load();
  };
  const clear = button("Clear", () => take(-1), { "aria-label": "Clear the pad" });
  const buttons = examples.map((x8, k) => pictureButton(x8, `Example: a held-out ${k}`, { onclick: () => take(k) }));
  const reads = el("p", { class: "ckn-answer", "aria-hidden": "true" });
  const reset = () => {
    pinned = false;
    own = null;
    ui.reset();
  };
  const left = el(
    "div",
    { class: "ckn-left" },
    sheet.node,
    el("div", { class: "ckn-row" }, reads, el("div", { class: "ck-controls" }, clear, presets(ui, [], { reset }))),
    el(
      "div",
      { class: "ckn-examples ck-on-screen", role: "group", "aria-label": "Held-out digits from other hands" },
      ...buttons,
    ),
    ownPicture(ui, { side: SIDE, got: (picture) => take(-1, inkOf(picture)) }),
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
    if (unit[0]) load();
    if (!aloud) return;
    topic = unit.length ? "unit" : "reading";
    tell();
  }
  function tell() {
    const unit = get("unit");
    if (topic === "unit" && unit.length) {
      const { value, rows, columns } = unitAt(unit, state.maps);
      say(
        `${unitName(unit)} is ${signed(value)}; it sees rows ${rows.join(" to ")} and columns ${columns.join(" to ")} of the input.`,
      );
    } else
      say(
        empty()
          ? "The pad is empty: draw a digit."
          : ready || atStart()
            ? reading(state.prob)
            : "Fetching the network …",
      );
  }
  const atStart = () => get("example") === start && !get("strokes").length;

  const colours = inColour(
    section,
    () => {
      paint();
      mark();
    },
    signal,
  );
  let seen = { example: start, strokes: null, own: null };
  let painted = null;
  function draw() {
    const [example, strokes] = [get("example"), get("strokes")];
    if (example !== seen.example || strokes !== seen.strokes || own !== seen.own) {
      sheet.set(example >= 0 ? [] : strokes);
      const under = own
        ? [written(own, SIDE)]
        : example >= 0
          ? squares(examples[example], { x: 0.1, y: 0.1, side: 0.8 })
          : [];
      sheet.under.replaceChildren(...under);
      buttons.forEach((one, k) => one.setAttribute("aria-pressed", k === example));
      if (ready || !atStart()) {
        load();
        answer();
      }
      if (seen.strokes) topic = "reading";
      seen = { example, strokes, own };
      tell();
    } else if (moving) answer();
    moving = false;
    if (painted !== state) paint();
    mark();
  }
  function paint() {
    painted = state;
    const { maps, prob } = state;
    const nothing = !get("probabilities").length;
    chain.paint(state, colours);
    layers.forEach((layer, i) => layer.paint(i === OUTPUT ? (nothing ? prob.map(() => 0) : prob) : maps[i], colours));
    const best = prob.indexOf(Math.max(...prob));
    reads.replaceChildren(...(nothing ? ["draw"] : ["reads ", el("b", { text: best }), ` ${prob[best].toFixed(2)}`]));
  }
  function mark() {
    const unit = get("unit");
    for (const view of [chain.input, ...layers]) view.mark();
    spoken.forEach((speak, i) => {
      const here = unit[0] === i ? unitAt(unit, state.maps) : null;
      speak(here?.place, here ? `${unitName(unit)}: ${signed(here.value)}` : "");
    });
    if (!unit.length) return behind.replaceChildren(el("p", { class: "ck-note", text: HINT }));
    const [index, map, row, column] = unit;
    const { rows, columns } = unitAt(unit, state.maps);
    chain.input.mark(outline(chain.input.at.box(0, rows, columns)));
    layers[index].mark(outline(layers[index].at.box(map, [row, row], [column, column])));
    const from = index ? sources(unit) : null;
    if (from)
      layers[index - 1].mark(
        ...from.maps.map((m) => outline(layers[index - 1].at.box(m, from.rows, from.columns), "ckm-source")),
      );
    behind.replaceChildren(
      ...(ready || index === 0
        ? explain(unit, params, [state.x, ...state.maps], { rows, columns }, colours)
        : [el("p", { class: "ck-note", text: "Fetching the network’s 61,706 numbers …" })]),
    );
  }
  return draw;
}

export default widget("digit-net", { state: ["example", "strokes", "unit"], setup });
