// @ts-check
// Tensors in memory, and the way between them and arrays as torch reads them: picture, channel, row, column.
//
// A tensor is [positions][channels][panel] (plain.js). For a batch, the pictures are the panel and each pixel a position:
// they are done side by side. For one picture, its pixels are the panel and there is one position.

/**
 * @typedef {object} Tensor
 * @property {number} C channels
 * @property {number} h
 * @property {number} w
 * @property {number} P positions
 * @property {number} n bytes of a panel
 * @property {number} m how many floats of a panel count
 * @property {number} bytes
 * @property {number} at address
 */

/** @returns {Tensor} of `batch` pictures, without a place yet */
export function tensor([C, h, w], batch) {
  const [P, m] = batch === 1 ? [1, h * w] : [h * w, batch];
  const n = Math.ceil(m / 8) * 32;
  return { C, h, w, P, n, m, bytes: P * C * n, at: 0 };
}

export const shapeOf = ({ C, h, w }) => [C, h, w];

/** How many numbers one picture has. */
export const sizeOf = ({ C, h, w }) => C * h * w;

/** Calls f(place in the array, place in F) for each number of `count` pictures. */
function places({ C, h, w, P, n, at }, count, f) {
  const pixels = h * w,
    panel = n / 4;
  for (let b = 0, i = 0; b < count; b++)
    for (let c = 0; c < C; c++) {
      const step = P === pixels && P > 1 ? C * panel : 1;
      for (let p = 0, q = (at >> 2) + c * panel + b; p < pixels; p++, i++, q += step) f(i, q);
    }
}

/** Puts pictures in; fewer than the batch leave zeros. */
export function write(F, to, values) {
  F.fill(0, to.at >> 2, (to.at + to.bytes) >> 2);
  places(to, values.length / sizeOf(to), (i, q) => {
    F[q] = values[i];
  });
}

/** The first `count` pictures' numbers. */
export function read(F, from, count) {
  const out = new Float32Array(count * sizeOf(from));
  places(from, count, (i, q) => {
    out[i] = F[q];
  });
  return out;
}
