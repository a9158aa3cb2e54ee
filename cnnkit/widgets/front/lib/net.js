// @ts-check
// Forward passes of small networks, written out: no DOM, no dependency. A tensor is { data, shape }; data is a
// Float32Array in row-major order, shape [channels, height, width] for maps and [units] for vectors.

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

/** weight: [out, in]; maps are read as one long vector. */
export function linear(x, weight, bias) {
  const [outs, ins] = weight.shape,
    out = new Float32Array(outs);
  for (let k = 0; k < outs; k++) {
    let sum = bias.data[k];
    for (let i = 0; i < ins; i++) sum += x.data[i] * weight.data[k * ins + i];
    out[k] = sum;
  }
  return tensor(out, [outs]);
}

export const tanh = (x) => tensor(x.data.map(Math.tanh), x.shape);
export const relu = (x) =>
  tensor(
    x.data.map((v) => Math.max(0, v)),
    x.shape,
  );

/** Windows of k × k; what does not fit is dropped. `fold(best so far, value)` from `start`, then `end`. */
function pool(x, k, stride, start, fold, end) {
  const [c, h, w] = x.shape,
    oh = Math.floor((h - k) / stride) + 1,
    ow = Math.floor((w - k) / stride) + 1;
  const out = new Float32Array(c * oh * ow);
  for (let ch = 0, o = 0; ch < c; ch++)
    for (let i = 0; i < oh; i++)
      for (let j = 0; j < ow; j++, o++) {
        let value = start;
        for (let u = 0; u < k; u++)
          for (let v = 0; v < k; v++) value = fold(value, x.data[(ch * h + i * stride + u) * w + j * stride + v]);
        out[o] = end(value);
      }
  return tensor(out, [c, oh, ow]);
}
export const maxPool = (x, k, stride = k) => pool(x, k, stride, -Infinity, Math.max, (v) => v);
export const avgPool = (x, k, stride = k) =>
  pool(
    x,
    k,
    stride,
    0,
    (a, b) => a + b,
    (v) => v / (k * k),
  );

/** One number a map: [c, h, w] -> [c]. */
export const globalMaxPool = (x) => perMap(x, (map) => map.reduce((a, b) => Math.max(a, b), -Infinity));
export const globalAvgPool = (x) => perMap(x, (map) => map.reduce((a, b) => a + b, 0) / map.length);
function perMap(x, fold) {
  const [c, h, w] = x.shape,
    out = new Float32Array(c);
  for (let ch = 0; ch < c; ch++) out[ch] = fold(Array.from(x.data.subarray(ch * h * w, (ch + 1) * h * w)));
  return tensor(out, [c]);
}

export function softmax(x) {
  const top = Math.max(...x.data),
    e = Array.from(x.data, (v) => Math.exp(v - top)),
    sum = e.reduce((a, b) => a + b, 0);
  return tensor(
    Float32Array.from(e, (v) => v / sum),
    x.shape,
  );
}

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
