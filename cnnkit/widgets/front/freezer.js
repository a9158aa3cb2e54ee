// @ts-check
// Heads on frozen features against training more of the network, as recorded; then a head for the reader's own pictures,
// solved in the page on what SqueezeNet's layers say of them.
import { classBars } from "./lib/bars.js";
import { button, choice, hint, presets } from "./lib/controls.js";
import { el } from "./lib/dom.js";
import { ownClasses } from "./lib/own-classes.js";
import { planes } from "./lib/photographs.js";
import { legend, plot } from "./lib/plot.js";
import { leftOut, means, ridge } from "./lib/probe.js";
import { openRealNetwork, shortName, SIDE } from "./lib/real-network.js";
import { widget } from "./lib/widget.js";
import "./freezer.css";

const NAMES = ["A", "B", "C", "D", "Test"];
const TEST = NAMES.length - 1;
const HELP =
  "Press or drag in the plot, or move in it with the arrow keys, to choose whose features the head reads. Dots are the draws " +
  "of labelled pictures, lines their means.";
const STORED =
  "What you see is recorded. With the network in this page you can teach it classes of your own, with pictures or drawings.";
const [TUNED, ANEW, HE] = ["all fine-tuned", "SqueezeNet from scratch", "the same, He's start"];
const SMALL = "small network from scratch";
const FLAT = [
  { name: TUNED, kind: "b", dash: 1 },
  { name: HE, legend: "SqueezeNet from scratch, He's start", kind: "d", dash: 3 },
  { name: SMALL, kind: "c", dash: 2 },
];

/** Rings for A, crosses for B, and a ring to be told apart. @returns {[number[][][], number][]} */
function example() {
  const ring = (x, y, r) => [
    Array.from({ length: 33 }, (_, i) => [x + r * Math.cos((i * Math.PI) / 16), y + r * Math.sin((i * Math.PI) / 16)]),
  ];
  const cross = (x, y, r) => [
    [[x - r, y - r], [x + r, y + r]],
    [[x - r, y + r], [x + r, y - r]],
  ]; // prettier-ignore
  return [
    [ring(0.5, 0.5, 0.3), 0],
    [ring(0.4, 0.55, 0.2), 0],
    [cross(0.5, 0.5, 0.3), 1],
    [cross(0.58, 0.45, 0.2), 1],
    [ring(0.55, 0.42, 0.25), TEST],
  ];
}

