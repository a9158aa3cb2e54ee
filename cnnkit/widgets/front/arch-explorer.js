// @ts-check
// Networks of the catalogue walked layer by layer: a volume for each, the numbers of the chosen one and their arithmetic;
// two side by side; and all rows as a table.
import { choice, hint, presets, toggle } from "./lib/controls.js";
import { count, el, on } from "./lib/dom.js";
import { sized } from "./lib/drag.js";
import { layerDetail } from "./lib/layer-detail.js";
import { CELLS, crossed, NAMES } from "./lib/layer-sums.js";
import { beside, layerGrid } from "./lib/layer-table.js";
import { layerTree } from "./lib/layer-tree.js";
import { volumes } from "./lib/volumes.js";
import { widget } from "./lib/widget.js";
import "./arch-explorer.css";

const STATE = ["networks", "at", "opened", "table", "cell", "dial"];
const [BESIDE, GAP] = [640, 24]; // px from which two networks stand side by side, and between them
const HELP =
  "Press a volume, or go on with the arrow keys. A darker one is a module: open it to see its layers. Heights grow with " +
  "the root of the side, thicknesses with the logarithm of the number of maps; bars are shares of the whole network.";

/** "; its paper prints 60 M parameters (abstract)" */
function asPrinted(said) {
  const counts = [said?.params && `${said.params} parameters`, said?.macs && `${said.macs} multiplications`];
  const words = counts.filter(Boolean).join(", ");
  return words ? `; its paper prints ${words} (${said.place})` : "";
}

/** "37.8 %", "0.06 %" */
function share(part, whole) {
  const perCent = (100 * part) / Math.max(1, whole);
  return perCent >= 0.1 ? `${perCent.toFixed(1)} %` : `${perCent.toFixed(2)} %`;
}

