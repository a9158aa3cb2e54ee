// @ts-check
// Adversarial pictures: the arithmetic of `cnnkit/visualize/attacks`, without the network. No DOM.
import { stream, words } from "../engine/random.js";
import { clamp } from "./scale.js";

/** The network is not asked here: `direction` is a gradient, of which only the signs count, or signs. @typedef {ArrayLike<number>} Direction */

/**
 * x + eps·sign(direction), cut to [0, 1].
 * @param {ArrayLike<number>} x
 * @param {Direction} direction
 * @param {number} eps below 0: down the loss
 */
export function moved(x, direction, eps) {
  const out = new Float32Array(x.length);
  for (let i = 0; i < x.length; i++) out[i] = clamp(x[i] + eps * Math.sign(direction[i]), 0, 1);
  return out;
}

/**
 * The nearest picture to `far` of which no pixel is further than eps from `start`.
 * @param {ArrayLike<number>} far
 * @param {ArrayLike<number>} start
 * @param {number} eps
 */
export function projected(far, start, eps) {
  const out = new Float32Array(far.length);
  for (let i = 0; i < far.length; i++) {
    const change = clamp(far[i] - start[i], -eps, eps);
    out[i] = clamp(start[i] + change, 0, 1);
  }
  return out;
}

/** `count` signs thrown by coin; those of `cnnkit.widgets.adversarial_slider.coins`. */
export function coins(count, seed) {
  const drawn = words(seed, stream("dropout"), count);
  return Int8Array.from({ length: count }, (_, i) => (drawn[i] < 2 ** 31 ? -1 : 1));
}

/** Signs −1, 0, 1 that came five a byte. @param {ArrayLike<number>} bytes @param {number} count */
export function unpackSigns(bytes, count) {
  const out = new Int8Array(count);
  for (let i = 0; i < count; i++) out[i] = (Math.floor(bytes[Math.floor(i / 5)] / 3 ** (i % 5)) % 3) - 1;
  return out;
}

/** A change on mid-grey, `times` as large. @param {ArrayLike<number>} now @param {ArrayLike<number>} before */
export function enlarged(now, before, times) {
  return Float32Array.from(now, (v, i) => clamp(0.5 + times * (v - before[i]), 0, 1));
}
