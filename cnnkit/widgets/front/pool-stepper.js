// Pooling with numbers in cells: which cell wins, and which cells may change without anybody noticing.
import { patch, pool2d, starts, unnoticed, unread, winners } from "./lib/arithmetic.js";
import { choice, counter, el, frame, player, presets, put, signed, toggle, watch } from "./lib/dom.js";
import { grid, listed, slidingFrame, wires } from "./lib/grid.js";
import "./pool-stepper.css";

const STATE = ["image", "mode", "size", "stride", "padding", "row", "col", "reveal"];
const MODES = [["max", "max"], ["average", "average"], ["l1", "L1"], ["l2", "L2"]];
const NOTE = "Press a cell of the input to choose it, then change it with − and + (keys work too, and digits). " +
  "Arrow keys in the output move the window; Space steps on.";
const clamp = (value, top) => Math.min(Math.max(0, value), Math.max(0, top));

function read(model) {
  const s = Object.fromEntries(STATE.map((key) => [key, model.get(key)]));
  const [h, w] = [s.image.length, s.image[0].length];
  const rows = starts(h, s.size, s.stride, s.padding);
  const cols = starts(w, s.size, s.stride, s.padding);
  const legal = rows.length > 0 && cols.length > 0 && s.padding <= s.size / 2;
  const output = legal ? pool2d(s.image, s) : [];
  return {
    ...s, h, w, rows, cols, legal, output,
    row: clamp(s.row, output.length - 1), col: clamp(s.col, (output[0]?.length ?? 0) - 1),
    won: legal && s.mode === "max" ? winners(s.image, s) : [],
    free: legal && s.reveal ? unnoticed(s.image, s) : null,
  };
}
const within = (s, i, j) => i >= s.rows[s.row] && i < s.rows[s.row] + s.size && j >= s.cols[s.col] && j < s.cols[s.col] + s.size;

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
      const inside = s.legal && within(s, i, j);
      const value = s.image[i]?.[j];
      if (value === undefined) {
        const text = s.mode === "max" ? "−∞" : "0";
        cells.at(-1).push({ text, kind: `pad ${inside ? "patch" : ""}`, label: `padding ${text}` });
        continue;
      }
      const winner = won.has(`${i},${j}`);
      const lost = lostRows.includes(i) || lostCols.includes(j);
      const [sub, says] = s.free ? freedom(s.free[i][j]) : ["", ""];
      const kind = [inside ? "patch" : "", winner ? "winner" : "", lost ? "unread" : "", sub ? "silent" : "",
        i === chosen[0] && j === chosen[1] ? "edited" : ""].join(" ");
      const label = [`row ${i}, column ${j}: ${signed(value)}`, winner && "a maximum", inside && "in the window", lost && "never read", says];
      cells.at(-1).push({ text: signed(value), kind, sub, label: label.filter(Boolean).join(", ") });
    }
  }
  return cells;
}

