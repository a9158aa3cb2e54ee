// @ts-check
// A dense block counted: what each layer reads, its weights, and the maps that memory holds. No DOM here.

export const SQUEEZE = 4; // the 1×1 of a layer makes four times the growth

/**
 * `reads`: maps that layer 1, 2, … reads, and last what leaves; `ones` and `threes`: weights of all 1×1 and all 3×3;
 * maps in memory, `kept` once or `copied` at each concatenation.
 * @param {number} k0
 * @param {number} growth
 * @param {number} layers
 */
export function dense(k0, growth, layers) {
  const reads = Array.from({ length: layers + 1 }, (_, before) => k0 + growth * before);
  const middle = SQUEEZE * growth;
  const sum = reads.reduce((a, b) => a + b, 0);
  const leaves = reads[layers];
  const ones = (sum - leaves) * middle;
  return { reads, ones, threes: layers * 9 * middle * growth, kept: leaves, copied: sum };
}
