// The page's engine beside its own plain loops, and beside the sketch it grew from where FOLDER holds that (load.mjs):
//
//     node benchmarks/engine.mjs [rounds] [FOLDER]      # a line of JSON for each figure
//
// Each figure is processor time, the best of `rounds` turns; engine and sketch take turns, so that a busy machine is busy for
// both.
// Training: one step on 64 digits of 8×8, width 8, batch normalization. SqueezeNet 1.1 with random weights: forward, and
// forward with the way back to the input. benchmarks/engine.py runs this, asks torch, and stores both.
import { pathToFileURL } from "node:url";
import { Net } from "../cnnkit/widgets/front/engine/net.js";
import { startWeights } from "../cnnkit/widgets/front/engine/random.js";
import { compileKernels } from "../cnnkit/widgets/front/kernels.mjs";

const [rounds = "15", folder] = process.argv.slice(2);
const { engine: sketch, wasm } = folder ? await import(pathToFileURL(`${folder}/load.mjs`).href) : {};
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

const show = (name, times) => console.log(JSON.stringify({ name, ...times }));

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
  const other = sketch?.cifarNet({ depth, width, size, batch, skip, bn: true }).commit(wasm);
  const times = race({
    engine: () => net.step(x, labels, { rate: 0.01, decay: 1e-4 }),
    ...(other && {
      sketch: () => {
        other.load({ x, y: labels }, null, 0);
        other.step({ lr: 0.01, decay: 1e-4 });
      },
    }),
  });
  const loops = make(null);
  Object.assign(times, race({ loops: () => loops.step(x, labels, { rate: 0.01 }) }, 2));
  show(`${skip ? "residual" : "plain"}-${depth}, one step`, times);
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
  const other = sketch && new sketch.SqueezeNet(size, weights, wasm);
  const x = startWeights(2, 0, 3 * size * size, 6),
    g = new Float32Array(1000).fill(1e-3);
  g[7] -= 1;
  const both = (one) => one.forward(x).backward({ gap: g });
  show(
    `SqueezeNet ${size} px, forward`,
    race({ engine: () => net.forward(x), ...(other && { sketch: () => other.forward(x) }) }),
  );
  const times = race({
    engine: () => both(net),
    ...(other && {
      sketch: () => {
        other.forward(x);
        other.backward(g);
      },
    }),
  });
  Object.assign(times, race({ loops: () => both(loops) }, 1));
  show(`SqueezeNet ${size} px, forward and back`, times);
}
