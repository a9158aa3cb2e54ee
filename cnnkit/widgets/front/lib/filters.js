// @ts-check
// Filters that read colours, as pictures: mid-grey is a weight of 0. No DOM.

/**
 * Weights as shades from 0 to 1, 0 in the middle: 0.5 + w / (2·max|w|), with one largest for all or one a filter.
 * @param {Float32Array} weight `count` filters one after the other
 */
export function toDisplay(weight, count, { one = false } = {}) {
  const size = weight.length / count;
  const largest = (values) => values.reduce((most, w) => Math.max(most, Math.abs(w)), 0) || 1;
  const all = one ? largest(weight) : 0;
  const out = new Float32Array(weight.length);
  for (let k = 0; k < count; k++) {
    const own = weight.subarray(k * size, (k + 1) * size);
    const top = all || largest(own);
    own.forEach((w, i) => (out[k * size + i] = 0.5 + w / (2 * top)));
  }
  return out;
}

/**
 * Filters of three colours and `k`×`k` side by side as one picture 3·h·w, a pixel of NaN between them.
 * @param {Float32Array} shades of `count` filters
 * @param {{ count: number, k: number, columns: number }} shape
 */
export function filterGrid(shades, { count, k, columns }) {
  const [w, h] = [columns, Math.ceil(count / columns)].map((n) => n * (k + 1) - 1);
  const data = new Float32Array(3 * h * w).fill(NaN);
  for (let f = 0, i = 0; f < count; f++)
    for (let c = 0; c < 3; c++)
      for (let u = 0; u < k; u++)
        for (let v = 0; v < k; v++, i++)
          data[(c * h + Math.floor(f / columns) * (k + 1) + u) * w + (f % columns) * (k + 1) + v] = shades[i];
  return { data, h, w };
}
