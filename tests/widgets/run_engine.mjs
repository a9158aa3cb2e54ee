// The built engine on a described network: node run_engine.mjs FOLDER, which holds net.json, weights.bin and picture.bin;
// writes the output and the input's gradient of Σ seed · output.
import { readFileSync, writeFileSync } from "node:fs";

const [folder, engine] = process.argv.slice(2);
(0, eval)(readFileSync(engine, "utf8"));
const { Net, simd } = globalThis.cnnkitEngine;
const floats = (name) => new Float32Array(Uint8Array.from(readFileSync(`${folder}/${name}.bin`)).buffer);
const { description, sizes, last } = JSON.parse(readFileSync(`${folder}/net.json`, "utf8"));
const all = floats("weights");
let at = 0;
const weights = Object.fromEntries(sizes.map(([name, size]) => [name, all.subarray(at, (at += size))]));
const net = new Net(description, { gradients: "input", module: await simd() }).load(weights);
const output = net.forward(floats("picture")).read();
writeFileSync(`${folder}/output.bin`, output);
writeFileSync(`${folder}/gradient.bin`, net.backward({ [last]: floats("seed") }).input);
