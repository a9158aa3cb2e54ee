// @ts-check
// Boxes [x0, y0, x1, y1], their edges in pixels with x0 <= x1: areas and overlaps. No DOM here.

/** @param {number[]} box */
export const area = ([x0, y0, x1, y1]) => Math.max(0, x1 - x0) * Math.max(0, y1 - y0);

/** What two boxes share, itself a box; without area where they share nothing. */
export function shared(a, b) {
  const [x0, y0] = [Math.max(a[0], b[0]), Math.max(a[1], b[1])];
  return [x0, y0, Math.max(x0, Math.min(a[2], b[2])), Math.max(y0, Math.min(a[3], b[3]))];
}

/** Width and height of what two boxes share before anything is clamped: below 0 where they are apart. */
export const sides = (a, b) => [0, 1].map((i) => Math.min(a[2 + i], b[2 + i]) - Math.max(a[i], b[i]));

/** Intersection over union: 0 apart, 1 for equal boxes; 0 for two boxes without any area. */
export function iou(a, b) {
  const both = area(shared(a, b));
  const either = area(a) + area(b) - both;
  return either > 0 ? both / either : 0;
}
