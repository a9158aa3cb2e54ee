// @ts-check
// Blocks taken out of a residual network: which paths are left, and what was measured for each set. No DOM here.

/** Paths through `n` blocks, by how many branches they go through: n over k. */
export function pathLengths(n) {
  let found = [1];
  for (let i = 0; i < n; i++) found = Array.from({ length: i + 2 }, (_, k) => (found[k] ?? 0) + (found[k - 1] ?? 0));
  return found;
}

/** The place of a set of blocks 1, 2, … in a stored list: bit i of it stands for block i + 1. */
export const place = (out) => out.reduce((sum, block) => sum + 2 ** (block - 1), 0);

/** Paths of each length that are left of those through `blocks` when `out` are gone; the longest are 0. */
export function pathsLeft(blocks, out) {
  const left = pathLengths(blocks - out.length);
  return Array.from({ length: blocks + 1 }, (_, k) => left[k] ?? 0);
}
