// @ts-check
// A class and a box from one small layer, trained in the page. No DOM here; its twin is
// cnnkit/widgets/two_heads_training.py, which says what is learnt from what.
import { startWeights, stream, uniform } from "../engine/random.js";
import { iou } from "./overlap.js";

export const SIDE = 12;
export const CLASSES = ["block", "frame", "cross", "triangle"];
const [SMALLEST, SIDES] = [5, 4];
const [TRAIN, UNSEEN, UNITS, STEPS, RATE] = [1500, 500, 8, 240, 0.03];
const PIXELS = SIDE * SIDE;
const HEADS = [CLASSES.length, 4];

/**
 * `ink[i]` are the places of the pixels with ink of picture i.
 * @typedef {{ ink: number[][], y: number[], boxes: number[][] }} Pictures
 */
/**
 * `layer` (144, units), a `bias` of each unit, and two heads, the class's and the box's: weights (outputs, units) and biases.
 * @typedef {{ layer: Float64Array, bias: Float64Array, heads: Float64Array[], biases: Float64Array[] }} Net
 */

/** Part 0 is learnt from, part 1 is unseen. @returns {Pictures} */
export function pictures(n, part, seed) {
  const drawn = uniform(seed, stream("order", part), 5 * n);
  const all = Array.from({ length: n }, (_, i) => {
    const [kind, w, h] = [0, 1, 2].map((k) => Math.floor(SIDES * drawn[5 * i + k]) + (k ? SMALLEST : 0));
    const [left, top] = [w, h].map((side, k) => Math.floor((SIDE + 1 - side) * drawn[5 * i + 3 + k]));
    const ink = [];
    for (let r = 0; r < h; r++)
      for (let c = 0; c < w; c++) if (inked(kind, w, h, c, r)) ink.push((top + r) * SIDE + left + c);
    return { ink, y: kind, box: [left, top, left + w, top + h].map((v) => v / SIDE) };
  });
  return { ink: all.map((one) => one.ink), y: all.map((one) => one.y), boxes: all.map((one) => one.box) };
}

function inked(kind, w, h, c, r) {
  if (kind === 0) return true;
  if (kind === 1) return c === 0 || c === w - 1 || r === 0 || r === h - 1;
  if (kind === 2) return Math.abs(2 * c - w + 1) <= 1 || Math.abs(2 * r - h + 1) <= 1;
  return c * (h - 1) <= r * (w - 1);
}

/** Whether head `k` reads unit `u`. */
const reads = (layers, k, u) => layers === "shared" || u >= UNITS / 2 === (k === 1);

/** @returns {Net} */
export function start(seed, layers) {
  const drawn = [
    [UNITS * PIXELS, 60],
    [4 * UNITS, 2 * UNITS],
    [4 * UNITS, 200 * UNITS],
  ].map(([count, fan], i) => Float64Array.from(startWeights(seed, stream("start", i), count, fan)));
  const heads = drawn.slice(1).map((w, k) => w.map((v, i) => (reads(layers, k, i % UNITS) ? v : 0)));
  return {
    layer: drawn[0].map((_, i) => drawn[0][(i % UNITS) * PIXELS + Math.floor(i / UNITS)]),
    bias: new Float64Array(UNITS),
    heads,
    biases: HEADS.map((outputs, k) => new Float64Array(outputs).fill(k ? 0.5 : 0)),
  };
}

/** What the units say of one picture. @param {Net} net */
function unitsOf({ layer, bias }, ink, h) {
  h.fill(0);
  for (let k = 0; k < ink.length; k++) {
    const from = UNITS * ink[k];
    for (let u = 0; u < UNITS; u++) h[u] += layer[from + u];
  }
  for (let u = 0; u < UNITS; u++) h[u] = Math.tanh(h[u] + bias[u]);
}

/** @param {Net} net */
function headOf(net, k, h, out) {
  for (let o = 0; o < HEADS[k]; o++) {
    let sum = net.biases[k][o];
    for (let u = 0; u < UNITS; u++) sum += net.heads[k][o * UNITS + u] * h[u];
    out[o] = sum;
  }
}

function softmax(z) {
  let [top, sum] = [z[0], 0];
  for (let i = 1; i < z.length; i++) top = Math.max(top, z[i]);
  for (let i = 0; i < z.length; i++) sum += z[i] = Math.exp(z[i] - top);
  for (let i = 0; i < z.length; i++) z[i] /= sum;
}

/** Probabilities and box (parts of the side) of one picture. @param {Net} net @param {number[]} ink */
export function answers(net, ink) {
  const [h, p, box] = [UNITS, ...HEADS].map((size) => new Float64Array(size));
  unitsOf(net, ink, h);
  headOf(net, 0, h, p);
  headOf(net, 1, h, box);
  softmax(p);
  return { p: [...p], box: [...box] };
}

