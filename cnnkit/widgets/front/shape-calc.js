// @ts-check
// Where windows fit on a row of pixels, and which pixels no window reads.
import { button, choice, counter, hint, presets, toggle } from "./lib/controls.js";
import { clamp, el, newId, svg } from "./lib/dom.js";
import { draggable, sized } from "./lib/drag.js";
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

const numbers = (size) => `${size} ${size === 1 ? "number comes" : "numbers come"}`;

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

/** The picture: the row, its windows below each other, and what comes out, in px. */
function paintRow(picture, g, wrong, { width, mode, hatching, held }) {
  const ghost = !g.ceil && (g.num % g.den !== 0 || g.size < 1) ? Math.max(g.size, 0) * g.s - g.left : null;
  const last = Math.max(
    g.n + g.right,
    ghost === null ? 0 : ghost + g.reach,
    g.size ? (g.windows.at(-1) ?? 0) + g.reach : 0,
  );
  const columns = last + g.left;
  const side = width < 500 ? 24 : 40;
  const cell = held?.cell ?? Math.min(44, (width - 2 * side) / columns);
  const x0 = held?.origin ?? (width - columns * cell) / 2 + g.left * cell;
  const x = (column) => x0 + column * cell;
  const top = 54;
  const high = Math.max(22, Math.min(40, cell));
  const shown = g.windows.length + (ghost === null ? 0 : 1);
  const pitch = Math.max(2.5, Math.min(26, 220 / shown));
  const first = top + high + 18;
  const bottom = first + shown * pitch + 16;
  const out = Math.max(14, Math.min(30, g.s * cell - 4));
  Object.assign(picture.dataset, { cell, origin: x0, size: wrong ? "" : g.size });
  picture.setAttribute("width", width);
  picture.setAttribute("height", bottom + out + 28);
  picture.setAttribute("aria-label", describe(g, wrong));
  picture.replaceChildren(
    hatch(hatching),
    ...cells(g, x, top, cell, high, mode),
    ...windows(g, x, first, pitch, cell),
    ...(ghost === null
      ? []
      : overhang(g, ghost, x, first + g.windows.length * pitch, Math.min(pitch, 22), cell, width)),
    ...(wrong ? [] : outputs(g, x, first, pitch, bottom, out, cell)),
    ...handles(g, x, top, high, first, pitch, cell),
  );
}

const describe = (g, wrong) =>
  wrong
    ? `${g.n} pixels and a kernel of ${g.k}: it does not work.`
    : `${g.n} pixels with ${g.left} and ${g.right} columns of padding, ${g.size} windows of ${g.k} at stride ${g.s}` +
      `${g.unread.length ? `; never read: ${g.unread.slice(0, 8).join(", ")}` : "; every column is read"}.`;

