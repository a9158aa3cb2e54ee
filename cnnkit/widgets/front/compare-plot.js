// @ts-check
// All networks of the catalogue over two axes that the reader chooses, filtered, with a front, and as a table.
import { AXES, hasFront, shown, told } from "./lib/compare.js";
import { choice, hint, presets, slider, toggle } from "./lib/controls.js";
import { el } from "./lib/dom.js";
import { scatter, sortable } from "./lib/list.js";
import { short } from "./lib/scale.js";
import { widget } from "./lib/widget.js";
import "./compare-plot.css";

const STATE = ["x", "y", "log", "protocol", "families", "since", "budget", "front", "chosen"];
const WORDS = {
  ...{ macs: "MACs", params: "parameters", ms: "ms", depth: "depth", field: "field", year: "year" },
  ...{ top1: "top-1", top5: "top-5" },
};
const PROTOCOLS = ["one", "ten", "other", "ensemble", "cifar", "mnist"]; // a saved page sorts the record's keys
/** @type {[any, string][]} */
const BUDGETS = [
  [0, "any"],
  [600, "600 M"],
  [5000, "5,000 M"],
];
const NOTE =
  "Press a dot, or walk through them with the arrow keys; press a name in the table. Errors of one protocol are shown " +
  "at a time: an ensemble never meets a single network, nor ten crops one.";

function setup(ui) {
  const { controls, stage, says, get, put, trait, say } = ui;
  const { networks, protocols, times } = get("record");
  const families = [...new Set(networks.map(({ family }) => family))];
  const named = (keys) => keys.map((key) => /** @type {[any, string]} */ ([key, WORDS[key]]));
  const axis = (key, label, keys) => choice(trait(key), label, named(keys));
  const one = trait("families");
  const family = { ...one, get: () => get("families")[0] ?? "", set: (v) => one.set(v ? [v] : []) };
  controls.append(
    axis("x", "across", ["macs", "params", "ms", "depth", "field", "year"]),
    axis("y", "up", ["top1", "top5", "params", "macs", "ms", "depth"]),
    choice(
      trait("protocol"),
      "errors",
      PROTOCOLS.map((key) => /** @type {[any, string]} */ ([key, protocols[key]])),
    ),
    choice(family, "family", [["", "all"], ...families.map((name) => /** @type {[any, string]} */ ([name, name]))]),
    choice(trait("budget"), "at most", BUDGETS),
    slider(trait("since"), "since", { min: 1998, max: 2019 }),
    toggle(trait("log"), "powers of ten"),
    toggle(trait("front"), "line of the unbeaten"),
    presets(ui, get("presets") ?? []),
    hint(NOTE),
  );
  const place = el("div", { class: "cp-plot" });
  const table = sortable({
    label: "The networks that are shown",
    columns: [
      { key: "name", name: "network", text: true },
      { key: "year", name: "year", show: (v) => `${v}` },
      { key: "depth", name: "layers" },
      { key: "params", name: "M parameters", show: decimal },
      { key: "macs", name: "M MACs", show: decimal },
      { key: "field", name: "field" },
      { key: "ms", name: "ms", show: decimal },
      { key: "top1", name: "top-1 %", show: decimal },
      { key: "top5", name: "top-5 %", show: decimal },
    ],
    choose: ({ name }) => put({ chosen: name }),
  });
  const how = el("p", { class: "ck-note cp-how" });
  const when = `Milliseconds: ${times.processor}, one thread, one picture, ${times.date}, while about ${Math.round(times.load[0])} programs wanted its two cores (${times.command}).`;
  const fold = el("details", { class: "ckp-fold" }, el("summary", { text: "The table" }), table.node);
  stage.append(place, how, fold, el("p", { class: "ck-note", text: when }));
  stage.after(says);
  const choose = ({ name }) => put({ chosen: name });
  let [chart, made] = [null, ""];

  return () => {
    /** @type {any} */
    const state = Object.fromEntries(STATE.map((key) => [key, get(key)]));
    const dots = shown(networks, state);
    const needs = JSON.stringify([state.x, state.y, state.log, dots.map(({ x, y }) => [x, y])]);
    if (needs !== made) {
      const focused = chart?.node.contains(document.activeElement) || chart?.node === document.activeElement;
      chart = scatter({
        label: `${AXES[state.y].name} by ${AXES[state.x].name}`,
        ...{ x: range(dots, "x", state), y: range(dots, "y", state), choose, height: 280, left: 46 },
      });
      place.replaceChildren(chart.node);
      if (focused) chart.node.focus();
      made = needs;
    }
    const chosen = dots.find(({ name }) => name === state.chosen) ?? null;
    const points = dots.map((dot) => ({ ...dot, kind: dot.built ? "a" : "d" }));
    chart.draw({ points, chosen, front: state.front && hasFront(state) ? "lower" : null });
    table.draw(dots, chosen);
    const words = chosen ? `${chosen.name}: ${chosen.what ? `${chosen.what}; ` : ""}${chosen.how}.` : "";
    if (how.textContent !== words) how.textContent = words;
    say(told(dots, state, protocols));
  };
}

const decimal = (v) => (v === null ? "–" : v >= 100 ? `${Math.round(v)}` : `${Number(v.toFixed(2))}`);

/** An axis a little wider than its dots. */
function range(dots, key, state) {
  const of = state[key];
  const values = dots.map((dot) => dot[key]);
  const [low, high] = values.length ? [Math.min(...values), Math.max(...values)] : [1, 10];
  const { name, count } = AXES[of];
  const log = count && state.log;
  if (log) return { from: low / 1.4, to: high * 1.5, log, name, grid: true, ticks: inside(low / 1.4, high * 1.5) };
  const room = 0.06 * (high - low) || 1;
  return {
    from: count ? 0 : low - room,
    to: high + room,
    name,
    grid: true,
    show: of === "year" ? (v) => `${v}` : short,
  };
}

/** 1, 2 and 5 times powers of ten, where there is room: only powers of ten over more than two of them. */
function inside(from, to) {
  const steps = to / from > 200 ? [1] : to / from > 30 ? [1, 3] : [1, 2, 5];
  const found = [];
  for (let power = -3; power < 7; power++) for (const step of steps) found.push(step * 10 ** power);
  return found.map((v) => Number(v.toPrecision(3))).filter((v) => v >= from && v <= to);
}

export default widget("compare-plot", { state: STATE, setup });
