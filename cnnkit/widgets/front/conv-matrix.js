// @ts-check
// A convolution as one big matrix: a row is a window, a colour with its letter is one weight used again and again.
import { convMatrix, starts } from "./lib/arithmetic.js";
import { button, choice, counter, hint, presets } from "./lib/controls.js";
import { count, el, values, within } from "./lib/dom.js";
import { grid, slidingFrame, wires } from "./lib/grid.js";
import { widget } from "./lib/widget.js";
import "./conv-matrix.css";

const STATE = ["side", "size", "stride", "row", "weight"];
const NOTE =
  "Point at the matrix (press, drag or arrow keys): the row shows its window. Press a weight of the kernel to see every place where it is used.";
const letter = (index) => String.fromCharCode(97 + index);

function read(get) {
  /** @type {{ side: number, size: number, stride: number, row: number, weight: number }} */
  const s = values(get, STATE);
  const matrix = convMatrix(s.side, s.size, s.stride);
  const from = starts(s.side, s.size, s.stride);
  const entries = matrix.flat();
  const weight = Math.min(s.weight, s.size * s.size - 1);
  const met = new Set(matrix.map((line) => line.indexOf(weight)));
  return {
    ...s,
    matrix,
    from,
    places: from.length,
    row: within(s.row, matrix.length),
    weight,
    met: weight < 0 ? new Set() : met,
    entries: entries.length,
    nonZero: entries.filter((index) => index >= 0).length,
  };
}

function sentence(s, pixel) {
  const [i, j] = [Math.floor(s.row / s.places), s.row % s.places];
  const uses = s.matrix.flat().filter((index) => index === s.weight).length;
  const readers = pixel === null ? 0 : s.matrix.filter((line) => line[pixel] >= 0).length;
  return [
    `Row ${s.row} makes output row ${i}, column ${j}.`,
    s.weight >= 0
      ? `Weight ${letter(s.weight)} stands once in each of the ${uses} rows: one number, ${uses} uses; it meets ${s.met.size} of the ${s.side ** 2} pixels.`
      : "",
    pixel === null
      ? ""
      : `Column ${pixel} is pixel row ${Math.floor(pixel / s.side)}, column ${pixel % s.side}: ${readers ? `${readers} window${readers > 1 ? "s" : ""} read it` : "no window reads it"}.`,
    `${count(s.nonZero)} of ${count(s.entries)} entries are not zero, and they hold ${s.size * s.size} different values.`,
  ]
    .filter(Boolean)
    .join(" ");
}

