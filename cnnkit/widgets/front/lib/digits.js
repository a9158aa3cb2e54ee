// @ts-check
// The road from a drawing to a picture of the handwritten digits: the mirror of cnnkit/data/digits.py, which says
// where each number comes from. No DOM. A bitmap is { ink: Uint8Array of 0 and 1, h, w }, row-major.

const SIDE = 32,
  BLOCK = 4,
  BOX_WIDTH = 20,
  INK_LOW = 0.25,
  INK_HIGH = 0.38;

/**
 * Lines drawn with a round pen -> bitmap. `strokes`: lists of [x, y] in a square of side 1; a pixel is ink where its
 * centre lies within `radius` of a line.
 */
export function rasterize(strokes, side, radius) {
  const ink = new Uint8Array(side * side),
    reach = radius * side;
  for (const stroke of strokes)
    for (let k = 0; k < stroke.length; k++) {
      const [ax, ay] = stroke[Math.max(0, k - 1)].map((v) => v * side),
        [bx, by] = stroke[k].map((v) => v * side);
      const dx = bx - ax,
        dy = by - ay,
        length2 = dx * dx + dy * dy;
      const rows = span(Math.min(ay, by), Math.max(ay, by), reach, side),
        columns = span(Math.min(ax, bx), Math.max(ax, bx), reach, side);
      for (let i = rows[0]; i <= rows[1]; i++)
        for (let j = columns[0]; j <= columns[1]; j++) {
          const px = j + 0.5 - ax,
            py = i + 0.5 - ay;
          const t = length2 ? Math.min(1, Math.max(0, (px * dx + py * dy) / length2)) : 0;
          const ex = px - t * dx,
            ey = py - t * dy;
          if (ex * ex + ey * ey <= reach * reach) ink[i * side + j] = 1;
        }
    }
  return { ink, h: side, w: side };
}
const span = (low, high, reach, side) => [
  Math.max(0, Math.floor(low - reach)),
  Math.min(side - 1, Math.ceil(high + reach)),
];

/** A drawing of any size -> 32×32: its box stretched to 32 rows and 20 columns, its stroke made as wide as theirs. */
export function normalizeBitmap({ ink, h, w }) {
  let top = h,
    bottom = -1,
    left = w,
    right = -1;
  for (let i = 0; i < h; i++)
    for (let j = 0; j < w; j++)
      if (ink[i * w + j]) {
        top = Math.min(top, i);
        bottom = i;
        left = Math.min(left, j);
        right = Math.max(right, j);
      }
  const frame = new Uint8Array(SIDE * SIDE);
  if (bottom < 0) return { ink: frame, h: SIDE, w: SIDE };
  const bh = bottom - top + 1,
    bw = right - left + 1;
  const width = 3 * bw >= bh ? BOX_WIDTH : Math.max(1, Math.floor((SIDE * bw) / bh));
  const margin = Math.floor((SIDE - width) / 2);
  for (let i = 0; i < SIDE; i++)
    for (let j = 0; j < width; j++) {
      const row = top + Math.floor(((2 * i + 1) * bh) / (2 * SIDE)),
        column = left + Math.floor(((2 * j + 1) * bw) / (2 * width));
      frame[i * SIDE + margin + j] = ink[row * w + column];
    }
  return { ink: evenStroke(frame), h: SIDE, w: SIDE };
}

function evenStroke(frame) {
  const total = (ink) => ink.reduce((a, b) => a + b, 0),
    low = INK_LOW * frame.length,
    high = INK_HIGH * frame.length;
  if (total(frame) < low) {
    while (total(frame) < low) frame = thicken(frame);
    return frame;
  }
  while (total(frame) > high) {
    const thinner = thicken(frame.map((v) => 1 - v)).map((v) => 1 - v);
    if (!total(thinner)) break;
    frame = thinner;
  }
  return frame;
}
function thicken(ink) {
  return ink.map((v, i) => {
    const row = Math.floor(i / SIDE),
      column = i % SIDE;
    return v ||
      (row && ink[i - SIDE]) ||
      (row < SIDE - 1 && ink[i + SIDE]) ||
      (column && ink[i - 1]) ||
      (column < SIDE - 1 && ink[i + 1])
      ? 1
      : 0;
  });
}

/** 32×32 bitmap -> 64 numbers from 0 to 1: the black pixels of each 4×4 block, counted, divided by 16. */
export function countBlocks({ ink }) {
  const out = new Float32Array(64);
  for (let i = 0; i < ink.length; i++) {
    const row = Math.floor(i / SIDE / BLOCK),
      column = Math.floor((i % SIDE) / BLOCK);
    out[row * 8 + column] += ink[i] / (BLOCK * BLOCK);
  }
  return out;
}

/** 8×8 -> 24×24, bilinear by pixel centres with edges repeated, in the middle of a black 32×32. */
export function enlarge(x) {
  const inner = 24,
    border = 4,
    out = new Float32Array(SIDE * SIDE);
  const reads = Array.from({ length: inner }, (_, i) => {
    const at = Math.max(0, (i + 0.5) / 3 - 0.5),
      low = Math.floor(at);
    return [low, Math.min(7, low + 1), at - low];
  });
  reads.forEach(([top, bottom, down], i) =>
    reads.forEach(([left, right, across], j) => {
      const upper = x[top * 8 + left] * (1 - across) + x[top * 8 + right] * across;
      const lower = x[bottom * 8 + left] * (1 - across) + x[bottom * 8 + right] * across;
      out[(border + i) * SIDE + border + j] = upper * (1 - down) + lower * down;
    }),
  );
  return out;
}

/** 8×8 moved by whole pixels; zeros come in, what leaves is lost. */
export function shift(x, dx, dy) {
  return Float32Array.from(x, (_, i) => {
    const row = Math.floor(i / 8) - dy,
      column = (i % 8) - dx;
    return row >= 0 && row < 8 && column >= 0 && column < 8 ? x[row * 8 + column] : 0;
  });
}
