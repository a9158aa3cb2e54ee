// @ts-check
// The likeliest classes of some logits. No DOM.
import { softmax } from "../engine/losses.js";

/**
 * The `count` likeliest classes of some logits.
 * @param {Float32Array} logits
 * @param {number} count
 * @param {string[]} classes
 */
export function likeliest(logits, count, classes) {
  const prob = softmax(logits);
  const order = [...logits.keys()].sort((a, b) => logits[b] - logits[a]).slice(0, count);
  return order.map((index) => ({ index, name: classes[index], probability: prob[index], logit: logits[index] }));
}