function setup(ui) {
  const { controls, stage, says, get, put, say } = ui;
  const trees = new Map();
  const treeOf = (name) => {
    if (!trees.has(name)) trees.set(name, layerTree(get("told")[name]));
    return trees.get(name);
  };
  const seen = new Map(); // lines by network and what is open: a line that did not change is the same object
  function linesOf(name) {
    const key = `${name} ${get("opened")}`;
    if (!seen.has(key)) seen.set(key, treeOf(name).lines(get("opened")));
    return seen.get(key);
  }
  /** The place of the chosen row: itself, or the module that hides it. */
  function placeOf(lines, name = "") {
    const exact = lines.findIndex((line) => line.name === name);
    return Math.max(0, exact >= 0 ? exact : lines.findIndex((line) => `${name}.`.startsWith(`${line.name}.`)));
  }
  const dialNames = Object.keys(get("dials")).sort();
  /** What `told` calls the network of a side, as its dials are turned. */
  const nameOf = (side) => {
    const name = get("networks")[side];
    if (side || !dialNames.length) return name;
    return [name, ...dialNames.map((key) => `${key}=${get("dial")[key]}`)].join(" ");
  };
  const change = (key, side, value) => {
    const list = [...get(key)];
    list[side] = value;
    return { [key]: list };
  };
  function choose(side, i, cell) {
    const line = linesOf(nameOf(side))[i];
    put({ ...change("at", side, line.name), ...(cell ? { cell } : {}) });
  }
  function open(side, i) {
    const line = linesOf(nameOf(side))[i];
    const others = get("opened").filter((name) => name !== line.name && !name.startsWith(`${line.name}.`));
    put({ ...change("at", side, line.name), opened: line.open ? others : [...others, line.name] });
  }

  const sides = [0, 1].map((side) => makeSide(side));
  function makeSide(side) {
    const chooser = el(
      "select",
      { "aria-label": side ? "The network beside it" : "Network" },
      ...get("choices").map((name) => el("option", { value: name, text: get("labels")[name] })),
    );
    on(chooser, "change", () => {
      const name = chooser.value;
      const lines = linesOf(name);
      const at = lines[placeOf(lines, get("at")[side])].name;
      put({ ...change("networks", side, name), ...change("at", side, at) });
    });
    const title = el("b", { class: "ax-title" });
    const picture = volumes((i) => choose(side, i));
    const grid = layerGrid({ choose: (i, cell) => choose(side, i, cell), toggle: (i) => open(side, i) });
    const totals = el("p", { class: "ck-note ax-totals" });
    const terms = CELLS.map((cell) => ({ cell, says: el("dd"), name: el("dt", { text: NAMES[cell] }) }));
    const about = layerDetail(picture, () => open(side, placeOf(linesOf(nameOf(side)), get("at")[side])), {
      kind: "ax",
    });
    const detail = el("dl", { class: "ax-sums" }, ...terms.flatMap(({ name, says: words }) => [name, words]));
    const choosing = get("choices").length > 1 && (side || !dialNames.length) ? chooser : title;
    const node = el(
      "div",
      { class: "ax-side" },
      choosing,
      totals,
      picture.node,
      about.steps,
      about.head,
      detail,
      grid.node,
    );
    return { node, chooser, title, picture, grid, about, totals, terms };
  }

  const both = el("div", { class: "ax-sides" }, ...sides.map(({ node }) => node));
  stage.append(both);
  stage.before(controls);
  stage.after(says);
  const dials = Object.entries(get("dials")).map(([key, values]) => {
    const source = { ...ui.trait("dial"), get: () => get("dial")[key] };
    source.set = (value) => put({ dial: { ...get("dial"), [key]: value } });
    return choice(
      source,
      key === "side" ? "pixels a side" : key,
      values.map((value) => [value, `${value}`]),
    );
  });
  controls.append(...dials, toggle(ui.trait("table"), "All rows as a table"), presets(ui), hint(HELP));
  const box = sized(stage, ui.redraw, ui.signal);

  function drawSide(side, width, largest) {
    const parts = sides[side];
    const network = get("networks")[side];
    parts.node.hidden = !network;
    if (!network) return;
    const name = nameOf(side);
    const tree = treeOf(name);
    const lines = linesOf(name);
    const chosen = placeOf(lines, get("at")[side]);
    const line = lines[chosen];
    const label = get("labels")[network];
    const full = name === network || tree.macs === treeOf(network).macs; // its dials are not turned
    const sums = tree.sums(line);
    const totals = `${count(tree.params)} parameters, ${count(tree.macs)} multiplications`;
    parts.chooser.value = network;
    parts.title.textContent = label;
    parts.totals.textContent = `${totals}, on ${crossed(tree.input)}${asPrinted(full ? get("said")[network] : null)}`;
    const about = { key: name, lines, chosen, width, totals: `${label}: ${totals}` };
    parts.picture.draw({ ...about, input: tree.input, side: largest });
    parts.about.draw(line);
    const printed = get("printed");
    for (const { cell, says: words, name: term } of parts.terms) {
      const note = beside(line.numbers[cell], printed[line.name]?.[cell]);
      const whole = { params: tree.params, macs: tree.macs }[cell];
      const part = whole && line.numbers[cell] ? `, ${share(line.numbers[cell], whole)} of all` : "";
      words.textContent = `${sums[cell]}${part}${note ? `; ${note}` : ""}`;
      const first = get("table") && cell === get("cell");
      for (const it of [words, term]) it.classList.toggle("ax-asked", first);
    }
    parts.grid.node.hidden = !get("table");
    if (get("table")) parts.grid.draw({ lines, chosen, cell: get("cell"), printed, width, name: label });
  }

  return () => {
    const networks = get("networks");
    const room = box.width();
    const pair = networks.length === 2 && room >= BESIDE;
    both.classList.toggle("ax-pair", pair);
    const largest = Math.max(...networks.map((name) => Math.max(...treeOf(name).input.slice(1))));
    for (const side of [0, 1]) drawSide(side, pair ? Math.floor((room - GAP) / 2) : room, largest);
    const label = (name) => get("labels")[name];
    const [full, now] = [treeOf(networks[0]), treeOf(nameOf(0))];
    if (full.params !== now.params || full.macs !== now.macs) {
      const turns = dialNames.map((key) =>
        key === "side" ? `${get("dial").side} pixels` : `${key} ${get("dial")[key]}`,
      );
      say(compared([networks[0], nameOf(0)], [label(networks[0]), turns.join(", ")]));
    } else say(networks.length === 2 ? compared(networks, networks.map(label)) : alone(networks[0]));
  };

  function alone(name) {
    const tree = treeOf(name);
    const lines = linesOf(name);
    const line = lines[placeOf(lines, get("at")[0])];
    const parts = [
      ["params", "parameters", tree.params],
      ["macs", "multiplications", tree.macs],
    ].map(([key, words, total]) => {
      const n = line.numbers[key];
      return n ? `${count(n)} ${words}, ${share(n, total)} of all` : `no ${words}`;
    });
    return `${line.label}: ${crossed(line.numbers.out)}; ${parts.join("; ")}.`;
  }
  function compared(names, [nameA, nameB]) {
    const [a, b] = names.map(treeOf);
    const pair = (key, words) =>
      `${count(b[key])} ${words} against ${count(a[key])}, ×${(b[key] / Math.max(1, a[key])).toFixed(2)}`;
    return `${nameB} against ${nameA}: ${pair("params", "parameters")}; ${pair("macs", "multiplications")}.`;
  }
}

export default widget("arch-explorer", { state: STATE, setup });
