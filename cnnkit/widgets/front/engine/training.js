// @ts-check
// Epochs of a network on a data set, in pieces short enough that somebody may stop it or look.
import { crossEntropy } from "./losses.js";
import { order, stream } from "./random.js";
import { sizeOf } from "./tensors.js";

/**
 * @typedef {object} Data
 * @property {Float32Array} pictures one after the other
 * @property {ArrayLike<number>} targets labels, or as many numbers for each picture as the output has
 */
/**
 * @typedef {object} Training
 * @property {Data} data
 * @property {Data} [test] labelled pictures that are read after each epoch
 * @property {number} [first] the first epoch, 1 unless a run goes on
 * @property {number} epochs the last
 * @property {import("./optimizers.js").Optimizer} optimizer
 * @property {keyof typeof import("./losses.js").LOSSES} [loss]
 * @property {number} [seed] of the order of the pictures
 * @property {number} [pause] ms after which it looks up
 */
/**
 * What is told: all steps since the last time, and at the end of an epoch its means. `norms`: the length of each
 * parameter's gradient in the last step. `diverged`: the loss is no finite number, and training has stopped.
 * @typedef {{ epoch: number, step: number, steps: number, losses: number[], right: number, norms: Record<string, number>,
 *   diverged: boolean, ended?: { loss: number, accuracy: number, test?: { loss: number, accuracy: number } } }} Progress
 */

/** Rows `index` of `data`, each of `size` numbers. */
function rows(data, size, index) {
  const out = new Float32Array(index.length * size);
  index.forEach((row, i) => {
    for (let j = 0; j < size; j++) out[i * size + j] = data[row * size + j];
  });
  return out;
}

/**
 * Tells what happened about every `pause` ms and at the end of each epoch; what does not fill a batch waits for the next
 * epoch's order.
 * @param {import("./net.js").Net} net
 * @param {Training} training
 * @returns {Generator<Progress>}
 */
export function* train(net, training) {
  const { data, test, first = 1, epochs, optimizer, loss = "crossEntropy", seed = 1, pause = 50 } = training;
  const size = sizeOf(net.input);
  const count = data.pictures.length / size,
    width = data.targets.length / count;
  const steps = Math.floor(count / net.batch);
  if (!steps) throw new Error(`train: ${count} pictures do not fill one batch of ${net.batch}`);
  for (let epoch = first; epoch <= epochs; epoch++) {
    const taken = order(seed, stream("order", 0, epoch), count);
    let told = performance.now(),
      sum = 0,
      right = 0;
    /** @type {number[]} */
    let losses = [];
    for (let step = 1; step <= steps; step++) {
      const index = taken.subarray((step - 1) * net.batch, step * net.batch);
      const done = net.step(rows(data.pictures, size, index), rows(data.targets, width, index), optimizer, { loss });
      losses.push(done.loss);
      sum += done.loss;
      right += done.right ?? 0;
      const diverged = !Number.isFinite(done.loss);
      const told2 = performance.now();
      if (step < steps && !diverged && told2 - told < pause) continue;
      /** @type {Progress} */
      const progress = { epoch, step, steps, losses, right, norms: net.store.norms(), diverged };
      if (step === steps) {
        progress.ended = { loss: sum / steps, accuracy: right / (steps * net.batch) };
        if (test) progress.ended.test = evaluate(net, test);
      }
      yield progress;
      if (diverged) return;
      losses = [];
      told = performance.now();
    }
  }
}

/** Cross-entropy and accuracy on labelled pictures, in evaluation mode. */
export function evaluate(net, { pictures, targets }) {
  const size = sizeOf(net.input),
    count = pictures.length / size;
  let loss = 0,
    right = 0;
  for (let from = 0; from < count; from += net.batch) {
    const to = Math.min(count, from + net.batch);
    net.forward(pictures.subarray(from * size, to * size));
    const labels = Array.from({ length: to - from }, (_, i) => targets[from + i]);
    const part = crossEntropy(net.read(undefined, to - from), labels);
    loss += part.loss * (to - from);
    right += part.right;
  }
  return { loss: loss / count, accuracy: right / count };
}

/** How long one step takes, in ms, warm: the best of a few on zeros. The network starts anew afterwards. */
export function timeStep(net, { seed = 1, tries = 3 } = {}) {
  const pictures = new Float32Array(net.batch * sizeOf(net.input));
  const labels = new Int32Array(net.batch);
  let best = Infinity;
  for (let i = 0; i <= tries; i++) {
    const from = performance.now();
    net.step(pictures, labels, { rate: 0 });
    if (i) best = Math.min(best, performance.now() - from);
  }
  net.start(seed);
  return best;
}

/**
 * How many ms a forward pass takes, on the pictures that lie in memory: so many passes that the clock can tell.
 * @param {import("./net.js").Net} net
 */
export function timeForward(net, { least = 8 } = {}) {
  const from = performance.now();
  for (let passes = 1; ; passes++) {
    net.run();
    const took = performance.now() - from;
    if (took >= least) return took / passes;
  }
}
