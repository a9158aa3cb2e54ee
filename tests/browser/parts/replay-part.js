// @ts-check
// A recording with a sheet of pictures, a plot on log axes that keys scrub, a sum as a bar, for the common suite.
import { partsBar } from "../../../cnnkit/widgets/front/lib/areas.js";
import { presets } from "../../../cnnkit/widgets/front/lib/controls.js";
import { el, svg } from "../../../cnnkit/widgets/front/lib/dom.js";
import { legend, plot } from "../../../cnnkit/widgets/front/lib/plot.js";
import { recording } from "../../../cnnkit/widgets/front/lib/recording.js";
import { axisControls } from "../../../cnnkit/widgets/front/lib/scrubber.js";
import { widget } from "../../../cnnkit/widgets/front/lib/widget.js";
import "./replay-part.css";

function setup(ui) {
  const { controls, stage, get, put, say, redraw } = ui;
  const run = recording(get("recording"), { fetch: () => get("frames"), arrived: redraw });
  const steps = run.axes.step;
  const lines = run.axes.prior.map((name, prior) => ({
    name,
    points: run.along("score", "step", { prior }).map((v, i) => [steps[i], v]),
    dash: prior,
    kind: "abcd"[prior],
  }));
  const chart = plot({
    label: "Score by step",
    x: { from: 1, to: steps.at(-1), log: true, name: "step" },
    y: { from: 0.001, to: 10, log: true, name: "score", grid: true },
    height: 190,
    left: 44,
    scrub: {
      stops: steps,
      go: (stop) => put({ step: steps.indexOf(stop) }),
      says: (stop) => `step ${stop}`,
    },
  });
  const canvas = el("canvas", { class: "view", role: "img", "aria-label": "The picture at this step" });
  const bar = svg("svg", { viewBox: "0 0 360 90", role: "img", "aria-label": "Parts of the score" });
  controls.append(
    ...axisControls(ui, run, { step: { label: "Step", play: "Play", show: (v) => `${v}` }, prior: { label: "Prior" } }),
    presets(ui, []),
  );
  stage.append(chart.node, legend("", lines), chart.numbers(), canvas, bar);
  return () => {
    const place = { step: get("step"), prior: get("prior") };
    const score = run.at("score", place);
    const share = run.at("share", place);
    chart.draw({ lines, cursor: { x: steps[place.step], y: score, value: score.toFixed(3) } });
    const shown = run.show(canvas, "view", place);
    canvas.dataset.shown = `${shown}`;
    const parts = share.map((value, i) => ({ value, sign: `part ${i + 1}`, kind: "abcd"[i] }));
    bar.replaceChildren(...partsBar({ x: (v) => 4 + v, y: 30, title: "three parts", parts, before: 200 }));
    say(`Step ${steps[place.step]}, ${run.axes.prior[place.prior]}: score ${score.toFixed(3)}.`);
  };
}
export default widget("replay-part", { state: ["step", "prior"], setup });
