// @ts-check
// Non-maximum suppression with a trace, and what it does to true objects: as cnnkit.detection has it. No DOM here.
import { iou } from "./overlap.js";

const MET = 0.5;

/**
 * Rows x0, y0, x1, y1, class, score from `least` on, best first; equal scores keep their order.
 * @param {number[][]} rows
 */
export const ranked = (rows, least = 0) => rows.filter((row) => row[5] >= least).sort((a, b) => b[5] - a[5]);

/**
 * Of each of `rows`, which stand best first: `by` is the place of the box that drops it (−1: it stays), `iou` their
 * overlap. A rival overlaps *more* than `threshold`; without `blind` it is of the same class. What was dropped drops nobody.
 * @param {number[][]} rows @param {number} threshold
 */
export function suppressed(rows, threshold, blind = false) {
  const fate = rows.map(() => ({ by: -1, iou: 0 }));
  rows.forEach((best, i) => {
    if (fate[i].by >= 0) return;
    for (let j = i + 1; j < rows.length; j++) {
      if (fate[j].by >= 0 || !(blind || rows[j][4] === best[4])) continue;
      const overlap = iou(best, rows[j]);
      if (overlap > threshold) fate[j] = { by: i, iou: overlap };
    }
  });
  return fate;
}

/** Places of those that stay, best first. @param {{ by: number }[]} fate */
export const stays = (fate) => fate.flatMap(({ by }, i) => (by < 0 ? [i] : []));

/**
 * How many true objects (rows x0, y0, x1, y1, class) a box of their class meets with IoU ½ or more, of all rows and of
 * the kept ones, and how many kept boxes that meet one are more than the objects met.
 * @param {number[][]} rows @param {number[]} kept @param {number[][]} truth
 */
export function met(rows, kept, truth) {
  const reach = rows.map((row) => truth.map((one) => one[4] === row[4] && iou(row, one) >= MET));
  const objects = (places) => truth.filter((_, k) => places.some((i) => reach[i][k])).length;
  const after = objects(kept);
  const meeting = kept.filter((i) => reach[i].some(Boolean)).length;
  return { objects: truth.length, before: objects(rows.map((_, i) => i)), after, doubles: meeting - after };
}
