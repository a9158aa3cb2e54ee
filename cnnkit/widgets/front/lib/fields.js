// @ts-check
// What a unit sees of a picture, and maps made smaller. No DOM.

/**
 * Rows and columns, the ends left out, that the unit (row, column) sees of a picture of `side` pixels. `field` is
 * [size, jump, start] as cnnkit.summary has it: pixels seen, pixels between neighbours, middle of the first.
 * @param {number[]} field
 * @param {number[]} unit
 * @param {number} side
 */
export function fieldOn([size, jump, start], [row, column], side) {
  const [top, left] = [row, column].map((place) => start + place * jump - size / 2);
  const low = (v) => Math.max(0, Math.floor(v));
  const high = (v) => Math.min(side, Math.ceil(v + size));
  return { top: low(top), left: low(left), bottom: high(top), right: high(left) };
}

/** A map of `side`×`side` as blocks of `step`, of each the largest. @param {Float32Array} map */
export function blocksOf(map, side, step) {
  const small = Math.ceil(side / step);
  const out = new Float32Array(small * small).fill(-Infinity);
  for (let y = 0, i = 0; y < side; y++)
    for (let x = 0; x < side; x++, i++) {
      const at = Math.floor(y / step) * small + Math.floor(x / step);
      out[at] = Math.max(out[at], map[i]);
    }
  return out;
}

/** [largest, share of zeros, row and column of the largest, mean] of a map of `side` columns. @param {Float32Array} map */
export function mapFacts(map, side) {
  let best = 0;
  let zeros = 0;
  let sum = 0;
  map.forEach((v, i) => {
    if (v > map[best]) best = i;
    if (v <= 0) zeros++;
    sum += v;
  });
  return [map[best], zeros / map.length, Math.floor(best / side), best % side, sum / map.length];
}
