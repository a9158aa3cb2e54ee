// @ts-check
// Three ways back through a ReLU: on four numbers, and through a network that reads a digit.
import { back, RULES } from "./lib/backward.js";
import { choice, counter, hint, presets } from "./lib/controls.js";
import { enlarge } from "./lib/digits.js";
import { clamp, el, signed } from "./lib/dom.js";
import { pictureButton, pictures } from "./lib/draw.js";
import { engineParts, numbers } from "./lib/engine.js";
import { grid } from "./lib/grid.js";
import { captioned, inColour, mapPanel } from "./lib/maps.js";
import { unpack } from "./lib/net.js";
import { widget } from "./lib/widget.js";
import "./backward-rules.css";

const STATE = ["x", "g", "rule", "digit", "target"];
const MOST = 9;
const SIDE = 32;
const STORED = 8; // the digit whose maps come with the page
/** @type {[string, string][]} */
const NAMES = [
  ["gradient", "gradient"],
  ["deconvnet", "DeconvNet"],
  ["guided", "guided"],
];
const NOTE =
  "Press a number of x or g to choose it, then change it with − and + (keys work too, and digits). Below, choose another " +
  "picture or another class: the three maps show what comes back to the pixels from that class’s score.";

async function setup(ui) {
  const { section, controls, stage, signal, get, put, trait, say, redraw } = ui;
  const examples = pictures(await get("examples"), 10);
  const stored = await get("maps");
  let net = null;
  let wanted = null;
  const load = () =>
    (wanted ??= Promise.all([get("weights"), engineParts()]).then(
      async ([view, { Net, simd }]) => {
        const how = { gradients: /** @type {const} */ ("input"), module: await simd() };
        net = new Net(get("network"), how).load(numbers(unpack(view, get("manifest"))));
        redraw();
      },
      (error) => say(`The network could not be fetched: ${error.message}`),
    ));

  // four numbers
  let chosen = ["x", 0];
  const change = (by) => {
    const [name, i] = chosen;
    const list = [...get(name)];
    list[i] = clamp(by(list[i]), -MOST, MOST);
    put({ [name]: list });
  };
  const keys = new Map([
    ["+", (v) => v + 1],
    ["=", (v) => v + 1],
    ["-", (v) => v - 1],
  ]);
  const editable = (name, label) =>
    grid(label, {
      help: "Plus, minus and digits change a number.",
      onmove(_, i) {
        chosen = [name, i];
        redraw();
      },
      onkey(event) {
        const by = keys.get(event.key) ?? (/^\d$/.test(event.key) ? (v) => (v < 0 ? -1 : 1) * Number(event.key) : null);
        if (by) change(by);
        return Boolean(by);
      },
    });
  const up = editable("x", "x, what went in on the way up");
  const down = editable("g", "g, what comes down");
  const gates = grid("what the gates say");
  const out = grid("what goes on downwards");
  let showCell = () => {};
  const cell = counter(
    {
      get: () => get(chosen[0])[chosen[1]],
      set: (value) => change(() => value),
      on: (call) => (showCell = call)(),
    },
    "the chosen number",
    { min: -MOST, max: MOST, rule: "they are whole here" },
  );

  // the whole network
  const picture = captioned(mapPanel({ label: "The digit", count: 1, h: SIDE, w: SIDE, columns: 1 }), "the picture");
  const panels = NAMES.map(([rule, name]) => {
    const shape = { label: `What comes back by ${name}`, count: 1, h: SIDE, w: SIDE, columns: 1 };
    return { rule, name, ...captioned(mapPanel(shape), name) };
  });
  const buttons = examples.map((x8, k) =>
    pictureButton(x8, `A held-out ${k}`, { onclick: () => put({ digit: k, target: k }) }),
  );
  const digits = /** @type {[any, string][]} */ (Array.from({ length: 10 }, (_, k) => [k, `${k}`]));

  controls.append(choice(trait("rule"), "Rule", NAMES), presets(ui), hint(NOTE));
  stage.append(
    el("div", { class: "br-numbers" }, up.node, down.node, gates.node, out.node),
    el("div", { class: "ck-controls" }, cell),
    el("p", { class: "ck-note", text: "The same rules at every ReLU of a network that reads digits:" }),
    el("div", { class: "br-maps" }, picture.figure, ...panels.map(({ figure }) => figure)),
    el("div", { class: "br-digits", role: "group", "aria-label": "Held-out digits" }, ...buttons),
    el("div", { class: "ck-controls" }, choice(trait("target"), "Class that is asked", digits)),
    el("p", {
      class: "ck-note",
      text:
        "The gradient’s colours: orange, brighter here would raise the score; blue, darker. DeconvNet’s and guided’s are " +
        "no slopes: orange and blue are the sign of what came back. Grey is zero.",
    }),
  );
  const colours = inColour(section, draw, signal);

  /** The map of each rule for a class; null where the network has to come first. */
  function maps(digit, target) {
    if (net) {
      net.forward(enlarge(examples[digit]));
      const seed = new Float32Array(10);
      seed[target] = 1;
      return NAMES.map(([rule]) => net.backward({ head: seed }, { rule: RULES[rule], read: ["input"] }).input.slice());
    }
    if (digit !== STORED) return null;
    const bytes = new Int8Array(stored.buffer, stored.byteOffset, stored.byteLength);
    const size = SIDE * SIDE;
    return NAMES.map((_, r) =>
      Float32Array.from(bytes.subarray((10 * r + target) * size, (10 * r + target + 1) * size)),
    );
  }
  function drawNumbers(x, g, rule) {
    const found = x.map((v, i) => back(v, g[i], rule));
    const picked = (name, i) => (chosen[0] === name && chosen[1] === i ? "edited" : "");
    const cells = (name, list, passed) => [
      list.map((v, i) => ({ text: signed(v), kind: `${picked(name, i)} ${passed(i) ? "patch" : ""}` })),
    ];
    up.draw(cells("x", x, (i) => found[i].byInput));
    down.draw(cells("g", g, (i) => found[i].bySlope));
    up.caption.textContent = "x, on the way up";
    down.caption.textContent = "g, comes down";
    const mark = (value) => (value === null ? "·" : value ? "✓" : "✗");
    const told = (value) => (value === null ? "not asked" : value ? "open" : "shut");
    gates.draw([
      found.map(({ byInput, bySlope }) => ({
        text: `${mark(byInput)} ${mark(bySlope)}`,
        label: `gate of x ${told(byInput)}, gate of g ${told(bySlope)}`,
      })),
    ]);
    gates.caption.textContent = "x > 0? g > 0?";
    out.draw([found.map(({ out: v }) => ({ text: signed(v), kind: v ? "winner" : "" }))]);
    out.caption.textContent = "goes on";
    return found.map(({ out: v }) => v);
  }
  function draw() {
    const [x, g, rule, digit, target] = STATE.map(get);
    const left = drawNumbers(x, g, rule);
    showCell();
    buttons.forEach((one, k) => one.setAttribute("aria-pressed", `${k === digit}`));
    picture.paint(enlarge(examples[digit]), colours, { plain: true });
    const found = maps(digit, target);
    if (!found) load();
    let alike = null;
    panels.forEach(({ paint, figure, words, name, rule: one }, r) => {
      const map = found?.[r] ?? new Float32Array(SIDE * SIDE);
      paint(map, colours, { top: map.reduce((most, v) => Math.max(most, Math.abs(v)), 1e-9) });
      figure.classList.toggle("br-chosen", one === rule);
      const value = get("alike")[digit][r][target];
      words.textContent = target === digit ? name : `${name}: ${signed(Math.round(100 * value) / 100)}`;
      if (one === rule) alike = value;
    });
    say(sentence(left, rule, digit, target, alike));
  }
  function sentence(left, rule, digit, target, alike) {
    const [, name] = NAMES.find(([one]) => one === rule);
    const kept = left.filter((v) => v !== 0).map((v) => signed(v));
    const numbersSay = `${name[0].toUpperCase()}${name.slice(1)} lets ${kept.length ? kept.join(", ") : "nothing"} through.`;
    if (target === digit) return `${numbersSay} Below, class ${target} is asked about ${article(digit)}.`;
    return (
      `${numbersSay} Below, class ${target} is asked about ${article(digit)}: by ${name} its map is ` +
      `${signed(Math.round(100 * alike) / 100)} alike to the ${digit}’s own (1 is the same).`
    );
  }
  return draw;
}

/** "an 8" */
const article = (digit) => `${digit === 8 ? "an" : "a"} ${digit}`;

export default widget("backward-rules", { state: STATE, setup });
