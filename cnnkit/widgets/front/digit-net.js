// Draw a digit; every layer of a trained LeNet answers, and each unit shows what it reads.
import { el, frame, newId, put, signed, svg, watch } from "./lib/dom.js";
import { pad, pictureButton, squares } from "./lib/draw.js";
import { countBlocks, enlarge, normalizeBitmap, rasterize } from "./lib/digits.js";
import { inColour, layout, outline, paintMaps } from "./lib/maps.js";
import { avgPool, conv2d, fieldOf, linear, softmax, tanh, tensor, unpack } from "./lib/net.js";
import { LAYERS, OUTPUT, sources, unitName } from "./lib/lenet.js";
import { explain } from "./lib/explain.js";
import "./digit-net.css";

const PEN = 0.04, SIDE = 128;

function forward(p, x) {
  const [w1, b1, w3, b3, w5, b5, w6, b6, w7, b7] = Object.values(p);
  const c1 = tanh(conv2d(tensor(x, [1, 32, 32]), w1, b1)), s2 = avgPool(c1, 2);
  const c3 = tanh(conv2d(s2, w3, b3)), s4 = avgPool(c3, 2);
  const c5 = tanh(linear(s4, w5, b5)), f6 = tanh(linear(c5, w6, b6)), logits = linear(f6, w7, b7);
  return { maps: [c1, s2, c3, s4, c5, f6, logits].map((layer) => layer.data), prob: softmax(logits).data };
}

/** The first frame as Python saved it: whole numbers from −127 to 127, one layer after the other. */
function firstFrame(view, prob) {
  const bytes = new Int8Array(view.buffer, view.byteOffset, view.byteLength);
  let at = 0;
  const maps = LAYERS.slice(0, OUTPUT).map(({ count, h, w }) => Float32Array.from(bytes.subarray(at, (at += count * h * w)), (v) => v / 127));
  return { maps, prob };
}

