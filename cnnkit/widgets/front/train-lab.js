// @ts-check
// Two small networks, side by side: recorded runs first, and on a press trained in the page.
import { button, counter, hint, presets } from "./lib/controls.js";
import { el, on, percent } from "./lib/dom.js";
import { engineParts, loadNetwork } from "./lib/engine.js";
import { BATCH, describe, EPOCHS, key, name, secondsFor, Shown, trainingOf, unpack } from "./lib/lab.js";
import { labPlots } from "./lib/lab-plots.js";
import { exactness, recordedRun, sayRun, sayShare } from "./lib/lab-words.js";
import { recording } from "./lib/recording.js";
import { switchTable } from "./lib/switch-table.js";
import { widget } from "./lib/widget.js";
import "./train-lab.css";

const SIDES = ["left", "right"];
const LETTERS = ["A", "B"];
/** Seconds after which shorter runs are offered first. */
const LONG = 20;

const onOff = (v) => (v ? "on" : "off");
/** What stands before the switches, and how their values are written. */
const MAIN = {
  depth: { label: "Layers" },
  skip: { label: "Kind", show: (v) => (v ? "residual" : "plain") },
  norm: { label: "Batch norm", show: onOff },
  rate: { label: "Rate" },
};
const MORE = {
  activation: { label: "Activation", show: (v) => ({ relu: "ReLU" })[v] ?? v },
  dropout: { label: "Dropout", show: percent },
  wrong: { label: "Wrong labels", show: percent },
  scale: { label: "Branch times" },
  warmup: { label: "Warm-up, steps" },
  width: { label: "Width" },
};