function setup(ui) {
  const { controls, stage, signal, get, put, trait, say } = ui;
  const join = wires(stage, signal);
  let pixel = null; // the matrix column pointed at: a pixel of the image
  /** Sets traits, and what is pointed at with them. */
  const show = (patch, column = null) => {
    pixel = column;
    put(patch);
    ui.redraw();
  };
  const point = (y, x) => {
    const s = read(get);
    const [row, column] = [within(y, s.matrix.length), within(x, s.side ** 2)];
    show({ row, weight: s.matrix[row][column] }, column);
  };
  const image = grid("image: letters mark the pixels of the window, small ones where a marked weight acts elsewhere", {
    onpick(y, x) {
      const s = read(get);
      const at = [y, x].map((v) => within(Math.round((v - s.size / 2) / s.stride), s.places));
      show({ row: at[0] * s.places + at[1] });
    },
  });
  const kernel = grid("kernel", {
    help: "Choose a weight to see every use.",
    onmove: (row, col) => show({ weight: row * read(get).size + col }),
  });
  const output = grid("output", {
    help: "Choose a place to see its row.",
    onmove: (row, col) => show({ row: row * read(get).places + col }),
  });
  const big = grid("matrix", {
    help: "A row for each output, a column for each pixel. Arrow keys move through it.",
    onmove: point,
    onpick: (y, x) => point(Math.floor(y), Math.floor(x)),
  });
  const [hole, line] = [slidingFrame(image), slidingFrame(big)];
  const top = el("div", { class: "cm-top" }, image.node, kernel.node, output.node);
  big.node.classList.add("cm-matrix");
  const lower = el("div", { class: "cm-big" }, big.node);
  stage.append(top, lower);

  function draw() {
    const s = read(get);
    if (get("row") !== s.row) put({ row: s.row }); // a smaller matrix has fewer rows
    const now = s.matrix[s.row];
    const kind = (index) =>
      index < 0 ? "zero" : `w${index} ${s.weight < 0 ? "" : index === s.weight ? "used" : "dim"}`;
    const [pi, pj] = pixel === null ? [-1, -1] : [Math.floor(pixel / s.side), pixel % s.side];
    top.style.setProperty("--row", s.side + s.size + s.places);
    lower.style.setProperty("--wide", s.side ** 2);
    image.caption.textContent = `image ${s.side}×${s.side}`;
    image.draw(
      Array.from({ length: s.side }, (_, i) =>
        Array.from({ length: s.side }, (_, j) => {
          const index = now[i * s.side + j];
          const met = s.met.has(i * s.side + j) && index !== s.weight;
          return {
            text: index < 0 ? "" : letter(index),
            sub: met && index < 0 ? letter(s.weight) : "",
            kind: `${index < 0 ? "" : kind(index)} ${met && index < 0 ? "met" : ""} ${i === pi && j === pj ? "pixel" : ""}`,
            label: `pixel ${i * s.side + j}${index < 0 ? "" : `, weight ${letter(index)}`}${met ? `, meets ${letter(s.weight)} elsewhere` : ""}`,
          };
        }),
      ),
    );
    hole.move({
      row: s.from[Math.floor(s.row / s.places)],
      col: s.from[s.row % s.places],
      height: s.size,
      width: s.size,
    });
    kernel.caption.textContent = "kernel";
    kernel.draw(
      Array.from({ length: s.size }, (_, i) =>
        Array.from({ length: s.size }, (_, j) => ({
          text: letter(i * s.size + j),
          kind: kind(i * s.size + j),
          label: `weight ${letter(i * s.size + j)}`,
        })),
      ),
    );
    if (s.weight >= 0) kernel.place(Math.floor(s.weight / s.size), s.weight % s.size);
    output.caption.textContent = `output ${s.places}×${s.places}`;
    const [oi, oj] = [Math.floor(s.row / s.places), s.row % s.places];
    output.draw(
      Array.from({ length: s.places }, (_, i) =>
        Array.from({ length: s.places }, (_, j) => ({
          text: `${i * s.places + j}`,
          kind: i === oi && j === oj ? "result" : "",
          label: `output ${i * s.places + j}`,
        })),
      ),
    );
    output.place(oi, oj);
    big.caption.textContent = `matrix ${s.matrix.length}×${s.side ** 2}: a row for each output, a column for each pixel`;
    big.draw(
      s.matrix.map((entries, r) =>
        entries.map((index, c) => ({
          text: index < 0 ? "" : letter(index),
          kind: `${kind(index)} ${c && c % s.side === 0 ? "block" : ""}`,
          label: `row ${r}, column ${c}: ${index < 0 ? "zero" : letter(index)}`,
        })),
      ),
    );
    big.place(s.row, pixel ?? s.from[oi] * s.side + s.from[oj]);
    line.move({ row: s.row, col: 0, height: 1, width: s.side ** 2 });
    say(sentence(s, pixel));
    join(() => [[hole.node, output.cell(oi, oj), "to-result"]]);
  }

  const rows = { min: 0, max: () => read(get).matrix.length - 1, rule: "each output has one row" };
  const sparse = { label: "Stride 2 leaves columns empty", stride: 2, size: 2, row: 0, weight: -1 };
  const reset = () => {
    pixel = null;
    ui.reset();
    ui.redraw();
  };
  controls.append(
    counter(trait("row"), "row", rows),
    choice(trait("size"), "kernel", [
      [2, "2×2"],
      [3, "3×3"],
    ]),
    choice(trait("stride"), "stride", [
      [1, "1"],
      [2, "2"],
    ]),
    button("All weights", () => show({ weight: -1 })),
    presets(ui, [sparse], { reset }),
    hint(NOTE),
  );
  return draw;
}

export default widget("conv-matrix", { state: STATE, setup });
