// @ts-check
// One object before one background, moved about; three networks that differ in their head alone say what they see.
import { classBars } from "./lib/bars.js";
import { button, choice, presets } from "./lib/controls.js";
import { softmax } from "./engine/losses.js";
import { count, el, on, svg } from "./lib/dom.js";
import { engineParts, loadNetwork, numbers } from "./lib/engine.js";
import { handle } from "./lib/handle.js";
import { photoPanel } from "./lib/maps.js";
import { unpack } from "./lib/net.js";
import { widget } from "./lib/widget.js";
import "./head-switch.css";

const SIDE = 48,
  PLANE = SIDE * SIDE,
  SPRITE = 20,
  CELL = SPRITE * SPRITE,
  HALF = SPRITE / 2,
  BYTES = 3 * PLANE + 4 * CELL;
const HEADS = { flatten: "Flatten", global_max: "Global max", global_average: "Global average" };
const BATCH = 32; // places that are tried at a time

async function setup(ui) {
  const { section, controls, stage, signal, get, put, trait, say, redraw } = ui;
  const [classes, zone, labels, manifest] = ["classes", "zone", "labels", "manifest"].map(get);
  const scenes = cut(await get("scenes"), labels.length);
  const networks = get("networks"),
    heads = Object.keys(networks);
  const scene = () => scenes[get("object")];
  const truth = () => labels[get("object")];
  // the first frame shows what Python computed; the networks are fetched when somebody comes near
  let nets = null; // one a head, here: they answer within the frame
  let weights = null; // of each head
  let wanted = null;
  const load = () =>
    (wanted ??= Promise.all([get("weights"), engineParts()]).then(
      async ([view, { Net, simd }]) => {
        const all = Object.entries(numbers(unpack(view, manifest)));
        weights = heads.map((head) => Object.fromEntries(all.filter(([key]) => key.startsWith(`${head}.`))));
        const module = await simd();
        nets = heads.map((head, h) => new Net(networks[head], { module }).load(weights[h]));
        redraw();
      },
      (error) => say(`The networks could not be fetched: ${error.message}`),
    ));
  for (const name of ["pointerenter", "pointerdown", "focusin"]) on(section, name, load, { once: true });

  // the scene: canvas, the trained zone above it, the object's handle
  const photo = photoPanel({ h: SIDE, w: SIDE });
  const [x0, y0, x1, y1] = zone.map((v) => v * SIDE);
  const trained = { x: x0, y: y0, width: x1 - x0, height: y1 - y0 };
  const outside = `M0 0H${SIDE}V${SIDE}H0ZM${x0} ${y0}V${y1}H${x1}V${y0}Z`;
  const middle = svg("g", { class: "ckh-middle" }, svg("circle", { r: 0.9 }), svg("circle", { r: 0.9 }));
  const board = svg(
    "svg",
    { class: "ckh-board", viewBox: `0 0 ${SIDE} ${SIDE}` },
    svg("path", { class: "ckh-shade", "fill-rule": "evenodd", d: outside }),
    svg("rect", { class: "ckh-zone", ...trained }),
    middle,
  );
  const mover = handle(board, {
    label: "The scene: drag the object or move it with the arrow keys, with Shift by four pixels",
    size: SIDE,
    where: () => [get("x"), get("y")],
    within: () => scene().room,
    reach: 9,
    go: (x, y) => put({ x, y }),
  });

  const everywhere = button("Try every place", sweep);
  controls.append(
    choice(
      trait("object"),
      "Object",
      labels.map((k, i) => [i, classes[k]]),
    ),
    everywhere,
    button("Into the trained place", () => mover.to((x0 + x1) / 2, (y0 + y1) / 2)),
    presets(ui, []),
  );
  const panels = heads.map((head) => panel(HEADS[head], classes, trained, weightsIn(manifest, head)));
  const note = "In training, the middle of every object lay inside the dashed frame. The shaded part was never tried.";
  stage.append(
    el(
      "div",
      { class: "ckh-two" },
      el(
        "div",
        { class: "ckh-left" },
        el("div", { class: "ckh-scene" }, photo.node, board),
        el("p", { class: "ck-note", text: note }),
      ),
      el("div", { class: "ckh-heads" }, ...panels.map(({ node }) => node)),
    ),
  );

  function picture(x, y) {
    const { background, sprite } = scene();
    const out = background.slice();
    for (let r = 0; r < SPRITE; r++)
      for (let c = 0; c < SPRITE; c++) {
        const row = y - HALF + r,
          column = x - HALF + c,
          cover = sprite[3 * CELL + r * SPRITE + c];
        if (!cover || row < 0 || row >= SIDE || column < 0 || column >= SIDE) continue;
        for (let k = 0; k < 3; k++) {
          const i = k * PLANE + row * SIDE + column;
          out[i] += cover * (sprite[k * CELL + r * SPRITE + c] - out[i]);
        }
      }
    return out;
  }

  let shown = -1; // the object that the maps of places speak of
  function draw() {
    const object = get("object");
    if (object !== shown) {
      shown = object;
      stop();
      for (const each of panels) each.clear();
      mover.to(get("x"), get("y")); // this object may be larger
    }
    const [x, y] = [get("x"), get("y")];
    mover.speak();
    const input = picture(x, y);
    photo.paint(input);
    middle.setAttribute("transform", `translate(${x} ${y})`);
    const answers = heads.map((head, h) => (nets ? nets[h].forward(standard(input)).read() : get("logits")[head]));
    if (nets) put({ logits: Object.fromEntries(heads.map((head, h) => [head, Array.from(answers[h])])) });
    panels.forEach((each, h) => each.draw(answers[h], truth(), [x, y]));
    const known = x >= x0 && x <= x1 && y >= y0 && y <= y1;
    const words = heads.map((head, h) => {
      const best = answers[h].indexOf(Math.max(...answers[h]));
      return `${HEADS[head]} says ${classes[best]} (${softmax(answers[h])[best].toFixed(2)})`;
    });
    say(
      `The ${classes[truth()]} stands ${known ? "where training had it" : "where none was trained"}. ${words.join(", ")}.`,
    );
  }

  // the probability of the right class at every place: in the worker, a batch of places at a time
  let run = new AbortController();
  signal.addEventListener("abort", () => run.abort());
  function stop() {
    run.abort();
    run = new AbortController();
    everywhere.disabled = false;
  }
  async function sweep() {
    await load();
    if (!nets) return;
    stop();
    const { signal: until } = run;
    const { low, high } = scene().room;
    const places = [];
    for (let y = low[1]; y <= high[1]; y += 2) for (let x = low[0]; x <= high[0]; x += 2) places.push([x, y]);
    const right = heads.map(() => 0);
    for (const each of panels) each.clear();
    everywhere.disabled = true;
    const loading = heads.map((head, h) => loadNetwork(networks[head], weights[h], { batch: BATCH, signal: until }));
    const far = await Promise.all(loading);
    for (let from = 0; from < places.length; from += BATCH) {
      const some = places.slice(from, from + BATCH);
      const input = new Float32Array(some.length * 3 * PLANE);
      some.forEach(([x, y], i) => input.set(standard(picture(x, y)), i * 3 * PLANE));
      const answers = await Promise.all(far.map((net) => net.forward(input, { signal: until })));
      if (until.aborted) return;
      answers.forEach((answer, h) => {
        const [logits] = Object.values(answer);
        some.forEach(([x, y], i) => {
          const row = logits.subarray(i * classes.length, (i + 1) * classes.length);
          if (row.indexOf(Math.max(...row)) === truth()) right[h] += 1;
          panels[h].spot(x, y, softmax(row)[truth()]);
        });
      });
    }
    stop();
    panels.forEach((each, h) => each.total(right[h], places.length));
    const shares = heads.map((head, h) => `${HEADS[head]} is right at ${count((100 * right[h]) / places.length)} %`);
    say(`The ${classes[truth()]} at ${count(places.length)} places: ${shares.join(", ")}.`);
  }
  return draw;
}
const weightsIn = (manifest, head) =>
  manifest
    .filter(([key]) => key.startsWith(`${head}.`))
    .reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b, 1), 0);
