// @ts-check
// A scene that the reader composes, and what YOLO finds in it while it is moved.
import { button, choice, hint, presets, slider, toggle } from "./lib/controls.js";
import { found, foundSentence, met, tensorOf } from "./lib/detected.js";
import { newestAnswers } from "./lib/detector-worker.js";
import { clamp, el, on, svg } from "./lib/dom.js";
import { foundMarks } from "./lib/found-marks.js";
import { grip, handle } from "./lib/handle.js";
import { photoPanel } from "./lib/maps.js";
import { paint, SIDE } from "./lib/scene-painter.js";
import { paletteButton, shapeOf } from "./lib/scene-palette.js";
import { widget } from "./lib/widget.js";
import "./live-detector.css";

const STATE = ["objects", "chosen", "background", "seed", "strokes", "threshold", "overlap", "dropped"];
const SCENE = ["objects", "background", "seed", "strokes"];
const SCALE = 3;
const WIDE = SCALE * SIDE;
const MOST = 6;
const [SMALL, LARGE] = [8, 28];
const GRID = { S: 7, B: 2, C: 10 };
const NOTE =
  "Press a picture of the palette, or drag it onto the scene. Drag objects, or go to them with Tab and press the arrow keys " +
  "(Shift goes farther); the knob makes the chosen one larger.";

