// @ts-check
// A picture made step by step: choose a run, scrub its steps, read the score. The frames of a run are fetched when it is
// chosen.
import { climb } from "./lib/climb.js";
import { button, choice, player, presets, slider } from "./lib/controls.js";
import { el, fails } from "./lib/dom.js";
import { paintPhoto } from "./lib/maps.js";
import { photographs } from "./lib/photographs.js";
import { plot } from "./lib/plot.js";
import { openRealNetwork } from "./lib/real-network.js";
import { recording } from "./lib/recording.js";
import { widget } from "./lib/widget.js";
import "./step-scrubber.css";

/** Before a picture has begun to climb. */
const NOTHING = { of: "", picture: null, score: NaN, first: NaN, silent: false };
/** px a side of the picture that climbs in the page. */
const SIDE = 128;
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

/** A score in words; that of a dream is a multiple of what the photograph had. */
const told = (kind, score, first) =>
  ({
    dream: `energy ${(score / first).toFixed(1)} times the photograph's`,
    inversion: `distance ${(100 * score).toFixed(0)} %`,
  })[kind] ?? `score ${score.toFixed(0)}`;

/** The picture that climbs in the page: asked for by a click, below what is recorded. */
function here(ui, runs) {
  const { signal, section, get, redraw } = ui;
  // what stands before a ReLU is kept, where a run climbs it
  const keep = [...new Set(runs.map((run) => run.setup.layer))].filter((name) => /(x\d|conv\d+)$/.test(name ?? ""));
  const real = openRealNetwork(ui, { side: SIDE, gradients: "input", keep });
  const canvas = /** @type {HTMLCanvasElement} */ (
    el("canvas", { class: "ckst-picture", role: "img", width: SIDE, height: SIDE })
  );
  const words = el("p", { class: "ck-note", role: "status" });
  const chooser = el("div");
  let pictures = null;
  /** The picture of a run and a photograph: made when the first step is asked for. */
  let now = NOTHING;
  let [waiting, turn] = [0, Promise.resolve()];

  const of = () => `${get("run")} ${starts() ? get("picture") : ""}`;
  /** Whether the run begins with a photograph, or seeks its code. */
  const starts = () => runs[get("run")].setup.start === "photograph" || runs[get("run")].setup.kind === "inversion";
  async function photograph() {
    pictures ??= await photographs(ui, { side: SIDE });
    if (!chooser.firstChild) chooser.append(pictures.node);
    return pictures.now().pixels;
  }
  async function begin() {
    const how = runs[get("run")].setup;
    const mine = { ...NOTHING, of: of() };
    const from = starts() ? await photograph() : null;
    const picture = await climb(real, how, { side: SIDE, photograph: from, signal });
    now = { ...mine, picture };
    now.score = now.first = (await picture.measured()) ?? NaN;
  }
  /** Takes that many steps, after those that were asked for before; another run ends them. */
  async function take(count) {
    if (!real.live || waiting > 1) return; // pressed before the network is here, or while another press waits its turn
    waiting++;
    turn = turn.then(() => steps(count)).finally(() => waiting--);
    await turn;
    redraw();
  }
  async function steps(count) {
    if (now.of !== of()) await begin();
    const mine = now;
    for (let i = 0; i < count && now === mine && mine.of === of(); i++) {
      const moved = await mine.picture.step();
      if (!moved) return;
      mine.silent = moved === "silent";
      mine.score = NaN;
      show();
    }
    mine.score = (await mine.picture.measured()) ?? NaN;
  }
  const buttons = el(
    "div",
    { class: "ck-controls ck-on-screen" },
    button("One step", () => take(1)),
    button("Ten steps", () => take(10)),
    button("Start again", () => {
      now = NOTHING;
      return take(0);
    }),
  );
  const node = el("div", { class: "ckst-here" }, real.node, chooser, buttons, canvas, words);
  function show() {
    const { picture, score, first, silent } = now;
    paintPhoto(canvas, picture.x);
    const { title, setup: how } = runs[get("run")];
    const found = Number.isFinite(score) ? `, ${told(how.kind, score, first)}` : "";
    const still = silent ? " The gradient is 0 everywhere: nothing moves." : "";
    words.textContent = `Here, in pixels: ${how.title ?? title}, after ${picture.taken} step${picture.taken === 1 ? "" : "s"}${found}.${still}`;
    canvas.setAttribute("aria-label", words.textContent);
  }
  return {
    node,
    /** What stands here belongs to the run that is chosen, or goes. */
    draw() {
      const able = Boolean(runs[get("run")].setup.kind);
      node.hidden = !able;
      buttons.hidden = !real.live;
      chooser.hidden = !real.live || !starts();
      if (!real.live) now = NOTHING;
      const shown = real.live && now.picture !== null && now.of === of();
      canvas.hidden = words.hidden = !shown;
      if (shown) show();
      else if (real.live && able && !waiting) take(0).catch((error) => fails(section, error));
    },
    forget: () => pictures?.forget(),
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
  const page = here(ui, runs);
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
    presets(ui, get("presets"), { reset: () => (page.forget(), ui.reset()) }),
  );

  const canvas = /** @type {HTMLCanvasElement} */ (el("canvas", { class: "ckst-picture", role: "img" }));
  const note = el("p", { class: "ck-note" });
  const curve = el("div");
  const heading = el("p", { class: "ck-note", text: unit ? `${capital(score)}, ${unit}` : capital(score) });
  const two = el("div", { class: "ckst-two" }, el("div", {}, canvas, note), el("div", {}, heading, curve, page.node));
  stage.append(two);

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
      ...{ left: 12, width: 280, height: 130 },
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
    const painted = framesOf(number).show(canvas, "picture", { step: place });
    const size = `${steps.length} frames, ${kilobytes(bytes)}`;
    note.textContent = painted ? `Recorded: ${size}.` : `Loading ${size} …`;
    canvas.classList.toggle("ckst-old", !painted);
    const words = `${capital(title)}, step ${steps[place]} of ${steps[last]}: ${score} ${show(scores[place])}${unit && ` ${unit}`}.`;
    canvas.setAttribute("aria-label", words);
    page.draw();
    say(says && place === last ? `${words} ${says}` : words);
  };
}
export default widget("step-scrubber", { state: ["run", "step", "picture", "live"], setup });
