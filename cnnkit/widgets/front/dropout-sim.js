// @ts-check
// Two hundred masks over five units: the sum that the next layer reads in training, and the one at test time.
import { choice, hint, presets, slider } from "./lib/controls.js";
import { clamp, signed, svg } from "./lib/dom.js";
import { flow } from "./lib/flow.js";
import { legend, plot } from "./lib/plot.js";
import { stream, uniform } from "./engine/random.js";
import { dropoutSums, meansSoFar, RULES } from "./lib/steady.js";
import { widget } from "./lib/widget.js";
import "./dropout-sim.css";

const STATE = ["q", "rule", "mask"];
const MASKS = 200;
const WORDS = { forgotten: "forgotten", classic: "classic", inverted: "inverted", twice: "both" };
const NOTE =
  "Drag over the plot, or Tab to it and use the arrow keys, to look at one mask. " +
  "Inverted divides what is left by the share that is kept, while training; classic multiplies by it, at test time.";

function setup(ui) {
  const { controls, stage, get, put, trait, say } = ui;
  const units = get("units");
  const whole = units.reduce((sum, v) => sum + v, 0);
  const masks = () =>
    Array.from({ length: MASKS }, (_, i) =>
      Array.from(uniform(get("seed"), stream("dropout", 0, i), units.length), (u) => (u < get("q") ? 0 : 1)),
    );
  const board = plot({
    label: "mean of the sum over the masks so far, and the sum at test time",
    x: { from: 1, to: MASKS, name: "masks so far", ticks: [1, 50, 100, 150, 200] },
    y: { from: 0, to: 2 * whole, name: "sum", grid: true },
    height: 190,
    scrub: {
      stops: Array.from({ length: MASKS }, (_, i) => i + 1),
      go: (mask) => put({ mask }),
      says: (mask) => `mask ${mask}`,
    },
  });
  const cells = units.map((v, i) =>
    svg(
      "g",
      { class: "ds-unit", transform: `translate(${30 + 60 * i} 26)` },
      svg("circle", { r: 20 }),
      svg("text", { "text-anchor": "middle", y: 5, text: signed(v) }),
      svg("path", { d: "M-14 -14L14 14M14 -14L-14 14" }),
    ),
  );
  const row = svg("svg", { class: "ds-row", viewBox: `0 0 ${60 * units.length} 52`, role: "img" }, ...cells);
  const [train, test] = [flow("one mask in training"), flow("test time")];
  stage.append(
    board.node,
    legend("", [
      { name: "training, mean so far", dash: 0, kind: "a" },
      { name: "test", dash: 1, kind: "b" },
    ]),
    row,
    train.node,
    test.node,
    board.numbers(),
  );

  function draw() {
    const [q, rule] = [get("q"), get("rule")];
    const all = masks();
    const sums = dropoutSums(units, all, q, rule);
    const means = meansSoFar(sums.train);
    const now = clamp(get("mask"), 1, MASKS);
    board.draw({
      lines: [
        { name: "training, mean so far", kind: "a", points: means.map((v, i) => [i + 1, v]) },
        {
          name: "test",
          kind: "b",
          dash: 1,
          points: [
            [1, sums.test],
            [MASKS, sums.test],
          ],
        },
      ],
      cursor: { x: now, y: means[now - 1], value: signed(means[now - 1], 1) },
    });
    const mask = all[now - 1];
    cells.forEach((cell, i) => cell.classList.toggle("ds-off", !mask[i]));
    const kept = units.filter((_, i) => mask[i]);
    const left = kept.reduce((sum, v) => sum + v, 0);
    row.setAttribute(
      "aria-label",
      `mask ${now} keeps ${kept.length ? `the units ${kept.map((v) => signed(v)).join(", ")}` : "no unit"}`,
    );
    const share = signed(1 - q);
    const [inTrain, atTest] = [RULES[rule].includes("train"), RULES[rule].includes("test")];
    train.draw([
      { name: `mask ${now}, sum`, value: signed(left), kind: "a" },
      {
        name: "next layer reads",
        op: inTrain ? `÷ ${share}` : "as it is",
        value: signed(sums.train[now - 1]),
        kind: "a",
      },
    ]);
    test.draw([
      { name: "all units, sum", value: signed(whole), kind: "b" },
      { name: "next layer reads", op: atTest ? `· ${share}` : "as it is", value: signed(sums.test), kind: "b" },
    ]);
    say(sentence(q, rule, means[MASKS - 1], sums.test));
  }
  controls.append(
    slider(trait("q"), "q, dropped", { min: 0.1, max: 0.8, step: 0.1, show: (v) => `${Number(v.toFixed(1))}` }),
    choice(
      trait("rule"),
      "scaling",
      Object.keys(RULES).map((key) => [key, WORDS[key]]),
    ),
    presets(ui),
    hint(NOTE),
  );
  return draw;
}

function sentence(q, rule, mean, test) {
  const numbers = `Over ${MASKS} masks the next layer read ${signed(mean, 1)} on average; at test time it reads ${signed(test, 1)}.`;
  const why = {
    forgotten: `Nobody scaled: the test line lies 1/${signed(1 - q)} times as high.`,
    classic: "The test sum is scaled by the share that is kept, and the lines meet.",
    inverted: "What is left is scaled up while training, and the lines meet: at test time nothing is to be done.",
    twice: `Scaled in training and once more at test time: the test line lies too low, by ${signed(1 - q)}.`,
  };
  return `${numbers} ${why[rule]}`;
}

export default widget("dropout-sim", { state: STATE, setup });
