// @ts-check
// A batch of one channel flows through batch norm: whose mean is taken off, the batch's or the running one?
import { button, choice, hint, presets, slider } from "./lib/controls.js";
import { clamp, el, signed, svg } from "./lib/dom.js";
import { flow } from "./lib/flow.js";
import { handle } from "./lib/handle.js";
import { batchNorm, batchOf } from "./lib/steady.js";
import { widget } from "./lib/widget.js";
import "./bn-stream.css";

const STATE = ["mode", "count", "mean", "spread", "gamma", "beta", "running"];
const END = 6; // the axes run from −6 to 6, half a unit of room beyond
const UNIT = 360 / (2 * END + 1);
const at = (v) => (clamp(v, -END - 0.4, END + 0.4) + END + 0.5) * UNIT;
const ROWS = { batch: 66, out: 172 };
const NOTE =
  "Drag the round knob to move the batch, the square one to spread it; or Tab to a knob and use the arrow keys. " +
  "In train mode, Feed lets the running numbers see the batch, a tenth of the way each time.";

const read = (get) => {
  const x = batchOf(get("count"), get("mean"), get("spread"));
  const how = { train: get("mode") === "train", running: get("running"), gamma: get("gamma"), beta: get("beta") };
  return { x, how, ...batchNorm(x, how) };
};

function setup(ui) {
  const { controls, stage, get, put, trait, say } = ui;
  const axis = (y, words) => [
    svg("path", { class: "bs-axis", d: `M${at(-END)} ${y}H${at(END)}` }),
    ...[-6, -3, 0, 3, 6].map((v) =>
      svg("text", { class: "bs-tick", x: at(v), y: y + 20, "text-anchor": "middle", text: signed(v) }),
    ),
    svg("text", { x: 4, y: y - 46, text: words }),
  ];
  const bars = { own: svg("path", { class: "bs-own" }), running: svg("path", { class: "bs-running" }) };
  const dots = { x: svg("g", { class: "bs-dots" }), y: svg("g", { class: "bs-dots" }) };
  const knob = (kind, shape) =>
    svg("g", { class: `ck-grip bs-${kind}` }, svg("circle", { class: "ck-target", r: 22 }), shape);
  const mid = knob("mean", svg("circle", { class: "ck-knob", r: 8 }));
  const side = knob("spread", svg("rect", { class: "ck-knob", x: -7, y: -7, width: 14, height: 14 }));
  const picture = svg(
    "svg",
    { class: "bs-lines", viewBox: "0 0 360 204", role: "group", "aria-label": "batch and result on two number lines" },
    ...axis(ROWS.batch, "the batch x"),
    ...axis(ROWS.out, "what comes out, y"),
    ...Object.values(bars),
    ...Object.values(dots),
    mid,
    side,
  );
  const level = ROWS.batch / UNIT;
  const common = { plane: picture, size: 2 * END + 1, step: 0.5, leap: 4, kind: "knob on a number line", row: true };
  const middle = handle(mid, {
    ...common,
    label: "mean of the batch",
    where: () => [get("mean") + END + 0.5, level],
    within: () => ({ low: [0.5, level], high: [2 * END + 0.5, level] }),
    go: (x) => put({ mean: x - END - 0.5 }),
    says: (x) => signed(x - END - 0.5),
  });
  const edge = handle(side, {
    ...common,
    label: "spread of the batch",
    where: () => [get("mean") + get("spread") + END + 0.5, level],
    within: () => ({
      low: [get("mean") + END + 0.5, level],
      high: [Math.min(2 * END + 0.5, get("mean") + 4 + END + 0.5), level],
    }),
    go: (x) => put({ spread: clamp(x - END - 0.5 - get("mean"), 0, 4) }),
    says: (x) => signed(x - END - 0.5 - get("mean")),
  });
  const line = flow("the last value of the batch on its way");
  const store = flow("the running numbers");
  store.node.classList.add("bs-store");
  stage.append(
    picture,
    el("p", { class: "ck-note", text: "Solid bar: mean ± spread of this batch. Dashed bar: of the running numbers." }),
    line.node,
    store.node,
  );

  function draw() {
    const s = read(get);
    const own = batchNorm(s.x, { ...s.how, train: true }).used;
    /** @param {number[]} pair @param {number} y */
    const bar = ([m, v], y) => `M${at(m - Math.sqrt(v))} ${y}H${at(m + Math.sqrt(v))}M${at(m)} ${y - 6}V${y + 6}`;
    bars.own.setAttribute("d", bar(own, ROWS.batch - 18));
    bars.running.setAttribute("d", bar(s.how.running, ROWS.batch - 32));
    bars.own.classList.toggle("bs-used", s.how.train);
    bars.running.classList.toggle("bs-used", !s.how.train);
    place(dots.x, s.x, ROWS.batch);
    place(dots.y, s.y ?? [], ROWS.out);
    const x = at(get("mean"));
    mid.setAttribute("transform", `translate(${x} ${ROWS.batch})`);
    side.setAttribute("transform", `translate(${at(get("mean") + get("spread"))} ${ROWS.batch})`);
    side.style.display = get("count") > 1 ? "" : "none";
    middle.speak();
    edge.speak();
    line.draw(stops(s));
    store.draw([
      { name: "running mean", value: signed(s.how.running[0]), kind: "b" },
      { name: "running variance", value: signed(s.how.running[1]), kind: "b" },
    ]);
    say(sentence(s));
  }

  const feed = button("Feed this batch", () => {
    const s = read(get);
    if (!s.how.train) say("In eval mode nothing is learnt: the running numbers stay as they are.");
    else if (!s.y) say(sentence(s));
    else put({ running: s.running.map((v) => Number(v.toFixed(6))) });
  });
  controls.append(
    choice(trait("mode"), "mode", [
      ["train", "train"],
      ["eval", "eval"],
    ]),
    choice(
      trait("count"),
      "values in the batch",
      [1, 2, 4, 8].map((n) => [n, `${n}`]),
    ),
    feed,
    slider(trait("gamma"), "γ", { min: 0, max: 3, step: 0.5 }),
    slider(trait("beta"), "β", { min: -3, max: 3, step: 0.5, show: (v) => signed(v) }),
    presets(ui),
    hint(NOTE),
  );
  return draw;
}

