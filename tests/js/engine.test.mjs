// The page's engine against torch in float64: forward, gradients, three updates; with SIMD and with plain loops.
// An error is the greatest difference in a tensor, divided by its greatest absolute value.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { Net } from "../../cnnkit/widgets/front/engine/net.js";
import { compileKernels } from "../../cnnkit/widgets/front/kernels.mjs";
import { order, stream, uniform } from "../../cnnkit/widgets/front/engine/random.js";

const cases = Object.values(JSON.parse(readFileSync(new URL("../golden/engine.json", import.meta.url))));
const SEED = 1,
  WHOLE = 160,
  SAMPLE = 96,
  TOLERANCE = { forward: 1e-5, gradient: 1e-4, update: 1e-4 };

const drawn = (number, size, low, high) =>
  Float32Array.from(uniform(SEED, stream("start", number), size), (u) => low + (high - low) * u);
const product = (shape) => shape.reduce((a, b) => a * b, 1);

/** Every tensor's error in a case. */
export function errors({ net: description, batch, weights, optimizer, out, loss, rule, inside }, make) {
  const net = make(description, { batch, gradients: "all", keep: inside ? [inside] : [] });
  const values = weights.map(([name, shape, low, high], i) => [name, drawn(i, product(shape), low, high)]);
  net.load(Object.fromEntries(values));
  net.store.seed = SEED;
  const found = {};
  const check = (name, got) => {
    const { size, top, values: packed } = out[name];
    assert.equal(got.length, size, name);
    const bytes = Buffer.from(packed, "base64");
    const wanted = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    const places = size <= WHOLE ? [...wanted.keys()] : order(SEED, 0, size).subarray(0, SAMPLE);
    assert.equal(places.length, wanted.length, name);
    const differences = Array.from(places, (at, i) => Math.abs(got[at] - wanted[i]) / top);
    found[name] = differences.some(Number.isNaN) ? NaN : Math.max(...differences);
  };
  const pictures = [0, 1, 2].map((step) => drawn(200 + step, batch * product(description.input), 0, 1));
  net.forward(pictures[0]);
  check("forward output", net.read());
  if (inside) {
    const seeds = [inside, net.outputName].map((name, i) => [name, drawn(210 + i, net.read(name).length, -1, 1)]);
    check("forward inside", net.read(inside));
    const gradients = net.backward(Object.fromEntries(seeds), { rule, read: ["input", inside] });
    check("gradient input", gradients.input);
    check("gradient inside", gradients[inside]);
  }
  for (let step = 0; optimizer && step < 3; step++) {
    const output = net.read();
    const classes = output.length / batch;
    const targets = loss
      ? drawn(220 + step, output.length, -1, 1)
      : Array.from({ length: batch }, (_, b) => (3 * b + step) % classes);
    const done = net.step(pictures[step], targets, optimizer, { loss, read: ["input"] });
    if (step === 0) {
      check("forward loss", [done.loss]);
      check("gradient input", done.gradients.input);
      for (const [name, gradient] of Object.entries(net.values(true))) check(`gradient ${name}`, gradient);
    }
    for (const [name, value] of Object.entries(net.values()))
      if (name.includes("running")) check(`update ${name} ${step + 1}`, value);
      else if (step === 2) check(`update ${name}`, value);
  }
  if (optimizer) check("update output", net.forward(pictures[0]).read());
  assert.deepEqual(Object.keys(found).sort(), Object.keys(out).sort());
  return found;
}

const wrong = (found) => Object.entries(found).filter(([name, e]) => !(e <= TOLERANCE[name.split(" ")[0]]));

const simd = new WebAssembly.Module(await compileKernels());
for (const [words, module] of Object.entries({ "plain loops": null, SIMD: simd }))
  for (const one of cases)
    test(`${one.name}, ${words}: equal to torch`, () => {
      const found = errors(one, (description, how) => new Net(description, { ...how, module }));
      if (process.env.SHOW) console.log(one.name, Math.max(...Object.values(found)));
      assert.deepEqual(wrong(found), []);
    });

// Each mistake in the engine's text must be seen by some case; the text must be there to be changed.
const MISTAKES = [
  ["layers/norm.js", "/ (count - 1)", "/ count"],
  ["layers/norm.js", "momentum = 0.1", "momentum = 0.11"],
  ["layers/norm.js", "(-k * r * r * two)", "(-k * r * two)"],
  ["layers/convolution.js", "t * O * 16)", "(kernel[0] * kernel[1] - 1 - t) * O * 16)"],
  ["layers/convolution.js", "const mode = add && !unfolded ? ADD : 0", "const mode = 0"],
  ["layers/convolution.js", "packed !== net.store.version", "packed < 0"],
  ["layers/joining.js", "const { at, add } = net.slopes.into(x)", "const { at } = net.slopes.into(x), add = false"],
  ["layers/pooling.js", "count_include_pad: all = true", "other: all = true"],
  ["layers/elementwise.js", "net.store.steps)", "0)"],
  ["shapes.js", "(out - 1) * s >= n + p ? out - 1 : out", "out"],
  ["shapes.js", "Math.min(from + k, n + p)", "from + k"],
  ["shapes.js", "u * dilation[0]", "u"],
  ["plain.js", "(y > 0 && d > 0 ? d : 0)", "(y > 0 ? d : 0)"],
  [
    "plain.js",
    "F[b] = mu * F[b] + (F[(g + j) >> 2] + decay * F[a])",
    "F[b] = mu * F[b] + 1.001 * (F[(g + j) >> 2] + decay * F[a])",
  ],
  ["optimizers.js", "1 - beta ** step", "1 - beta ** (step + 1)"],
  ["optimizers.js", "step / Math.max(1, warmup)", "(step - 1) / Math.max(1, warmup - 1)"],
  ["losses.js", "d / beta", "2 * d / beta"],
  ["description.js", "source.act = {", "source.act = node.kind === 'leaky' ? undefined : {"],
];
const front = fileURLToPath(new URL("../../cnnkit/widgets/front/engine/", import.meta.url));

async function mutant(file, from, to) {
  const change = {
    name: "change",
    setup: (build) =>
      build.onLoad({ filter: /\.js$/ }, ({ path }) => {
        const text = readFileSync(path, "utf8");
        if (path !== front + file) return { contents: text };
        assert.ok(text.includes(from), `${file} no longer holds ${from}`);
        return { contents: text.replace(from, to) };
      }),
  };
  const options = { entryPoints: [`${front}net.js`], bundle: true, write: false, format: "esm", plugins: [change] };
  const { outputFiles } = await esbuild.build(/** @type {any} */ (options));
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`);
}

for (const [file, from, to] of MISTAKES)
  test(`a mistake is seen: ${file}: ${to}`, async () => {
    const { Net: Wrong } = await mutant(file, from, to);
    const seen = cases
      .filter(({ name }) => name !== "SqueezeNet 1.1")
      .some((one) => {
        try {
          return wrong(errors(one, (description, how) => new Wrong(description, how))).length > 0;
        } catch {
          return true;
        }
      });
    assert.ok(seen);
  });
