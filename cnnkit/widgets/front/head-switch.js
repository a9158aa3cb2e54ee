// One object before one background, moved about; three networks that differ in their head alone say what they see.
import { choice, count, el, frame, put, svg, watch } from "./lib/dom.js";
import { inColour } from "./lib/maps.js";
import { conv2d, globalAvgPool, globalMaxPool, linear, maxPool, relu, softmax, tensor, unpack } from "./lib/net.js";
import "./head-switch.css";

const SIDE = 48, PLANE = SIDE * SIDE, SPRITE = 20, CELL = SPRITE * SPRITE, HALF = SPRITE / 2, BYTES = 3 * PLANE + 4 * CELL;
const HEADS = { flatten: ["Flatten", (x) => x], global_max: ["Global max", globalMaxPool], global_average: ["Global average", globalAvgPool] };
const MOVES = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/** One head: convolutions, ReLU after each and a 2×2 max pool after all but the last; then the head and a dense layer. */
function network(tensors, head) {
  const mine = Object.keys(tensors).filter((key) => key.startsWith(`${head}.`) && key.endsWith(".weight"));
  const layers = mine.map((key) => [tensors[key], tensors[key.replace(/weight$/, "bias")]]), [weight, bias] = layers.pop();
  const pool = HEADS[head][1];
  return (x) => {
    let maps = x;
    layers.forEach(([w, b], i) => {
      maps = relu(conv2d(maps, w, b));
      if (i < layers.length - 1) maps = maxPool(maps, 2);
    });
    return linear(pool(maps), weight, bias);
  };
}

