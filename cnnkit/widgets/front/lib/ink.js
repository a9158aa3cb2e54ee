// @ts-check
// A photograph of something written -> ink or paper for each pixel. No DOM.

/**
 * The grey value that parts dark and light best: the largest variance between the two (N. Otsu, "A threshold selection
 * method from gray-level histograms", IEEE Trans. SMC 1979). Values up to it are dark.
 * @param {ArrayLike<number>} grey whole numbers from 0 to 255
 */
export function otsu(grey) {
  const bins = new Float64Array(256);
  let total = 0;
  for (let i = 0; i < grey.length; i++) {
    bins[grey[i]]++;
    total += grey[i];
  }
  let best = -1,
    at = 0,
    count = 0,
    sum = 0;
  for (let v = 0; v < 255; v++) {
    count += bins[v];
    sum += v * bins[v];
    const rest = grey.length - count;
    if (!count || !rest) continue;
    const between = count * rest * (sum / count - (total - sum) / rest) ** 2;
    if (between > best) {
      best = between;
      at = v;
    }
  }
  return at;
}

/**
 * RGBA pixels -> a bitmap as digits.js takes it. Ink is what the border is not: dark on light paper, or light on dark.
 * `dark` says which, `split` is the largest grey value of 255 that still counts as dark.
 * @param {{ data: ArrayLike<number>, width: number, height: number }} picture
 */
export function inkOf({ data, width: w, height: h }) {
  const grey = Uint8Array.from({ length: w * h }, (_, i) =>
    Math.round(0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2]),
  );
  const split = otsu(grey);
  let dark = 0,
    border = 0;
  for (let i = 0; i < grey.length; i++) {
    const [row, column] = [Math.floor(i / w), i % w];
    if (row && column && row < h - 1 && column < w - 1) continue;
    border++;
    if (grey[i] <= split) dark++;
  }
  const isDark = 2 * dark <= border;
  return { ink: Uint8Array.from(grey, (v) => Number(v <= split === isDark)), h, w, split, dark: isDark };
}
