// @ts-check
// cost-explorer, form "squeeze": a plain k×k layer beside 1×1, k×k, 1×1, counted, and timed in this page.
import { partsBar } from "./areas.js";
import { asNetwork, blockLayers, layerCosts, squeezeLayers } from "./block-costs.js";
import { button, counter, presets } from "./controls.js";
import { clamp, count, el, svg } from "./dom.js";
import { draggable, sized } from "./drag.js";
import { grip } from "./handle.js";
import { pacer } from "./pace.js";

/** @typedef {import("./block-costs.js").Layer} Layer */

const MOST = { c_in: 512, h: 64 };
const KINDS = ["b", "a", "c"];
const written = (ms) => (ms < 9.95 ? ms.toFixed(1) : count(ms));
const percent = (now, then) => `${Math.round((100 * now) / then)} %`;

/** @param {import("./widget.js").Ui} ui */
export function squeeze(ui) {
  const { controls, stage, says, get, put, trait, say, signal } = ui;
  const picture = svg("svg", { role: "img" });
  stage.append(picture);
  stage.before(controls);
  const step = () => Math.max(1, Math.round(get("c_in") / 8));
  /** @type {import("./controls.js").Nudge[]} */
  const [less, more] = [
    ["decrease", "−", (m) => Math.max(1, m - step())],
    ["increase", "+", (m) => Math.min(get("c_in"), m === 1 ? step() : m + step())],
  ];
  const width = counter(trait("mid"), "squeeze to", {
    ...{ min: 1, max: () => get("c_in"), less, more },
    rule: "a squeeze leaves at most the maps that came",
  });
  /** @type {import("./controls.js").Nudge[]} */
  const [halve, double] = [
    ["halve", "÷2", (v) => Math.max(1, Math.floor(v / 2))],
    ["double", "×2", (v) => 2 * v],
  ];
  const channels = {
    get: () => get("c_in"),
    set: (c) => put({ c_in: c, c_out: c, mid: clamp(Math.round((get("mid") * c) / get("c_in")), 1, c) }),
    on: trait("c_in").on,
  };
  const scaled = { less: halve, more: double };
  const fields = [
    width,
    counter(channels, "channels C", { min: 2, max: MOST.c_in, rule: "a channel is there or not", ...scaled }),
    counter(trait("h"), "side H", { min: 4, max: MOST.h, rule: "a map has whole rows", ...scaled }),
  ];
  const go = button("▶ Measure it here");
  const blocks = () => {
    const [c, mid, k] = ["c_in", "mid", "k"].map(get);
    return [blockLayers("grouped", c, c, k), squeezeLayers(c, Math.min(mid, c), k)];
  };
  const time = pacer({
    ...{ signal, redraw: ui.redraw, button: go },
    what: () => ({
      key: `${["c_in", "mid", "k", "h"].map(get)}`,
      networks: blocks().map((layers) => asNetwork(layers, get("h"))),
      macs: layerCosts(blocks()[0], get("h")).macs,
    }),
    failed: (error) => say(`It could not be measured: ${error.message}`),
  });
  const reset = () => {
    time.forget();
    ui.reset();
    ui.redraw();
  };
  controls.append(...fields, go, presets(ui, ui.get("presets"), { reset }));
  stage.after(says);
  ui.section.append(el("p", { class: "ck-note", text: NOTE }));
  const box = sized(stage, ui.redraw, signal);
  draggable(picture, () => {
    const from = get("mid");
    const unit = Number(picture.dataset.unit);
    return (dx) => put({ mid: clamp(Math.round(from + dx / unit), 1, get("c_in")) });
  });

  return () => {
    time.drawn();
    const [plain, squeezed] = blocks();
    const what = { plain, squeezed, h: get("h"), k: get("k"), ms: time.times(), state: time.state() };
    go.toggleAttribute("disabled", what.state === "too much");
    paint(picture, what, box.width());
    const told = sentence(what);
    picture.setAttribute("aria-label", told);
    say(told);
  };
}

const NOTE =
  "Only the convolutions are counted and timed: no biases, no activations. Milliseconds are those of one picture in this " +
  "page, on your machine, in one thread of this page's own kernel (WebAssembly), not PyTorch's: the fastest of seven " +
  "passes that take turns. Nothing is sent.";

function sentence({ plain, squeezed, h, k, ms, state }) {
  const [a, b] = [plain, squeezed].map((layers) => layerCosts(layers, h));
  const [c, mid] = [plain[0].cIn, squeezed[0].cOut];
  const more = b.macs > a.macs ? `, more than the plain ${k}×${k}` : "";
  const counts =
    `Squeezed to ${mid} of ${c} maps: ${count(b.weights)} weights beside ${count(a.weights)}, and ${count(b.macs)} ` +
    `multiplications beside ${count(a.macs)}: ${percent(b.macs, a.macs)}${more}.`;
  if (state === "too much") return `${counts} That is too large to be timed in a page.`;
  if (state === "measures") return `${counts} Being timed, in this page, on your machine.`;
  if (!ms) return `${counts} Milliseconds: not measured yet.`;
  return `${counts} In this page, on your machine: ${written(ms[1])} ms beside ${written(ms[0])} ms, ${percent(ms[1], ms[0])} of the time.`;
}

