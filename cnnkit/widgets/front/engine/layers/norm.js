// @ts-check
// Batch normalization: statistics of this batch in training, running ones in evaluation.
import { CLIP } from "../plain.js";

/** @type {import("../net.js").Maker} */
export function norm(net, node, [x], y) {
  const { memory } = net;
  const { C, P, n, m } = x;
  const { eps = 1e-5, momentum = 0.1, affine = true } = node;
  const count = P * m;
  const gamma = affine ? net.store.parameter(`${node.name}.weight`, [C], C, { start: 1 }) : net.store.constant(C, 1);
  const beta = affine ? net.store.parameter(`${node.name}.bias`, [C], C) : net.store.constant(C, 0);
  const runningMean = net.store.buffer(`${node.name}.running_mean`, C, 0),
    runningVar = net.store.buffer(`${node.name}.running_var`, C, 1);
  const [mean, variance, a, b, slope, s1, s2] = Array.from({ length: 7 }, () => memory.alloc(C));
  const used = () => (net.training ? [mean, variance] : [runningMean.at, runningVar.at]);

  return {
    forward(K, clip) {
      const { F } = memory;
      const [mu, va] = used();
      if (net.training) {
        if (count < 2) throw new Error(`${node.name}: one number a channel has no variance; take a batch of 2 or more`);
        K.stats(x.at, P, C, n, m, mean, variance);
        for (let c = 0; c < C; c++) {
          const [rm, rv] = [(runningMean.at >> 2) + c, (runningVar.at >> 2) + c];
          F[rm] += momentum * (F[(mean >> 2) + c] - F[rm]);
          F[rv] += momentum * ((F[(variance >> 2) + c] * count) / (count - 1) - F[rv]);
        }
      }
      for (let c = 0; c < C; c++) {
        const k = F[(gamma.at >> 2) + c] / Math.sqrt(F[(va >> 2) + c] + eps);
        F[(a >> 2) + c] = k;
        F[(b >> 2) + c] = F[(beta.at >> 2) + c] - F[(mu >> 2) + c] * k;
      }
      K.affine(x.at, y.at, P, C, n, a, b, clip ? CLIP : 0);
    },
    /** Through the statistics of this batch in training; in evaluation they are constants. */
    backward(K, dy) {
      const { F } = memory;
      const [mu, va] = used();
      K.sums(x.at, dy, P, C, n, mu, s1, s2);
      for (let c = 0; c < C; c++) {
        const r = 1 / Math.sqrt(F[(va >> 2) + c] + eps),
          k = F[(gamma.at >> 2) + c] * r;
        const [one, two] = [F[(s1 >> 2) + c], F[(s2 >> 2) + c]];
        if (affine && net.slopes.ofWeights) {
          F[(gamma.grad >> 2) + c] = two * r;
          F[(beta.grad >> 2) + c] = one;
        }
        F[(a >> 2) + c] = k;
        F[(slope >> 2) + c] = net.training ? (-k * r * r * two) / count : 0;
        F[(b >> 2) + c] = net.training ? (-k * one) / count : 0;
      }
      if (!net.slopes.wanted(x)) return net.slopes.release(dy);
      K.bnback(x.at, dy, dy, P, C, n, mu, a, slope, b);
      if (n !== 4 * m) K.margin(dy, P * C, n, m);
      net.slopes.hand(x, dy);
    },
  };
}