async function render({ model, el: root }) {
  const { section, controls, stage, says } = frame(root, model, "digit-net");
  controls.remove();
  const first = await model.get("first"), start = model.get("example");
  const bytes = await model.get("examples"), examples = Array.from({ length: 10 }, (_, k) =>
    Float32Array.from(new Uint8Array(bytes.buffer, bytes.byteOffset + 64 * k, 64), (v) => v / 16));

  // the first layer's 156 numbers come with the page, so that one unit can be taken apart before anything is fetched
  const opening = await model.get("opening"), manifest = model.get("manifest");
  let params = unpack(opening, manifest.slice(0, 2)), ready = false, wanted = null, colours = null, pinned = false, topic = "reading";
  let state = { ...firstFrame(first, model.get("probabilities")), x8: examples[start], x: enlarge(examples[start]), frame: null };
  const load = () => (wanted ??= Promise.resolve(model.get("weights")).then((view) => {
    params = unpack(view, manifest);
    ready = true;
    read(false);
    tell();
  }, (error) => { says.textContent = `The network could not be fetched: ${error.message}`; }));

  // left: the pad, its examples, the answer
  const sheet = pad({
    label: "Drawing pad: draw a digit with the mouse, a finger or the keyboard (arrow keys move the pen, Space puts it down and lifts it)",
    radius: PEN,
    onstart() { if (model.get("example") >= 0) { model.set("example", -1); sheet.set([]); } load(); },
    onchange: () => soon(),
    onend(strokes) { model.set("strokes", strokes); read(true); },
  });
  const clear = el("button", { type: "button", text: "Clear the pad", onclick: () => { put(model, { example: -1, strokes: [] }); load(); } });
  const buttons = examples.map((x8, k) => pictureButton(x8, `Example: a held-out ${k}`, { onclick: () => { put(model, { example: k, strokes: [] }); load(); } }));
  const answer = el("p", { class: "ckn-answer", "aria-hidden": "true" });
  const left = el("div", { class: "ckn-left" }, sheet.node,
    el("div", { class: "ckn-row" }, answer, clear),
    el("div", { class: "ckn-examples", role: "group", "aria-label": "Held-out digits from other hands" }, ...buttons), says,
    el("p", { class: "ck-note ckn-scale" }, el("span", { text: "−1" }), el("i"), el("span", { text: "+1" }), el("span", { text: "grey is zero everywhere" })));

  // right: what the network is given, its layers, the ten outputs
  const input = mapsOf({ name: "Input", words: "the 32×32 picture that the network gets", count: 1, h: 32, w: 32, columns: 1 });
  const framed = mapsOf({ name: "Frame", words: "the drawing as 32×32 black or white pixels", count: 1, h: 32, w: 32, columns: 1 });
  const counted = svg("svg", { viewBox: "0 0 1 1", class: "ckn-counted", role: "img", "aria-label": "Its ink counted in 8×8 blocks" });
  const step = (node, words) => el("figure", {}, node, el("figcaption", { text: words }));
  const framedStep = step(framed.node, "framed");
  const chain = el("div", { class: "ckn-chain" }, framedStep, step(counted, "8×8 counts"), step(input.node, "32×32 input"));
  const layers = LAYERS.map((layer, index) => (index === OUTPUT ? outputBars(layer) : mapsOf(layer)));
  layers.forEach(({ node }, index) => pointable(node, index));
  const right = el("div", { class: "ckn-right" }, chain,
    ...LAYERS.map(({ name, words }, i) => el("div", { class: "ckn-layer" }, el("p", { class: "ckn-name" }, el("b", { text: name }), " ", el("span", { text: words })), layers[i].node)));
  const behind = el("div", { class: "ckn-behind", role: "region", "aria-label": "The numbers behind one unit" });
  stage.append(el("div", { class: "ckn-two" }, left, right), behind);

  function pointable(node, index) {
    const hint = newId("hint");
    node.append(el("span", { id: hint, class: "ck-hidden", text: "Arrow keys choose a unit, Shift with an arrow goes to the next map, Escape lets go." }));
    for (const [key, value] of Object.entries({ tabindex: 0, role: "application", "aria-roledescription": "layer", "aria-describedby": hint, "data-lm-suppress-shortcuts": "true" })) node.setAttribute(key, value);
    const at = layers[index].at;
    const under = (event) => {
      const box = node.getBoundingClientRect();
      return [index, ...at.find(((event.clientX - box.left) / box.width) * at.width, ((event.clientY - box.top) / box.height) * at.height)];
    };
    node.addEventListener("pointermove", (event) => { if (!pinned && event.pointerType === "mouse") choose(under(event)); });
    node.addEventListener("click", (event) => { const unit = under(event); pinned = !(pinned && `${unit}` === `${model.get("unit")}`); choose(unit, true); });
    node.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { pinned = false; return choose([]); }
      const move = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
      if (!move) return;
      event.preventDefault();
      pinned = true;
      const [was, ...place] = model.get("unit");
      choose([index, ...(was === index ? walk(at, place, move, event.shiftKey) : [0, Math.floor(at.h / 2), Math.floor(at.w / 2)])], true);
    });
  }
  function choose(unit, aloud = false) {
    if (`${unit}` === `${model.get("unit")}` && !aloud) return;
    put(model, { unit });
    if (unit[0]) load();
    if (!aloud) return;
    topic = unit.length ? "unit" : "reading";
    tell();
  }
  /** The live sentence: what is read, or the unit chosen last. */
  function tell() {
    const unit = model.get("unit"), empty = model.get("example") < 0 && !sheet.strokes.length;
    if (topic === "unit" && unit.length) {
      const { layer, index, rows, columns } = look(unit);
      says.textContent = `${unitName(unit)} is ${signed(layer[index])}; it sees rows ${rows.join(" to ")} and columns ${columns.join(" to ")} of the input.`;
    } else says.textContent = empty ? "The pad is empty: draw a digit." : sentence(ready, state.prob);
  }
  /** The unit's layer, its place in it, and its field on the input. */
  function look([index, map, row, column]) {
    const { h, w } = LAYERS[index], below = LAYERS.slice(0, index + 1).map(({ k, s }) => [k, s]);
    return { layer: state.maps[index], index: (map * h + row) * w + column, rows: fieldOf(below, row), columns: fieldOf(below, column) };
  }

  let due = 0;
  const soon = () => { cancelAnimationFrame(due); due = requestAnimationFrame(() => read(false)); };
  /** What is on the pad, through the data set's road and through the network. `done`: nobody is drawing. */
  function read(done) {
    const example = model.get("example"), strokes = sheet.strokes;
    const frame = example >= 0 ? null : normalizeBitmap(rasterize(strokes, SIDE, PEN));
    const x8 = example >= 0 ? examples[example] : countBlocks(frame), x = enlarge(x8);
    state = { ...state, frame, x8, x };
    if (ready) state = { ...state, ...forward(params, x) };
    const empty = example < 0 && !strokes.length;
    if (ready) model.set("probabilities", empty ? [] : Array.from(state.prob));
    paint();
    if (!done) return;
    model.save_changes();
    topic = "reading";
    tell();
  }
  function paint() {
    if (!colours) return;
    const { frame, x8, x, maps, prob } = state, empty = !model.get("probabilities").length;
    framedStep.hidden = !frame;
    if (frame) framed.paint(frame.ink, colours, { plain: true });
    counted.replaceChildren(...squares(x8));
    input.paint(x, colours, { plain: true });
    layers.forEach((layer, i) => layer.paint(i === OUTPUT ? prob : maps[i], colours, { empty }));
    const best = prob.indexOf(Math.max(...prob));
    answer.replaceChildren(...(empty ? ["draw"] : ["reads ", el("b", { text: best }), ` ${prob[best].toFixed(2)}`]));
    mark();
  }
  function mark() {
    const unit = model.get("unit");
    for (const view of [input, ...layers]) view.mark();
    behind.replaceChildren();
    if (!unit.length) return void behind.append(el("p", { class: "ck-note", text: "Point at a unit in any layer (or go there with Tab and the arrow keys): the pixels it can see are outlined, and the numbers behind it appear here. A click holds it." }));
    const [index, map, row, column] = unit, { rows, columns } = look(unit);
    input.mark(outline(input.at.box(0, rows, columns)));
    layers[index].mark(outline(layers[index].at.box(map, [row, row], [column, column])));
    const from = sources(unit);
    if (from && index) layers[index - 1].mark(...from.maps.map((m) => outline(layers[index - 1].at.box(m, from.rows, from.columns), "ckm-source")));
    behind.append(...(ready || index === 0 ? explain(unit, params, [state.x, ...state.maps], { rows, columns }, colours) : [el("p", { class: "ck-note", text: "Fetching the network’s 61,706 numbers …" })]));
  }

  watch(model, ["example", "strokes"], () => {
    const example = model.get("example");
    sheet.set(example >= 0 ? [] : model.get("strokes"));
    sheet.under.replaceChildren(...(example >= 0 ? squares(examples[example], { x: 0.1, y: 0.1, side: 0.8 }) : []));
    buttons.forEach((button, k) => button.setAttribute("aria-pressed", k === example));
    if (ready || example !== start || model.get("strokes").length) { load(); read(true); }
  });
  watch(model, ["unit"], () => { if (colours) mark(); });
  inColour(section, (now) => { colours = now; paint(); }, new AbortController().signal);
  says.textContent = sentence(true, state.prob);
}