async function setup(ui) {
  const { section, controls, stage, says, signal, get, put, trait, say, redraw } = ui;
  const classes = get("classes");
  const counts = await get("hands");
  const hands = new Uint8Array(counts.buffer, counts.byteOffset, counts.byteLength);
  const hand = (digit, one) => hands.subarray((3 * digit + one) * 64, (3 * digit + one + 1) * 64);
  const key = () => JSON.stringify(SCENE.map(get));
  const view = await get("first");
  const stored = new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
  const start = { key: key(), raw: stored };
  let answer = { key: start.key, raw: stored, ms: 0 };
  let trouble = "";

  const detector = newestAnswers({
    network: get("network"),
    weights: () => Promise.resolve(get("weights")),
    signal,
    came: redraw,
    failed(error) {
      trouble = `The network could not be used: ${error.message}.`;
      redraw();
    },
    answered(of, raw, ms) {
      answer = { key: of, raw: of === start.key ? stored : raw, ms };
      redraw();
    },
  });
  for (const name of ["pointerenter", "pointerdown", "focusin"]) on(section, name, detector.load, { once: true });

  // the scene: its pixels, a handle for each object, what is found, the knob of the chosen one
  const photo = photoPanel({ h: SIDE, w: SIDE });
  const [held, marks] = [svg("g"), svg("g", { class: "ld-marks" })];
  const ring = svg("circle", { class: "ld-ring" });
  const knob = grip("size", { x: 0, y: 0, title: "larger or smaller" });
  const board = svg(
    "svg",
    { class: "ld-board", viewBox: `0 0 ${WIDE} ${WIDE}`, role: "group", "aria-label": "The scene" },
    ...[held, ring, marks, knob],
  );
  const object = () => get("objects")[get("chosen")] ?? null;
  const change = (patch, at = get("chosen")) =>
    put({ objects: get("objects").map((one, i) => (i === at ? one.map((v, k) => patch[k] ?? v) : one)) });
  handle(knob, {
    label: "",
    plane: board,
    size: SIDE,
    keys: false,
    where: () => knobAt(object() ?? [0, 0, 0, 0]),
    within: () => ({ low: [0, 0], high: [SIDE, SIDE] }),
    go(x, y) {
      const one = object();
      if (one) change({ 3: clamp(Math.round(Math.hypot(x - one[1], y - one[2])), SMALL, LARGE) });
    },
  });
  let handles = [];
  function build(count) {
    handles = Array.from({ length: count }, (_, i) => {
      const node = svg("g", { class: "ld-object" }, svg("circle", { class: "ck-target" }));
      const choose = () => get("chosen") !== i && put({ chosen: i });
      for (const name of ["pointerdown", "focusin"]) on(node, name, choose);
      const hold = handle(node, {
        label: `object ${i + 1}`,
        plane: board,
        size: SIDE,
        where: () => (get("objects")[i] ?? [0, 0, 0]).slice(1, 3),
        within: () => ({ low: [0, 0], high: [SIDE, SIDE] }),
        says: (x, y) => `${classes[get("objects")[i]?.[0]]}, column ${x}, row ${y}`,
        go: (x, y) => change({ 1: x, 2: y }, i),
      });
      return { node, hold };
    });
    held.replaceChildren(...handles.map(({ node }) => node));
  }

  const move = (at, place) => change({ 1: place[0], 2: place[1] }, at);
  /** Adds an object of a class and chooses it. @returns {number} its place, −1 where the scene is full */
  function add(label, place = freePlace(get("objects"))) {
    const all = get("objects");
    if (all.length >= MOST) {
      say(`The scene takes ${MOST} objects: remove one first.`);
      return -1;
    }
    const seed = 1 + all.reduce((most, one) => Math.max(most, one[5]), 0);
    put({ objects: [...all, [label, ...place, 16, 0, seed]], chosen: all.length });
    return all.length;
  }
  const palette = classes.map((name, label) => {
    const picture = shapeOf(name, hand);
    const full = () => get("objects").length >= MOST;
    return paletteButton({ name, picture, board, full, add: (place) => add(label, place), move });
  });

  const none = { get: () => object()?.[3] ?? SMALL, on: trait("objects").on };
  const ofChosen = (k, spare) => ({
    get: () => object()?.[k] ?? spare,
    set: (v) => object() && change({ [k]: v }),
    on(call) {
      none.on(call);
      trait("chosen").on(call);
    },
  });
  const size = slider(ofChosen(3, SMALL), "radius", { min: SMALL, max: LARGE, unit: "px" });
  const turn = slider(ofChosen(4, 0), "turn", { min: -180, max: 180, step: 5, show: (v) => `${v}°`.replace("-", "−") });
  const front = button("To the front", () => {
    const one = object();
    if (!one) return; // removed in this very frame
    const all = get("objects").filter((each) => each !== one);
    put({ objects: [...all, one], chosen: all.length });
  });
  const remove = button("Remove", () =>
    put({ objects: get("objects").filter((_, i) => i !== get("chosen")), chosen: -1 }),
  );
  const share = { min: 0.05, max: 0.95, step: 0.05, show: (v) => v.toFixed(2) };
  const pace = el("p", { class: "ck-note ld-pace" });
  controls.append(presets(ui), hint(NOTE));
  const own = el("div", { class: "ck-controls" }, size, turn, front, remove);
  const ground = choice(trait("background"), "Ground", [
    ["stripes", "stripes"],
    ["checks", "checks"],
    ["clouds", "clouds"],
  ]);
  const other = button("Other colours", () => put({ seed: (get("seed") % 9999) + 1 }));
  const read = el(
    "div",
    { class: "ck-controls ld-read" },
    slider(trait("threshold"), "score at least", share),
    slider(trait("overlap"), "drop above IoU", { ...share, min: 0.1, max: 1 }),
    toggle(trait("dropped"), "Show dropped boxes"),
  );
  const left = el("div", { class: "ld-left" }, el("div", { class: "ld-scene" }, photo.node, board), says, pace);
  const right = el(
    "div",
    { class: "ld-side" },
    el("div", { class: "ld-palette ck-on-screen", role: "group", "aria-label": "Palette" }, ...palette),
    own,
    el("div", { class: "ck-controls" }, ground, other, toggle(trait("strokes"), "Stray strokes")),
    read,
  );
  stage.append(el("div", { class: "ld-two" }, left, right));

  let shown = { key: "", picture: null, seen: [] };
  function draw() {
    const all = get("objects");
    const now = key();
    if (shown.key !== now) {
      const placed = all.map(([label, x, y, r, degrees, seed]) => ({ label, x, y, r, turn: degrees, seed }));
      const [background, seed, strokes] = ["background", "seed", "strokes"].map(get);
      shown = { key: now, ...paint({ objects: placed, background, seed, strokes }, classes, hand) };
      photo.paint(shown.picture);
      if (now !== start.key) {
        if (!detector.here) detector.load();
        detector.ask(now, shown.picture);
      }
    }
    // the first scene's answer is known, whatever late answer of another scene has come since
    if (now === start.key && answer.key !== now) answer = { ...start, ms: answer.ms };
    if (handles.length !== all.length) build(all.length);
    handles.forEach(({ node, hold }, i) => {
      const [label, x, y, r] = all[i];
      const circle = node.firstChild;
      for (const [name, v] of [
        ["cx", x],
        ["cy", y],
        ["r", Math.max(r, 8)],
      ])
        circle.setAttribute(name, `${SCALE * v}`);
      node.setAttribute("aria-label", `${classes[label]}, object ${i + 1}`);
      hold.speak();
    });
    const one = object();
    for (const node of [ring, knob]) node.style.display = one ? "" : "none";
    if (one) {
      ring.setAttribute("cx", `${SCALE * one[1]}`);
      ring.setAttribute("cy", `${SCALE * one[2]}`);
      ring.setAttribute("r", `${SCALE * one[3]}`);
      const [x, y] = knobAt(one);
      knob.setAttribute("transform", `translate(${SCALE * x} ${SCALE * y})`);
    }
    for (const each of own.querySelectorAll("input, button")) each.disabled = !one;
    drawFound(now);
  }

  function drawFound(now) {
    const current = answer.key === now || (detector.here && !trouble);
    if (!current) {
      marks.replaceChildren();
      return say(trouble || "Fetching the network (0.5 MB), once …");
    }
    const truth = shown.seen.map(({ box, share: part }, i) => ({
      label: get("objects")[i][0],
      box: box && box.map((v) => v / SIDE),
      share: part,
    }));
    const what = found(tensorOf(answer.raw, GRID), GRID, get("threshold"), get("overlap"));
    const { verdicts } = met(what.kept, truth);
    marks.replaceChildren(
      ...foundMarks({ ...what, verdicts, dropped: get("dropped") ? what.dropped : [] }, classes, WIDE),
    );
    // while it computes, boxes are those of the scene before: the sentence waits for the scene shown
    if (answer.key === now) say(foundSentence(what, truth, classes, get("threshold")));
    const above = what.kept.length + what.dropped.length;
    const gone = what.dropped.length;
    const passed = `${above} of 98 boxes reach the threshold, ${gone || "none"} ${gone === 1 ? "is" : "are"} dropped.`;
    const look = !detector.here
      ? "Stored: PyTorch’s answer. Touch the scene, and the network runs here."
      : answer.ms
        ? `One look takes ${Math.max(1, Math.round(answer.ms))} ms here.`
        : "The network is here.";
    const linear = what.kept[0]?.score > 1 ? " Its last layer is linear: a score may pass 1." : "";
    pace.textContent = `${passed} ${look}${linear}`;
  }
  return draw;
}

/** The place of the knob of an object. @param {number[]} object */
const knobAt = ([, x, y, r]) =>
  [x + (x < SIDE / 2 ? 1 : -1) * 0.71 * r, y + (y < SIDE / 2 ? 1 : -1) * 0.71 * r].map((v) => clamp(v, 0, SIDE));

/** The middle that is farthest from all objects. @param {number[][]} all */
function freePlace(all) {
  const rooms = [20, 38, 56, 74, 92].flatMap((y) => [20, 38, 56, 74, 92].map((x) => [x, y]));
  /** @param {number[]} place */
  const far = ([x, y]) => Math.min(...all.map((one) => Math.hypot(one[1] - x, one[2] - y) - one[3]), 99);
  return rooms.reduce((best, one) => (far(one) > far(best) ? one : best));
}

export default widget("live-detector", { state: STATE, setup });
