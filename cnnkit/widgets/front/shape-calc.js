// @ts-check
// Where windows fit on a row of pixels, and which pixels no window reads.
import { button, choice, counter, hint, presets, toggle } from "./lib/controls.js";
import { clamp, el, newId, svg } from "./lib/dom.js";
import { draggable, sized } from "./lib/drag.js";
import { numbers, paintRow } from "./lib/shape-picture.js";
import { decimal, explain, geometry, problem, samePadding } from "./lib/sizing.js";
import { widget } from "./lib/widget.js";
import "./shape-calc.css";

const KEYS = ["n", "kernel", "stride", "pad_left", "pad_right", "dilation", "mode", "ceil_mode"];
const LIMITS = {
  n: [1, 256],
  kernel: [1, 64],
  stride: [1, 32],
  pad_left: [0, 32],
  pad_right: [0, 32],
  dilation: [1, 16],
};
const TRAIT = { n: "n", k: "kernel", s: "stride", left: "pad_left", right: "pad_right", ceil: "ceil_mode" };

const RULE = {
  n: "a row has whole pixels",
  kernel: "a kernel covers whole columns",
  stride: "a window starts on a pixel, never between two",
  pad_left: "zero columns are added whole",
  pad_right: "zero columns are added whole",
  dilation: "taps lie on pixels, 1 is next to each other",
};

