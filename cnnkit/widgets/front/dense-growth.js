// @ts-check
// A dense block as a staircase: every layer reads all maps before it; what that costs in weights and memory.
import { partsBar, times } from "./lib/areas.js";
import { counter, hint, presets, slider } from "./lib/controls.js";
import { clamp, count, svg } from "./lib/dom.js";
import { dense, SQUEEZE } from "./lib/dense.js";
import { draggable, sized } from "./lib/drag.js";
import { grip } from "./lib/handle.js";
import { widget } from "./lib/widget.js";
import "./dense-growth.css";

const STATE = ["k0", "growth", "layers", "layer"];
const MOST = { growth: 64, layers: 12 };
const [TOP, ROW, LEFT, RIGHT] = [6, 26, 74, 56];
const NOTE =
  "Drag the knob at the lowest bar sideways: each layer adds more or fewer. Drag the knob below it down: more layers. " +
  "Blue are the maps that entered, green those that layers added. The counter follows one layer.";

function setup(ui) {
  const { controls, stage, says, get, put, trait, say } = ui;
  const picture = svg("svg", { role: "img" });
  stage.append(picture);
  stage.before(controls);
  stage.after(says);
  const shorten = (layers) => put({ layers, layer: Math.min(get("layer"), layers) });
  controls.append(
    slider(trait("growth"), "growth κ", { min: 1, max: MOST.growth, unit: "maps" }),
    slider({ ...trait("layers"), set: shorten }, "layers L", { min: 1, max: MOST.layers }),
    counter(trait("layer"), "layer", { min: 1, max: () => get("layers"), rule: "the block has no others" }),
    counter(trait("k0"), "maps in", { min: 1, max: 256, rule: "a map is there or not" }),
    presets(ui),
    hint(NOTE),
  );
  const box = sized(stage, ui.redraw, ui.signal);
  let held = 0; // maps on the axis while a knob is held
  draggable(
    picture,
    (name) => {
      const [growth, layers] = [get("growth"), get("layers")];
      held = Number(picture.dataset.most);
      const unit = Number(picture.dataset.unit);
      return (dx, dy) => {
        if (name === "layers") shorten(clamp(layers + Math.round(dy / ROW), 1, MOST.layers));
        else put({ growth: clamp(growth + Math.round(dx / unit / layers), 1, MOST.growth) });
      };
    },
    () => {
      held = 0;
      ui.redraw();
    },
  );
  return () => {
    const [k0, growth, layers, chosen] = STATE.map(get);
    const layer = Math.min(chosen, layers);
    const found = dense(k0, growth, layers);
    const told = sentence({ k0, growth, layer, ...found });
    paint(picture, { k0, growth, layers, layer, ...found }, box.width(), held);
    picture.setAttribute("aria-label", told);
    say(told);
  };
}

function sentence({ k0, growth, layer, reads, kept, copied }) {
  const middle = SQUEEZE * growth;
  const read = reads[layer - 1];
  const way = middle > read ? "more" : middle < read ? "fewer" : "as many";
  return (
    `Layer ${layer} reads ${k0} + ${growth}·${layer - 1} = ${count(read)} maps, its 1×1 makes ${middle} out of these (${way}), and it adds ${growth}. ` +
    `${count(kept)} leave; memory: ${count(kept)} maps, or ${count(copied)} (${times(copied, kept)}) if each step copies.`
  );
}

function paint(picture, state, width, held) {
  const { k0, growth, layers, layer, reads, ones, threes, kept, copied } = state;
  const most = Math.max(held, kept);
  const unit = (width - LEFT - RIGHT) / most;
  Object.assign(picture.dataset, { most, unit });
  const x = (maps) => LEFT + unit * maps;
  const y = (row) => TOP + ROW * row;
  const stairs = reads.flatMap((maps, i) => {
    const chosen = i === layer - 1;
    const name = i === layers ? "leaves" : `layer ${i + 1}`;
    const parts = Array.from({ length: i }, (_, j) => [reads[j], growth]);
    const bar = (from, much, kind) =>
      svg("rect", { class: `cka-part cka-${kind}`, x: x(from), y: y(i), width: unit * much, height: ROW - 6 });
    const mark = { x: x(0) - 1, y: y(i) - 2, width: unit * maps + 2, height: ROW - 2, rx: 3 };
    const text = (at, anchor, words) =>
      svg("text", { class: chosen ? "dg-chosen" : "", x: at, y: y(i) + 15, "text-anchor": anchor, text: words });
    return [
      bar(0, k0, "b"),
      ...parts.map(([from, much]) => bar(from, much, "c")),
      chosen ? svg("rect", { class: "dg-mark", ...mark }) : null,
      text(LEFT - 8, "end", name),
      text(x(maps) + (i === layers ? 18 : 6), "start", count(maps)),
    ];
  });
  const end = y(layers);
  const below = end + ROW + 46;
  const on = (sum) => (v) => 6 + ((width - 20) * v) / sum;
  const bars = [
    {
      title: `weights: ${count(ones + threes)}`,
      parts: [
        { value: ones, sign: "1×1", kind: "a" },
        { value: threes, sign: "3×3", kind: "d" },
      ],
    },
    {
      title: `memory: ${count(kept)} maps, or ${count(copied)}`,
      parts: [
        { value: kept, sign: "once", kind: "c" },
        { value: copied - kept, sign: "copies", kind: "b" },
      ],
    },
  ];
  picture.setAttribute("width", width);
  picture.setAttribute("height", below + 118);
  picture.replaceChildren(
    ...stairs.filter((part) => part !== null),
    ...bars.flatMap(({ title, parts }, i) => {
      const sum = parts[0].value + parts[1].value;
      return partsBar({ x: on(sum), y: below + 72 * i, tall: 30, title, parts });
    }),
    grip("growth", { x: x(kept), y: end + 10, title: "drag: growth" }),
    grip("layers", { x: LEFT + 16, y: end + ROW + 6, title: "drag: layers" }),
  );
}

export default widget("dense-growth", { state: STATE, setup });
