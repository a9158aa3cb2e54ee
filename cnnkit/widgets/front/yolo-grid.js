// @ts-check
// Objects on YOLO's grid: the numbers of a cell, which of its two boxes answers, and numbers back to boxes.
import { boxes } from "./lib/boxes.js";
import { button, choice, counter, hint, presets, slider } from "./lib/controls.js";
import { arrow, clamp, el, on, svg } from "./lib/dom.js";
import { iou } from "./lib/overlap.js";
import { widget } from "./lib/widget.js";
import { guess } from "./lib/yolo-guess.js";
import { SHAPES, WIDE, answer, cellLines, place } from "./lib/yolo-marks.js";
import { table } from "./lib/yolo-sheet.js";
import {
  cellOf,
  decodeRows,
  decodeSentence,
  pairRows,
  pairSentence,
  targetRows,
  targetSentence,
} from "./lib/yolo-words.js";
import { decode, encode, placed, suppress } from "./lib/yolo.js";
import "./yolo-grid.css";

const STATE = ["mode", "cells", "objects", "row", "column", "pair", "threshold", "overlap"];
const UNITS = 100; // steps of a box along a side
const LEAST = 6;
const MOST = 4;
/** A new object stands here: its upper left corner, and it is 22 hundredths wide. */
const FREE = [
  [0.7, 0.08],
  [0.08, 0.7],
  [0.7, 0.7],
  [0.08, 0.08],
];
/** The marked cell, to those who hear it. */
const MARKER = {
  ...{ role: "slider", tabindex: 0, "aria-label": "The cell whose numbers are shown", "aria-valuemin": 0 },
  ...{ "aria-roledescription": "cell of a grid", "data-lm-suppress-shortcuts": "true" },
};
const NOTE =
  "Drag an object or its corners, or go to it with Tab and press the arrow keys. Press a cell to read its numbers; the " +
  "marked cell takes arrow keys too.";

