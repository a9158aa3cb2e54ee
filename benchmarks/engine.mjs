// The page's engine beside the sketch it grew from, beside its own plain loops, and beside torch on one thread:
//
//     node benchmarks/engine.mjs FOLDER [rounds]      # FOLDER holds the sketch: load.mjs
//
// Each figure is processor time, the best of `rounds` turns; engine and sketch take turns, so that a busy machine is busy for
// both.
// Training: one step on 64 digits of 8×8, width 8, batch normalization. SqueezeNet 1.1 with random weights: forward, and
// forward with the way back to the input. Torch is asked at the end by benchmarks/engine.py.
import { spawnSync } from "node:child_process";
import { cpus, loadavg } from "node:os";
import { pathToFileURL } from "node:url";
import { Net } from "../cnnkit/widgets/front/engine/net.js";
import { startWeights } from "../cnnkit/widgets/front/engine/random.js";
import { compileKernels } from "../cnnkit/widgets/front/kernels.mjs";

const [folder, rounds = "15"] = process.argv.slice(2);
const { engine: sketch, wasm } = await import(pathToFileURL(`${folder}/load.mjs`).href);
const module = new WebAssembly.Module(await compileKernels());

/** Least processor time of each call in ms, in turns. */
function race(calls, turns = Number(rounds)) {
  const best = Object.fromEntries(Object.keys(calls).map((name) => [name, Infinity]));
  for (const call of Object.values(calls)) call();
  for (let turn = 0; turn < turns; turn++)
    for (const [name, call] of Object.entries(calls)) {
      const from = process.cpuUsage();
      call();
      best[name] = Math.min(best[name], process.cpuUsage(from).user / 1000);
    }
  return best;
}

function residual(depth, width, size, skip) {
  const layers = [];
  const block = (name, out, stride, last) => {
    layers.push({ name: `${name}.conv`, kind: "conv", out, kernel: 3, stride, padding: 1, bias: false });
    layers.push({ name: `${name}.norm`, kind: "norm" });
    if (!last) layers.push({ name: `${name}.act`, kind: "relu" });
  };
  block("stem", width, 1, false);
  for (let stage = 0; stage < 3; stage++)
    for (let number = 0; number < (depth - 2) / 6; number++) {
      const [name, out, stride] = [`s${stage}b${number}`, width << stage, stage && !number ? 2 : 1];
      const before = layers.at(-1).name;
      block(`${name}a`, out, stride, false);
      block(`${name}b`, out, 1, skip);
      if (!skip) continue;
      layers.push({ name: `${name}.skip`, kind: "shortcut", from: [before], stride, channels: out });
      layers.push({ name: `${name}.add`, kind: "add", from: [`${name}b.norm`, `${name}.skip`] });
      layers.push({ name: `${name}.act`, kind: "relu" });
    }
  return {
    input: [1, size, size],
    layers: [...layers, { name: "gap", kind: "gap" }, { name: "head", kind: "linear", out: 10 }],
  };
}

const FIRES = [
  [2, 16, 64],
  [3, 16, 64],
  [4, 32, 128],
  [5, 32, 128],
  [6, 48, 192],
  [7, 48, 192],
  [8, 64, 256],
  [9, 64, 256],
];
function squeezenet(size) {
  const conv = (name, out, kernel, more) => ({ name, kind: "conv", out, kernel, ...more });
  const relu = (name) => ({ name: `${name}.relu`, kind: "relu" });
  const pool = (name) => ({ name, kind: "maxpool", kernel: 3, stride: 2 });
  const layers = [conv("conv1", 64, 3, { stride: 2 }), relu("conv1"), pool("pool1")];
  for (const [number, squeeze, expand] of FIRES) {
    const fire = `fire${number}`;
    layers.push(conv(`${fire}.squeeze1x1`, squeeze, 1), relu(`${fire}.squeeze1x1`));
    for (const k of [1, 3]) {
      const name = `${fire}.expand${k}x${k}`;
      layers.push(conv(name, expand, k, { from: [`${fire}.squeeze1x1.relu`], padding: k >> 1 }), relu(name));
    }
    layers.push({ name: fire, kind: "concat", from: [1, 3].map((k) => `${fire}.expand${k}x${k}.relu`) });
    if (number === 3 || number === 5) layers.push(pool(`pool${number}`));
  }
  return { input: [3, size, size], layers: [...layers, conv("conv10", 1000, 1), { name: "gap", kind: "gap" }] };
}

console.log(
  `${cpus()[0].model}, Node ${process.version}, load ${loadavg()[0].toFixed(1)}, best of ${rounds} turns, ms`,
);
const show = (name, times) =>
  console.log(
    name,
    Object.entries(times)
      .map(([who, ms]) => `${who} ${ms.toFixed(1)}`)
      .join(", "),
    `| engine / sketch ${(times.engine / times.sketch).toFixed(2)}`,
  );

for (const [depth, skip] of [
  [8, false],
  [20, true],
  [56, false],
  [56, true],
]) {
  const [size, batch, width] = [8, 64, 8];
  const x = Float32Array.from({ length: batch * size * size }, (_, i) => ((i * 7919) % 97) / 97);
  const labels = Int32Array.from({ length: batch }, (_, i) => i % 10);
  const make = (kernels) =>
    new Net(residual(depth, width, size, skip), { batch, gradients: "all", module: kernels }).start(1);
  const net = make(module);
  const other = sketch.cifarNet({ depth, width, size, batch, skip, bn: true }).commit(wasm);
  const times = race({
    engine: () => net.step(x, labels, { rate: 0.01, decay: 1e-4 }),
    sketch: () => {
      other.load({ x, y: labels }, null, 0);
      other.step({ lr: 0.01, decay: 1e-4 });
    },
  });
  const loops = make(null);
  Object.assign(times, race({ "plain loops": () => loops.step(x, labels, { rate: 0.01 }) }, 2));
  show(`${skip ? "residual" : "plain"}-${depth}, one step:`, times);
}

for (const size of [128, 224]) {
  const make = (kernels) => new Net(squeezenet(size), { gradients: "input", module: kernels });
  const net = make(module);
  const weights = Object.fromEntries(
    net.store.all.map(({ name, size: count, fanIn }, i) => [
      name,
      fanIn ? startWeights(1, i, count, fanIn) : new Float32Array(count),
    ]),
  );
  net.load(weights);
  const loops = make(null).load(weights);
  const other = new sketch.SqueezeNet(size, weights, wasm);
  const x = startWeights(2, 0, 3 * size * size, 6),
    g = new Float32Array(1000).fill(1e-3);
  g[7] -= 1;
  const both = (one) => one.forward(x).backward({ gap: g });
  show(`SqueezeNet ${size} px, forward:`, race({ engine: () => net.forward(x), sketch: () => other.forward(x) }));
  const times = race({
    engine: () => both(net),
    sketch: () => {
      other.forward(x);
      other.backward(g);
    },
  });
  const error = (a, b) =>
    a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i])), 0) /
    b.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const apart = error(both(net).input, other.backward(g));
  Object.assign(times, race({ "plain loops": () => both(loops) }, 1));
  show(`SqueezeNet ${size} px, forward and back:`, times);
  console.log(
    `  greatest difference of the input's gradients ${apart.toExponential(1)}, memory ${(net.memory.buffer.byteLength / 1e6).toFixed(1)} MB, sketch ${(other.arena.buffer.byteLength / 1e6).toFixed(1)} MB`,
  );
}
spawnSync(".venv/bin/python", ["benchmarks/engine.py"], { stdio: "inherit" });