function setup(ui) {
  const { controls, stage, says, signal, get, put, trait, say, redraw } = ui;
  const [features, counts, rows, layers] = [get("features"), get("counts"), get("rows"), get("layers")];
  const row = (name) => rows.find((one) => one.name === name);
  const heads = features.map(row);
  const places = features.map((_, i) => i);

  const chart = plot({
    label: "Share of right answers by the features that the head reads",
    x: { from: -0.3, to: features.length - 0.7, ticks: places, show: (v) => features[v] },
    y: { from: 0, to: 1, ticks: [0, 0.25, 0.5, 0.75, 1], grid: true, name: "right answers" },
    height: 210,
    scrub: { stops: places, go: (place) => put({ feature: place }), says: (place) => `features of ${features[place]}` },
  });
  const named = FLAT.map(({ name, legend: label = name, ...line }) => ({ ...line, name: label }));
  const cells = [null, ...rows.slice(features.length)].map(() => [
    el("th", { scope: "row" }),
    ...[1, 2, 3].map(() => el("td")),
  ]);
  const body = el("tbody", {}, ...cells.map((line) => el("tr", {}, ...line)));
  const table = el(
    "table",
    {},
    el("caption", { class: "ck-hidden", text: "Ways of learning, compared" }),
    el(
      "thead",
      {},
      el("tr", {}, ...["", "right", "trained", "seconds"].map((text) => el("th", { scope: "col", text }))),
    ),
    body,
  );

  const real = openRealNetwork(ui, { stored: STORED });
  const bars = classBars(NAMES.slice(0, TEST), { signed: true });
  const reads = choice(
    trait("layer"),
    "The head reads",
    layers.map(([name], i) => [i, shortName(name)]),
  );
  const answer = el("div", { class: "ckf-answer" }, bars.node);
  const where = { names: NAMES, goes: trait("goes"), beside: [reads, answer] };
  const own = ownClasses(ui, { ...where, side: SIDE, changed: redraw });
  const verdict = el("p", { class: "ckf-verdict", role: "status" });
  const each = el("p", { class: "ck-note" });
  const teach = button("Try rings and crosses", () => {
    own.forget();
    for (const [strokes, place] of example()) own.addStrokes(strokes, place);
  });
  const studio = el(
    "div",
    { class: "ckf-own ck-on-screen" },
    el("div", { class: "ck-controls" }, teach),
    own.node,
    verdict,
    each,
  );
  controls.append(
    choice(
      trait("labels"),
      "Labels a class",
      counts.map((count, i) => [i, `${count}`]),
    ),
    presets(ui, [], { reset: () => (own.forget(), ui.reset()) }),
    hint(HELP),
  );
  stage.append(
    el(
      "div",
      { class: "ckf-two" },
      el("div", {}, chart.node, legend("", [{ name: "head", kind: "chosen" }, ...named])),
      table,
    ),
    says,
    el("div", { class: "ckf-live" }, real.node, studio),
  );

  /** What each layer says of a picture, by picture: one code a layer, or null while it is asked. */
  const codes = new Map();
  async function read(one) {
    codes.set(one, null);
    const got = await real.run(planes(one.picture), { read: layers.map(([name]) => name), signal });
    if (!got || signal.aborted) return void codes.delete(one);
    codes.set(
      one,
      layers.map(([name, count]) => means(got[name], count)),
    );
    redraw();
  }

  function recorded() {
    const at = get("labels");
    const chosen = heads[get("feature")];
    const end = features.length - 0.7;
    chart.draw({
      lines: [
        { name: "head", points: heads.map((one, i) => [i, one.right[at]]), kind: "chosen" },
        ...FLAT.map((flat) => ({ ...flat, points: [-0.3, end].map((x) => [x, row(flat.name).right[at]]) })),
      ],
      dots: heads.flatMap((one, i) => one.draws[at].map((y) => ({ x: i, y, r: 3 }))),
      cursor: { x: get("feature"), y: chosen.right[at], value: chosen.words[at][0] },
    });
    const shown = [[`head on ${chosen.name}`, chosen], ...rows.slice(features.length).map((one) => [one.name, one])];
    shown.forEach(([name, one], i) => {
      const [right, , weights, seconds] = one.words[at];
      [name, right, weights, seconds].forEach((text, k) => {
        if (cells[i][k].textContent !== text) cells[i][k].textContent = text;
      });
    });
    const word = (name) => row(name).words[at][0];
    const [right, spread, weights, seconds] = chosen.words[at];
    const draws = chosen.draws[at].length;
    say(
      `${counts[at]} ${counts[at] === 1 ? "label" : "labels"} a class, a head on ${chosen.name}: ${right} right (${spread} ` +
        `over ${draws} draws), ${weights} weights trained in ${seconds} s. All fine-tuned: ${word(TUNED)}; from ` +
        `scratch ${word(ANEW)}, with He's start ${word(HE)}; a small network from scratch: ${word(SMALL)}.`,
    );
  }

  function taught() {
    const all = own.all();
    for (const one of codes.keys()) if (!all.includes(one)) codes.delete(one);
    for (const one of all) if (!codes.has(one)) read(one);
    const known = all.filter((one) => codes.get(one) && one.place < TEST);
    const asked = all.find((one) => one.place === TEST);
    const labels = known.map(({ place }) => place);
    const classes = new Set(labels);
    const nothing = classes.size < 2;
    bars.node.classList.toggle("ckf-none", nothing || !codes.get(asked));
    each.textContent = "";
    if (all.some((one) => !codes.get(one))) return void (verdict.textContent = "The network reads your pictures …");
    if (nothing) return void (verdict.textContent = "Fill at least two classes, with one picture each or more.");
    const by = get("layer");
    const name = shortName(layers[by][0]);
    const l2 = (i) => get("strength") * layers[i][1];
    const of = (i) => known.map((one) => codes.get(one)[i]);
    const learnt = `A head of ${classes.size} × ${layers[by][1] + 1} weights on ${name} learnt from ${known.length} pictures`;
    if (asked) {
      const scores = ridge(of(by), labels, TEST, l2(by)).scores(codes.get(asked)[by]);
      const best = scores.indexOf(Math.max(...scores));
      bars.draw(scores, { best, full: Math.max(1, ...scores.map(Math.abs)) });
      const told = scores.flatMap((v, k) => (classes.has(k) ? [`${NAMES[k]} ${v.toFixed(2).replace("-", "−")}`] : []));
      verdict.textContent = `${learnt} and says ${NAMES[best]} to the test: ${told.join(", ")}. Scores add up to 1; they are no probabilities.`;
    } else verdict.textContent = `${learnt}. Put a picture under Test to ask it.`;
    const enough = [...classes].every((k) => labels.filter((label) => label === k).length > 1);
    each.textContent = enough
      ? `Each of your ${known.length} pictures left out in turn and asked, right: ` +
        layers.map(([layer], i) => `${shortName(layer)} ${leftOut(of(i), labels, TEST, l2(i))}`).join(", ") +
        "."
      : "With two pictures in each class, the layers are compared here: each picture is left out in turn.";
  }

  return function draw() {
    recorded();
    studio.hidden = !real.live;
    if (real.live) taught();
  };
}

export default widget("freezer", { state: ["feature", "labels", "layer", "goes", "live"], setup });