function setup(ui) {
  const { controls, stage, get, put, trait, say } = ui;
  const classes = get("classes");
  const grid = () => ({ S: get("cells"), B: 2, C: classes.length });
  const objects = () => get("objects").map(([label, ...box]) => ({ label, box }));
  const at = () => ({ row: clamp(get("row"), 0, get("cells") - 1), column: clamp(get("column"), 0, get("cells") - 1) });
  const host = el("div", { class: "yg-plane" });
  const sheet = table();
  let plane = null;

  /** The marked cell; the predicted pair goes with it. */
  function mark(row, column) {
    const now = at();
    if (row === now.row && column === now.column) return;
    const S = get("cells");
    const by = [(column - now.column) / S, (row - now.row) / S];
    put({ row, column, pair: get("pair").map((box) => shifted(box, by)) });
  }
  function moved(i, box) {
    const next = get("objects").map((one, k) => (k === i ? [one[0], ...box.map(hundredths)] : one));
    const { row, column } = placed(next[i].slice(1), get("cells"));
    put({ objects: next, row, column });
  }
  const units = (box) => box.map((v) => v * UNITS);

  /** A plane for so many objects in this mode. */
  function build(key) {
    const mode = get("mode");
    const all = objects();
    const shapes = all.map(({ label }) => svg("path", { class: "yg-shape", d: SHAPES[classes[label]] }));
    const tints = Array.from({ length: MOST }, () => svg("rect", { class: "yg-tint" }));
    const area = svg("rect", { class: "yg-area", width: WIDE, height: WIDE });
    const lines = svg("path", { class: "ckx-cells" });
    const marker = svg("rect", { class: "yg-marker", ...MARKER });
    const found = svg("g", { class: "yg-found" });
    const dots = all.map(() => svg("circle", { class: "yg-dot", r: 4 }));
    const own = all.map(({ label }, i) => ({
      name: mode === "target" ? classes[label] : "",
      kind: "a",
      get: () => units(get("objects")[i].slice(1)),
      ...(mode === "target" ? { set: (box) => moved(i, box) } : {}),
    }));
    const predicted = [0, 1].map((i) => ({
      name: `box ${i + 1}`,
      kind: "cd"[i],
      get: () => units(get("pair")[i]),
      set: (box) => put({ pair: get("pair").map((one, k) => (k === i ? box.map(hundredths) : one)) }),
    }));
    const board = boxes({
      label: "The picture and its cells",
      ...{ width: UNITS, height: UNITS, least: LEAST, leap: 5 },
      boxes: [...(mode === "decode" ? [] : own), ...(mode === "pair" ? predicted : [])],
      under: [...tints, area, ...shapes, lines, marker, ...dots, found],
    });
    on(marker, "keydown", (event) => {
      const way = arrow(event);
      if (!way) return;
      event.preventDefault();
      event.stopPropagation();
      const { row, column } = at();
      mark(...[row + way[1], column + way[0]].map((v) => clamp(v, 0, get("cells") - 1)));
    });
    on(area, "click", (event) => {
      const [S, box] = [get("cells"), board.node.getBoundingClientRect()];
      const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
      mark(...[y, x].map((v) => clamp(Math.floor(v * S), 0, S - 1)));
    });
    host.replaceChildren(board.node);
    plane = { key, board, shapes, tints, lines, marker, dots, found };
  }

  function draw() {
    const [mode, S] = [get("mode"), get("cells")];
    const all = objects();
    const key = [mode, ...all.map(({ label }) => label)].join();
    if (plane?.key !== key) build(key);
    const { board, shapes, tints, lines, marker, dots } = plane;
    const coded = encode(all, grid());
    const here = at();
    const side = WIDE / S;
    all.forEach(({ box }, i) => {
      const [x, y] = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2].map((v) => v * WIDE);
      const [rx, ry] = [box[2] - box[0], box[3] - box[1]].map((v) => (v / 2) * WIDE);
      shapes[i].setAttribute("transform", `translate(${x} ${y}) scale(${rx} ${ry})`);
      shapes[i].classList.toggle("yg-lost", coded.lost.includes(i));
      dots[i].classList.toggle("yg-lost", coded.lost.includes(i));
      dots[i].setAttribute("cx", `${x}`);
      dots[i].setAttribute("cy", `${y}`);
    });
    const busy = coded.inCell.flatMap((who, cell) => (who.length ? [{ cell, shared: who.length > 1 }] : []));
    tints.forEach((tint, i) => {
      const one = mode === "decode" ? null : busy[i];
      tint.setAttribute("class", `yg-tint ${one?.shared ? "yg-shared" : ""}`);
      tint.style.display = one ? "" : "none";
      if (!one) return;
      place(tint, one.cell % S, Math.floor(one.cell / S), side);
    });
    const cell = cellLines(S);
    if (lines.getAttribute("d") !== cell) lines.setAttribute("d", cell);
    place(marker, here.column, here.row, side);
    const spoken = {
      valuemax: S * S - 1,
      valuenow: here.row * S + here.column,
      valuetext: `row ${here.row}, column ${here.column}`,
    };
    for (const [name, v] of Object.entries(spoken)) marker.setAttribute(`aria-${name}`, `${v}`);
    const lost = (i) => coded.lost.includes(i);
    board.draw({
      captions: mode === "target" ? all.map((_, i) => (lost(i) ? "(lost)" : "")) : [],
      kinds: mode === "decode" ? [] : all.map((_, i) => (lost(i) ? "b" : "a")),
    });
    const object = all[coded.inCell[here.row * S + here.column][0]];
    if (mode === "target") {
      sheet.draw(mode, targetRows(cellOf(coded.target, grid(), here), grid(), here, object, classes));
      say(targetSentence(all, coded, classes, S));
    } else if (mode === "pair") {
      const { rows, who } = pairRows(get("pair"), grid(), here, object);
      sheet.draw(mode, rows);
      say(pairSentence(object, who, here, classes));
    } else drawDecoded(all, here);
    sheet.name(mode, here, grid());
    for (const one of [more, fewer]) one.hidden = mode !== "target";
    for (const one of [threshold, overlap]) one.hidden = mode !== "decode";
    more.disabled = all.length >= MOST;
    fewer.disabled = !all.length;
  }

  function drawDecoded(all, here) {
    const prediction = guess(all, grid());
    const passed = decode(prediction, grid(), get("threshold"));
    const { kept, dropped } = suppress(passed, get("overlap"));
    plane.found.replaceChildren(
      ...dropped.map((one) => answer(one, "yg-dropped")),
      ...kept.map((one) => answer(one, "", `${classes[one.label]} ${one.score.toFixed(2)}`)),
    );
    sheet.draw("decode", decodeRows(cellOf(prediction, grid(), here), grid(), get("threshold"), classes));
    const taken = new Set();
    for (const one of kept) {
      const hit = all.findIndex(
        ({ label, box }, i) => !taken.has(i) && label === one.label && iou(box, one.box) >= 0.5,
      );
      if (hit >= 0) taken.add(hit);
    }
    const counts = { passed: passed.length, kept: kept.length, dropped: dropped.length };
    say(decodeSentence({ S: get("cells"), ...counts, hits: taken.size, objects: all.length }));
  }

  const add = () => {
    const all = get("objects");
    const label = [0, 1, 2].find((c) => !all.some((one) => one[0] === c)) ?? all.length % classes.length;
    const centres = all.map((one) => [(one[1] + one[3]) / 2, (one[2] + one[4]) / 2]);
    /** @param {number[]} place */
    const far = ([x, y]) => Math.min(9, ...centres.map((c) => Math.hypot(c[0] - x - 0.11, c[1] - y - 0.11)));
    const [x, y] = FREE.reduce((best, one) => (far(one) > far(best) ? one : best));
    const box = [x, y, x + 0.22, y + 0.22].map((v) => hundredths(UNITS * v));
    const { row, column } = placed(box, get("cells"));
    put({ objects: [...all, [label, ...box]], row, column });
  };
  const more = button("Add an object", add);
  const fewer = button("Remove the last", () => put({ objects: get("objects").slice(0, -1) }));
  const share = { min: 0.05, max: 0.95, step: 0.05, show: (v) => v.toFixed(2) };
  const threshold = slider(trait("threshold"), "score at least", share);
  const overlap = slider(trait("overlap"), "drop above IoU", { ...share, min: 0.1, max: 1 });
  controls.append(
    choice(trait("mode"), "Show", [
      ["target", "target"],
      ["pair", "who answers"],
      ["decode", "decode"],
    ]),
    counter(
      {
        ...trait("cells"),
        set: (S) => {
          const first = objects()[0];
          put({ cells: S, ...(first ? inCell(placed(first.box, S)) : { row: 0, column: 0 }) });
        },
      },
      "cells a side",
      { min: 3, max: 7 },
    ),
    ...[more, fewer, threshold, overlap],
    presets(ui),
    hint(NOTE),
  );
  stage.append(el("div", { class: "yg-two" }, host, sheet.node));
  return draw;
}

const inCell = ({ row, column }) => ({ row, column });
const hundredths = (v) => Math.round(v) / UNITS;
/** A box moved, as far as the picture reaches. @param {number[]} box @param {number[]} by */
function shifted([x0, y0, x1, y1], [dx, dy]) {
  const [x, y] = [clamp(x0 + dx, 0, 1 - (x1 - x0)), clamp(y0 + dy, 0, 1 - (y1 - y0))];
  return [x, y, x + (x1 - x0), y + (y1 - y0)].map((v) => hundredths(UNITS * v));
}
export default widget("yolo-grid", { state: STATE, setup });
