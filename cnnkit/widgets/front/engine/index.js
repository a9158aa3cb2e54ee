// @ts-check
// What the one file of the engine holds, for all widgets of a page: `globalThis.cnnkitEngine` (see ../build.mjs).
import { Net } from "./net.js";
import { order, startWeights, stream, uniform, words, wrongLabels } from "./random.js";
import { serve, serveWorker } from "./serve.js";
import { simd } from "./simd.js";

const random = { order, startWeights, stream, uniform, words, wrongLabels };
export const parts = { Net, random, serve, serveWorker, simd };