/** @param {any} group @param {number[]} values @param {number} y */
function place(group, values, y) {
  while (group.childNodes.length > values.length) group.lastChild.remove();
  while (group.childNodes.length < values.length) group.append(svg("circle", { r: 5 }));
  values.forEach((v, i) => {
    group.childNodes[i].setAttribute("cx", `${at(v)}`);
    group.childNodes[i].setAttribute("cy", `${y}`);
  });
}

/** @param {any} s */
function stops({ x, y, used: [mean, variance], how }) {
  const last = x[x.length - 1];
  const whose = how.train ? "batch" : "running";
  const kind = how.train ? "a" : "b";
  const centred = last - mean;
  if (!y)
    return [
      { name: "x", value: signed(last) },
      { name: "minus itself", op: `− ${signed(mean)}`, value: "0", kind },
      { name: "y", op: "÷ 0", value: "refused", off: true },
    ];
  const hat = centred / Math.sqrt(variance + 1e-5);
  return [
    { name: "last x", value: signed(last) },
    { name: "centred", op: `− ${signed(mean)} (${whose})`, value: signed(centred), kind },
    { name: "x̂", op: `÷ √${signed(variance)} (${whose})`, value: signed(hat), kind },
    { name: "y", op: `· ${signed(how.gamma)} + ${signed(how.beta)}`, value: signed(y[y.length - 1]), kind: "c" },
  ];
}

/** @param {any} s */
function sentence({ x, y, used, how }) {
  const [mean, variance] = used;
  if (!y)
    return (
      "Train mode, batch of one: its mean is the value itself and its variance 0, so every value would become the same. " +
      "PyTorch refuses it. Take more values, or eval mode."
    );
  const many = x.length === 1 ? "one value" : `${x.length} values`;
  return how.train
    ? `Train mode, ${many}: the mean ${signed(mean)} and the variance ${signed(variance)} of this very batch are used.`
    : `Eval mode, ${many}: the running mean ${signed(mean)} and variance ${signed(variance)} are used, whatever the batch is.`;
}

export default widget("bn-stream", { state: STATE, setup });
