// @ts-check
// A training run, recorded epoch by epoch: scrub through it and see the filters, a map, the loss and one digit.
import { classBars } from "./lib/bars.js";
import { presets } from "./lib/controls.js";
import { enlarge } from "./lib/digits.js";
import { el, svg } from "./lib/dom.js";
import { pictures, squares } from "./lib/draw.js";
import { inColour, mapPanel } from "./lib/maps.js";
import { conv2d, tanh, tensor } from "./lib/net.js";
import { legend } from "./lib/plot.js";
import { recording } from "./lib/recording.js";
import { axisControls, curves } from "./lib/scrubber.js";
import { widget } from "./lib/widget.js";
import "./train-replay.css";

const show = (v) => (Number.isFinite(v) ? v.toFixed(2) : "not a number");

function setup(ui) {
  const { section, controls, stage, signal, get, say, redraw } = ui;
  const failed = (error) => say(`The filters could not be fetched: ${error.message}`);
  const run = recording(get("recording"), { fetch: () => get("frames"), arrived: redraw, failed });
  const { label, counts, largest } = run.facts;
  const [x8] = pictures(Uint8Array.from(counts), 1);
  const x = tensor(enlarge(x8), [1, 32, 32]);
  controls.append(
    ...axisControls(ui, run, { epoch: { label: "Epoch", play: "Train" }, rate: { label: "Learning rate" } }),
    presets(ui, []),
  );
  const chart = (series, name, top) => curves(ui, run, { series, label: name, top, along: "epoch", by: "rate", show });
  const loss = chart("loss", "Loss on the training set, one line for each learning rate");
  const accuracy = chart("accuracy", "Accuracy on held-out digits, one line for each learning rate", 1);
  const alt = `A badly written ${label}, held out`;
  const digit = svg("svg", { viewBox: "0 0 1 1", class: "ckr-digit", role: "img", "aria-label": alt }, ...squares(x8));
  const bars = classBars([...Array(10).keys()]);
  const kernels = mapPanel({ count: 6, h: 5, w: 5, columns: 6 });
  const maps = mapPanel({ count: 6, h: 28, w: 28, columns: 6, gap: 2 });
  const titled = (text, ...nodes) => el("div", { class: "ckr-part" }, el("p", { class: "ckr-title", text }), ...nodes);
  stage.append(
    el(
      "div",
      { class: "ckr-two" },
      el(
        "div",
        {},
        titled("Loss on the training set", loss.node),
        titled("Accuracy on held-out digits", accuracy.node),
        run.axes.rate.length > 1 ? legend("Learning rate", loss.lines) : null,
      ),
      el(
        "div",
        {},
        titled(`What it says to this ${label}`, el("div", { class: "ckr-read" }, digit, bars.node)),
        titled("The six filters of its first layer", kernels.node),
        titled("What they find in the digit", maps.node),
      ),
    ),
  );
  const colours = inColour(section, draw, signal);

  function draw() {
    const place = { epoch: get("epoch"), rate: get("rate") };
    const prob = run.at("probabilities", place);
    const best = prob.indexOf(Math.max(...prob));
    for (const each of [loss, accuracy]) each.draw(place);
    bars.draw(prob, { best, truth: label });
    const kernel = run.frame("weight", place);
    if (kernel) {
      const found = conv2d(x, tensor(kernel, [6, 1, 5, 5]), tensor(run.at("bias", place), [6]));
      kernels.paint(kernel, colours, { top: largest });
      maps.paint(tanh(found).data, colours);
    }
    const when = place.epoch ? `After epoch ${place.epoch}` : "Before training";
    const heard = `the ${label} is read as ${best} (${prob[best].toFixed(2)})`;
    say(
      `${when} with learning rate ${run.axes.rate[place.rate]}: loss ${show(run.at("loss", place))}, held-out accuracy ` +
        `${show(run.at("accuracy", place))}; ${heard}${best === label ? "" : `, ${label} has ${prob[label].toFixed(2)}`}.`,
    );
  }
  return draw;
}
export default widget("train-replay", { state: ["epoch", "rate"], setup });
