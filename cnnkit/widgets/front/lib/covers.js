// @ts-check
// What covers a part of a picture: the mirror of cnnkit/visualize/attribution/fills.py. No DOM.
// A picture is 3·side·side numbers in [0, 1], all of red first; a box is [top, bottom, left, right], ends excluded.

/** @type {Record<string, number>} */
const PLAIN = { black: 0, grey: 0.5 };

/**
 * The picture with the box covered; `soft` is the blurred picture, for the fill "blur".
 * @param {Float32Array} x
 * @param {number} side
 * @param {number[]} box
 * @param {string} fill
 * @param {Float32Array | null} soft
 */
export function covered(x, side, [top, bottom, left, right], fill, soft = null) {
  const out = x.slice();
  for (let c = 0; c < 3; c++) {
    const mean = fill === "surroundings" ? around(x, side, c, [top, bottom, left, right]) : PLAIN[fill];
    for (let i = top; i < bottom; i++)
      for (let j = left; j < right; j++) {
        const at = (c * side + i) * side + j;
        out[at] = fill === "blur" ? soft[at] : mean;
      }
  }
  return out;
}

/** The mean of a channel over a frame round the box, half as wide as the box. */
function around(x, side, c, [top, bottom, left, right]) {
  const [rows, columns] = [Math.floor((bottom - top + 1) / 2), Math.floor((right - left + 1) / 2)];
  let [sum, count] = [0, 0];
  for (let i = Math.max(0, top - rows); i < Math.min(side, bottom + rows); i++)
    for (let j = Math.max(0, left - columns); j < Math.min(side, right + columns); j++) {
      if (i >= top && i < bottom && j >= left && j < right) continue;
      sum += x[(c * side + i) * side + j];
      count++;
    }
  return sum / count;
}

/**
 * The picture under a Gaussian of `sigma` pixels, cut at 3σ; beyond the edge nothing is counted.
 * @param {Float32Array} x
 * @param {number} side
 * @param {number} sigma
 */
export function blurred(x, side, sigma) {
  const reach = Math.min(Math.floor(3 * sigma), side - 1);
  const kernel = Float64Array.from({ length: reach + 1 }, (_, d) => Math.exp(-0.5 * (d / sigma) ** 2));
  return [side, 1].reduce((from, step) => along(from, side, step, kernel), x);
}

/** One direction: `step` numbers lie between neighbours. */
function along(x, side, step, kernel) {
  const out = new Float32Array(x.length);
  const across = step === 1 ? side : 1;
  for (let c = 0; c < x.length; c += side * side)
    for (let line = 0; line < side; line++) {
      const start = c + line * across;
      for (let i = 0; i < side; i++) {
        let [sum, weight] = [0, 0];
        for (let k = Math.max(0, i - kernel.length + 1); k < Math.min(side, i + kernel.length); k++) {
          const w = kernel[Math.abs(i - k)];
          sum += w * x[start + k * step];
          weight += w;
        }
        out[start + i * step] = sum / weight;
      }
    }
  return out;
}
