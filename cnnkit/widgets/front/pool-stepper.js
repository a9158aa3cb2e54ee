// @ts-check
// Pooling with numbers in cells: which cell wins, and which cells may change without anybody noticing.
import { patch, pool2d, starts, unnoticed, unread, winners } from "./lib/arithmetic.js";
import { button, choice, counter, hint, player, presets, toggle } from "./lib/controls.js";
import { clamp, el, signed, values, within } from "./lib/dom.js";
import { grid, listed, slidingFrame, steps, wires } from "./lib/grid.js";
import { widget } from "./lib/widget.js";
import "./pool-stepper.css";

const STATE = ["image", "mode", "size", "stride", "padding", "row", "col", "reveal"];
/** @type {[string, string][]} */
const MODES = [
  ["max", "max"],
  ["average", "average"],
  ["l1", "L1"],
  ["l2", "L2"],
];
const NOTE =
  "Press a cell of the input to choose it, then change it with − and + (keys work too, and digits). " +
  "Arrow keys in the output move the window; Space steps on.";

function read(get) {
  /** @type {{ image: number[][], mode: string, size: number, stride: number, padding: number, row: number, col: number, reveal: boolean }} */
  const s = values(get, STATE);
  const [h, w] = [s.image.length, s.image[0].length];
  const rows = starts(h, s.size, s.stride, s.padding);
  const cols = starts(w, s.size, s.stride, s.padding);
  const legal = rows.length > 0 && cols.length > 0 && s.padding <= s.size / 2;
  const output = legal ? pool2d(s.image, s) : [];
  return {
    ...s,
    h,
    w,
    rows,
    cols,
    legal,
    output,
    row: within(s.row, output.length),
    col: within(s.col, output[0]?.length ?? 0),
    won: legal && s.mode === "max" ? winners(s.image, s) : [],
    free: legal && s.reveal ? unnoticed(s.image, s) : null,
  };
}
const inWindow = (s, i, j) =>
  i >= s.rows[s.row] && i < s.rows[s.row] + s.size && j >= s.cols[s.col] && j < s.cols[s.col] + s.size;

/** A cell's freedom as a mark in its corner and as words. */
function freedom(rule) {
  if (rule === "any") return ["any", "may take any value"];
  if (rule === "sign") return ["±", "may change its sign"];
  if (rule === "none") return ["", "every change shows"];
  return [`≤ ${signed(rule)}`, `may take any value up to ${signed(rule)}`];
}

function inputCells(s, chosen) {
  const won = new Set(s.won.flat(2).map(([i, j]) => `${i},${j}`));
  const [lostRows, lostCols] = [s.h, s.w].map((n) => (s.legal ? unread(n, s.size, s.stride, s.padding) : []));
  const cells = [];
  for (let i = -s.padding; i < s.h + s.padding; i++) {
    cells.push([]);
    for (let j = -s.padding; j < s.w + s.padding; j++) {
      const inside = s.legal && inWindow(s, i, j);
      const value = s.image[i]?.[j];
      if (value === undefined) {
        const text = s.mode === "max" ? "−∞" : "0";
        cells.at(-1).push({ text, kind: `pad ${inside ? "patch" : ""}`, label: `padding ${text}` });
        continue;
      }
      const winner = won.has(`${i},${j}`);
      const lost = lostRows.includes(i) || lostCols.includes(j);
      const [sub, says] = s.free ? freedom(s.free[i][j]) : ["", ""];
      const kind = [
        inside ? "patch" : "",
        winner ? "winner" : "",
        lost ? "unread" : "",
        sub ? "silent" : "",
        i === chosen[0] && j === chosen[1] ? "edited" : "",
      ].join(" ");
      const label = [
        `row ${i}, column ${j}: ${signed(value)}`,
        winner && "a maximum",
        inside && "in the window",
        lost && "never read",
        says,
      ];
      cells.at(-1).push({ text: signed(value), kind, sub, label: label.filter(Boolean).join(", ") });
    }
  }
  return cells;
}

function misfitSentence(s) {
  if (s.padding > s.size / 2) {
    return (
      `Padding ${s.padding} is more than half of a window of ${s.size}: a window in the corner would read padding only, ` +
      `so torch refuses it. Legal: padding ${Math.floor(s.size / 2)} or less.`
    );
  }
  const n = Math.min(s.h, s.w);
  return `The window does not fit: it is ${s.size} wide, the image with its padding ${n} + 2·${s.padding} = ${n + 2 * s.padding}.`;
}
/** The window's own arithmetic. */
function sumText(s) {
  if (!s.legal) return "";
  const cells = patch(s.image, s.size, s.size, s.row, s.col, { ...s, fill: s.mode === "max" ? -Infinity : 0 }).flat();
  const show = (v) => (Number.isFinite(v) ? signed(v) : "−∞");
  const bracket = (v) => (v < 0 ? `(${show(v)})` : show(v));
  const result = signed(s.output[s.row][s.col], 3);
  if (s.mode === "max") return `max(${cells.map(show).join(", ")}) = ${result}`;
  if (s.mode === "average")
    return `(${cells.map((v, i) => (i ? bracket(v) : show(v))).join(" + ")}) / ${cells.length} = ${result}`;
  if (s.mode === "l1") return `${cells.map((v) => `|${show(v)}|`).join(" + ")} = ${result}`;
  return `√(${cells.map((v) => `${bracket(v)}²`).join(" + ")}) = ${result}`;
}
function sentence(s) {
  if (!s.legal) return misfitSentence(s);
  const parts = [`Output row ${s.row}, column ${s.col}: ${signed(s.output[s.row][s.col], 3)}.`];
  if (s.mode === "max" && s.output[s.row][s.col] < 0)
    parts.push("A search for the maximum that starts at 0 would answer 0 here.");
  if (s.mode === "max" && s.won[s.row][s.col].length > 1)
    parts.push(`A tie: ${s.won[s.row][s.col].length} cells hold it.`);
  const lost = [
    listed(
      "row",
      unread(s.h, s.size, s.stride, s.padding).filter((i) => i >= 0 && i < s.h),
    ),
    listed(
      "column",
      unread(s.w, s.size, s.stride, s.padding).filter((i) => i >= 0 && i < s.w),
    ),
  ].filter(Boolean);
  if (lost.length) parts.push(`Never read: ${lost.join(" and ")}.`);
  if (s.free) {
    const count = s.free.flat().filter((rule) => rule !== "none").length;
    parts.push(
      count
        ? `${count} of ${s.h * s.w} cells, outlined, can change alone without any output changing.`
        : "No cell can change alone without some output changing.",
    );
  }
  return parts.join(" ");
}

