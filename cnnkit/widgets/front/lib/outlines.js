// @ts-check
// The shapes and digits of generated scenes as formulas, positive inside and zero on the edge, in units of the object's
// radius: the twin of cnnkit/data/outlines.py and of the digits of cnnkit/data/scenes.py. No DOM here.

const { abs, cos, hypot, max, min, sin, sqrt, PI } = Math;
const FRAME = 0.85; // half the side of a digit's counts
const INK = 0.4; // from this share of black pixels on a place belongs to the digit

const bar = (u, v, halfLength, halfWidth) => min(halfLength - u, halfWidth - v);
const FIFTH = (2 * PI) / 5;
const NOTCH = [0.4 * cos(FIFTH / 2), 0.4 * sin(FIFTH / 2)];
const EDGE = hypot(1 - NOTCH[0], NOTCH[1]);

/** @type {Record<string, (u: number, v: number) => number>} */
export const OUTLINES = {
  disc: (u, v) => 0.85 - hypot(u, v),
  ring: (u, v) => 0.2 - abs(hypot(u, v) - 0.7),
  square: (u, v) => 0.68 - max(abs(u), abs(v)),
  triangle: (u, v) => 0.5 - max(cos(PI / 6) * abs(u) - 0.5 * v, v),
  cross: (u, v) => max(bar(abs(u), abs(v), 0.92, 0.24), bar(abs(v), abs(u), 0.92, 0.24)),
  star(u, v) {
    let angle = Math.atan2(u, -v) % FIFTH;
    if (angle < 0) angle += FIFTH;
    angle = min(angle, FIFTH - angle);
    const r = hypot(u, v);
    return (NOTCH[1] * (1 - r * cos(angle)) - (1 - NOTCH[0]) * r * sin(angle)) / EDGE;
  },
  heart(u, v) {
    const [x, y, half] = [abs(u), v - 0.02, 0.42];
    const turned = half - max(abs(x + y), abs(x - y)) * sqrt(0.5);
    return max(turned, half - hypot(x - half * sqrt(0.5), y + half * sqrt(0.5)));
  },
  crescent: (u, v) => min(0.9 - hypot(u, v), hypot(u - 0.45, v) - 0.7),
  bar: (u, v) => bar(abs(u), abs(v), 0.93, 0.27),
  hourglass: (u, v) => min(0.72 - abs(v), (0.85 * abs(v) - abs(u)) * 0.76 + 0.06),
};

/** Ink of a handwritten digit: 8×8 counts of 0 to 16, read in between. @param {ArrayLike<number>} counts */
export function inkOutline(counts) {
  const at = (row, column) => (row < 0 || row > 7 || column < 0 || column > 7 ? 0 : counts[8 * row + column] / 16);
  return (u, v) => {
    const [x, y] = [u, v].map((w) => ((w / FRAME + 1) * 8 - 1) / 2);
    const [column, row] = [Math.floor(x), Math.floor(y)];
    const [right, down] = [x - column, y - row];
    const ink =
      (at(row, column) * (1 - right) + at(row, column + 1) * right) * (1 - down) +
      (at(row + 1, column) * (1 - right) + at(row + 1, column + 1) * right) * down;
    return min((ink - INK) * ((2 * FRAME) / 8), 1 - hypot(u, v));
  };
}
