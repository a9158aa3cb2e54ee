// One object before one background, moved about; three networks that differ in their head alone say what they see.
import { choice, count, el, frame, put, svg, watch } from "./lib/dom.js";
import { inColour } from "./lib/maps.js";
import { conv2d, globalAvgPool, globalMaxPool, linear, maxPool, relu, softmax, tensor, unpack } from "./lib/net.js";
import "./head-switch.css";

const SIDE = 32, PLANE = SIDE * SIDE;
const HEADS = { flatten: ["Flatten", (x) => x], max: ["Global max", globalMaxPool], average: ["Global average", globalAvgPool] };
const MOVES = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/** The layers of one head, in order: convolutions (ReLU and 2×2 max pool after each), then one dense layer. */
function network(tensors, head) {
  const mine = Object.keys(tensors).filter((key) => key.startsWith(`${head}.`) && key.endsWith(".weight"));
  const layers = mine.map((key) => [tensors[key], tensors[key.replace(/weight$/, "bias")]]), [weight, bias] = layers.pop();
  const pool = HEADS[head][1];
  return (x) => {
    const maps = layers.reduce((now, [w, b]) => maxPool(relu(conv2d(now, w, b, { padding: w.shape[2] >> 1 })), 2), x);
    return linear(pool(maps), weight, bias);
  };
}

async function render({ model, el: root }) {
  const { section, controls, stage, says } = frame(root, model, "head-switch");
  const classes = model.get("classes"), zone = model.get("zone"), objects = model.get("objects");
  const scenes = cut(await model.get("scenes"), objects.length);
  const tensors = unpack(await model.get("weights"), model.get("manifest"));
  const heads = Object.keys(HEADS).filter((head) => Object.keys(tensors).some((key) => key.startsWith(`${head}.`)));
  const nets = Object.fromEntries(heads.map((head) => [head, network(tensors, head)]));
  const scene = () => scenes[model.get("object")], truth = () => objects[model.get("object")][0];

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
  controls.append(choice(model, "object", "Object", objects.map(([k, word], i) => [i, word ?? classes[k]])),
    everywhere, el("button", { type: "button", text: "Into the trained place", onclick: () => move((x0 + x1) / 2, (y0 + y1) / 2) }));
  const panels = heads.map((head) => panel(HEADS[head][0], classes, trained, weightsIn(tensors, head)));
  stage.append(el("div", { class: "ckh-two" },
    el("div", { class: "ckh-left" }, el("div", { class: "ckh-scene" }, canvas, board),
      el("p", { class: "ck-note", text: "In training, the middle of every object lay inside the dashed frame. The shaded part was never tried." })),
    el("div", { class: "ckh-heads" }, ...panels.map(({ node }) => node))));

  function picture(x, y) {
    const { background, surface, alpha, centre } = scene(), out = new Float32Array(3 * PLANE), dx = x - Math.round(centre[0]), dy = y - Math.round(centre[1]);
    for (let row = 0; row < SIDE; row++) for (let column = 0; column < SIDE; column++) {
      const r = row - dy, c = column - dx, inside = r >= 0 && r < SIDE && c >= 0 && c < SIDE, a = inside ? alpha[r * SIDE + c] : 0;
      for (let k = 0; k < 3; k++) {
        const b = background[k * PLANE + row * SIDE + column];
        out[k * PLANE + row * SIDE + column] = a ? b + a * (surface[k * PLANE + r * SIDE + c] - b) : b;
      }
    }
    return tensor(out, [3, SIDE, SIDE]);
  }
  function draw() {
    const x = model.get("x"), y = model.get("y"), input = picture(x, y), image = new ImageData(SIDE, SIDE);
    for (let i = 0; i < PLANE; i++) image.data.set([...[0, 1, 2].map((k) => 255 * input.data[k * PLANE + i]), 255], 4 * i);
    canvas.getContext("2d").putImageData(image, 0, 0);
    middle.setAttribute("transform", `translate(${x} ${y})`);
    const answers = heads.map((head) => nets[head](input));
    panels.forEach((each, i) => each.draw(answers[i].data, truth(), [x, y]));
    const inZone = x >= x0 && x <= x1 && y >= y0 && y <= y1, name = classes[truth()];
    says.textContent = `The ${name} stands ${inZone ? "where training had it" : "where none was trained"}. ` + heads.map((head, i) => {
      const { data } = answers[i], best = data.indexOf(Math.max(...data));
      return `${HEADS[head][0]} says ${classes[best]} (${softmax(answers[i]).data[best].toFixed(2)})`;
    }).join(", ") + ".";
  }

  // the probability of the right class at every place, a few places at a time so that the page stays quick
  let run = 0;
  function sweep() {
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
          const logits = nets[head](input), p = softmax(logits).data[truth()];
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
  inColour(section, () => draw());
}
const between = (v, low, high) => Math.max(low, Math.min(high, v));
const weightsIn = (tensors, head) => Object.entries(tensors).reduce((sum, [key, { data }]) => sum + (key.startsWith(`${head}.`) ? data.length : 0), 0);

/** The scenes as Python packed them, 7 × 32 × 32 bytes each: background, surface, alpha. `room`: where the middle may go. */
function cut(view, n) {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  return Array.from({ length: n }, (_, i) => {
    const part = (from, planes) => Float32Array.from(bytes.subarray((7 * i + from) * PLANE, (7 * i + from + planes) * PLANE), (v) => v / 255);
    const alpha = part(6, 1), [left, right, top, bottom] = extent(alpha), centre = [(left + right + 1) / 2, (top + bottom + 1) / 2];
    const c = centre.map(Math.round);
    return { background: part(0, 3), surface: part(3, 3), alpha, centre, room: { low: [c[0] - left, c[1] - top], high: [c[0] + SIDE - 1 - right, c[1] + SIDE - 1 - bottom] } };
  });
}
function extent(alpha) {
  const on = [...alpha.keys()].filter((i) => alpha[i] > 0.02), columns = on.map((i) => i % SIDE), rows = on.map((i) => Math.floor(i / SIDE));
  return [Math.min(...columns), Math.max(...columns), Math.min(...rows), Math.max(...rows)];
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
