// @ts-check
// Where a window of a convolution or a pool reads: sizes of outputs, and the taps of every window inside the picture.

/** Both sides of a setting: 3 -> [3, 3]. @returns {[number, number]} */
export const pair = (value) => (Array.isArray(value) ? [value[0], value[1]] : [value, value]);

/**
 * A window over h × w pixels.
 * @typedef {object} Window
 * @property {number} h
 * @property {number} w
 * @property {[number, number]} kernel
 * @property {[number, number]} stride
 * @property {[number, number]} padding
 * @property {[number, number]} dilation
 * @property {boolean} ceil as torch's ceil_mode
 * @property {number} H rows of the output
 * @property {number} W columns of the output
 */

/** @returns {Window} */
export function windowOver([h, w], { kernel, stride = 1, padding = 0, dilation = 1, ceil = false }) {
  const k = pair(kernel),
    s = pair(stride),
    p = pair(padding),
    d = pair(dilation);
  const [H, W] = [0, 1].map((i) => places([h, w][i], k[i], s[i], p[i], d[i], ceil));
  if (!(H > 0 && W > 0)) throw new Error(`a window of ${k.join("×")} does not fit into ${h}×${w} pixels`);
  return { h, w, kernel: k, stride: s, padding: p, dilation: d, ceil, H, W };
}

function places(n, k, s, p, d, ceil) {
  const room = n + 2 * p - d * (k - 1) - 1;
  if (!ceil) return Math.floor(room / s) + 1;
  const out = Math.ceil(room / s) + 1;
  return (out - 1) * s >= n + p ? out - 1 : out; // the last window must start in the picture or its left padding
}

/** The taps of output (i, j) that lie inside the picture: calls `tap(number of the tap, pixel it reads)`. */
export function eachTap({ h, w, kernel, stride, padding, dilation }, i, j, tap) {
  for (let u = 0, t = 0; u < kernel[0]; u++)
    for (let v = 0; v < kernel[1]; v++, t++) {
      const row = i * stride[0] + u * dilation[0] - padding[0],
        column = j * stride[1] + v * dilation[1] - padding[1];
      if (row >= 0 && row < h && column >= 0 && column < w) tap(t, row * w + column);
    }
}

/** By how much an average pool divides at output (i, j): its window, with the padding or without. */
export function poolArea(window, i, j, includePad) {
  const side = (n, at, k, s, p) => {
    const from = at * s - p,
      to = Math.min(from + k, n + p);
    return includePad ? to - from : Math.min(to, n) - Math.max(from, 0);
  };
  const { h, w, kernel, stride, padding } = window;
  return side(h, i, kernel[0], stride[0], padding[0]) * side(w, j, kernel[1], stride[1], padding[1]);
}
