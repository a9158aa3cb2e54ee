// @ts-check
// cost-explorer, form "wiring": which map reads which in a grouped, separable or factorised layer, and what that costs.
import { partsBar, times } from "./areas.js";
import { blockLayers, layerCosts } from "./block-costs.js";
import { choice, presets, slider } from "./controls.js";
import { count, el, svg } from "./dom.js";
import { sized } from "./drag.js";
import { wiring } from "./wiring.js";

/** @type {[string, string][]} */
const KINDS = [
  ["grouped", "one layer, in groups"],
  ["separable", "depthwise, then 1×1"],
  ["factorised", "1×k, then k×1"],
];
const MIDDLE = { separable: "each alone", factorised: "1×k" };
const COLOURS = ["a", "b"];

/** @param {import("./widget.js").Ui} ui */
export function wired(ui) {
  const { controls, stage, says, get, put, trait, say } = ui;
  const [cIn, cOut] = [get("c_in"), get("c_out")];
  const most = Math.min(cIn, cOut);
  const groups = slider(trait("groups"), "groups g", { min: 1, max: most });
  controls.append(choice(trait("kind"), "Layer", KINDS), groups, presets(ui));
  stage.before(controls);
  stage.after(says);
  const plane = el("div", { class: "ckc-plane" });
  const bars = svg("svg", { role: "img" });
  stage.append(plane, bars);
  ui.section.append(el("p", { class: "ck-note", text: NOTE }));

  const columnsOf = (kind) => {
    const column = (title, n) => ({
      title,
      spots: Array.from({ length: n }, (_, i) => ({ text: `${i + 1}`, name: `${title}, map ${i + 1}` })),
    });
    const middle = kind in MIDDLE ? [column(MIDDLE[kind], kind === "separable" ? cIn : cOut)] : [];
    return [column("maps in", cIn), ...middle, column("maps out", cOut)];
  };
  let shown = "";
  /** @type {ReturnType<typeof wiring> | null} */
  let wires = null;
  /** The picture of this kind of layer: another kind has other columns. */
  function picture(kind) {
    if (wires && shown === kind) return wires;
    shown = kind;
    const columns = columnsOf(kind);
    wires = wiring({
      ...{ label: "Which map reads which; arrow keys pick a map, Escape lets go", columns, pitch: 34 },
      choose: (at) => put({ chosen: at ?? [] }),
      says: (c, i) => reads(columns[c].spots[i].name, linksOf(layersNow()), [c, i]),
    });
    plane.replaceChildren(wires.node);
    return wires;
  }
  const legal = () => get("kind") !== "grouped" || (cIn % get("groups") === 0 && cOut % get("groups") === 0);
  const layersNow = () => (legal() ? blockLayers(get("kind"), cIn, cOut, get("k"), get("groups")) : []);
  const box = sized(stage, ui.redraw, ui.signal);

  return () => {
    const [kind, k, h, g] = ["kind", "k", "h", "groups"].map(get);
    const layers = layersNow();
    const plain = blockLayers("grouped", cIn, cOut, k);
    const columns = columnsOf(kind);
    const chosen = get("chosen");
    const there = chosen.length === 2 && chosen[0] < columns.length && chosen[1] < columns[chosen[0]].spots.length;
    const links = linksOf(layers);
    const found = picture(kind);
    found.draw({ links, chosen: there ? chosen : null });
    found.node.classList.toggle("ckc-refused", !layers.length);
    groups.classList.toggle("ckc-idle", kind !== "grouped");
    groups.querySelector("input")?.toggleAttribute("disabled", kind !== "grouped");
    paintBars(bars, { layers, plain, h }, Math.min(box.width(), 560));
    const told = layers.length ? sentence({ layers, plain, h, k, kind, g }) : refused(g, cIn, cOut);
    bars.setAttribute("aria-label", told);
    say(there ? `${reads(columns[chosen[0]].spots[chosen[1]].name, links, chosen)} ${told}` : told);
  };
}

const NOTE =
  "A circle is a map, an arrow is one 2-D kernel that reads the map at its tail. Arrows that end at one circle are added up. " +
  "Pick a circle to follow its arrows.";

/** An arrow for each kernel: [column, place] to [column, place]. */
function linksOf(layers) {
  return layers.flatMap(({ cIn, cOut, groups }, column) => {
    const [from, to] = [cIn / groups, cOut / groups];
    return Array.from({ length: cOut }, (_, o) =>
      Array.from({ length: from }, (__, i) => ({
        from: [column, Math.floor(o / to) * from + i],
        to: [column + 1, o],
        kind: "",
      })),
    ).flat();
  });
}

/** "maps in, map 3: read by 2 maps." */
function reads(name, links, at) {
  const [incoming, outgoing] = ["to", "from"].map((end) => links.filter((link) => `${link[end]}` === `${at}`).length);
  const maps = (n) => (n === 1 ? "1 map" : `${n} maps`);
  const said = [incoming ? `reads ${maps(incoming)}` : "", outgoing ? `is read by ${maps(outgoing)}` : ""];
  return `${name[0].toUpperCase()}${name.slice(1)} ${said.filter(Boolean).join(", ") || "has no arrows"}.`;
}

function refused(g, cIn, cOut) {
  const divides = Array.from({ length: Math.min(cIn, cOut) }, (_, i) => i + 1).filter((n) => !(cIn % n || cOut % n));
  const maps = cIn === cOut ? `${cIn} maps` : `${cIn} maps in and ${cOut} maps out`;
  return `${g} groups cannot share ${maps} evenly, so PyTorch refuses. Legal: ${divides.slice(0, -1).join(", ")} or ${divides.at(-1)}.`;
}

function sentence({ layers, plain, h, k, kind, g }) {
  const [now, then] = [layers, plain].map((list) => layerCosts(list, h));
  const what = {
    grouped: g === 1 ? "One group: every output reads every map" : `${g} groups of ${layers[0].cIn / g} maps`,
    separable: `${k}×${k} in each map alone, then 1×1 across the maps`,
    factorised: `1×${k}, then ${k}×1, each reading every map`,
  }[kind];
  if (now.weights === then.weights)
    return `${what}. ${count(now.kernels)} kernels, ${count(now.weights)} weights, ${count(now.macs)} multiplications at ${h}×${h}.`;
  const pair = (key) => `${count(now[key])} instead of ${count(then[key])}`;
  return `${what}. Kernels ${pair("kernels")}, weights ${pair("weights")}, multiplications ${pair("macs")}: ${times(now.macs, then.macs)}.`;
}

function paintBars(picture, { layers, plain, h }, width) {
  const [now, then] = [layers, plain].map((list) => layerCosts(list, h));
  picture.setAttribute("width", width);
  picture.setAttribute("height", 132);
  const rows = [
    { y: 26, key: "weights", name: "weights" },
    { y: 92, key: "macs", name: width < 400 ? "multiplications" : `multiplications at ${h}×${h}` },
  ];
  const nodes = rows.flatMap(({ y, key, name }) => {
    const x = (value) => 4 + ((width - 12) * value) / then[key];
    const parts = layers.map((layer, i) => {
      const cost = layerCosts([layer], h)[key];
      return { value: cost, sign: layer.kernel.join("×"), kind: COLOURS[i] };
    });
    const title = layers.length
      ? `${name}: ${count(now[key])}, ${times(now[key], then[key])}`
      : `${name}: no such layer`;
    return partsBar({ x, y, tall: 30, title, parts, before: then[key] });
  });
  picture.replaceChildren(...nodes);
}
