// @ts-check
// Slices of the loss round two trained networks, turned together, with one scale for heights and colours.
import { choice, hint, presets, slider } from "./lib/controls.js";
import { el } from "./lib/dom.js";
import { dragging } from "./lib/drag.js";
import { inColour } from "./lib/maps.js";
import { legend, plot } from "./lib/plot.js";
import { short } from "./lib/scale.js";
import { cut, dents, faces, heights } from "./lib/surface.js";
import { widget } from "./lib/widget.js";
import "./loss-surface.css";

const SIDES = ["left", "right"];
const [WIDE, TALL, UNIT] = [480, 400, 162]; // canvas pixels, and how long one of the ground is
const NOTE =
  "Drag a surface sideways, or move the slider: both turn. In the middle of the ground lie the trained weights; the ground's two axes are random directions, each " +
  "filter of them as long as the network's own. Heights and colours are powers of ten of the loss, the same for all four networks. Running means and variances are " +
  "taken anew at every point. It is a slice: thousands of other directions are not in it.";

function setup(ui) {
  const { controls, stage, says, get, put, trait, say, section } = ui;
  const arms = Object.keys(get("surfaces"));
  const every = arms.flatMap((arm) => get("surfaces")[arm].flat());
  const [low, high] = [Math.min(...every), Math.max(...every)];
  const height = Object.fromEntries(arms.map((arm) => [arm, heights(get("surfaces")[arm], low, high)]));
  const panels = SIDES.map((side) => panel(ui, side));
  const chart = plot({
    label: "Loss along the first direction",
    x: { from: -1, to: 1, ticks: [-1, -0.5, 0, 0.5, 1], name: "steps along the first direction" },
    y: { from: low, to: high, log: true, name: "loss" },
    height: 190,
    left: 46,
  });
  const names = el("div");
  const key = scaleOf(low, high);
  stage.append(el("div", { class: "ls-pair" }, ...panels.map((one) => one.node)), key.node, names, chart.node);
  stage.before(controls);
  stage.after(says, chart.numbers());
  const turn = trait("turn");
  controls.append(
    ...SIDES.map((side) =>
      choice(
        trait(side),
        side,
        arms.map((arm) => /** @type {[any, string]} */ ([arm, arm])),
      ),
    ),
    slider(turn, "turn", { min: 0, max: 355, step: 5, unit: "°" }),
    presets(ui),
    hint(NOTE),
  );
  for (const one of panels) {
    dragging(one.canvas, (event) => {
      event.preventDefault();
      const from = get("turn");
      return (_, dx) => put({ turn: (((Math.round((from + dx / 2) / 5) * 5) % 360) + 360) % 360 });
    });
  }
  const colours = inColour(section, ui.redraw, ui.signal);
  return () => {
    const shown = SIDES.map(get);
    shown.forEach((arm, i) => {
      panels[i].title.textContent = arm;
      paint(panels[i].canvas, height[arm], get("turn"), colours);
      panels[i].canvas.setAttribute("aria-label", `Surface of ${arm}: ${told(arm, get("surfaces")[arm])}`);
    });
    const lines = shown.map((arm, i) => ({ name: arm, dash: i, kind: i ? "c" : "a" }));
    names.replaceChildren(legend("", lines));
    chart.draw({
      lines: lines.map((line) => ({
        ...line,
        points: cut(get("surfaces")[line.name]).map((v, k, all) => [(2 * k) / (all.length - 1) - 1, v]),
      })),
    });
    say([...new Set(shown)].map((arm) => `${arm}: ${told(arm, get("surfaces")[arm])}`).join(" "));
  };
}

/** What can be said of a slice without seeing it. */
function told(arm, surface) {
  const line = cut(surface);
  const hollows = dents(surface);
  const found = hollows === 0 ? "no other hollow" : `${hollows} other hollow${hollows > 1 ? "s" : ""}`;
  return `loss ${short(Number(line[(line.length - 1) / 2].toPrecision(2)))} in the middle, ${short(Number(Math.max(...surface.flat()).toPrecision(2)))} at the highest point, ${found}.`;
}

function panel(ui, side) {
  const title = el("p", { class: "ls-title" });
  const canvas = el("canvas", { width: WIDE, height: TALL, role: "img", "aria-label": side });
  return { node: el("div", { class: "ls-panel" }, title, canvas), canvas, title };
}

/** Blue where the loss is low, orange where it is high. */
const tint = (colours, height) => `rgb(${colours.mix(colours.minus, colours.plus, height).join(" ")})`;

function paint(canvas, square, turn, colours) {
  const g = canvas.getContext("2d");
  /** @type {(corner: number[]) => [number, number]} */
  const place = ([right, up]) => [WIDE / 2 + UNIT * right, TALL - 12 - UNIT * (up + 0.75)];
  g.clearRect(0, 0, WIDE, TALL);
  g.lineWidth = 1;
  g.lineJoin = "round";
  g.strokeStyle = `rgb(${colours.paper.join(" ")} / 0.55)`;
  for (const { corners, height } of faces(square, turn)) {
    g.beginPath();
    for (const corner of corners) {
      const [x, y] = place(corner);
      g.lineTo(x, y); // the first one of a path only moves there
    }
    g.closePath();
    g.fillStyle = tint(colours, height);
    g.fill();
    g.stroke();
  }
}

/** The colours with the losses at their ends and in the middle. */
function scaleOf(low, high) {
  const middle = Math.sqrt(low * high);
  const words = [low, middle, high].map((v) => el("span", { text: short(Number(v.toPrecision(1))) }));
  const bar = el("div", { class: "ls-bar", "aria-hidden": "true" });
  return {
    node: el(
      "div",
      { class: "ls-scale" },
      el("span", { class: "ck-note", text: "loss" }),
      bar,
      el("div", { class: "ls-ends" }, ...words),
    ),
  };
}

export default widget("loss-surface", { state: ["left", "right", "turn"], setup });