function misfitSentence(s) {
  if (s.padding > s.size / 2) {
    return `Padding ${s.padding} is more than half of a window of ${s.size}: a window in the corner would read padding only, ` +
      `so torch refuses it. Legal: padding ${Math.floor(s.size / 2)} or less.`;
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
  if (s.mode === "average") return `(${cells.map((v, i) => (i ? bracket(v) : show(v))).join(" + ")}) / ${cells.length} = ${result}`;
  if (s.mode === "l1") return `${cells.map((v) => `|${show(v)}|`).join(" + ")} = ${result}`;
  return `√(${cells.map((v) => `${bracket(v)}²`).join(" + ")}) = ${result}`;
}
function sentence(s) {
  if (!s.legal) return misfitSentence(s);
  const parts = [`Output row ${s.row}, column ${s.col}: ${signed(s.output[s.row][s.col], 3)}.`];
  if (s.mode === "max" && s.output[s.row][s.col] < 0) parts.push("A search for the maximum that starts at 0 would answer 0 here.");
  if (s.mode === "max" && s.won[s.row][s.col].length > 1) parts.push(`A tie: ${s.won[s.row][s.col].length} cells hold it.`);
  const lost = [listed("row", unread(s.h, s.size, s.stride, s.padding).filter((i) => i >= 0 && i < s.h)),
    listed("column", unread(s.w, s.size, s.stride, s.padding).filter((i) => i >= 0 && i < s.w))].filter(Boolean);
  if (lost.length) parts.push(`Never read: ${lost.join(" and ")}.`);
  if (s.free) {
    const count = s.free.flat().filter((rule) => rule !== "none").length;
    parts.push(count ? `${count} of ${s.h * s.w} cells, outlined, can change alone without any output changing.`
      : "No cell can change alone without some output changing.");
  }
  return parts.join(" ");
}

/** "−", the value of the chosen cell, "+": the way to edit by touch. */
function editor(change) {
  const name = el("span", {});
  const value = el("output", {});
  const button = (text, by, word) => el("button", { type: "button", text, "aria-label": `${word} the chosen cell`, onclick: () => change((v) => v + by) });
  const node = el("div", { class: "ps-edit", role: "group", "aria-label": "chosen cell" }, name, button("−", -1, "decrease"), value, button("+", 1, "increase"));
  return { node, show(i, j, v) { name.textContent = `row ${i}, column ${j}`; value.textContent = signed(v); } };
}

function render({ model, el: root }) {
  const { section, controls, stage, says } = frame(root, model, "pool-stepper");
  const join = wires(stage, new AbortController().signal);
  let chosen = [0, 0];
  const change = (by) => {
    const image = model.get("image").map((line) => [...line]);
    const [i, j] = chosen;
    image[i][j] = Math.max(-99, Math.min(99, by(image[i][j])));
    put(model, { image });
  };
  const edit = editor(change);
  const go = (row, col) => put(model, { row, col });
  const step = () => {
    const s = read(model);
    if (!s.legal) return false;
    const total = s.rows.length * s.cols.length;
    const next = (s.row * s.cols.length + s.col + 1) % total;
    go(Math.floor(next / s.cols.length), next % s.cols.length);
    return next !== total - 1;
  };

  const input = grid("input: plus, minus and digits change a cell", {
    onmove(row, col) {
      const s = read(model);
      chosen = [clamp(row - s.padding, s.h - 1), clamp(col - s.padding, s.w - 1)];
      const near = (from, at) => from.findIndex((first) => at >= first && at < first + s.size);
      const [r, c] = [near(s.rows, chosen[0]), near(s.cols, chosen[1])];
      if (r >= 0 && c >= 0 && !within(s, ...chosen)) go(r, c);
      else draw();
    },
    onkey(event) {
      const by = { "+": (v) => v + 1, "=": (v) => v + 1, "-": (v) => v - 1 }[event.key]
        ?? (/^\d$/.test(event.key) ? (v) => (v < 0 ? -1 : 1) * Number(event.key) : null);
      if (by) change(by);
      return Boolean(by);
    },
  });
  const output = grid("output: arrow keys move the window, Space steps on", {
    onmove: go, onkey: (event) => event.key === " " && (step(), true),
  });
  const slide = slidingFrame(input);
  const flow = el("div", { class: "ps-flow" }, input.node, output.node);
  const sum = el("p", { class: "ckg-sum" });
  stage.append(flow);
  says.before(edit.node, sum);

  function draw() {
    const s = read(model);
    chosen = [clamp(chosen[0], s.h - 1), clamp(chosen[1], s.w - 1)];
    flow.style.setProperty("--wide", s.w + 2 * s.padding + Math.max(2, s.cols.length));
    flow.style.setProperty("--narrow", s.w + 2 * s.padding);
    input.caption.textContent = `input ${s.h}×${s.w}${s.padding ? `, padding ${s.padding}` : ""}`;
    input.draw(inputCells(s, chosen));
    input.place(chosen[0] + s.padding, chosen[1] + s.padding);
    edit.show(...chosen, s.image[chosen[0]][chosen[1]]);
    output.caption.textContent = s.legal ? `output ${s.rows.length}×${s.cols.length}` : "no output";
    output.draw(s.output.map((line, i) => line.map((v, j) =>
      ({ text: signed(v, Math.abs(v) < 10 ? 2 : 1), kind: i === s.row && j === s.col ? "result" : "", label: `output row ${i}, column ${j}: ${signed(v, 3)}` }))));
    output.place(s.row, s.col);
    slide.move(s.legal ? { row: s.rows[s.row] + s.padding, col: s.cols[s.col] + s.padding, height: s.size, width: s.size } : null);
    sum.textContent = sumText(s);
    const text = sentence(s);
    if (says.textContent !== text) says.textContent = text;
    join(() => (s.legal ? [[slide.node, output.cell(s.row, s.col), "to-result"]] : []));
  }

  const start = Object.fromEntries(STATE.map((key) => [key, model.get(key)]));
  controls.classList.add("ckg-controls");
  controls.append(choice(model, "mode", "pool", MODES), counter(model, "size", "window", { min: 2, max: 3 }),
    counter(model, "stride", "stride", { min: 1, max: 3 }), counter(model, "padding", "padding", { min: 0, max: 2 }),
    player(step).button, el("button", { type: "button", text: "Step", onclick: step }));
  const named = model.get("presets").map(({ label, ...patchOf }) => [label, patchOf]);
  section.append(toggle(model, "reveal", "Mark what can change unseen"), el("p", { class: "ck-note", text: NOTE }),
    controls, presets(model, [...named, ["Reset", start]]));
  watch(model, STATE, draw);
}

export default { render };