const read = (get) => {
  const [n, k, s, left, right, d, mode, ceil] = KEYS.map(get);
  const pool = mode !== "conv";
  return geometry({ n, k, s, left, right, d, pool, ceil: pool && ceil });
};
const minus = (text) => text.replace(/(^|[\s(])-(?=[\s\d])/g, "$1−");
const sentence = (text) => (text.startsWith("ceil_mode") ? text : text[0].toUpperCase() + text.slice(1));

function setup(ui) {
  const { controls, stage, says, get, put, say } = ui;
  const formula = el("p", { class: "ck-formula" });
  const hatching = newId("hatch"); // an id of its own: two of a kind on a page must not share one
  const picture = svg("svg", { role: "img", style: `--hatch:url(#${hatching})` });
  const fixes = el("div", { class: "ck-fixes", role: "group", "aria-label": "Nearest exact choices" });
  stage.append(picture);
  stage.before(controls, formula);
  stage.after(says, fixes);
  const sides = { apart: false }; // whether a padding grip moves one side only
  buildControls(ui, sides);

  const box = sized(stage, ui.redraw, ui.signal);
  let held = null; // scale and place of the row while a part is held: a row that is fitted anew would leave the finger
  draggable(
    picture,
    (part, data) => {
      held = { cell: Number(picture.dataset.cell), origin: Number(picture.dataset.origin) };
      return startDrag(ui, held.cell, sides, part, Number(data.window));
    },
    () => {
      held = null;
      ui.redraw();
    },
  );
  return () => {
    const g = read(get);
    const wrong = problem(g);
    paintRow(picture, g, wrong, { width: box.width(), mode: get("mode"), hatching, held });
    write(formula, say, g, wrong);
    offer(fixes, put, g, wrong);
  };
}

function startDrag({ get, put }, cell, sides, part, index) {
  const at = Object.fromEntries(KEYS.map((key) => [key, get(key)]));
  const apart = at.pad_left !== at.pad_right || sides.apart;
  const move = {
    n: (by) => ({ n: at.n + by }),
    left: (by) =>
      apart ? { pad_left: at.pad_left - by } : { pad_left: at.pad_left - by, pad_right: at.pad_left - by },
    right: (by) =>
      apart ? { pad_right: at.pad_right + by } : { pad_left: at.pad_right + by, pad_right: at.pad_right + by },
    kernel: (by) => ({ kernel: at.kernel + Math.round(by / at.dilation) }),
    stride: (by) => ({ stride: at.stride + Math.round(by / index) }),
  }[part];
  return (dx) => {
    const next = Object.entries(move(Math.round(dx / cell))).map(([key, value]) => [key, clamp(value, ...LIMITS[key])]);
    put(Object.fromEntries(next));
  };
}

function write(formula, say, g, wrong) {
  const refused = wrong && g.size >= 1; // it would fit, but torch has a rule
  const value = decimal(g.num, g.den);
  formula.replaceChildren(
    el("span", { text: `${minus(g.formula)} = ` }),
    el("b", { class: !wrong && g.exact ? "" : "ck-off", text: minus(value) }),
    ...(wrong || value === `${g.size}` ? [] : [el("span", { text: " → " }), el("b", { text: g.size })]),
  );
  if (wrong) say(sentence(minus(refused ? wrong : wrong.slice(wrong.indexOf(": ") + 2))));
  else {
    const { verdict, hint: next } = explain(g);
    const spread = g.d > 1 ? `Dilation ${g.d} spreads the ${g.k} taps over ${g.reach} columns. ` : "";
    const out = g.exact ? `${numbers(g.size)} out: ${verdict}` : sentence(verdict);
    say(`${spread}${out}.${next && ` ${sentence(next)}: not exact.`}`);
  }
}

function offer(fixes, put, g, wrong) {
  const { choices } = wrong ? { choices: [] } : explain(g);
  fixes.replaceChildren(
    ...(choices.length ? [el("span", { text: "Exact:" })] : []),
    ...choices.map(({ text, size, fields }) =>
      button(`${text.replace(/^an? /, "")} → ${size}`, () =>
        put(Object.fromEntries(Object.entries(fields).map(([field, value]) => [TRAIT[field], value]))),
      ),
    ),
  );
}

function buildControls({ controls, get, put, trait, watch, ...ui }, view) {
  const field = (key, label, source = trait(key)) => {
    const [min, max] = LIMITS[key];
    return counter(source, label, { min, max, rule: RULE[key] });
  };
  // One counter for both sides, as torch has it, until the sides are set apart.
  const both = { ...trait("pad_left"), set: (value) => put({ pad_left: value, pad_right: value }) };
  const padding = field("pad_left", "padding", both);
  const sides = [field("pad_left", "left padding"), field("pad_right", "right padding")];
  const split = () => view.apart || get("pad_left") !== get("pad_right");
  const apart = button("sides apart", () => {
    view.apart = !split();
    if (!view.apart) put({ pad_right: get("pad_left") });
    showSides();
  });
  const ceil = toggle(trait("ceil_mode"), "ceil_mode");
  const showSides = () => {
    padding.hidden = split();
    for (const side of sides) side.hidden = !split();
    apart.setAttribute("aria-pressed", `${split()}`);
    ceil.hidden = get("mode") === "conv";
  };
  watch(["pad_left", "pad_right", "mode"], showSides);
  const pad = (text, sidesOf) =>
    button(text, () => {
      const [left, right] = sidesOf(read(get));
      put({ pad_left: left, pad_right: right });
    });
  /** @type {[string, string][]} */
  const kinds = [
    ["conv", "convolution"],
    ["max_pool", "max pool"],
    ["avg_pool", "average pool"],
  ];
  const rules = el(
    "div",
    { class: "ck-field", role: "group", "aria-label": "padding rules" },
    pad("valid", () => [0, 0]),
    pad("same", (g) => samePadding(g.n, g.k, g.s, g.d)),
    apart,
  );
  const reset = () => {
    view.apart = false;
    ui.reset();
    showSides();
  };
  const more = el(
    "div",
    { class: "ck-controls" },
    choice(trait("mode"), "Layer", kinds),
    ceil,
    field("dilation", "dilation"),
  );
  controls.append(
    field("n", "input"),
    field("kernel", "kernel"),
    field("stride", "stride"),
    padding,
    ...sides,
    rules,
    hint("Drag the circles, or set the numbers."),
    presets({ get, put, reset }),
    el("details", {}, el("summary", { text: "Pooling, dilation" }), more),
  );
}

export default widget("shape-calc", { state: KEYS, setup });