async function render({ model, el: root }) {
  const { section, controls, stage, says } = frame(root, model, "head-switch");
  const classes = model.get("classes"), zone = model.get("zone"), labels = model.get("labels");
  const scenes = cut(await model.get("scenes"), labels.length), manifest = model.get("manifest");
  const heads = Object.keys(HEADS).filter((head) => manifest.some(([key]) => key.startsWith(`${head}.`)));
  const scene = () => scenes[model.get("object")], truth = () => labels[model.get("object")];
  // the first frame shows what Python computed; the networks are fetched when somebody comes near
  let nets = null, wanted = null;
  const load = () => (wanted ??= Promise.resolve(model.get("weights")).then((view) => {
    const tensors = unpack(view, manifest);
    nets = Object.fromEntries(heads.map((head) => [head, network(tensors, head)]));
    draw();
  }, (error) => { says.textContent = `The networks could not be fetched: ${error.message}`; }));
  for (const name of ["pointerenter", "pointerdown", "focusin"]) section.addEventListener(name, load, { once: true });

  // the scene: canvas, the trained zone above it, the object's handle
  const canvas = el("canvas", { width: SIDE, height: SIDE });
  const [x0, y0, x1, y1] = zone.map((v) => v * SIDE), trained = { x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
  const middle = svg("g", { class: "ckh-middle" }, svg("circle", { r: 0.9 }), svg("circle", { r: 0.9 }));
  const board = svg("svg", { class: "ckh-board", viewBox: `0 0 ${SIDE} ${SIDE}`, role: "application", tabindex: 0, "aria-roledescription": "movable object",
    "aria-label": "The scene: drag the object or move it with the arrow keys, with Shift by four pixels", "data-lm-suppress-shortcuts": "true" },
  svg("path", { class: "ckh-shade", "fill-rule": "evenodd", d: `M0 0H${SIDE}V${SIDE}H0ZM${x0} ${y0}V${y1}H${x1}V${y0}Z` }),
  svg("rect", { class: "ckh-zone", ...trained }), middle);
  const move = (x, y) => {
    const { low, high } = scene().room;
    put(model, { x: between(Math.round(x), low[0], high[0]), y: between(Math.round(y), low[1], high[1]) });
  };
  board.addEventListener("keydown", (event) => {
    const way = MOVES[event.key];
    if (!way) return;
    event.preventDefault();
    move(...way.map((v, i) => model.get("xy"[i]) + v * (event.shiftKey ? 4 : 1)));
  });
  let held = null;
  const at = (event) => {
    const box = board.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * SIDE, ((event.clientY - box.top) / box.height) * SIDE];
  };
  board.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    board.focus({ preventScroll: true });
    board.setPointerCapture(event.pointerId);
    const [px, py] = at(event), near = Math.hypot(px - model.get("x"), py - model.get("y")) < 9;
    held = near ? [model.get("x") - px, model.get("y") - py] : [0, 0]; // far from the object: it jumps to the finger
    move(px + held[0], py + held[1]);
  });
  board.addEventListener("pointermove", (event) => {
    if (!held) return;
    const [px, py] = at(event);
    move(px + held[0], py + held[1]);
  });
  for (const name of ["pointerup", "pointercancel"]) board.addEventListener(name, () => { held = null; });

  const everywhere = el("button", { type: "button", text: "Try every place", onclick: () => sweep() });
  controls.append(choice(model, "object", "Object", labels.map((k, i) => [i, classes[k]])),
    everywhere, el("button", { type: "button", text: "Into the trained place", onclick: () => move((x0 + x1) / 2, (y0 + y1) / 2) }));
  const panels = heads.map((head) => panel(HEADS[head][0], classes, trained, weightsIn(manifest, head)));
  stage.append(el("div", { class: "ckh-two" },
    el("div", { class: "ckh-left" }, el("div", { class: "ckh-scene" }, canvas, board),
      el("p", { class: "ck-note", text: "In training, the middle of every object lay inside the dashed frame. The shaded part was never tried." })),
    el("div", { class: "ckh-heads" }, ...panels.map(({ node }) => node))));

  function picture(x, y) {
    const { background, sprite } = scene(), out = background.slice();
    for (let r = 0; r < SPRITE; r++) for (let c = 0; c < SPRITE; c++) {
      const row = y - HALF + r, column = x - HALF + c, cover = sprite[3 * CELL + r * SPRITE + c];
      if (!cover || row < 0 || row >= SIDE || column < 0 || column >= SIDE) continue;
      for (let k = 0; k < 3; k++) {
        const i = k * PLANE + row * SIDE + column;
        out[i] += cover * (sprite[k * CELL + r * SPRITE + c] - out[i]);
      }
    }
    return tensor(out, [3, SIDE, SIDE]);
  }
  function draw() {
    const x = model.get("x"), y = model.get("y"), input = picture(x, y), image = new ImageData(SIDE, SIDE);
    for (let i = 0; i < PLANE; i++) image.data.set([...[0, 1, 2].map((k) => 255 * input.data[k * PLANE + i]), 255], 4 * i);
    canvas.getContext("2d").putImageData(image, 0, 0);
    middle.setAttribute("transform", `translate(${x} ${y})`);
    const answers = heads.map((head) => (nets ? nets[head](standard(input)) : tensor(Float32Array.from(model.get("logits")[head]), [classes.length])));
    if (nets) model.set("logits", Object.fromEntries(heads.map((head, i) => [head, Array.from(answers[i].data)])));
    panels.forEach((each, i) => each.draw(answers[i].data, truth(), [x, y]));
    const inZone = x >= x0 && x <= x1 && y >= y0 && y <= y1, name = classes[truth()];
    says.textContent = `The ${name} stands ${inZone ? "where training had it" : "where none was trained"}. ` + heads.map((head, i) => {
      const { data } = answers[i], best = data.indexOf(Math.max(...data));
      return `${HEADS[head][0]} says ${classes[best]} (${softmax(answers[i]).data[best].toFixed(2)})`;
    }).join(", ") + ".";
  }

  // the probability of the right class at every place, a few places at a time so that the page stays quick
  let run = 0;
  async function sweep() {
    await load();
    const mine = ++run, { low, high } = scene().room, places = [];
    for (let y = low[1]; y <= high[1]; y += 2) for (let x = low[0]; x <= high[0]; x += 2) places.push([x, y]);
    const right = heads.map(() => 0);
    panels.forEach((each) => each.clear());
    everywhere.disabled = true;
    let i = 0;
    const some = () => {
      if (mine !== run || !board.isConnected) return;
      for (const until = performance.now() + 20; i < places.length && performance.now() < until; i++) {
        const [x, y] = places[i], input = picture(x, y);
        heads.forEach((head, h) => {
          const logits = nets[head](standard(input)), p = softmax(logits).data[truth()];
          if (logits.data.indexOf(Math.max(...logits.data)) === truth()) right[h] += 1;
          panels[h].spot(x, y, p);
        });
      }
      if (i < places.length) return void setTimeout(some);
      everywhere.disabled = false;
      panels.forEach((each, h) => each.total(right[h], places.length));
      says.textContent = `The ${classes[truth()]} at ${count(places.length)} places: ` + heads.map((head, h) => `${HEADS[head][0]} is right at ${count((100 * right[h]) / places.length)} %`).join(", ") + ".";
    };
    some();
  }
  watch(model, ["object"], () => { run++; everywhere.disabled = false; panels.forEach((each) => each.clear()); move(model.get("x"), model.get("y")); draw(); });
  watch(model, ["x", "y"], draw);
  inColour(section, () => draw(), new AbortController().signal);
}
const between = (v, low, high) => Math.max(low, Math.min(high, v));
const weightsIn = (manifest, head) => manifest.filter(([key]) => key.startsWith(`${head}.`)).reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b, 1), 0);
/** What the networks were trained on: `standardize` of cnnkit.data.shapes. */
const standard = ({ data, shape }) => tensor(data.map((v) => (v - 0.5) / 0.25), shape);

