// @ts-check
// A made-up prediction for a scene: what a trained network tends to say, its usual slips included. Its twin is
// cnnkit/widgets/yolo_guess.py.
import { uniform } from "../engine/random.js";
import { depth, encode, placed } from "./yolo.js";

const SEED = 6;
const rounded = (v) => Math.floor(100 * v + 0.5) / 100;

/**
 * The cell of an object says nearly the truth, a cell beside it that the object covers says it too, less surely; the
 * others say next to nothing. Numbers of two decimals.
 * @param {import("./yolo.js").Labelled[]} objects @param {import("./yolo.js").Grid} grid
 */
export function guess(objects, grid) {
  const { S, C } = grid;
  const size = depth(grid);
  const { inCell } = encode(objects, grid);
  const kept = inCell.flatMap((all) => all.slice(0, 1)).sort((a, b) => a - b);
  const out = new Float64Array(S * S * size);
  for (let row = 0; row < S; row++)
    for (let column = 0; column < S; column++) {
      const u = uniform(SEED, 16 * row + column, 9);
      const about = kept.map((i) => ({ i, ...placed(objects[i].box, S) }));
      const own = about.find((o) => o.row === row && o.column === column);
      const near = own ?? about.find((o) => beside(o, row, column) && covers(objects[o.i].box, row, column, S));
      const cell = near ? sure(near, objects[near.i].label, { row, column, u, S, C, own: near === own }) : silent(u, C);
      out.set(cell.map(rounded), (row * S + column) * size);
    }
  return out;
}

const beside = (o, row, column) => Math.abs(o.row - row) + Math.abs(o.column - column) === 1;
/** Whether the box reaches a quarter of the cell deep into it. @param {number[]} box */
function covers([x0, y0, x1, y1], row, column, S) {
  const wide = Math.min(x1 * S, column + 1) - Math.max(x0 * S, column);
  const tall = Math.min(y1 * S, row + 1) - Math.max(y0 * S, row);
  return wide > 0.25 && tall > 0.25;
}

/** A cell that means an object: the first box well, the second badly. */
function sure(o, label, { row, column, u, S, C, own }) {
  const [wide, tall] = [o.w * S, o.h * S];
  const [x, y] = [o.x + o.column - column, o.y + o.row - row]; // seen from this cell
  const by = own ? 0.12 : 0.3;
  const first = [
    x + 2 * by * (u[0] - 0.5) * wide,
    y + 2 * by * (u[1] - 0.5) * tall,
    o.w * (1 + 1.5 * by * (u[2] - 0.5)),
    o.h * (1 + 1.5 * by * (u[3] - 0.5)),
    own ? 0.78 + 0.18 * u[4] : 0.35 + 0.2 * u[4],
  ];
  const second = [
    x + 0.4 * (u[5] - 0.5) * wide,
    y + 0.4 * (u[6] - 0.5) * tall,
    0.85 * o.w,
    1.1 * o.h,
    (own ? 0.3 : 0.1) + 0.15 * u[7],
  ];
  const share = (own ? 0.82 : 0.6) + 0.14 * u[8];
  const shares = Array.from({ length: C }, (_, k) => (k === label ? share : (1 - share) / (C - 1)));
  return [...first, ...second, ...shares];
}

/** A cell that means nothing: boxes of an ordinary size, hardly any confidence. */
function silent(u, C) {
  const box = (k) => [0.3 + 0.4 * u[k], 0.3 + 0.4 * u[k + 1], 0.2 + 0.2 * u[k + 2], 0.25, 0.01 + 0.1 * u[k + 3]];
  return [
    ...box(0),
    ...box(4),
    ...Array.from({ length: C }, (_, k) => (k ? (1 - 0.5 * u[8]) / C : (1 + 0.5 * (C - 1) * u[8]) / C)),
  ];
}
