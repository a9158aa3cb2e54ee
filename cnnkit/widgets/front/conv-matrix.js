// A convolution as one big matrix: a row is a window, a colour with its letter is one weight used again and again.
import { convMatrix, starts } from "./lib/arithmetic.js";
import { choice, count, counter, el, frame, presets, put, watch } from "./lib/dom.js";
import { grid, slidingFrame, wires } from "./lib/grid.js";
import "./conv-matrix.css";

const STATE = ["side", "size", "stride", "row", "weight"];
const NOTE = "Point at the matrix (press, drag or arrow keys): the row shows its window. Press a weight of the kernel to see every place where it is used.";
const letter = (index) => String.fromCharCode(97 + index);
const clamp = (value, top) => Math.min(Math.max(0, value), Math.max(0, top));

function read(model) {
  const s = Object.fromEntries(STATE.map((key) => [key, model.get(key)]));
  const matrix = convMatrix(s.side, s.size, s.stride);
  const from = starts(s.side, s.size, s.stride);
  const entries = matrix.flat();
  const weight = Math.min(s.weight, s.size * s.size - 1);
  const met = new Set(matrix.map((line) => line.indexOf(weight)));
  return {
    ...s, matrix, from, places: from.length, row: clamp(s.row, matrix.length - 1), weight, met: weight < 0 ? new Set() : met,
    entries: entries.length, nonZero: entries.filter((index) => index >= 0).length,
  };
}

function sentence(s, pixel) {
  const [i, j] = [Math.floor(s.row / s.places), s.row % s.places];
  const uses = s.matrix.flat().filter((index) => index === s.weight).length;
  const readers = pixel === null ? 0 : s.matrix.filter((line) => line[pixel] >= 0).length;
  return [
    `Row ${s.row} makes output row ${i}, column ${j}.`,
    s.weight >= 0 ? `Weight ${letter(s.weight)} stands once in each of the ${uses} rows: one number, ${uses} uses; it meets ${s.met.size} of the ${s.side ** 2} pixels.` : "",
    pixel === null ? "" : `Column ${pixel} is pixel row ${Math.floor(pixel / s.side)}, column ${pixel % s.side}: ${readers ? `${readers} window${readers > 1 ? "s" : ""} read it` : "no window reads it"}.`,
    `${count(s.nonZero)} of ${count(s.entries)} entries are not zero, and they hold ${s.size * s.size} different values.`,
  ].filter(Boolean).join(" ");
}