const hatch = (id) =>
  svg(
    "defs",
    {},
    svg(
      "pattern",
      { id, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      svg("rect", { width: 7, height: 7, class: "ck-hatch-ground" }),
      svg("line", { x1: 0, y1: 0, x2: 0, y2: 7, class: "ck-hatch-line" }),
    ),
  );

function cells(g, x, y, cell, high, mode) {
  const unread = new Set(g.unread);
  const nodes = [];
  for (let column = -g.left; column < g.n + g.right; column++) {
    const padding = column < 0 || column >= g.n;
    const kind = `ck-cell${padding ? " ck-padding" : ""}${unread.has(column) ? " ck-unread" : ""}`;
    nodes.push(
      svg("rect", {
        class: kind,
        x: x(column) + 0.5,
        y,
        width: Math.max(0.5, cell - (cell > 6 ? 1 : 0)),
        height: high,
        rx: cell > 12 ? 3 : 0,
      }),
    );
    if (cell >= 17) {
      const text = padding ? (mode === "max_pool" ? "−∞" : "0") : column;
      nodes.push(
        svg("text", { class: "ck-index", x: x(column) + cell / 2, y: y + high / 2 + 5, "text-anchor": "middle", text }),
      );
    }
  }
  const pixels = g.unread.filter((column) => g.size >= 1 && column >= g.windows.at(-1));
  if (pixels.length) {
    const centre = x((pixels[0] + pixels.at(-1) + 1) / 2);
    nodes.push(svg("text", { class: "ck-warn", x: centre + 24, y: y - 8, "text-anchor": "end", text: "never read" }));
  }
  return nodes;
}

function windows(g, x, y, pitch, cell) {
  const high = Math.max(1.5, pitch - (pitch > 8 ? 5 : 0.7));
  const labels =
    pitch < 18
      ? []
      : [
          ...(g.reach * cell > 84 && g.windows.length && g.d === 1
            ? [
                svg("text", {
                  class: "ck-in",
                  x: x(g.reach / 2 - g.left),
                  y: y + high / 2 + 5,
                  "text-anchor": "middle",
                  text: `kernel ${g.k}`,
                }),
              ]
            : []),
          ...(g.windows.length > 1 && x(g.s - g.left) > 72
            ? [
                svg("text", {
                  class: "ck-in",
                  x: x(g.s - g.left) - 13,
                  y: y + pitch + high / 2 + 5,
                  "text-anchor": "end",
                  text: `stride ${g.s}`,
                }),
              ]
            : []),
        ];
  return [
    ...g.windows.flatMap((start, i) => {
      const drag = i ? { "data-drag": "stride", "data-window": i } : {};
      const nodes = [
        svg("rect", {
          class: `ck-window${i ? " ck-grab" : ""}`,
          x: x(start) + 1,
          y: y + i * pitch,
          width: Math.max(1, g.reach * cell - 2),
          height: high,
          rx: Math.min(5, high / 2),
          ...drag,
        }),
      ];
      if (g.d > 1 && pitch > 6) {
        for (let tap = 0; tap < g.k; tap++) {
          nodes.push(
            svg("rect", {
              class: "ck-tap",
              x: x(start + tap * g.d) + 2,
              y: y + i * pitch + 1,
              width: Math.max(1, cell - 4),
              height: high - 2,
              rx: 3,
            }),
          );
        }
      }
      return nodes;
    }),
    ...labels,
  ];
}

/** The window that would come next and hangs over the edge. */
function overhang(g, start, x, y, pitch, cell, width) {
  const high = Math.max(4, pitch - 5);
  const missing = start + g.reach - (g.n + g.right);
  const to = g.n + g.right + missing - 1;
  const text = missing > 1 ? `would need columns ${g.n + g.right}–${to}` : `would need column ${to}`;
  const end = x(start + g.reach);
  const room = end + 8 + 7.5 * text.length < width;
  return [
    svg("rect", {
      class: "ck-ghost",
      x: x(start) + 1,
      y,
      width: g.reach * cell - 2,
      height: high,
      rx: Math.min(5, high / 2),
    }),
    svg("text", {
      class: "ck-warn",
      x: room ? end + 8 : x(start) - 6,
      y: y + high / 2 + 5,
      "text-anchor": room ? "start" : "end",
      text,
    }),
  ];
}

function outputs(g, x, first, pitch, bottom, side, cell) {
  const nodes = g.windows.flatMap((start, i) => {
    const centre = x(start) + (g.reach * cell) / 2;
    const from = first + i * pitch + Math.max(1.5, pitch - (pitch > 8 ? 5 : 0.7));
    return [
      ...(side > 14 || g.size < 20
        ? [svg("line", { class: "ck-drop", x1: centre, x2: centre, y1: from, y2: bottom })]
        : []),
      svg("rect", {
        class: "ck-out",
        x: centre - Math.min(side, g.s * cell - 1) / 2,
        y: bottom,
        width: Math.max(1, Math.min(side, g.s * cell - 1)),
        height: side,
        rx: 3,
      }),
      ...(side >= 18
        ? [
            svg("text", {
              class: "ck-out-index",
              x: centre,
              y: bottom + side / 2 + 5,
              "text-anchor": "middle",
              text: i,
            }),
          ]
        : []),
    ];
  });
  const middle = x(g.windows[0]) + (g.reach * cell + (g.size - 1) * g.s * cell) / 2;
  nodes.push(
    svg("text", {
      class: "ck-total",
      x: middle,
      y: bottom + side + 20,
      "text-anchor": "middle",
      text: `${numbers(g.size)} out`,
    }),
  );
  return nodes;
}

/** Round grips on what can be dragged; each has a target of 44 px around it. The counters do the same by keyboard. */
function handles(g, x, top, high, first, pitch, cell) {
  const grip = (drag, cx, cy, title, r = 22, more = {}) =>
    svg(
      "g",
      { class: "ck-grip", "data-drag": drag, "aria-hidden": "true", ...more },
      svg("circle", { cx, cy, r, class: "ck-target" }),
      svg("circle", { cx, cy, r: 7, class: "ck-knob" }),
      svg("title", { text: title }),
    );
  const row = top + high / 2;
  const kernelX = x(-g.left + g.reach);
  const kernelY = first + Math.max(4, pitch - 5) / 2;
  // in a crowded row the stride is held at a later window, 44 px from the kernel's knob where there is room
  const apart = (i) => Math.hypot(x(i * g.s - g.left) - kernelX, i * pitch) >= 44;
  const index =
    cell >= 20
      ? 1
      : Math.max(
          1,
          g.windows.findIndex((_, i) => i > 0 && apart(i)),
        );
  const strideX = x(index * g.s - g.left);
  return [
    svg("line", { class: "ck-span", x1: x(0), x2: x(g.n), y1: 16, y2: 16 }),
    svg("line", { class: "ck-span", x1: x(0), x2: x(0), y1: 11, y2: 21 }),
    svg("text", { class: "ck-label-n", x: (x(0) + x(g.n)) / 2, y: 12, "text-anchor": "middle", text: `${g.n} pixels` }),
    grip("n", x(g.n), 16, "drag: width of the input"),
    grip("left", x(-g.left) - 13, row, "drag: padding on the left"),
    grip("right", x(g.n + g.right) + 13, row, "drag: padding on the right"),
    grip("kernel", kernelX, kernelY, "drag: kernel"),
    ...(g.windows.length > 1
      ? [
          grip("stride", strideX, kernelY + index * pitch, "drag: stride", Math.min(22, 6 + index * pitch), {
            "data-window": index,
          }),
        ]
      : []),
  ];
}
export default widget("shape-calc", { state: KEYS, setup });
