// A training run, recorded epoch by epoch: scrub through it and see the filters, a map, the loss and one digit.
import { choice, el, frame, player, put, slider, svg, watch } from "./lib/dom.js";
import { enlarge } from "./lib/digits.js";
import { squares } from "./lib/draw.js";
import { inColour, layout, paintMaps } from "./lib/maps.js";
import { conv2d, tanh, tensor } from "./lib/net.js";
import "./train-replay.css";

const W = 360, H = 150, LEFT = 34, RIGHT = 10, TOP = 18, BOTTOM = 22;
const DASHES = ["", "7 4", "2 4"];

async function render({ model, el: root }) {
  const { section, controls, stage, says } = frame(root, model, "train-replay");
  const rates = model.get("rates"), loss = model.get("loss"), accuracy = model.get("accuracy"), label = model.get("label");
  const epochs = loss[0].length, last = epochs - 1;
  const view = await model.get("filters"), filters = new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
  const counts = await model.get("image"), x8 = Float32Array.from(new Uint8Array(counts.buffer, counts.byteOffset, 64), (v) => v / 16);
  const x = tensor(enlarge(x8), [1, 32, 32]), most = Math.max(...filters.map(Math.abs));
  let colours = null;

  const play = player(() => {
    const next = model.get("epoch") + 1;
    if (next > last) { put(model, { epoch: 0 }); return true; }
    put(model, { epoch: next });
    return next < last;
  }, { label: "Train" });
  controls.append(
    slider(model, "epoch", "Epoch", { min: 0, max: last, show: (v) => `${v} of ${last}` }), play.button,
    choice(model, "rate", "Learning rate", rates.map((rate, i) => [i, `${rate}`])));

  const go = (epoch) => put(model, { epoch });
  const charts = [
    chart("Loss on the training set", loss, Math.max(...loss.flat().filter(Number.isFinite)), rates, go),
    chart("Accuracy on held-out digits", accuracy, 1, rates, go),
  ];
  const digit = svg("svg", { viewBox: "0 0 1 1", class: "ckr-digit", role: "img", "aria-label": `A badly written ${label}, held out` }, ...squares(x8));
  const bars = svg("svg", { viewBox: "0 0 300 100", class: "ckr-bars", "aria-hidden": "true" });
  const kernels = picture({ count: 6, h: 5, w: 5, columns: 6 }), maps = picture({ count: 6, h: 28, w: 28, columns: 6, gap: 2 });
  const titled = (text, ...nodes) => el("div", { class: "ckr-part" }, el("p", { class: "ckr-title", text }), ...nodes);
  stage.append(el("div", { class: "ckr-two" },
    el("div", {}, ...charts.map(({ node, title }) => titled(title, node)), rates.length > 1 ? legend(rates) : null),
    el("div", {},
      titled(`What it says to this ${label}`, el("div", { class: "ckr-read" }, digit, bars)),
      titled("The six filters of its first layer", kernels.canvas),
      titled("What they find in the digit", maps.canvas))));

  function draw() {
    if (!colours) return;
    const epoch = model.get("epoch"), rate = model.get("rate"), prob = model.get("probabilities")[rate][epoch];
    charts.forEach((each) => each.draw(rate, epoch));
    const best = prob.indexOf(Math.max(...prob));
    bars.replaceChildren(...prob.map((p, k) => svg("g", { class: [k === best && "ckr-best", k === label && "ckr-true"].filter(Boolean).join(" ") },
      svg("rect", { x: 30 * k + 4, y: 74 - 70 * p, width: 22, height: 1 + 70 * p, rx: 2 }),
      svg("text", { x: 30 * k + 15, y: 93, "text-anchor": "middle", text: k }))));
    const at = 156 * (rate * epochs + epoch), kernel = filters.subarray(at, at + 150);
    kernels.paint(kernel, colours, most);
    maps.paint(tanh(conv2d(x, tensor(kernel, [6, 1, 5, 5]), tensor(filters.subarray(at + 150, at + 156), [6]))).data, colours, 1);
    const heard = `${best} (${prob[best].toFixed(2)})`;
    says.textContent = `${epoch ? `After epoch ${epoch}` : "Before training"} with learning rate ${rates[rate]}: loss ${show(loss[rate][epoch])}, held-out accuracy ${show(accuracy[rate][epoch])}; `
      + (best === label ? `the ${label} is read as ${heard}.` : `the ${label} is read as ${heard}, ${label} has ${prob[label].toFixed(2)}.`);
  }
  watch(model, ["epoch", "rate"], draw);
  inColour(section, (now) => { colours = now; draw(); }, new AbortController().signal);
}
const show = (v) => (Number.isFinite(v) ? v.toFixed(2) : "not a number");

