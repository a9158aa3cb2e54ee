// @ts-check
// Losses of a batch and their gradients. Values come as the network's output reads: picture after picture.

/** @typedef {{ loss: number, gradient: Float32Array, right?: number }} Lost the mean loss and its gradient */

/** Softmax of each of the rows of `classes` numbers. @returns {Float32Array} */
export function softmax(values, classes = values.length) {
  const out = new Float32Array(values.length);
  for (let at = 0; at < values.length; at += classes) {
    const row = values.subarray ? values.subarray(at, at + classes) : values.slice(at, at + classes);
    let top = -Infinity,
      sum = 0;
    for (const v of row) top = Math.max(top, v);
    for (const v of row) sum += Math.exp(v - top);
    for (let c = 0; c < classes; c++) out[at + c] = Math.exp(row[c] - top) / sum;
  }
  return out;
}

/** Mean over the pictures of −log softmax at the label; `right`: how many were read as their label. @returns {Lost} */
export function crossEntropy(logits, labels) {
  const classes = logits.length / labels.length,
    gradient = new Float32Array(logits.length);
  let loss = 0,
    right = 0;
  labels.forEach((label, b) => {
    const at = b * classes;
    let best = 0,
      sum = 0;
    for (let c = 1; c < classes; c++) if (logits[at + c] > logits[at + best]) best = c;
    const top = logits[at + best];
    for (let c = 0; c < classes; c++) sum += Math.exp(logits[at + c] - top);
    loss += Math.log(sum) + top - logits[at + label];
    right += best === label ? 1 : 0;
    for (let c = 0; c < classes; c++)
      gradient[at + c] = (Math.exp(logits[at + c] - top) / sum - (c === label ? 1 : 0)) / labels.length;
  });
  return { loss: loss / labels.length, gradient, right };
}

/** Mean over all values of f(value − target). @returns {Lost} */
function overall(values, targets, f, slope) {
  const gradient = new Float32Array(values.length);
  let loss = 0;
  for (let i = 0; i < values.length; i++) {
    const d = values[i] - targets[i];
    loss += f(d);
    gradient[i] = slope(d) / values.length;
  }
  return { loss: loss / values.length, gradient };
}
export const squared = (values, targets) =>
  overall(
    values,
    targets,
    (d) => d * d,
    (d) => 2 * d,
  );

/** Squared near zero, linear from `beta` on (Girshick 2015). */
export const smoothL1 = (values, targets, beta = 1) =>
  overall(
    values,
    targets,
    (d) => (Math.abs(d) < beta ? (d * d) / (2 * beta) : Math.abs(d) - beta / 2),
    (d) => (Math.abs(d) < beta ? d / beta : Math.sign(d)),
  );

export const LOSSES = { crossEntropy, squared, smoothL1 };