function render({ model, el: root }) {
  const { section, controls, stage, says } = frame(root, model, "conv-matrix");
  const join = wires(stage, new AbortController().signal);
  let pixel = null; // the matrix column pointed at: a pixel of the image
  const point = (row, col) => {
    const s = read(model);
    [row, pixel] = [clamp(row, s.matrix.length - 1), clamp(col, s.side ** 2 - 1)];
    const weight = s.matrix[row][pixel];
    if (row === s.row && weight === s.weight) draw();
    else put(model, { row, weight });
  };
  const image = grid("image: letters mark the pixels of the window, small ones where a marked weight acts elsewhere", {
    onpick(y, x) {
      const s = read(model);
      const at = [y, x].map((v) => clamp(Math.round((v - s.size / 2) / s.stride), s.places - 1));
      pixel = null;
      put(model, { row: at[0] * s.places + at[1] });
    },
  });
  const pick = (index) => { pixel = null; put(model, { weight: index }); };
  const kernel = grid("kernel: choose a weight to see every use", { onmove: (row, col) => pick(row * read(model).size + col) });
  const output = grid("output: choose a place to see its row", {
    onmove(row, col) { pixel = null; put(model, { row: row * read(model).places + col }); },
  });
  const big = grid("matrix: a row for each output, a column for each pixel", {
    onmove: point, onpick: (y, x) => point(Math.floor(y), Math.floor(x)),
  });
  const [hole, line] = [slidingFrame(image), slidingFrame(big)];
  const top = el("div", { class: "cm-top" }, image.node, kernel.node, output.node);
  big.node.classList.add("cm-matrix");
  const lower = el("div", { class: "cm-big" }, big.node);
  stage.append(top, lower);

  function draw() {
    const s = read(model);
    if (model.get("row") !== s.row) return put(model, { row: s.row }); // a smaller matrix has fewer rows
    const now = s.matrix[s.row];
    const kind = (index) => (index < 0 ? "zero" : `w${index} ${s.weight < 0 ? "" : index === s.weight ? "used" : "dim"}`);
    const [pi, pj] = pixel === null ? [-1, -1] : [Math.floor(pixel / s.side), pixel % s.side];
    top.style.setProperty("--row", s.side + s.size + s.places);
    lower.style.setProperty("--wide", s.side ** 2);
    image.caption.textContent = `image ${s.side}×${s.side}`;
    image.draw(Array.from({ length: s.side }, (_, i) => Array.from({ length: s.side }, (_, j) => {
      const index = now[i * s.side + j];
      const met = s.met.has(i * s.side + j) && index !== s.weight;
      return { text: index < 0 ? "" : letter(index), sub: met && index < 0 ? letter(s.weight) : "",
        kind: `${index < 0 ? "" : kind(index)} ${met && index < 0 ? "met" : ""} ${i === pi && j === pj ? "pixel" : ""}`,
        label: `pixel ${i * s.side + j}${index < 0 ? "" : `, weight ${letter(index)}`}${met ? `, meets ${letter(s.weight)} elsewhere` : ""}` };
    })));
    hole.move({ row: s.from[Math.floor(s.row / s.places)], col: s.from[s.row % s.places], height: s.size, width: s.size });
    kernel.caption.textContent = "kernel";
    kernel.draw(Array.from({ length: s.size }, (_, i) => Array.from({ length: s.size }, (_, j) =>
      ({ text: letter(i * s.size + j), kind: kind(i * s.size + j), label: `weight ${letter(i * s.size + j)}` }))));
    if (s.weight >= 0) kernel.place(Math.floor(s.weight / s.size), s.weight % s.size);
    output.caption.textContent = `output ${s.places}×${s.places}`;
    const [oi, oj] = [Math.floor(s.row / s.places), s.row % s.places];
    output.draw(Array.from({ length: s.places }, (_, i) => Array.from({ length: s.places }, (_, j) =>
      ({ text: `${i * s.places + j}`, kind: i === oi && j === oj ? "result" : "", label: `output ${i * s.places + j}` }))));
    output.place(oi, oj);
    big.caption.textContent = `matrix ${s.matrix.length}×${s.side ** 2}: a row for each output, a column for each pixel`;
    big.draw(s.matrix.map((entries, r) => entries.map((index, c) => ({
      text: index < 0 ? "" : letter(index), kind: `${kind(index)} ${c && c % s.side === 0 ? "block" : ""}`,
      label: `row ${r}, column ${c}: ${index < 0 ? "zero" : letter(index)}`,
    }))));
    big.place(s.row, pixel ?? s.from[oi] * s.side + s.from[oj]);
    line.move({ row: s.row, col: 0, height: 1, width: s.side ** 2 });
    const text = sentence(s, pixel);
    if (says.textContent !== text) says.textContent = text;
    join(() => [[hole.node, output.cell(oi, oj), "to-result"]]);
  }

  controls.classList.add("ckg-controls");
  const start = Object.fromEntries(STATE.map((key) => [key, model.get(key)]));
  controls.append(counter(model, "row", "row", { min: 0, max: 35 }), choice(model, "size", "kernel", [[2, "2×2"], [3, "3×3"]]), choice(model, "stride", "stride", [[1, "1"], [2, "2"]]),
    el("button", { type: "button", text: "All weights", onclick: () => { pixel = null; put(model, { weight: -1 }); } }));
  section.append(el("p", { class: "ck-note", text: NOTE }), controls,
    presets(model, [["Stride 2 leaves columns empty", { stride: 2, size: 2, row: 0, weight: -1 }], ["Reset", start]]));
  watch(model, STATE, draw);
}

export default { render };
