// @ts-check
// One number through a residual block, y = x + strength · relu(x − 1), and the slope that comes back. No DOM here.

export const BEND = 1;

/**
 * `y` and the `branch`'s part of it; of a slope of 1 at y, what comes back through the `skip` and through the branch
 * (`back`), and what `blocks` such blocks in a row make of it.
 * @param {number} x
 * @param {number} strength
 * @param {boolean} skip
 * @param {number} blocks
 */
export function residual(x, strength, skip, blocks) {
  const branch = strength * Math.max(0, x - BEND);
  const back = { skip: skip ? 1 : 0, branch: x > BEND ? strength : 0 };
  return { branch, y: branch + (skip ? x : 0), back, chain: (back.skip + back.branch) ** blocks };
}