/** The scenes as Python packed them: background 3×48×48, sprite 4×20×20. `room`: where the sprite's middle may go. */
function cut(view, n) {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  return Array.from({ length: n }, (_, i) => {
    const all = Float32Array.from(bytes.subarray(i * BYTES, (i + 1) * BYTES), (v) => v / 255), sprite = all.subarray(3 * PLANE);
    const on = Array.from({ length: CELL }, (_, j) => j).filter((j) => sprite[3 * CELL + j] > 0.02);
    const columns = on.map((j) => j % SPRITE), rows = on.map((j) => Math.floor(j / SPRITE)), last = SIDE - 1 + HALF;
    return { background: all.subarray(0, 3 * PLANE), sprite, room: {
      low: [HALF - Math.min(...columns), HALF - Math.min(...rows)], high: [last - Math.max(...columns), last - Math.max(...rows)] } };
  });
}

/** One head: its logits as bars around zero, and its map of places. */
function panel(title, classes, trained, params) {
  const verdict = el("span", { class: "ckh-verdict" }), share = el("span", { class: "ckh-share" });
  const wide = 300 / classes.length, slanted = classes.length > 6, height = slanted ? 122 : 92;
  const bars = svg("svg", { viewBox: `0 0 300 ${height}`, "aria-hidden": "true" });
  const spots = svg("g"), here = svg("circle", { class: "ckh-here", r: 1.4 });
  const places = svg("svg", { class: "ckh-places", viewBox: `0 0 ${SIDE} ${SIDE}`, "aria-hidden": "true" }, spots, svg("rect", { class: "ckh-zone", ...trained }), here);
  const node = el("div", { class: "ckh-head" },
    el("p", { class: "ckh-title" }, el("b", { text: title }), " ", verdict, el("span", { class: "ckh-params", text: `${count(params)} parameters` })),
    el("div", { class: "ckh-row" }, bars, el("div", { class: "ckh-map" }, places, share)));
  return {
    node,
    draw(logits, truth, [x, y]) {
      const top = Math.max(4, ...logits.map(Math.abs)), best = logits.indexOf(Math.max(...logits)), scale = 34 / top, side = Math.min(30, 0.6 * wide);
      bars.replaceChildren(svg("path", { class: "ckh-zero", d: "M0 36H300" }), ...Array.from(logits, (v, k) => {
        const middle = wide * (k + 0.5), place = slanted ? { transform: `translate(${middle + 4} 84)rotate(-40)`, "text-anchor": "end" } : { x: middle, y: 88, "text-anchor": "middle" };
        return svg("g", { class: [k === best && "ckh-best", k === truth && "ckh-true"].filter(Boolean).join(" ") },
          svg("rect", { x: middle - side / 2, y: 36 - scale * Math.max(0, v), width: side, height: Math.max(1, scale * Math.abs(v)), rx: 2 }),
          svg("text", { ...place, text: classes[k] }));
      }));
      verdict.textContent = best === truth ? `✓ ${classes[best]}` : `✗ ${classes[best]}`;
      verdict.className = `ckh-verdict ${best === truth ? "right" : "wrong"}`;
      here.setAttribute("cx", x);
      here.setAttribute("cy", y);
    },
    clear() { spots.replaceChildren(); share.textContent = "every place?"; },
    spot(x, y, p) { spots.append(svg("rect", { x: x - 1, y: y - 1, width: 2.02, height: 2.02, "fill-opacity": (0.08 + 0.92 * p).toFixed(2) })); },
    total(right, all) { share.textContent = `right at ${Math.round((100 * right) / all)} %`; },
  };
}
export default { render };