/** Cross-entropy of one picture, and the squared distance of two boxes. */
export const terms = (p, y, box, truth) => ({
  what: -Math.log(p[y]),
  where: box.reduce((sum, v, i) => sum + (v - truth[i]) ** 2, 0),
});

/** Share of wrong classes, and 1 − mean IoU. @param {Net} net @param {Pictures} of */
export function errors(net, of) {
  let [wrong, overlap] = [0, 0];
  of.ink.forEach((ink, i) => {
    const { p, box } = answers(net, ink);
    if (p.indexOf(Math.max(...p)) !== of.y[i]) wrong++;
    overlap += box[2] > box[0] && box[3] > box[1] ? iou(box, of.boxes[i]) : 0;
  });
  return { what: wrong / of.ink.length, where: 1 - overlap / of.ink.length };
}

/** A box in parts of the side -> whole per cent of it, within the picture, its edges in order. */
export function wholePercent(box) {
  const [a, b, c, d] = box.map((v) => Math.min(100, Math.max(0, Math.floor(100 * v + 0.5))));
  const [x0, y0] = [Math.min(a, 99), Math.min(b, 99)];
  return [x0, y0, Math.max(c, x0 + 1), Math.max(d, y0 + 1)];
}

export const unseen = (seed) => pictures(UNSEEN, 1, seed);
export const learnt = (seed) => pictures(TRAIN, 0, seed);

/**
 * A training that is walked in pieces: `go(steps)` takes some, `done()` says how many of all, 0 to 1.
 * @param {Pictures} from
 * @param {{ lam: number, layers: string, seed: number, steps?: number }} how
 */
export function training(from, { lam, layers, seed, steps = STEPS }) {
  const net = start(seed, layers);
  const parts = [net.layer, net.bias, ...net.heads, ...net.biases];
  const [slopes, means, squares] = [0, 1, 2].map(() => parts.map((part) => new Float64Array(part.length)));
  let now = 0;
  function step() {
    for (const slope of slopes) slope.fill(0);
    for (let i = 0; i < from.ink.length; i++) addSlopes(net, from.ink[i], from.y[i], from.boxes[i], lam, slopes);
    const rate = (RATE * (1 + Math.cos((Math.PI * now) / steps))) / 2;
    now++;
    const [one, two] = [1 - 0.9 ** now, 1 - 0.99 ** now];
    parts.forEach((part, k) => {
      const [slope, mean, square] = [slopes[k], means[k], squares[k]];
      for (let j = 0; j < part.length; j++) {
        const s = headOnly(k) && !reads(layers, k - 2, j % UNITS) ? 0 : slope[j] / from.ink.length;
        mean[j] = 0.9 * mean[j] + 0.1 * s;
        square[j] = 0.99 * square[j] + 0.01 * s * s;
        part[j] -= (rate * (mean[j] / one)) / (Math.sqrt(square[j] / two) + 1e-8);
      }
    });
  }
  return {
    net,
    go(count) {
      for (let k = 0; k < count && now < steps; k++) step();
    },
    done: () => now / steps,
  };
}
const headOnly = (k) => k === 2 || k === 3;

const [H, P, B, DH] = [UNITS, ...HEADS, UNITS].map((size) => new Float64Array(size));
/** The slopes of one picture's loss, added to those there. @param {Net} net @param {Float64Array[]} slopes */
function addSlopes(net, ink, y, truth, lam, slopes) {
  const [layer, bias, ...ofHeads] = slopes;
  unitsOf(net, ink, H);
  headOf(net, 0, H, P);
  headOf(net, 1, H, B);
  softmax(P);
  P[y] -= 1;
  for (let o = 0; o < 4; o++) B[o] = 2 * lam * (B[o] - truth[o]);
  DH.fill(0);
  for (let k = 0; k < 2; k++) {
    const [d, weights, slope, ofBias] = [k ? B : P, net.heads[k], ofHeads[k], ofHeads[2 + k]];
    for (let o = 0; o < HEADS[k]; o++) {
      ofBias[o] += d[o];
      for (let u = 0; u < UNITS; u++) {
        slope[o * UNITS + u] += d[o] * H[u];
        DH[u] += d[o] * weights[o * UNITS + u];
      }
    }
  }
  for (let u = 0; u < UNITS; u++) bias[u] += DH[u] *= 1 - H[u] * H[u];
  for (let k = 0; k < ink.length; k++) {
    const from = UNITS * ink[k];
    for (let u = 0; u < UNITS; u++) layer[from + u] += DH[u];
  }
}
