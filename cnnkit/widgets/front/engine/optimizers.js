// @ts-check
// Rules of an update, as torch has them, over all parameters at once.

/**
 * @typedef {object} Optimizer
 * @property {"sgd" | "adam"} [kind]
 * @property {number} rate
 * @property {number} [momentum] of SGD
 * @property {[number, number]} [betas] of Adam
 * @property {number} [eps] of Adam
 * @property {number} [decay] weight decay, added to the gradient
 * @property {number} [warmup] so many steps to reach `rate`, in equal parts
 */

/** The rate at step 1, 2, … */
export const rateAt = ({ rate, warmup = 0 }, step) => rate * Math.min(1, step / Math.max(1, warmup));

/**
 * One update in place. `step` counts from 1.
 * @param {any} K kernels
 * @param {{ weights: number, gradients: number, first: number, second: number, bytes: number }} at addresses
 * @param {Optimizer} optimizer
 */
export function update(K, { weights, gradients, first, second, bytes }, optimizer, step) {
  const { kind = "sgd", momentum = 0.9, betas = [0.9, 0.999], eps = 1e-8, decay = 0 } = optimizer;
  const rate = rateAt(optimizer, step);
  if (kind === "sgd") K.sgd(weights, gradients, first, bytes, rate, momentum, decay);
  else if (kind === "adam") {
    const rest = betas.map((beta) => 1 - beta ** step);
    K.adam(weights, gradients, first, second, bytes, rate, ...betas, eps, decay, ...rest);
  } else throw new Error(`optimizer ${JSON.stringify(kind)}: there are "sgd" and "adam"`);
}
