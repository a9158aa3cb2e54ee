// @ts-check
// What the grid steppers compute, on nested arrays (row-major, maps as [h][w], volumes as [c][h][w]). No DOM.
// Positions are image coordinates: padding cells have negative indices or indices beyond the last.

/** First cell of every window that fits along one axis: n cells, kernel k, stride s, padding p, dilation d. */
export function starts(n, k, s = 1, p = 0, d = 1) {
  const found = [];
  for (let at = -p; at + d * (k - 1) < n + p; at += s) found.push(at);
  return found;
}

/** Indices along one axis, padding included, that no window reads. */
export function unread(n, k, s = 1, p = 0, d = 1) {
  const read = new Set(starts(n, k, s, p, d).flatMap((at) => Array.from({ length: k }, (_, i) => at + i * d)));
  return Array.from({ length: n + 2 * p }, (_, i) => i - p).filter((i) => !read.has(i));
}

/** The kernel turned by 180 degrees: what true convolution multiplies with. */
export const flipped = (kernel) => [...kernel].reverse().map((row) => [...row].reverse());

/** The kh × kw cells that the window at output (row, col) reads; `fill` outside the map. */
export function patch(map, kh, kw, row, col, { stride = 1, padding = 0, dilation = 1, fill = 0 } = {}) {
  return Array.from({ length: kh }, (_, i) =>
    Array.from(
      { length: kw },
      (_, j) => map[row * stride - padding + i * dilation]?.[col * stride - padding + j * dilation] ?? fill,
    ),
  );
}

/** Sum of products of patch and kernel, one number a channel, at one output cell. */
export function partialSums(volume, filter, row, col, options = {}) {
  return volume.map((map, c) => {
    const kernel = options.flip ? flipped(filter[c]) : filter[c];
    const cells = patch(map, kernel.length, kernel[0].length, row, col, options);
    return kernel.flat().reduce((sum, weight, i) => sum + weight * cells.flat()[i], 0);
  });
}

/** One map: volume [c][h][w] under one filter [c][kh][kw]; empty where the window does not fit. */
export function conv2d(volume, filter, options = {}) {
  const { stride = 1, padding = 0, dilation = 1, bias = 0, relu = false } = options;
  const rows = starts(volume[0].length, filter[0].length, stride, padding, dilation).length;
  const cols = starts(volume[0][0].length, filter[0][0].length, stride, padding, dilation).length;
  if (!cols) return [];
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: cols }, (_, col) => {
      const z = partialSums(volume, filter, row, col, options).reduce((a, b) => a + b, bias);
      return relu ? Math.max(0, z) : z;
    }),
  );
}

const POOLS = {
  max: (cells) => Math.max(...cells),
  average: (cells) => cells.reduce((a, b) => a + b, 0) / cells.length,
  l1: (cells) => cells.reduce((a, b) => a + Math.abs(b), 0),
  l2: (cells) => Math.sqrt(cells.reduce((a, b) => a + b * b, 0)),
};

/** One map pooled with `mode` max, average, l1 or l2. Padding is −∞ for max and zeros, counted, for the others. */
export function pool2d(map, { size, stride, padding = 0, mode = "max" }) {
  const fill = mode === "max" ? -Infinity : 0;
  const cols = starts(map[0].length, size, stride, padding);
  return starts(map.length, size, stride, padding).map((_, row) =>
    cols.map((_, col) => POOLS[mode](patch(map, size, size, row, col, { stride, padding, fill }).flat())),
  );
}

/** For each window, the cells [row, col] that hold its maximum (more than one on a tie). */
export function winners(map, { size, stride, padding = 0 }) {
  return pool2d(map, { size, stride, padding }).map((line, row) =>
    line.map((top, col) => {
      const held = [];
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++) {
          const at = [row * stride - padding + i, col * stride - padding + j];
          if (map[at[0]]?.[at[1]] === top) held.push(at);
        }
      return held;
    }),
  );
}

/**
 * For each cell, how it may change alone while every output stays the same: "any" value (no window reads it),
 * a number (any value up to it), "sign" (only its sign), or "none".
 */
export function unnoticed(map, { size, stride, padding = 0, mode = "max" }) {
  const reads = (i, j) =>
    starts(map.length, size, stride, padding).flatMap((r, row) =>
      starts(map[0].length, size, stride, padding).flatMap((c, col) =>
        i >= r && i < r + size && j >= c && j < c + size ? [[row, col]] : [],
      ),
    );
  const tops = mode === "max" && pool2d(map, { size, stride, padding });
  const held = mode === "max" && winners(map, { size, stride, padding });
  return map.map((line, i) =>
    line.map((value, j) => {
      const windows = reads(i, j);
      if (!windows.length) return "any";
      if (mode === "average") return "none";
      if (mode !== "max") return value === 0 ? "none" : "sign";
      /** @param {number[]} place */
      const alone = ([row, col]) => tops[row][col] === value && held[row][col].length === 1;
      return windows.some(alone) ? "none" : Math.min(...windows.map(([row, col]) => tops[row][col]));
    }),
  );
}

/** One filter [c][k] with its bias over a sequence [c][l]: one number a position. */
export function conv1d(sequence, filter, bias = 0, stride = 1) {
  return starts(sequence[0].length, filter[0].length, stride).map((at) =>
    filter.reduce((sum, weights, c) => weights.reduce((z, weight, i) => z + weight * sequence[c][at + i], sum), bias),
  );
}

/** The convolution of a side × side image with a k × k kernel as a matrix: entry = index of the weight, or −1 for a zero. */
export function convMatrix(side, k, stride = 1) {
  const from = starts(side, k, stride);
  return from.flatMap((top) =>
    from.map((left) =>
      Array.from({ length: side * side }, (_, cell) => {
        const i = Math.floor(cell / side) - top;
        const j = (cell % side) - left;
        return i >= 0 && i < k && j >= 0 && j < k ? i * k + j : -1;
      }),
    ),
  );
}
