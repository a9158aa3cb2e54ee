// @ts-check
// Two boxes over squared paper: their areas, what both share, what they cover together, and the fraction.
import { boxes } from "./lib/boxes.js";
import { hint, presets } from "./lib/controls.js";
import { el } from "./lib/dom.js";
import { area, iou, shared, sides } from "./lib/overlap.js";
import { widget } from "./lib/widget.js";
import "./iou-drag.css";

const [WIDTH, HEIGHT] = [20, 14];
const STATE = ["a", "b"];
const NOTE =
  "Drag a box, or pull it by a corner. By keys: Tab to a box or to one of two corners, then the arrow keys; Shift goes farther.";
const minus = (v) => `${v}`.replace("-", "−");

/** @param {import("./lib/widget.js").Ui} ui */
function setup(ui) {
  const { controls, stage, get, put, say } = ui;
  const one = (name, key, kind) => ({ name, kind, get: () => get(key), set: (box) => put({ [key]: box }) });
  const plane = boxes({
    label: `Two boxes over ${WIDTH} by ${HEIGHT} cells`,
    ...{ width: WIDTH, height: HEIGHT, cells: 1 },
    boxes: [one("A", "a", "a"), one("B", "b", "b")],
  });
  const rows = ["A", "B", "intersection", "union", "IoU", "share of A", "share of B"].map((name) => {
    const cells = [el("td", { class: "io-how" }), el("td")];
    return { row: el("tr", {}, el("th", { scope: "row", text: name }), ...cells), cells };
  });
  const table = el("table", { class: "io-table" }, el("tbody", {}, ...rows.map(({ row }) => row)));
  ["a", "b", "meet", "", "iou", "share", "share"].forEach((kind, i) => {
    if (kind) rows[i].row.className = `io-${kind}`;
  });
  controls.append(presets(ui), hint(NOTE));
  stage.append(el("div", { class: "io-two" }, el("div", { class: "io-plane" }, plane.node), table));

  return function draw() {
    const [a, b] = [get("a"), get("b")];
    const [w, h] = sides(a, b);
    const both = area(shared(a, b));
    const either = area(a) + area(b) - both;
    plane.draw({ overlap: [0, 1] });
    apart(plane.node);
    const times = ([x0, y0, x1, y1]) => `${x1 - x0} · ${y1 - y0}`;
    const meet = w > 0 && h > 0 ? `${w} · ${h}` : `sides ${minus(w)}, ${minus(h)}`;
    const fraction = (top, under) => [`${top} / ${under}`, (top / under).toFixed(2)];
    const written = [
      [times(a), area(a)],
      [times(b), area(b)],
      [meet, both],
      [`${area(a)} + ${area(b)} − ${both}`, either],
      [`${both} / ${either}`, iou(a, b).toFixed(2)],
      fraction(both, area(a)),
      fraction(both, area(b)),
    ];
    rows.forEach(({ cells }, i) => cells.forEach((cell, k) => (cell.textContent = `${written[i][k]}`)));
    say(sentence({ w, h, both, either, value: iou(a, b), areas: [area(a), area(b)] }));
  };
}

/** Where both names would stand on one place, B's moves on. @param {Element} node */
function apart(node) {
  const [a, b] = node.querySelectorAll(".ckx-name");
  const at = (text, axis) => Number(text.getAttribute(axis));
  const [ax, bx] = [at(a, "x"), at(b, "x")];
  if (Math.abs(at(a, "y") - at(b, "y")) < 14 && Math.abs(ax - bx) < 14) b.setAttribute("x", `${ax + 16}`);
}

function sentence({ w, h, both, either, value, areas }) {
  if (w < 0 && h < 0)
    return (
      `The boxes are apart in both directions: sides ${minus(w)} and ${minus(h)}. Multiplied as they are, they would give ${w * h}; ` +
      "each counts as 0, and so does the IoU."
    );
  if (!both) return "The boxes share nothing: the IoU is 0, however near or far they are.";
  if (value === 1) return "The boxes are equal: the IoU is 1.";
  const least = Math.min(...areas);
  const inside =
    both === least ? " All of the smaller box is shared, and still the IoU is only the ratio of the areas." : "";
  return `${both} cells lie in both boxes and ${either} in at least one: IoU ${value.toFixed(2)}.${inside}`;
}

export default widget("iou-drag", { state: STATE, setup });
