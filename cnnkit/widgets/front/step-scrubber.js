// @ts-check
// A picture made step by step: choose a run, scrub its steps, read the score. The frames of a run are fetched when it is
// chosen.
import { choice, player, presets, slider } from "./lib/controls.js";
import { el } from "./lib/dom.js";
import { plot } from "./lib/plot.js";
import { recording } from "./lib/recording.js";
import { widget } from "./lib/widget.js";
import "./step-scrubber.css";

const kilobytes = (bytes) => `${Math.max(1, Math.round(bytes / 1000))} kB`;
const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** What is made once for each key, when it is first asked for. */
function once(make) {
  const made = new Map();
  return (key) => {
    if (!made.has(key)) made.set(key, make(key));
    return made.get(key);
  };
}

function setup(ui) {
  const { controls, stage, signal, get, put, say, redraw, watch } = ui;
  const { score, unit, digits, columns, labels, groups: recorded } = get("record");
  const groups = recorded.map((group) => ({ ...group, first: 0 }));
  groups.forEach((group, i) => (group.first = i ? groups[i - 1].first + groups[i - 1].runs.length : 0));
  const runs = groups.flatMap((group) => group.runs);
  const groupOf = (number) => groups.findLastIndex(({ first }) => first <= number);
  const last = runs[0].steps.length - 1;
  const show = (v) => v.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });

  // the two rows of choices: a group, and the runs in it
  const choose = (number) => put({ run: number });
  const on = (call) => watch(["run"], call);
  const group = {
    get: () => groupOf(get("run")),
    // the run of the same name, where the other group has one
    set(place) {
      const { name } = runs[get("run")];
      const same = groups[place].runs.findIndex((one) => one.name === name);
      choose(groups[place].first + Math.max(0, same));
    },
    on,
  };
  const item = { get: () => get("run"), set: choose, on };
  const items = groups.map(({ first, runs: some }) =>
    choice(
      item,
      labels.item,
      some.map(({ name }, i) => [first + i, name]),
    ),
  );
  const named = groups.map(({ name }, i) => /** @type {[any, string]} */ ([i, name]));
  const step = { ...ui.trait("step"), on: (call) => watch(["run", "step"], call) };
  const written = (place) => {
    const { steps } = runs[get("run")];
    return `${steps[place]} of ${steps[last]}`;
  };
  const onward = () => {
    const next = get("step") === last ? 0 : get("step") + 1;
    put({ step: next });
    return next < last;
  };
  controls.append(
    ...(groups.length > 1 ? [choice(group, labels.group, named)] : []),
    ...items,
    slider(step, "Step", { min: 0, max: last, show: written }),
    player(onward, signal, { label: "Play", ms: 500 }),
    presets(ui),
  );

  const canvas = /** @type {HTMLCanvasElement} */ (el("canvas", { class: "ckst-picture", role: "img" }));
  const note = el("p", { class: "ck-note" });
  const curve = el("div");
  const right = el("div", {}, el("p", { class: "ck-note", text: unit ? `${capital(score)}, ${unit}` : capital(score) }), curve);
  stage.append(el("div", { class: "ckst-two" }, el("div", {}, canvas, note), right));

  const failed = (error) => say(`The pictures of this run could not be fetched: ${error.message}`);
  /** The frames of a run, which are fetched when the first is shown. */
  const framesOf = once((number) => {
    const { side, steps } = runs[number];
    const picture = { axes: ["step"], kind: "sprite", shape: side, columns, start: 0, length: Infinity };
    const header = { axes: { step: steps }, facts: {}, series: {}, frames: { picture } };
    return recording(header, { fetch: () => get(`strip${number}`), arrived: redraw, failed });
  });
  /** The curve of a run; a press on it sets the step. */
  const chartOf = once((number) => {
    const { steps, scores, title } = runs[number];
    const [low, high] = [Math.min(0, ...scores), Math.max(...scores, 1e-9)];
    const chart = plot({
      label: `${capital(score)} by step: ${title}`,
      x: { from: 0, to: steps[last], ticks: [0, steps[last]], show: (v) => (v ? `step ${v}` : "0"), quiet: true },
      y: { from: low, to: high, ticks: [], quiet: true },
      left: 12,
      scrub: { stops: steps, go: (at) => put({ step: steps.indexOf(at) }) },
    });
    chart.draw({ lines: [{ name: score, points: steps.map((at, i) => [at, scores[i]]), kind: "chosen" }] });
    return chart;
  });

  return function draw() {
    const number = get("run");
    const place = get("step");
    const { title, steps, scores, says, bytes } = runs[number];
    items.forEach((row, i) => (row.hidden = i !== groupOf(number)));
    const chart = chartOf(number);
    if (curve.firstChild !== chart.node) curve.replaceChildren(chart.node);
    chart.draw({ cursor: { x: steps[place], y: scores[place], value: show(scores[place]) } });
    const here = framesOf(number).show(canvas, "picture", { step: place });
    const size = `${steps.length} frames, ${kilobytes(bytes)}`;
    note.textContent = here ? `Recorded: ${size}.` : `Loading ${size} …`;
    canvas.classList.toggle("ckst-old", !here);
    const words = `${capital(title)}, step ${steps[place]} of ${steps[last]}: ${score} ${show(scores[place])}${unit && ` ${unit}`}.`;
    canvas.setAttribute("aria-label", words);
    say(says && place === last ? `${words} ${says}` : words);
  };
}
export default widget("step-scrubber", { state: ["run", "step"], setup });