function sentence(ready, prob) {
  if (!ready) return "Fetching the network …";
  const order = [...prob.keys()].sort((a, b) => prob[b] - prob[a]), show = (k) => `${k} (${prob[k].toFixed(2)})`;
  return `The network reads ${show(order[0])}; next comes ${show(order[1])}.`;
}

/** The neighbour in direction `move`; past the edge of a map, or with `jump`, the next map. */
function walk(at, [map, row, column], [down, across], jump) {
  const y = row + down, x = column + across;
  if (!jump && y >= 0 && y < at.h && x >= 0 && x < at.w) return [map, y, x];
  const next = map + across + down * at.columns;
  if (next < 0 || next >= at.count) return [map, row, column];
  return jump ? [next, row, column] : [next, (y + at.h) % at.h, (x + at.w) % at.w];
}

/** One layer's maps on a canvas, with marks above. */
function mapsOf({ name, words = "", ...shape }) {
  const at = layout(shape), canvas = el("canvas", { width: at.width, height: at.height });
  const marks = svg("svg", { viewBox: `0 0 ${at.width} ${at.height}`, "aria-hidden": "true" });
  return {
    at,
    node: el("div", { class: "ckm", role: "img", "aria-label": `${name}: ${words}` }, canvas, marks),
    paint: (data, colours, { plain = false } = {}) => paintMaps(canvas, at, data, colours, { plain }),
    mark: (...nodes) => (nodes.length ? marks.append(...nodes) : marks.replaceChildren()),
  };
}

/** The ten outputs as standing bars: the same interface as the maps. */
function outputBars({ name, words }) {
  const at = layout({ count: 10, h: 1, w: 1, columns: 10, unit: 40, gap: 0 });
  at.height = 96;
  at.box = (map) => ({ x: 40 * map + 2, y: 1, width: 36, height: 94 });
  const bars = svg("g"), marks = svg("g");
  const node = el("div", { class: "ckm ckn-bars", "aria-label": `${name}: ${words}` }, svg("svg", { viewBox: "0 0 400 96", "aria-hidden": "true" }, bars, marks));
  return {
    at,
    node,
    paint(prob, _, { empty }) {
      const best = prob.indexOf(Math.max(...prob));
      bars.replaceChildren(...Array.from(prob, (p, k) => svg("g", { class: !empty && k === best ? "ckn-best" : "" },
        svg("rect", { x: 40 * k + 7, y: 72 - (empty ? 0 : 70 * p), width: 26, height: 1 + (empty ? 0 : 70 * p), rx: 2 }),
        svg("text", { x: 40 * k + 20, y: 91, "text-anchor": "middle", text: k }))));
    },
    mark: (...nodes) => (nodes.length ? marks.append(...nodes) : marks.replaceChildren()),
  };
}
export default { render };
