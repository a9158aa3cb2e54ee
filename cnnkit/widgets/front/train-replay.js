// @ts-check
// A training run, recorded epoch by epoch: scrub through it and see the filters, a map, the loss and one digit.
import { classBars } from "./lib/bars.js";
import { choice, player, presets, slider } from "./lib/controls.js";
import { enlarge } from "./lib/digits.js";
import { clamp, el, svg } from "./lib/dom.js";
import { dragging } from "./lib/drag.js";
import { pictures, squares } from "./lib/draw.js";
import { inColour, mapPanel } from "./lib/maps.js";
import { conv2d, tanh, tensor } from "./lib/net.js";
import { widget } from "./lib/widget.js";
import "./train-replay.css";

const W = 360,
  H = 150,
  LEFT = 34,
  RIGHT = 10,
  TOP = 18,
  BOTTOM = 22;
const DASHES = ["", "7 4", "2 4"];

async function setup(ui) {
  const { section, controls, stage, signal, get, put, trait, say } = ui;
  const [rates, loss, accuracy, label] = ["rates", "loss", "accuracy", "label"].map(get);
  const probabilities = get("probabilities");
  const epochs = loss[0].length;
  const last = epochs - 1;
  const view = await get("filters");
  const filters = new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
  const most = Math.max(...filters.map(Math.abs));
  const [x8] = pictures(await get("image"), 1);
  const x = tensor(enlarge(x8), [1, 32, 32]);

  const play = player(
    () => {
      const next = get("epoch") === last ? 0 : get("epoch") + 1;
      put({ epoch: next });
      return next < last;
    },
    signal,
    { label: "Train" },
  );
  controls.append(
    slider(trait("epoch"), "Epoch", { min: 0, max: last, show: (v) => `${v} of ${last}` }),
    play,
    choice(
      trait("rate"),
      "Learning rate",
      rates.map((rate, i) => [i, `${rate}`]),
    ),
    presets(ui, []),
  );

  const go = (epoch) => put({ epoch });
  const highest = Math.max(...loss.flat().filter(Number.isFinite));
  const charts = [
    chart("Loss on the training set", loss, highest, go),
    chart("Accuracy on held-out digits", accuracy, 1, go),
  ];
  const alt = `A badly written ${label}, held out`;
  const digit = svg("svg", { viewBox: "0 0 1 1", class: "ckr-digit", role: "img", "aria-label": alt }, ...squares(x8));
  const bars = classBars(probabilities[0][0].map((_, k) => k));
  const kernels = mapPanel({ count: 6, h: 5, w: 5, columns: 6 });
  const maps = mapPanel({ count: 6, h: 28, w: 28, columns: 6, gap: 2 });
  const titled = (text, ...nodes) => el("div", { class: "ckr-part" }, el("p", { class: "ckr-title", text }), ...nodes);
  stage.append(
    el(
      "div",
      { class: "ckr-two" },
      el("div", {}, ...charts.map(({ node, title }) => titled(title, node)), rates.length > 1 ? legend(rates) : null),
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
    const [epoch, rate] = [get("epoch"), get("rate")];
    const prob = probabilities[rate][epoch];
    const best = prob.indexOf(Math.max(...prob));
    for (const each of charts) each.draw(rate, epoch);
    bars.draw(prob, { best, truth: label });
    const at = 156 * (rate * epochs + epoch);
    const kernel = filters.subarray(at, at + 150);
    const found = conv2d(x, tensor(kernel, [6, 1, 5, 5]), tensor(filters.subarray(at + 150, at + 156), [6]));
    kernels.paint(kernel, colours, { top: most });
    maps.paint(tanh(found).data, colours);
    const when = epoch ? `After epoch ${epoch}` : "Before training";
    const heard = `the ${label} is read as ${best} (${prob[best].toFixed(2)})`;
    say(
      `${when} with learning rate ${rates[rate]}: loss ${show(loss[rate][epoch])}, held-out accuracy ` +
        `${show(accuracy[rate][epoch])}; ${heard}${best === label ? "" : `, ${label} has ${prob[label].toFixed(2)}`}.`,
    );
  }
  return draw;
}
const show = (v) => (Number.isFinite(v) ? v.toFixed(2) : "not a number");

const legend = (rates) =>
  el(
    "p",
    { class: "ck-note ckr-legend" },
    el("span", { text: "Learning rate" }),
    ...rates.map((rate, i) =>
      el(
        "span",
        {},
        svg(
          "svg",
          { viewBox: "0 0 30 8", "aria-hidden": "true" },
          svg("path", { d: "M0 4H30", "stroke-dasharray": DASHES[i], class: "ckr-line" }),
        ),
        `${rate}`,
      ),
    ),
  );

/** One curve for each learning rate over epochs; a press or drag sets the epoch. */
function chart(title, curves, top, go) {
  const last = curves[0].length - 1;
  const px = (epoch) => LEFT + (epoch / last) * (W - LEFT - RIGHT),
    py = (v) => TOP + (1 - Math.min(v, top) / top) * (H - TOP - BOTTOM);
  const lines = curves.map((curve, i) =>
    svg("path", {
      class: "ckr-line",
      "stroke-dasharray": DASHES[i],
      d: `M${curve
        .map((v, e) => [e, v])
        .filter(([, v]) => Number.isFinite(v))
        .map(([e, v]) => `${px(e).toFixed(1)} ${py(v).toFixed(1)}`)
        .join("L")}`,
    }),
  );
  const cursor = svg("path", { class: "ckr-cursor" }),
    dot = svg("circle", { r: 5, class: "ckr-dot" }),
    value = svg("text", { class: "ckr-value" });
  const axis = [
    svg("path", { class: "ckr-axis", d: `M${LEFT} ${TOP - 6}V${H - BOTTOM}H${W - RIGHT}` }),
    ...[0, top].map((v) =>
      svg("text", { x: LEFT - 6, y: py(v) + 5, "text-anchor": "end", text: v === 0 ? "0" : v.toFixed(1) }),
    ),
    ...[0, last].map((e) =>
      svg("text", { x: px(e), y: H - 5, "text-anchor": e ? "end" : "start", text: e ? `epoch ${e}` : "0" }),
    ),
  ];
  const node = svg(
    "svg",
    {
      viewBox: `0 0 ${W} ${H}`,
      class: "ckr-chart",
      role: "img",
      "aria-label": `${title}, one line for each learning rate`,
    },
    ...axis,
    ...lines,
    cursor,
    dot,
    value,
  );
  const set = (event) => {
    const box = node.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * W;
    go(clamp(Math.round(((at - LEFT) / (W - LEFT - RIGHT)) * last), 0, last));
  };
  dragging(node, (event) => {
    event.preventDefault();
    set(event);
    return set;
  });
  return {
    title,
    node,
    draw(rate, epoch) {
      lines.forEach((line, i) => line.classList.toggle("ckr-chosen", i === rate));
      const v = curves[rate][epoch],
        finite = Number.isFinite(v),
        x = px(epoch);
      cursor.setAttribute("d", `M${x} ${TOP - 6}V${H - BOTTOM}`);
      dot.setAttribute("cx", x);
      dot.setAttribute("cy", finite ? py(v) : TOP);
      value.setAttribute("x", epoch > 0.7 * last ? x - 9 : x + 9);
      value.setAttribute("y", finite ? py(v) + (py(v) < TOP + 24 ? 22 : -9) : TOP + 4);
      value.setAttribute("text-anchor", epoch > 0.7 * last ? "end" : "start");
      value.textContent = show(v);
    },
  };
}
export default widget("train-replay", { state: ["epoch", "rate"], setup });