function picture(shape) {
  const at = layout(shape), canvas = el("canvas", { class: "ckr-maps", width: at.width, height: at.height });
  return { canvas, paint: (data, colours, top) => paintMaps(canvas, at, data, colours, { top }) };
}
const legend = (rates) => el("p", { class: "ck-note ckr-legend" }, el("span", { text: "Learning rate" }), ...rates.map((rate, i) => el("span", {},
  svg("svg", { viewBox: "0 0 30 8", "aria-hidden": "true" }, svg("path", { d: "M0 4H30", "stroke-dasharray": DASHES[i], class: "ckr-line" })), `${rate}`)));

/** One curve a learning rate over epochs; a click or drag sets the epoch. */
function chart(title, curves, top, rates, go) {
  const last = curves[0].length - 1;
  const px = (epoch) => LEFT + (epoch / last) * (W - LEFT - RIGHT), py = (v) => TOP + (1 - Math.min(v, top) / top) * (H - TOP - BOTTOM);
  const lines = curves.map((curve, i) => svg("path", { class: "ckr-line", "stroke-dasharray": DASHES[i],
    d: `M${curve.map((v, e) => [e, v]).filter(([, v]) => Number.isFinite(v)).map(([e, v]) => `${px(e).toFixed(1)} ${py(v).toFixed(1)}`).join("L")}` }));
  const cursor = svg("path", { class: "ckr-cursor" }), dot = svg("circle", { r: 5, class: "ckr-dot" }), value = svg("text", { class: "ckr-value" });
  const axis = [
    svg("path", { class: "ckr-axis", d: `M${LEFT} ${TOP - 6}V${H - BOTTOM}H${W - RIGHT}` }),
    ...[0, top].map((v) => svg("text", { x: LEFT - 6, y: py(v) + 5, "text-anchor": "end", text: v === 0 ? "0" : v.toFixed(1) })),
    ...[0, last].map((e) => svg("text", { x: px(e), y: H - 5, "text-anchor": e ? "end" : "start", text: e ? `epoch ${e}` : "0" })),
  ];
  const node = svg("svg", { viewBox: `0 0 ${W} ${H}`, class: "ckr-chart", role: "img", "aria-label": `${title}, one line for each learning rate` }, ...axis, ...lines, cursor, dot, value);
  const set = (event) => {
    const box = node.getBoundingClientRect(), at = ((event.clientX - box.left) / box.width) * W;
    go(Math.max(0, Math.min(last, Math.round(((at - LEFT) / (W - LEFT - RIGHT)) * last))));
  };
  node.addEventListener("pointerdown", (event) => { node.setPointerCapture(event.pointerId); set(event); });
  node.addEventListener("pointermove", (event) => { if (node.hasPointerCapture(event.pointerId)) set(event); });
  return {
    title, node,
    draw(rate, epoch) {
      lines.forEach((line, i) => line.classList.toggle("ckr-chosen", i === rate));
      const v = curves[rate][epoch], finite = Number.isFinite(v), x = px(epoch);
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
export default { render };
