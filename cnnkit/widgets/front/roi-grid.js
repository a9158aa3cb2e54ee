// @ts-check
// Drag a box over a map: the cells that RoI pooling reads, the places that RoIAlign reads, and what each gives.
import { boxes } from "./lib/boxes.js";
import { choice, hint, presets, toggle } from "./lib/controls.js";
import { el, signed, svg, values } from "./lib/dom.js";
import { grid } from "./lib/grid.js";
import { iou } from "./lib/overlap.js";
import { binsOf, places, readBox, roiAlign, roiPool } from "./lib/regions.js";
import { widget } from "./lib/widget.js";
import "./roi-grid.css";

const STATE = ["map", "box", "out", "aligned"];
const SIDE = 6;
const STRIDE = 16;
const SAMPLES = 2;
const SCALE = 60; // units of the picture a cell
const NOTE =
  "Drag the box, or pull it at a corner; with Tab you reach the box and two corners, and arrow keys move them by a tenth " +
  "of a cell (Shift goes farther). The dashed frames are the bins that RoI pooling reads, the dots the places of RoIAlign.";

const tenths = (box) => box.map((v) => Math.round(v * 10) / 10);
const span = (word, a, b) => (a === b ? `${word} ${a}` : `${word}s ${a} to ${b}`);

function numbers(map) {
  return map.map((row, i) =>
    row.map((value, j) =>
      svg("text", {
        class: "rg-value",
        "text-anchor": "middle",
        x: (j + 0.5) * SCALE,
        y: (i + 0.5) * SCALE + 5,
        text: signed(value, 1),
      }),
    ),
  );
}

function setup(ui) {
  const { controls, stage, get, put, trait, say } = ui;
  const frames = svg("g", { class: "rg-bins" });
  const dots = svg("g", { class: "rg-dots" });
  const cells = svg("g");
  const view = boxes({
    label: "A box over a map of 6 by 6 cells",
    ...{ width: SIDE, height: SIDE, cells: 1, step: 0.1, leap: 5, least: 0.4 },
    under: [frames, cells, dots],
    boxes: [{ name: "box", kind: "a", get: () => get("box"), set: (box) => put({ box: tenths(box) }) }],
  });
  view.node.classList.add("rg-plane");
  const pool = grid("RoI pooling");
  const align = grid("RoIAlign");
  stage.append(el("div", { class: "rg-two" }, view.node, el("div", { class: "rg-out" }, pool.node, align.node)));
  controls.append(
    choice(trait("out"), "bins a side", [
      [1, "1"],
      [2, "2"],
      [3, "3"],
    ]),
    toggle(trait("aligned"), "aligned"),
    presets(ui),
    hint(NOTE),
  );

  function sentence({ map, box, aligned }) {
    const read = readBox(map, box);
    const off = STRIDE * Math.max(...box.map((edge, i) => Math.abs(edge - read[i])));
    const parts = [
      `RoI pooling reads ${span("column", read[0], read[2] - 1)} and ${span("row", read[1], read[3] - 1)}: IoU ${iou(box, read).toFixed(2)} ` +
        `with the box, an edge off by up to ${off.toFixed(1)} pixels where a cell is ${STRIDE}.`,
      aligned
        ? "RoIAlign reads the box itself."
        : "RoIAlign, not aligned, reads half a cell too far right and down: 8 pixels.",
    ];
    return parts.join(" ");
  }

  let drawn = null;
  return () => {
    const s = values(get, STATE);
    if (drawn !== s.map) cells.replaceChildren(...numbers(s.map).flat());
    drawn = s.map;
    const size = (count) => {
      while (frames.childNodes.length > count) frames.lastChild.remove();
      while (frames.childNodes.length < count) frames.append(svg("rect", { rx: 6 }));
    };
    const all = binsOf(s.map, s.box, s.out).flatMap((line, i) =>
      line.map((bin, j) => ({ bin, inset: (i + j) % 2 ? 9 : 4 })),
    );
    size(all.length);
    all.forEach(({ bin: [a, b, c, d], inset }, i) => {
      const at = {
        x: c * SCALE + inset,
        y: a * SCALE + inset,
        width: Math.max(0, (d - c) * SCALE - 2 * inset),
        height: Math.max(0, (b - a) * SCALE - 2 * inset),
      };
      const rect = /** @type {Element} */ (frames.childNodes[i]);
      for (const [key, v] of Object.entries(at)) if (rect.getAttribute(key) !== `${v}`) rect.setAttribute(key, `${v}`);
    });
    const { xs, ys } = places(s.box, s.out, SAMPLES, s.aligned);
    const spots = ys.flatMap((y) => xs.map((x) => [x, y]));
    while (dots.childNodes.length > spots.length) dots.lastChild.remove();
    while (dots.childNodes.length < spots.length) dots.append(svg("circle", { r: 4 }));
    spots.forEach(([x, y], i) => {
      const dot = /** @type {Element} */ (dots.childNodes[i]);
      dot.setAttribute("cx", `${x * SCALE}`);
      dot.setAttribute("cy", `${y * SCALE}`);
    });
    view.draw();
    const cellsOf = (result, name) =>
      result.map((line, i) =>
        line.map((v, j) => ({ text: signed(v, 1), label: `${name}, row ${i}, column ${j}: ${signed(v, 2)}` })),
      );
    pool.caption.textContent = "RoI pooling: the largest of each frame";
    align.caption.textContent = "RoIAlign: the mean of each bin's 4 dots";
    pool.draw(cellsOf(roiPool(s.map, s.box, s.out), "RoI pooling"));
    align.draw(cellsOf(roiAlign(s.map, s.box, s.out, SAMPLES, s.aligned), "RoIAlign"));
    say(sentence(s));
  };
}

export default widget("roi-grid", { state: STATE, setup });
