// @ts-check
// One step of a picture that climbs, and what holds it back: the twins of cnnkit/visualize/synthesis. A picture is
// 3·side·side numbers in [0, 1], all of red first.
import { clamp } from "./scale.js";

const GREY = 0.5;
const TINY = 1.1754943508222875e-38; // torch.finfo(torch.float32).tiny

/** Each channel rolled: what leaves on one side comes in on the other. */
export function rolled(x, side, down, across) {
  const out = new Float32Array(x.length);
  const size = side * side;
  const wrap = (v) => ((v % side) + side) % side;
  for (let c = 0; c < x.length; c += size)
    for (let i = 0; i < side; i++)
      for (let j = 0; j < side; j++) out[c + wrap(i + down) * side + wrap(j + across)] = x[c + i * side + j];
  return out;
}

/** x + rate · gradient / mean|gradient|, within [0, 1]; a negative rate goes down. */
export function uphill(x, gradient, rate) {
  let sum = 0;
  for (let i = 0; i < gradient.length; i++) sum += Math.abs(gradient[i]);
  const by = sum ? (rate * gradient.length) / sum : 0;
  return Float32Array.from(x, (v, i) => clamp(v + by * gradient[i], 0, 1));
}

/** The gradient of l2·‖x − grey‖² + tv·TV(x): what is taken off the score's. `beta` null: Σ|dx| + Σ|dy|. */
export function priceSlope(x, side, { l2 = 0, tv = 0, beta = null } = {}) {
  const out = Float32Array.from(x, (v) => 2 * l2 * (v - GREY));
  if (!tv) return out;
  const size = side * side;
  for (let c = 0; c < x.length; c += size)
    for (let i = 0; i < side; i++)
      for (let j = 0; j < side; j++) {
        const at = c + i * side + j;
        const right = j + 1 < side ? x[at + 1] - x[at] : null;
        const below = i + 1 < side ? x[at + side] - x[at] : null;
        if (beta === null) {
          if (right !== null) both(out, at + 1, at, tv * Math.sign(right));
          if (below !== null) both(out, at + side, at, tv * Math.sign(below));
        } else if (right !== null && below !== null) {
          const squares = right * right + below * below;
          if (squares <= TINY) continue;
          const slope = tv * beta * squares ** (beta / 2 - 1);
          both(out, at + 1, at, slope * right);
          both(out, at + side, at, slope * below);
        }
      }
  return out;
}
function both(out, plus, minus, slope) {
  out[plus] += slope;
  out[minus] -= slope;
}

/** Under a Gaussian of `sigma` pixels, cut off at 3 sigma; edges go on as they end. */
export function blurred(x, side, sigma) {
  const reach = Math.ceil(3 * sigma);
  const raw = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-0.5 * ((i - reach) / sigma) ** 2));
  const sum = raw.reduce((a, b) => a + b, 0);
  const weight = raw.map((v) => v / sum);
  const size = side * side;
  const inside = (v) => clamp(v, 0, side - 1);
  const pass = (from, place) => {
    const out = new Float32Array(from.length);
    for (let c = 0; c < from.length; c += size)
      for (let i = 0; i < side; i++)
        for (let j = 0; j < side; j++) {
          let total = 0;
          for (let k = -reach; k <= reach; k++) total += weight[k + reach] * from[c + place(i, j, k)];
          out[c + i * side + j] = total;
        }
    return out;
  };
  const across = pass(x, (i, j, k) => i * side + inside(j + k));
  return pass(across, (i, j, k) => inside(i + k) * side + j);
}

/** `x` with that share of its pixels made grey whose `size` is smallest; the channels of a pixel count together. */
export function clipSmall(x, size, share) {
  const pixels = x.length / 3;
  const square = (at) => size[at] ** 2;
  const perPixel = Float32Array.from(
    { length: pixels },
    (_, i) => square(i) + square(i + pixels) + square(i + 2 * pixels),
  );
  const sorted = perPixel.slice().sort();
  const place = share * (pixels - 1);
  const low = Math.floor(place);
  const kept = sorted[low] + (place - low) * (sorted[Math.min(pixels - 1, low + 1)] - sorted[low]);
  return x.map((v, at) => (perPixel[at % pixels] < kept ? GREY : v));
}

/** How far each pixel of `x` lies from grey. */
export const fromGrey = (x) => x.map((v) => v - GREY);
