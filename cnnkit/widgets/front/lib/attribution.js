// @ts-check
// Maps of what a network looked at, from its slopes; how alike two maps are; weights put out of order. No DOM.
import { stream, uniform } from "../engine/random.js";

/** Slopes at 3·size pixels as one map: by size, summed over colours. @param {Float32Array} gradient */
export function slopeMap(gradient) {
  const size = gradient.length / 3;
  return Float32Array.from({ length: size }, (_, i) =>
    [0, 1, 2].reduce((sum, c) => sum + Math.abs(gradient[c * size + i]), 0),
  );
}

/**
 * Grad-CAM: the maps of a layer, each times its mean slope, added up; what speaks against the class is cut.
 * @param {Float32Array} maps
 * @param {Float32Array} slopes
 * @param {number} count
 */
export function gradCam(maps, slopes, count) {
  const size = maps.length / count;
  const out = new Float32Array(size);
  for (let k = 0; k < count; k++) {
    let mean = 0;
    for (let i = k * size; i < (k + 1) * size; i++) mean += slopes[i] / size;
    for (let i = 0; i < size; i++) out[i] += mean * maps[k * size + i];
  }
  return out.map((v) => Math.max(0, v));
}

/** A map of `side`×`side` spread smoothly over `wide`×`wide`, as torch's bilinear does. @param {Float32Array} map */
export function spread(map, side, wide) {
  const places = Array.from({ length: wide }, (_, i) => {
    const at = Math.max(0, ((i + 0.5) * side) / wide - 0.5);
    const low = Math.min(side - 1, Math.floor(at));
    return [low, Math.min(side - 1, low + 1), at - low];
  });
  const out = new Float32Array(wide * wide);
  places.forEach(([y0, y1, v], row) =>
    places.forEach(([x0, x1, u], column) => {
      const [above, below] = [y0, y1].map((y) => map[y * side + x0] * (1 - u) + map[y * side + x1] * u);
      out[row * wide + column] = above * (1 - v) + below * v;
    }),
  );
  return out;
}

/** Spearman's rank correlation; null where a map is the same everywhere. @param {Float32Array} a @param {Float32Array} b */
export function rankCorrelation(a, b) {
  const flat = (v) => v.every((one) => one === v[0]);
  if (flat(a) || flat(b)) return null;
  const ranks = [a, b].map((v) => {
    const at = new Float64Array(v.length);
    Uint32Array.from(v.keys())
      .sort((i, j) => v[i] - v[j] || i - j)
      .forEach((place, rank) => (at[place] = rank));
    return at;
  });
  const mean = (a.length - 1) / 2;
  let [both, all] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    both += (ranks[0][i] - mean) * (ranks[1][i] - mean);
    all += (ranks[0][i] - mean) ** 2;
  }
  return both / all;
}

/** The same numbers in another order, that of stream `part` of a seed. @param {Float32Array} values */
export function shuffled(values, part, seed = 0) {
  const chance = uniform(seed, stream("order", part), values.length);
  const out = Float32Array.from(values);
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(chance[i] * (i + 1));
    [out[i], out[j]] = [out[j], out[i]];
  }
  return out;
}
