// @ts-check
// Batch norm of one channel and dropout of one layer, as torch computes them. No DOM here.

/** `count` values evenly spread around `mean`, with the (biased) standard deviation `spread`; one value has none. */
export function batchOf(count, mean, spread) {
  const width = Math.sqrt((count * count - 1) / 12) || 1;
  return Array.from({ length: count }, (_, i) => mean + (spread * (i - (count - 1) / 2)) / width);
}

/**
 * One channel. In training the batch's own mean and (biased) variance are used, and the running ones move towards the
 * batch's, its variance unbiased there; a batch of one is refused: `y` is null and nothing moves.
 * @param {number[]} x
 * @param {{ train: boolean, running: number[], gamma?: number, beta?: number, momentum?: number, eps?: number }} how
 */
export function batchNorm(x, { train, running, gamma = 1, beta = 0, momentum = 0.1, eps = 1e-5 }) {
  const n = x.length;
  const mean = x.reduce((sum, v) => sum + v, 0) / n;
  const variance = x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n;
  if (train && n < 2) return { used: [mean, variance], y: null, running };
  const used = train ? [mean, variance] : running;
  const root = Math.sqrt(used[1] + eps);
  const y = x.map((v) => (gamma * (v - used[0])) / root + beta);
  const seen = [mean, (variance * n) / Math.max(1, n - 1)];
  return { used, y, running: train ? running.map((r, i) => (1 - momentum) * r + momentum * seen[i]) : running };
}

/** By what the survivors are multiplied in training, and all units at test time. @type {Record<string, string[]>} */
export const RULES = { forgotten: [], classic: ["test"], inverted: ["train"], twice: ["train", "test"] };

/**
 * The sum that the next layer reads: with each of some masks (1 keeps, 0 drops) in training, and at test time.
 * @param {number[]} x
 * @param {ArrayLike<number>[]} masks
 * @param {number} q share that is dropped
 * @param {string} rule a key of RULES
 */
export function dropoutSums(x, masks, q, rule) {
  const train = RULES[rule].includes("train") ? 1 / (1 - q) : 1;
  const test = RULES[rule].includes("test") ? 1 - q : 1;
  const all = x.reduce((sum, v) => sum + v, 0);
  return { train: masks.map((mask) => train * x.reduce((sum, v, i) => sum + v * mask[i], 0)), test: test * all };
}

/** The mean of the first 1, 2, 3, … values. */
export function meansSoFar(values) {
  let sum = 0;
  return values.map((v, i) => (sum += v) / (i + 1));
}