/** What the networks were trained on: `standardize` of cnnkit.data.shapes. */
const standard = (picture) => picture.map((v) => (v - 0.5) / 0.25);

/** The scenes as Python packed them: background 3×48×48, sprite 4×20×20. `room`: where the sprite's middle may go. */
function cut(view, n) {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  return Array.from({ length: n }, (_, i) => {
    const all = Float32Array.from(bytes.subarray(i * BYTES, (i + 1) * BYTES), (v) => v / 255),
      sprite = all.subarray(3 * PLANE);
    const covered = Array.from({ length: CELL }, (_, j) => j).filter((j) => sprite[3 * CELL + j] > 0.02);
    const columns = covered.map((j) => j % SPRITE),
      rows = covered.map((j) => Math.floor(j / SPRITE)),
      last = SIDE - 1 + HALF;
    return {
      background: all.subarray(0, 3 * PLANE),
      sprite,
      room: {
        low: [HALF - Math.min(...columns), HALF - Math.min(...rows)],
        high: [last - Math.max(...columns), last - Math.max(...rows)],
      },
    };
  });
}

/** One head: its logits as bars around zero, and its map of places. */
function panel(title, classes, trained, params) {
  const verdict = el("span", { class: "ckh-verdict" });
  const share = el("span", { class: "ckh-share" });
  const bars = classBars(classes, { signed: true });
  const spots = svg("g");
  const here = svg("circle", { class: "ckh-here", r: 1.4 });
  const places = svg(
    "svg",
    { class: "ckh-places", viewBox: `0 0 ${SIDE} ${SIDE}`, "aria-hidden": "true" },
    spots,
    svg("rect", { class: "ckh-zone", ...trained }),
    here,
  );
  const cost = el("span", { class: "ckh-params", text: `${count(params)} parameters` });
  const node = el(
    "div",
    { class: "ckh-head" },
    el("p", { class: "ckh-title" }, el("b", { text: title }), " ", verdict, cost),
    el("div", { class: "ckh-row" }, bars.node, el("div", { class: "ckh-map" }, places, share)),
  );
  return {
    node,
    draw(logits, truth, [x, y]) {
      const best = logits.indexOf(Math.max(...logits));
      bars.draw(logits, { best, truth, full: Math.max(4, ...logits.map(Math.abs)) });
      verdict.textContent = `${best === truth ? "✓" : "✗"} ${classes[best]}`;
      verdict.className = `ckh-verdict ${best === truth ? "right" : "wrong"}`;
      here.setAttribute("cx", x);
      here.setAttribute("cy", y);
    },
    clear() {
      spots.replaceChildren();
      share.textContent = "every place?";
    },
    spot(x, y, p) {
      const strength = (0.08 + 0.92 * p).toFixed(2);
      spots.append(svg("rect", { x: x - 1, y: y - 1, width: 2.02, height: 2.02, "fill-opacity": strength }));
    },
    total: (right, all) => (share.textContent = `right at ${Math.round((100 * right) / all)} %`),
  };
}

export default widget("head-switch", { state: ["object", "x", "y"], setup });
