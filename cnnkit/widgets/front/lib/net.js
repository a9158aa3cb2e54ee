// @ts-check
// Weights as they come from Python, and one layer written out for recordings of its filters (networks run in the engine).
// A tensor is { data, shape }; data is a Float32Array in row-major order, shape [channels, height, width] for maps.

export const tensor = (data, shape) => ({ data, shape });

/** Cuts one buffer of float32 into named tensors. `manifest`: [[name, shape], …] in the buffer's order. */
export function unpack(view, manifest) {
  // a Float32Array must start at a multiple of four; a view of a message may not
  const bytes = view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
  const out = {};
  let at = 0;
  for (const [name, shape] of manifest) {
    const size = shape.reduce((a, b) => a * b, 1);
    out[name] = tensor(new Float32Array(bytes, at, size), shape);
    at += 4 * size;
  }
  if (at !== bytes.byteLength)
    throw new Error(`weights: ${bytes.byteLength} bytes came, the list of shapes takes ${at}`);
  return out;
}

/** weight: [filters, channels, k, k]; bias: [filters]. Cross-correlation, as everywhere in deep learning. */
export function conv2d(x, weight, bias, { stride = 1, padding = 0 } = {}) {
  const [c, h, w] = x.shape,
    [filters, , kh, kw] = weight.shape;
  const oh = Math.floor((h + 2 * padding - kh) / stride) + 1,
    ow = Math.floor((w + 2 * padding - kw) / stride) + 1;
  const out = new Float32Array(filters * oh * ow),
    sums = new Float64Array(oh * ow);
  // one weight at a time over the whole map: the inner loop is a plain multiply and add along a row
  for (let f = 0; f < filters; f++) {
    sums.fill(bias.data[f]);
    for (let ch = 0; ch < c; ch++)
      for (let u = 0; u < kh; u++)
        for (let v = 0; v < kw; v++) {
          const factor = weight.data[((f * c + ch) * kh + u) * kw + v];
          const [top, bottom] = legal(h, oh, u - padding, stride),
            [left, right] = legal(w, ow, v - padding, stride);
          for (let i = top; i <= bottom; i++) {
            const from = (ch * h + i * stride + u - padding) * w + v - padding,
              to = i * ow;
            for (let j = left; j <= right; j++) sums[to + j] += factor * x.data[from + j * stride];
          }
        }
    out.set(sums, f * oh * ow);
  }
  return tensor(out, [filters, oh, ow]);
}

/** First and last output place whose reading position place · stride + offset lies inside n pixels. */
const legal = (n, places, offset, stride) => [
  Math.max(0, Math.ceil(-offset / stride)),
  Math.min(places - 1, Math.floor((n - 1 - offset) / stride)),
];

export const tanh = (x) => tensor(x.data.map(Math.tanh), x.shape);
/**
 * The rows (or columns) of the input that unit `at` can see, through `layers`: [[kernel, stride], …], first layer
 * first, no padding. -> [first, last], both read.
 */
export function fieldOf(layers, at) {
  let first = at,
    last = at;
  for (const [k, s] of layers.toReversed()) {
    first *= s;
    last = last * s + k - 1;
  }
  return [first, last];
}
