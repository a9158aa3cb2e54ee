// @ts-check
// λ trains a tiny network with two heads: class error and box error part, and a box can be dragged off and back.
import { boxes } from "./lib/boxes.js";
import { button, choice, counter, hint, presets, slider } from "./lib/controls.js";
import { calm, el, svg } from "./lib/dom.js";
import { flow } from "./lib/flow.js";
import { legend, plot } from "./lib/plot.js";
import {
  answers,
  CLASSES,
  errors,
  learnt,
  SIDE,
  start,
  terms,
  training,
  unseen,
  wholePercent,
} from "./lib/two-heads.js";
import { widget } from "./lib/widget.js";
import "./two-heads.css";

const STATE = ["lam", "layers", "picture", "box"];
const LAMBDAS = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000];
const [SHOWN, PIECES, STEPS] = [12, 12, 240];
const CELL = 360 / SIDE;
const NOTE =
  "Move λ: eight units and two heads are trained anew, from the same start, on 1,500 drawn pictures, and a dot is put for 500 unseen ones. Drag the dashed box, or Tab to it and use " +
  "the arrow keys: only the box term changes, in this picture. Lengths count in parts of the side. “Own” gives each head four units; “shared” lets both read all eight.";

function setup(ui) {
  const { controls, stage, says, get, put, trait, say, signal } = ui;
  const of = unseen(get("seed"));
  const tried = new Map(); // of each setting, the trained network and its errors
  const begin = { net: start(get("seed"), get("layers")) };
  let from = null;
  let running = null;
  const key = (lam = get("lam"), layers = get("layers")) => `${layers} ${lam}`;
  const chosen = () => get("picture") - 1;
  const truth = () => of.boxes[chosen()].map((v) => 100 * v);
  const reply = () => answers((tried.get(key()) ?? running ?? begin).net, of.ink[chosen()]);
  const shownBox = () => (get("box").length ? get("box") : wholePercent(reply().box));

  const ink = svg("path", { class: "th-ink" });
  const board = boxes({
    label: "the picture, its true box and the network's",
    width: 100,
    height: 100,
    leap: 5,
    under: [ink],
    boxes: [
      { name: "", kind: "c", get: truth },
      { name: "predicted", kind: "b", get: shownBox, set: (box) => put({ box }) },
    ],
  });
  const chart = plot({
    label: "errors on unseen pictures by λ",
    x: { from: 0.1, to: 1000, log: true, name: "λ", ticks: [0.1, 1, 10, 100, 1000] },
    y: { from: 0, to: 0.8, ticks: [0, 0.2, 0.4, 0.6, 0.8], grid: true },
    height: 180,
  });
  const line = flow("the loss of this picture");
  const head = el("p", { class: "th-says" });
  stage.append(
    el("div", { class: "th-left" }, board.node, head),
    el(
      "div",
      { class: "th-right" },
      legend("", [
        { name: "wrong classes", dash: 0, kind: "a" },
        { name: "boxes, 1 − IoU", dash: 1, kind: "b" },
      ]),
      chart.node,
      line.node,
    ),
  );
  stage.before(controls);
  stage.after(says, chart.numbers());

  /** One setting, in pieces between frames so that the page stays alive; a new setting ends it. */
  function train(lam, layers, then) {
    const name = key(lam, layers);
    if (tried.has(name)) {
      ui.section.removeAttribute("aria-busy");
      return then();
    }
    from ??= learnt(get("seed"));
    const job = training(from, { lam, layers, seed: get("seed") });
    running = job;
    ui.section.setAttribute("aria-busy", "true");
    const piece = () => {
      if (signal.aborted || running !== job) return;
      job.go(STEPS / PIECES);
      if (job.done() < 1) {
        if (!calm()) ui.redraw();
        setTimeout(piece);
        return;
      }
      tried.set(name, { net: job.net, found: errors(job.net, of) });
      running = null;
      ui.section.removeAttribute("aria-busy");
      then();
    };
    piece();
  }
  const own = () => train(get("lam"), get("layers"), ui.redraw);
  ui.watch(["lam", "layers"], () => {
    running = null;
    own();
  });

  function all(rest = LAMBDAS) {
    if (!rest.length) return;
    const [lam, ...more] = rest;
    put({ lam, box: [] });
    // the setting trains itself; the next one when it has
    const wait = () => {
      if (signal.aborted || get("lam") !== lam) return;
      if (tried.has(key())) all(more);
      else setTimeout(wait, 30);
    };
    wait();
  }
  const place = {
    ...trait("lam"),
    get: () => LAMBDAS.indexOf(get("lam")),
    set: (i) => put({ lam: LAMBDAS[i], box: [] }),
  };
  const picture = trait("picture");
  controls.append(
    slider(place, "λ", { min: 0, max: LAMBDAS.length - 1, show: (i) => `${LAMBDAS[i]}` }),
    choice({ ...trait("layers"), set: (layers) => put({ layers, box: [] }) }, "units", [
      ["shared", "shared"],
      ["own", "own"],
    ]),
    counter({ ...picture, set: (v) => put({ picture: v, box: [] }) }, "picture", { min: 1, max: SHOWN }),
    button("Try every λ", () => all()),
    presets(ui),
    hint(NOTE),
  );

  return function draw() {
    ink.setAttribute("d", of.ink[chosen()].map((at) => cell(at % SIDE, Math.floor(at / SIDE))).join(""));
    const done = LAMBDAS.filter((lam) => tried.has(key(lam))).map((lam) => [lam, tried.get(key(lam)).found]);
    const curve = (which) => done.map(([lam, found]) => [lam, found[which]]);
    const dots = (which, kind) => curve(which).map(([x, y]) => ({ x, y, kind, r: x === get("lam") ? 7 : 4 }));
    chart.draw({
      lines: [
        { name: "wrong classes", kind: "a", points: curve("what") },
        { name: "boxes, 1 − IoU", kind: "b", dash: 1, points: curve("where") },
      ],
      dots: [...dots("what", "a"), ...dots("where", "b")],
      cursor: { x: get("lam"), value: running ? `${Math.round(100 * running.done())} % trained` : "" },
    });
    board.draw();
    const { p } = reply();
    const [best, y] = [p.indexOf(Math.max(...p)), of.y[chosen()]];
    const { what, where } = terms(
      p,
      y,
      shownBox().map((v) => v / 100),
      of.boxes[chosen()],
    );
    const lam = get("lam");
    head.textContent = `It is a ${CLASSES[y]}, its true box dotted. The network says ${CLASSES[best]}, with ${p[best].toFixed(2)}.`;
    const [fine, full] = places(lam);
    const product = `${lam} · ${where.toFixed(fine)} = ${(lam * where).toFixed(full)}`;
    line.draw([
      { name: "class", value: what.toFixed(3), kind: "a" },
      { name: "λ · box", value: product, kind: "b", op: "+" },
      { name: "loss", value: (what + lam * where).toFixed(full), op: "=" },
    ]);
    const ready = tried.get(key()); // not there while it trains, nor in the frame between two settings
    if (ready) say(sentence(ready.found, lam, get("layers"), get("box").length > 0, where));
  };
}

/** Decimals of the box term and of its product with λ, such that the written product comes out as written. */
function places(lam) {
  const full = lam < 10 ? 3 : lam < 100 ? 2 : 1;
  return [full + Math.max(0, Math.ceil(Math.log10(lam))), full];
}
const cell = (x, y) => `M${x * CELL} ${y * CELL}h${CELL}v${CELL}h${-CELL}z`;

function sentence({ what, where }, lam, layers, moved, term) {
  if (moved) return `Your box: box term ${term.toFixed(3)}, times λ ${(lam * term).toFixed(3)}. The class term stays.`;
  const whose = layers === "own" ? "units of their own" : "shared units";
  return `λ = ${lam}, ${whose}: ${Math.round(100 * what)} % of the unseen pictures get a wrong class, and 1 − IoU is ${where.toFixed(2)}.`;
}

export default widget("two-heads", { state: STATE, setup });
