// @ts-check
// What the one file of the engine holds, for all widgets of a page: `globalThis.cnnkitEngine` (see ../build.mjs).
export { simd } from "./simd.js";
export { crossEntropy, smoothL1, softmax, squared } from "./losses.js";
export { Net } from "./net.js";
export * as random from "./random.js";
export { serve, serveWorker } from "./serve.js";
export { evaluate, timeStep, train } from "./training.js";
