// @ts-check
// YOLO's grid: objects to the numbers a network learns, and predicted numbers back to boxes. The same numbers as
// cnnkit/detection (yolo_grid, yolo_loss, suppression). No DOM here.
import { iou } from "./overlap.js";
import { suppressed } from "./suppression.js";

/**
 * A tensor is one array, row by row, column by column, each cell B times x, y, w, h, confidence, then C class shares.
 * @typedef {{ S: number, B: number, C: number }} Grid
 * @typedef {{ label: number, box: number[] }} Labelled box: x0 y0 x1 y1 in parts of the side
 * @typedef {{ box: number[], score: number, label: number, row: number, column: number, which: number }} Answer
 */

/** How many numbers a cell has. @param {Grid} grid */
export const depth = ({ B, C }) => 5 * B + C;

/** The cell of a box's centre, the centre's place in there, and both sides of the picture's. @param {number[]} box */
export function placed([x0, y0, x1, y1], S) {
  const [w, h] = [x1 - x0, y1 - y0];
  const centre = [x0 + w / 2, y0 + h / 2];
  const [column, row] = centre.map((v) => Math.min(S - 1, Math.floor(v * S)));
  return { row, column, centre, x: centre[0] * S - column, y: centre[1] * S - row, w, h };
}

/**
 * The target, who is in each cell (places in `objects`), and who is lost because an earlier one has the cell.
 * @param {Labelled[]} objects @param {Grid} grid
 */
export function encode(objects, grid) {
  const { S, B } = grid;
  const size = depth(grid);
  const target = new Float64Array(S * S * size);
  /** @type {number[][]} */
  const inCell = Array.from({ length: S * S }, () => []);
  objects.forEach(({ label, box }, i) => {
    const { row, column, x, y, w, h } = placed(box, S);
    const cell = row * S + column;
    inCell[cell].push(i);
    if (inCell[cell].length > 1) return;
    for (let b = 0; b < B; b++) target.set([x, y, w, h, 1], cell * size + 5 * b);
    target[cell * size + 5 * B + label] = 1;
  });
  const lost = inCell.flatMap((all) => all.slice(1)).sort((a, b) => a - b);
  return { target, inCell, lost };
}

/**
 * Boxes whose score, confidence times the greatest class share of the cell, reaches the threshold; none is suppressed.
 * @param {ArrayLike<number>} tensor @param {Grid} grid @returns {Answer[]}
 */
export function decode(tensor, grid, threshold) {
  const { S, B, C } = grid;
  const size = depth(grid);
  const found = [];
  for (let cell = 0; cell < S * S; cell++) {
    const from = cell * size;
    const [row, column] = [Math.floor(cell / S), cell % S];
    let label = 0;
    for (let c = 1; c < C; c++) if (tensor[from + 5 * B + c] > tensor[from + 5 * B + label]) label = c;
    for (let b = 0; b < B; b++) {
      const [x, y, w, h, confidence] = [0, 1, 2, 3, 4].map((k) => tensor[from + 5 * b + k]);
      const score = confidence * tensor[from + 5 * B + label];
      if (!(score >= threshold && score > 0)) continue;
      const corner = [(column + x) / S - w / 2, (row + y) / S - h / 2];
      const box = [...corner, corner[0] + w, corner[1] + h].map((v) => Math.min(1, Math.max(0, v)));
      found.push({ box, score, label, row, column, which: b });
    }
  }
  return found;
}

/**
 * Suppression class by class: the best stays, its rivals above the threshold go, and what has gone suppresses nobody.
 * Both lists best first; `by` is who suppressed it.
 * @template {{ box: number[], score: number, label: number }} T
 * @param {T[]} found @param {number} threshold
 */
export function suppress(found, threshold) {
  const best = [...found].sort((a, b) => b.score - a.score);
  const fate = suppressed(
    best.map(({ box, label, score }) => [...box, label, score]),
    threshold,
  );
  const kept = best.filter((_, i) => fate[i].by < 0);
  const dropped = best.flatMap((one, i) => (fate[i].by < 0 ? [] : [{ ...one, by: best[fate[i].by] }]));
  return { kept, dropped };
}

/**
 * Of boxes [x, y, w, h] of one cell the one that overlaps the cell's object most; without overlap, or equally, the nearest.
 * @param {number[][]} boxes @param {number[]} truth x, y, w, h too
 */
export function responsible(boxes, truth, S) {
  /** @param {number[]} box */
  const corners = ([x, y, w, h]) => {
    const half = [w, h].map((v) => Math.max(0, v) / 2);
    return [x / S - half[0], y / S - half[1], x / S + half[0], y / S + half[1]];
  };
  const object = corners(truth);
  const all = boxes.map(corners);
  const overlaps = all.map((box) => iou(box, object));
  const most = Math.max(...overlaps);
  const far = all.map((box, i) =>
    overlaps[i] === most ? box.reduce((sum, v, k) => sum + (v - object[k]) ** 2, 0) : Infinity,
  );
  return { mine: far.indexOf(Math.min(...far)), overlaps };
}

/** What the responsible box pays for its place and its sides, before λ. @param {number[]} box @param {number[]} truth */
export function pays([x, y, w, h], [x1, y1, w1, h1]) {
  const root = (v) => Math.sqrt(Math.max(1e-6, v));
  return {
    centre: (x - x1) ** 2 + (y - y1) ** 2,
    sides: (root(w) - Math.sqrt(w1)) ** 2 + (root(h) - Math.sqrt(h1)) ** 2,
  };
}
