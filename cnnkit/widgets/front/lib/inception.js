// @ts-check
// The branches of an Inception module and what they cost; no DOM. tests/js holds it to torch.
import { blockLayers, layerCosts } from "./block-costs.js";

export const BRANCHES = ["one", "three", "five", "pool"];
const SIDES = { one: 1, three: 3, five: 5, pool: 1 };

/**
 * The widths of a module: `c` maps of side `h` in, filters, and squeezes, of which 0 is none.
 * @typedef {{ c: number, h: number, conv1: number, squeeze3: number, conv3: number, squeeze5: number, conv5: number,
 *   project: number }} Widths
 */
/**
 * Multiplications of a branch: of its squeeze, of its kernel, and what it would cost without squeezes; and its maps.
 * @typedef {{ squeeze: number, kernel: number, plain: number, maps: number }} Branch
 */

/** @param {number} cIn @param {number} cOut @param {number} k @param {number} h */
const macs = (cIn, cOut, k, h) => (cIn && cOut ? layerCosts(blockLayers("grouped", cIn, cOut, k), h).macs : 0);

/**
 * Each branch counted, all of them together, and the total with the kernel of `twice` counted once more.
 * @param {Widths} widths
 * @param {string} twice one of BRANCHES, or ""
 */
export function inception(widths, twice = "") {
  const { c, h, project } = widths;
  const filters = { one: widths.conv1, three: widths.conv3, five: widths.conv5, pool: project };
  const squeezes = { one: 0, three: widths.squeeze3, five: widths.squeeze5, pool: 0 };
  /** @type {Record<string, Branch>} */
  const branches = {};
  for (const name of BRANCHES) {
    const [maps, squeeze, k] = [filters[name], squeezes[name], SIDES[name]];
    branches[name] = {
      squeeze: macs(c, squeeze, 1, h),
      kernel: macs(squeeze || c, maps, k, h),
      plain: name === "pool" ? 0 : macs(c, maps, k, h),
      maps: maps || c,
    };
  }
  const sum = (of) => BRANCHES.reduce((total, name) => total + of(branches[name]), 0);
  const once = sum((branch) => branch.squeeze + branch.kernel);
  const again = twice ? branches[twice].kernel : 0;
  return { branches, macs: once, counted: once + again, plain: sum((b) => b.plain), maps: sum((b) => b.maps) };
}
