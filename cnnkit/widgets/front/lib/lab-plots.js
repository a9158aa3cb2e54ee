// @ts-check
// The three plots of train-lab: loss, share read right, length of each layer's gradient; run A and run B in each.
import { el } from "./dom.js";
import { EPOCHS, name } from "./lab.js";
import { legend, plot } from "./plot.js";

/** Colour and dashes of a run; the second dash is the first step's. */
const LOOKS = [
  { kind: "a", dash: 0, faint: 2 },
  { kind: "b", dash: 1, faint: 3 },
];
const STEPS = 120;

/** A plot that is made anew when its axes change. */
function replotted(title, label) {
  const node = el("figure", { class: "ckl-plot" }, el("figcaption", { class: "ckl-title", text: title }));
  let axes = "",
    chart = null;
  return {
    node,
    draw(x, y, content) {
      const now = JSON.stringify([x, y]);
      if (now !== axes) {
        const made = plot({ label, x, y, height: 170, left: 40 });
        const parts = [made.node, made.numbers()];
        if (chart) node.replaceChildren(node.firstChild, ...parts);
        else node.append(...parts);
        [axes, chart] = [now, made];
      }
      chart.draw(content);
    },
  };
}

export function labPlots() {
  const loss = replotted("Loss", "Loss by step, in powers of ten, a line for each run");
  const right = replotted(
    "Read right: lines training, dots held out",
    "Share of digits read right by epoch, lines in training, dots held out",
  );
  const norms = replotted(
    "Gradient of each layer's weights: last step; first: A dotted, B dash-dot",
    "Length of the gradient of each layer's weights, in powers of ten, at the last step and at the first",
  );
  const names = el("div", { class: "ckl-legend" });
  let named = "";
  const node = el("div", {}, names, el("div", { class: "ckl-plots" }, loss.node, right.node, norms.node));

  /** @param {{ run: any, letter: string, kept: import("./lab-words.js").Kept | null, live: import("./lab.js").Shown | null }[]} runs */
  function draw(runs) {
    const text = JSON.stringify(runs.map(({ run }) => run));
    if (text !== named)
      names.replaceChildren(
        legend(
          "",
          runs.map(({ run, letter }, i) => ({
            name: `${letter}: ${describeRun(run)}`,
            dash: LOOKS[i].dash,
            kind: LOOKS[i].kind,
          })),
        ),
      );
    named = text;
    drawLoss(runs);
    drawRight(runs);
    drawNorms(runs);
  }
  function drawLoss(runs) {
    const lines = runs.flatMap(({ letter, kept, live }, i) => {
      const { kind, dash } = LOOKS[i];
      const old = (kept?.curves ?? []).map((points, seed) => ({
        ...{ name: `${letter}, recorded ${seed + 1}`, points, dash, kind: live ? "" : kind },
      }));
      return live ? [...old, { name: `${letter}, here`, points: live.curve, dash, kind }] : old;
    });
    const high = Math.max(10, ...lines.flatMap(({ points }) => points.map(([, v]) => v)));
    loss.draw(
      { from: 0, to: STEPS, name: "step" },
      { from: 1e-3, to: 10 ** Math.ceil(Math.log10(high)), log: true },
      { lines },
    );
  }
  function drawRight(runs) {
    const points = (values) => values.map((v, i) => [i + 1, v]);
    const lines = runs.flatMap(({ letter, kept, live }, i) => {
      const { kind, dash } = LOOKS[i];
      const old = (kept?.accuracy ?? []).map((values, seed) => ({
        ...{ name: `${letter}, recorded ${seed + 1}`, points: points(values), dash, kind: live ? "" : kind },
      }));
      return live ? [...old, { name: `${letter}, here`, points: points(live.accuracy), dash, kind }] : old;
    });
    const dots = runs.flatMap(({ kept, live }, i) =>
      (live ? [live.held] : (kept?.held ?? [])).flatMap((values) =>
        points(values)
          .filter(([, y]) => Number.isFinite(y))
          .map(([x, y]) => ({ x, y, kind: LOOKS[i].kind, r: 3.5 })),
      ),
    );
    const x = { from: 0.5, to: EPOCHS + 0.5, ticks: [1, 2, 3, 4, 5, 6], name: "epoch" };
    right.draw(x, { from: 0, to: 1, ticks: [0, 0.5, 1] }, { lines, dots });
  }
  function drawNorms(runs) {
    const lines = runs.flatMap(({ run, letter, kept, live }, i) => {
      const { kind, dash, faint } = LOOKS[i];
      const recorded = () =>
        (kept?.norms ?? []).map(
          (logs) => logs && Array.from(logs.slice(0, run.depth), (v) => (v < -25 ? NaN : 10 ** v)),
        );
      const [first, last] = live ? [live.first, live.last] : recorded();
      const line = (values, words, how) => ({
        ...{ name: `${letter}, ${words}`, kind, dash: how, points: (values ?? []).map((v, layer) => [layer + 1, v]) },
      });
      return [line(first, "first step", faint), line(last, "last step", dash)];
    });
    const found = lines.flatMap(({ points }) => points.map(([, v]) => v)).filter((v) => v > 0);
    const [low, high] = found.length ? [Math.min(...found), Math.max(...found)] : [1e-3, 1e3];
    const whole = (round, v) => 10 ** round(Math.log10(v));
    norms.draw(
      { from: 1, to: Math.max(...runs.map(({ run }) => run.depth)), name: "layer" },
      { from: Math.max(1e-12, whole(Math.floor, low)), to: whole(Math.ceil, high * 1.01), log: true },
      { lines },
    );
  }
  return { node, draw };
}

/** A run with what differs from the usual. */
function describeRun(run) {
  const more = [
    run.norm ? "batch norm" : "no batch norm",
    run.activation === "relu" ? "" : run.activation,
    `rate ${run.rate}`,
    run.dropout ? `dropout ${Math.round(100 * run.dropout)} %` : "",
    run.wrong ? `${Math.round(100 * run.wrong)} % wrong labels` : "",
    run.skip && run.scale !== 1 ? `branch × ${run.scale}` : "",
    run.warmup ? `warm-up ${run.warmup}` : "",
    run.width === 8 ? "" : `width ${run.width}`,
  ];
  return [name(run), ...more.filter(Boolean)].join(", ");
}
