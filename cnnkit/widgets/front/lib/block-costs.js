// @ts-check
// The layers of blocks that make a convolution cheaper, and what they cost; no DOM. tests/js holds it to torch.
import { convMacs, convParams } from "./sizing.js";

/** A convolution that keeps the side, without biases. @typedef {{ cIn: number, cOut: number, kernel: [number, number], groups: number }} Layer */

/** @returns {Layer} */
const layer = (cIn, cOut, kh, kw = kh, groups = 1) => ({ cIn, cOut, kernel: [kh, kw], groups });

/** 1×1 to `mid` maps, k×k among these, 1×1 back. */
export const squeezeLayers = (c, mid, k) => [layer(c, mid, 1), layer(mid, mid, k), layer(mid, c, 1)];

/** How one k×k layer may be replaced. @type {Record<string, (cIn: number, cOut: number, k: number, groups: number) => Layer[]>} */
const BLOCKS = {
  grouped: (cIn, cOut, k, groups) => [layer(cIn, cOut, k, k, groups)],
  separable: (cIn, cOut, k) => [layer(cIn, cIn, k, k, cIn), layer(cIn, cOut, 1)],
  factorised: (cIn, cOut, k) => [layer(cIn, cOut, 1, k), layer(cOut, cOut, k, 1)],
};
/** The layers of a block by its kind: "grouped" (with 1 group the plain layer), "separable" or "factorised". */
export const blockLayers = (kind, cIn, cOut, k, groups = 1) => BLOCKS[kind](cIn, cOut, k, groups);

/** 2-D kernels, weights, and multiplications for one image of side `h`, all layers together. */
export function layerCosts(layers, h) {
  const total = { kernels: 0, weights: 0, macs: 0 };
  for (const { cIn, cOut, kernel, groups } of layers) {
    const kernels = convParams(cIn, cOut, 1, false, groups).weights;
    const taps = kernel[0] * kernel[1];
    total.kernels += kernels;
    total.weights += kernels * taps;
    total.macs += convMacs(cIn, cOut, 1, h, h, groups) * taps;
  }
  return total;
}

/** The squeeze width from which on the block costs more than the plain layer: where 2·C·m + k²·m² = k²·C². */
export const breakEven = (c, k) => Math.floor((c * (Math.sqrt(1 + k ** 4) - 1)) / k ** 2) + 1;

/** The layers as the engine takes a network. @param {Layer[]} layers @returns {import("../engine/description.js").Description} */
export const asNetwork = (layers, h) => ({
  input: [layers[0].cIn, h, h],
  layers: layers.map(({ cOut, kernel, groups }, i) => {
    const padding = kernel.map((k) => (k - 1) / 2);
    return { name: `layer${i}`, kind: "conv", out: cOut, kernel, padding, groups, bias: false };
  }),
});