function setup(ui) {
  const { controls, stage, signal, get, put, trait, say, redraw } = ui;
  const failed = (error) => say(`The gradient norms could not be fetched: ${error.message}`);
  const recorded = recording(get("recording"), { fetch: () => get("frames"), arrived: redraw, failed });
  const sides = () => SIDES.map(get);
  const which = () => JSON.stringify([...sides(), get("seed")]);

  /** What is trained or was trained here, for the switches `of`. */
  let live = null;
  const forget = () => {
    live?.ending.abort();
    live = null;
  };
  signal.addEventListener("abort", forget);

  async function train(anyway = false) {
    forget();
    const ending = new AbortController();
    const runs = sides();
    const mine = {
      of: which(),
      ending,
      phase: "measures",
      shown: runs.map((run) => new Shown(run)),
      seconds: 0,
      took: 0,
    };
    live = mine;
    redraw();
    try {
      await trained(mine, runs, get("seed"), anyway);
    } catch (error) {
      if (live === mine) forget();
      throw error;
    }
  }
  async function trained(mine, runs, seed, anyway) {
    const over = mine.ending.signal;
    const [{ random }, bytes] = await Promise.all([engineParts(), get("digits")]);
    const digits = await unpack(bytes);
    if (over.aborted) return;
    const how = /** @type {const} */ ({ batch: BATCH, gradients: "all", signal: over });
    const nets = await Promise.all(runs.map((run) => loadNetwork(describe(run), undefined, how)));
    for (const net of nets) {
      if (over.aborted) return; // the network is gone
      mine.seconds += secondsFor(await net.time(seed), digits);
    }
    if (over.aborted) return;
    if (mine.seconds > LONG && !anyway && shorter(runs).length) {
      mine.phase = "asks";
      return redraw();
    }
    mine.phase = "trains";
    redraw();
    const begun = performance.now();
    const trainings = runs.map((run) => trainingOf(run, seed, digits, random));
    for (let epoch = 1; epoch <= EPOCHS; epoch++)
      for (const [i, net] of nets.entries()) {
        const shown = mine.shown[i];
        if (shown.stopped) continue;
        const onprogress = (progress) => {
          shown.hear(progress);
          mine.took = (performance.now() - begun) / 1000;
          redraw();
        };
        // the first epoch is told step by step, so that the first step's gradients are seen
        const part = { ...trainings[i], first: epoch, epochs: epoch, pause: epoch === 1 ? 0 : 50 };
        await net.train(part, { signal: over, onprogress });
        if (over.aborted) return;
      }
    mine.phase = "done";
    mine.ending.abort();
    redraw();
  }
  const stop = () => {
    if (live.phase !== "trains") return (forget(), redraw());
    live.phase = "stopped";
    live.ending.abort();
    redraw();
  };

  const running = () => live?.phase === "trains" || live?.phase === "measures";
  const go = button("", () => (running() ? stop() : train()));
  const table = (switches) => switchTable(ui, { switches, sides: SIDES, letters: LETTERS, choices: get("choices") });
  const more = el("details", { class: "ckl-more" }, el("summary", { text: "More switches" }), table(MORE));
  const seed = counter(trait("seed"), "Seed", { min: 1, max: 9999, rule: "the same seed gives the same run again" });
  const back = () => {
    forget();
    ui.reset();
    redraw();
  };
  const switches = el("div", { class: "ckl-switches" }, table(MAIN), more);
  controls.append(presets(ui, get("presets"), { reset: back }), switches, go, seed);

  const offer = el("div", { class: "ckl-offer" });
  const progress = el("p", { class: "ck-note ckl-progress" });
  const plots = labPlots();
  stage.append(offer, progress, plots.node);
  ui.section.append(el("p", { class: "ck-note", text: MODES }), hint(HOW), exactness(recorded.facts.drift));

  function shorter(runs) {
    return [
      { key: "depth", from: 56, to: 20, label: "20 layers instead of 56" },
      { key: "width", from: 8, to: 4, label: "Width 4 instead of 8" },
    ].filter(({ key: of, from }) => runs.some((run) => run[of] === from));
  }
  function drawOffer() {
    const asks = live?.phase === "asks";
    offer.hidden = !asks;
    if (!asks) return offer.replaceChildren();
    if (offer.childNodes.length) return;
    const instead = shorter(sides()).map(({ key: of, from, to, label }) =>
      button(label, () => {
        put(
          Object.fromEntries(
            SIDES.map((side) => [side, { ...get(side), [of]: get(side)[of] === from ? to : get(side)[of] }]),
          ),
        );
        return train();
      }),
    );
    offer.append(
      ...instead,
      button("Train these anyway", () => train(true)),
    );
  }

  function draw() {
    if (live && live.of !== which()) forget();
    const runs = sides();
    const kept = runs.map((run) => recordedRun(recorded, key(run)));
    go.textContent = running() ? "■ Stop" : "▶ Train it yourself";
    go.classList.toggle("ckl-go", !running());
    drawOffer();
    const trains = live?.phase === "trains";
    progress.hidden = !trains;
    if (trains) {
      const steps = live.shown.map((shown, i) => `${LETTERS[i]}: step ${shown.losses.length} of ${EPOCHS * 20}`);
      progress.textContent = `${steps.join(" · ")} · ${live.took.toFixed(0)} s of about ${Math.ceil(live.seconds)} s`;
    }
    const shown = live && live.phase !== "measures" && live.phase !== "asks" ? live.shown : [null, null];
    plots.draw(runs.map((run, i) => ({ run, letter: LETTERS[i], kept: kept[i], live: shown[i] })));
    say(words(runs, kept));
  }
  /** The live sentence. */
  function words(runs, kept) {
    const both = runs.map((run, i) => `${LETTERS[i]}, ${name(run)}`);
    if (!live) return ["Recorded, three seeds.", ...kept.map((one, i) => sayRun(both[i], one))].join(" ");
    if (live.phase === "measures") return "A few steps are timed first, in this page, on your machine.";
    const about = `about ${Math.ceil(live.seconds)} s`;
    if (live.phase === "asks")
      return `Both runs would take ${about} on this machine. Shorter ones show the same; or train these anyway.`;
    if (live.phase === "trains")
      return `Both are trained in this page, on your machine, from seed ${get("seed")}; nothing is sent. It takes ${about}.`;
    const done = live.phase === "done" ? `Trained here in ${live.took.toFixed(1)} s.` : "You stopped.";
    return [done, ...live.shown.map((one, i) => sayShare(both[i], one))].join(" ");
  }
  on(signal, "abort", forget);
  return draw;
}

const MODES =
  "Lines show training mode: with batch norm each batch is normalized by its own mean and spread. Dots are the 500 " +
  "held-out digits in evaluation mode, with running averages instead; after so few steps these lag behind the weights, " +
  "so with batch norm the dots may lie far below the line, at a high rate above all. With wrong labels, a line counts " +
  "what agrees with the labels, right or wrong; the labels of the dots are right.";
const HOW =
  "Choose switches for A and B, then train both. What is computed: the network of He et al. 2016, section 4.2, made " +
  "narrow, on 1,280 digits of 8 × 8 pixels an epoch, six epochs, 64 digits a step, momentum 0.9, weight decay 0.0001, " +
  "forward and backward, in a worker of this page. TrainLab().run() does the same in plain torch, from the same start. " +
  "In the paper, after 64,000 steps on CIFAR-10, the plain network of 56 layers is a few per cent behind that of 20; here, " +
  "after 120 steps on digits, it has hardly begun to learn: the direction is the same, the size is not.";

export default widget("train-lab", { state: ["left", "right", "seed"], setup });