function paint(picture, what, width) {
  const narrow = width < 560;
  const gap = narrow ? 14 : 40;
  const column = (width - gap) / 2;
  const [c] = [what.plain[0].cIn];
  const unit = (column - 24) / c;
  const bars = { y: 214, rows: 62 };
  const height = bars.y + 4 * bars.rows + (narrow ? 8 : 0);
  picture.dataset.unit = `${unit}`;
  picture.setAttribute("width", width);
  picture.setAttribute("height", height);
  picture.replaceChildren(
    ...flow(what.plain, { x: 4, unit, narrow, title: `plain ${what.k}×${what.k}` }),
    ...flow(what.squeezed, {
      x: 4 + column + gap,
      unit,
      narrow,
      title: narrow ? "squeezed" : "squeeze, work, expand",
      drag: true,
    }),
    ...costBars(what, { y: bars.y, step: bars.rows, width }),
  );
}

/** Maps as stretches as long as there are maps, and between them what each layer does with them. */
function flow(layers, { x, unit, narrow, title, drag = false }) {
  const [top, bottom, tall] = [34, 186, 12];
  const y = (i) => top + (i * (bottom - top - tall)) / layers.length;
  const sizes = [layers[0].cIn, ...layers.map(({ cOut }) => cOut)];
  const maps = sizes.map((n, i) =>
    svg("rect", { class: "cka-part cka-d", x, y: y(i), width: Math.max(2, n * unit), height: tall, rx: 2 }),
  );
  const steps = layers.flatMap(({ cIn, cOut, kernel }, i) => {
    const [from, to] = [y(i) + tall, y(i + 1)];
    const kind = layers.length > 1 ? KINDS[i] : "a";
    const d = `M${x} ${from}H${x + cIn * unit}L${x + cOut * unit} ${to}H${x}Z`;
    const words = `${kernel.join("×")}: ${count(layerCosts([layers[i]], 1).weights)}`;
    return [
      svg("path", { class: `cka-part cka-${kind}`, d }),
      svg("text", { class: "cka-over", x: x + 6, y: (from + to) / 2 + 5, text: narrow ? words : long(layers[i]) }),
    ];
  });
  const ends = drag
    ? [1, 2].map((i) => {
        const at = { x: x + sizes[i] * unit, y: y(i) + tall / 2, title: "drag: squeeze width" };
        return grip("mid", { ...at, r: 7, data: { "data-place": i } });
      })
    : [];
  return [svg("text", { class: "cka-head", x, y: 20, text: title }), ...maps, ...steps, ...ends];
}
/** "3×3 · 128 · 128 = 147,456". */
const long = (layer) => {
  const { cIn, cOut, kernel } = layer;
  return `${kernel.join("×")} · ${cIn} · ${cOut} = ${count(layerCosts([layer], 1).weights)}`;
};

/** Both blocks' multiplications, and below them their milliseconds or the room for these. */
function costBars({ plain, squeezed, h, k, ms, state }, { y, step, width }) {
  const costs = [plain, squeezed].map((layers) => layerCosts(layers, h).macs);
  const c = plain[0].cIn;
  const most = Math.max(costs[0], layerCosts(squeezeLayers(c, c, k), h).macs);
  const room = width - 10;
  const scale = (top) => (value) => 4 + (room * value) / top;
  const x = scale(most);
  const parts = squeezed.map((layer, i) => ({
    value: layerCosts([layer], h).macs,
    sign: layer.kernel.join("×"),
    kind: KINDS[i],
  }));
  const named = ["plain", "squeezed"];
  const counted = [
    ...partsBar({
      x,
      y: y + 14,
      tall: 26,
      title: `plain: ${count(costs[0])} multiplications`,
      parts: [{ value: costs[0], sign: `${k}×${k}`, kind: "a" }],
    }),
    ...partsBar({
      x,
      y: y + step + 14,
      tall: 26,
      title: `squeezed: ${count(costs[1])}, ${percent(costs[1], costs[0])}`,
      parts,
      before: costs[0],
    }),
  ];
  const timeAt = (i) => y + (2 + i) * step + 14;
  const waits = state === "measures" ? "being timed" : "not timed yet";
  const timed = named.flatMap((name, i) => {
    if (!ms) {
      const frame = { class: "cka-ghost", x: 4, y: timeAt(i), width: x(costs[0]) - 4, height: 26, rx: 4 };
      return [
        svg("text", { class: "cka-head", x: 4, y: timeAt(i) - 8, text: `${name}, ms: ${waits}` }),
        svg("rect", frame),
      ];
    }
    // the plain layer is as long in both scales, so that the two shares can be compared
    const clock = scale((ms[0] * most) / costs[0]);
    const title = i ? `squeezed: ${written(ms[1])} ms, ${percent(ms[1], ms[0])}` : `plain: ${written(ms[0])} ms`;
    const bar = { value: Math.min(ms[i], (ms[0] * most) / costs[0]), sign: "", words: "", kind: "d" };
    return partsBar({ x: clock, y: timeAt(i), tall: 26, title, parts: [bar], before: i ? ms[0] : undefined });
  });
  return [...counted, ...timed];
}