function setup(ui) {
  const { controls, stage, says, signal, get, put, trait, say, redraw } = ui;
  const join = wires(stage, signal);
  let chosen = [0, 0];
  const change = (by) => {
    const image = get("image").map((line) => [...line]);
    const [i, j] = chosen;
    image[i][j] = clamp(by(image[i][j]), -99, 99);
    put({ image });
  };
  const go = (row, col) => put({ row, col });
  const step = steps(() => {
    const s = read(get);
    return { row: s.row, col: s.col, rows: s.output.length, cols: s.output[0]?.length ?? 0 };
  }, go);
  const keys = new Map([
    ["+", (v) => v + 1],
    ["=", (v) => v + 1],
    ["-", (v) => v - 1],
  ]);

  const input = grid("input", {
    help: "Plus, minus and digits change a cell.",
    onmove(row, col) {
      const s = read(get);
      chosen = [within(row - s.padding, s.h), within(col - s.padding, s.w)];
      const near = (from, at) => from.findIndex((first) => at >= first && at < first + s.size);
      const [r, c] = [near(s.rows, chosen[0]), near(s.cols, chosen[1])];
      if (s.legal && r >= 0 && c >= 0 && !inWindow(s, ...chosen)) go(r, c);
      redraw();
    },
    onkey(event) {
      const by = keys.get(event.key) ?? (/^\d$/.test(event.key) ? (v) => (v < 0 ? -1 : 1) * Number(event.key) : null);
      if (by) change(by);
      return Boolean(by);
    },
  });
  const output = grid("output", {
    help: "Arrow keys move the window, Space steps on.",
    onmove: go,
    onkey: (event) => event.key === " " && (step(), true),
  });
  const slide = slidingFrame(input);
  const flow = el("div", { class: "ps-flow" }, input.node, output.node);
  const sum = el("p", { class: "ckg-sum" });
  // the chosen cell as a counter, for those who have no + key
  const place = el("span", { class: "ck-note" });
  let showCell = () => {};
  const cell = counter(
    {
      get: () => get("image")[chosen[0]]?.[chosen[1]] ?? 0,
      set: (value) => change(() => value),
      on: (call) => (showCell = call)(),
    },
    "the chosen cell",
    { min: -99, max: 99, rule: "cells hold whole numbers here" },
  );
  const reveal = toggle(trait("reveal"), "Mark what can change unseen");
  stage.append(flow);
  says.before(el("div", { class: "ck-controls ps-edit" }, place, cell, reveal), sum);

  function draw() {
    const s = read(get);
    chosen = [within(chosen[0], s.h), within(chosen[1], s.w)];
    flow.style.setProperty("--wide", s.w + 2 * s.padding + Math.max(2, s.cols.length));
    flow.style.setProperty("--narrow", s.w + 2 * s.padding);
    input.caption.textContent = `input ${s.h}×${s.w}${s.padding ? `, padding ${s.padding}` : ""}`;
    input.draw(inputCells(s, chosen));
    input.place(chosen[0] + s.padding, chosen[1] + s.padding);
    place.textContent = `row ${chosen[0]}, column ${chosen[1]}`;
    showCell();
    output.caption.textContent = s.legal ? `output ${s.rows.length}×${s.cols.length}` : "no output";
    output.draw(
      s.output.map((line, i) =>
        line.map((v, j) => ({
          text: signed(v, Math.abs(v) < 10 ? 2 : 1),
          kind: i === s.row && j === s.col ? "result" : "",
          label: `output row ${i}, column ${j}: ${signed(v, 3)}`,
        })),
      ),
    );
    output.place(s.row, s.col);
    slide.move(
      s.legal
        ? { row: s.rows[s.row] + s.padding, col: s.cols[s.col] + s.padding, height: s.size, width: s.size }
        : null,
    );
    sum.textContent = sumText(s);
    say(sentence(s));
    join(() => (s.legal ? [[slide.node, output.cell(s.row, s.col), "to-result"]] : []));
  }

  controls.append(
    choice(trait("mode"), "pool", MODES),
    counter(trait("size"), "window", { min: 1, max: 4, rule: "it counts the cells along one side" }),
    counter(trait("stride"), "stride", { min: 1, max: 4, rule: "it counts the cells that the window moves" }),
    counter(trait("padding"), "padding", { min: 0, max: 2, rule: "it counts the cells on each side" }),
    player(step, signal),
    button("Step", step),
    presets(ui),
    hint(NOTE),
  );
  return draw;
}

export default widget("pool-stepper", { state: STATE, setup });
