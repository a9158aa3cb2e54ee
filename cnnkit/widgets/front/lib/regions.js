// @ts-check
// A box [x0, y0, x1, y1] in cells over a map [rows][columns]: RoI pooling, which rounds, and RoIAlign. No DOM here.

/** First and last cell of a box on each side, both read: halves go up. */
export const rounded = (box) => box.map((edge) => Math.floor(edge + 0.5));

/** Where bins begin and end (excluded) on a side of cells first … last: neighbours may share a cell. */
export function bins(first, last, out) {
  const n = Math.max(last - first + 1, 1);
  return Array.from({ length: out }, (_, i) => [
    first + Math.floor((i * n) / out),
    first + Math.ceil(((i + 1) * n) / out),
  ]);
}

/** The cells of each bin that the map has, as [first row, row behind the last, first column, column behind]. */
export function binsOf(map, box, out) {
  const [x0, y0, x1, y1] = rounded(box);
  /** @param {number[]} ends @param {number} length */
  const cut = ([a, b], length) => [Math.min(a, length), Math.min(b, length)];
  const [rows, columns] = [bins(y0, y1, out), bins(x0, x1, out)];
  return rows.map((r) => columns.map((c) => [...cut(r, map.length), ...cut(c, map[0].length)]));
}

/** The largest value of each bin; 0 for a bin without cells. */
export const roiPool = (map, box, out) =>
  binsOf(map, box, out).map((line) =>
    line.map(([a, b, c, d]) => {
      const cells = map.slice(a, b).flatMap((row) => row.slice(c, d));
      return cells.length ? Math.max(...cells) : 0;
    }),
  );

/** The region that RoI pooling reads, as a box. */
export function readBox(map, box) {
  const [x0, y0, x1, y1] = rounded(box);
  return [x0, y0, Math.min(x1 + 1, map[0].length), Math.min(y1 + 1, map.length)];
}

/** Where RoIAlign reads: out·samples places along each side, in cells; not aligned they lie half a cell too far. */
export function places(box, out, samples, aligned) {
  const [x0, y0, x1, y1] = box;
  const shift = aligned ? 0 : 0.5;
  const [w, h] = [x1 - x0, y1 - y0].map((side) => (aligned ? side : Math.max(side, 1)));
  const along = (start, side) =>
    Array.from({ length: out * samples }, (_, i) => start + ((i + 0.5) * side) / (out * samples) + shift);
  return { xs: along(x0, w), ys: along(y0, h) };
}

/** The value at a place of the map, between the middles of cells; outside by more than half a cell it is 0. */
export function bilinear(map, x, y) {
  const near = (at, n) => {
    const p = at - 0.5; // the value of cell j stands at its middle, j + 0.5
    if (p < -1 || p > n) return [];
    const held = Math.min(Math.max(p, 0), n - 1);
    const low = Math.floor(held);
    const part = held - low;
    return part
      ? [
          [low, 1 - part],
          [low + 1, part],
        ]
      : [[low, 1]];
  };
  let sum = 0;
  for (const [i, a] of near(y, map.length)) for (const [j, b] of near(x, map[0].length)) sum += a * b * map[i][j];
  return sum;
}

/** RoIAlign: the mean of samples² places of each bin. */
export function roiAlign(map, box, out, samples, aligned) {
  const { xs, ys } = places(box, out, samples, aligned);
  const own = (all, i) => all.slice(i * samples, (i + 1) * samples);
  return Array.from({ length: out }, (_, i) =>
    Array.from({ length: out }, (_, j) => {
      let sum = 0;
      for (const y of own(ys, i)) for (const x of own(xs, j)) sum += bilinear(map, x, y);
      return sum / samples ** 2;
    }),
  );
}
