// The built engine as a page gets it: its size, its kernels, and what stands behind its messages.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { gzipSync } from "node:zlib";
import { uniform } from "../../cnnkit/widgets/front/engine/random.js";

const text = readFileSync(new URL("../../cnnkit/widgets/dist/engine.js", import.meta.url), "utf8");
(0, eval)(text);
const { Net, serve, simd, script } = globalThis.cnnkitEngine;

const NET = {
  input: [1, 4, 4],
  layers: [
    { name: "conv", kind: "conv", out: 3, kernel: 3, padding: 1 },
    { name: "relu", kind: "relu" },
    { name: "gap", kind: "gap" },
    { name: "head", kind: "linear", out: 2 },
  ],
};
/** A server and its answers, by call. */
function talk() {
  const told = [];
  const waits = new Map();
  const send = serve((message) => {
    told.push(message);
    if (!("progress" in message)) waits.get(message.id)?.(message);
  });
  let id = 0;
  const ask = (message) => new Promise((done) => (waits.set(++id, done), send({ ...message, id })));
  return { ask, send, told, last: () => id };
}
const digits = (count) => Float32Array.from(uniform(3, 0, 16 * count));

// 18 kB is the limit of the engine, 15 kB that of what it may add to a page
test("the engine is small", () => assert.ok(gzipSync(text, { level: 6 }).length <= 15_000));

test("its kernels are SIMD, and a second copy on a page changes nothing", async () => {
  assert.ok((await simd()) instanceof WebAssembly.Module);
  const before = globalThis.cnnkitEngine;
  (0, eval)(text);
  assert.equal(globalThis.cnnkitEngine, before);
});

test("where WebAssembly or its SIMD is missing, plain loops answer the same", async () => {
  const module = await simd();
  const fast = new Net(NET, { module }).start(1),
    slow = new Net(NET).start(1);
  const [a, b] = [fast, slow].map((net) => net.forward(digits(1)).read());
  a.forEach((v, i) => assert.ok(Math.abs(v - b[i]) < 1e-6));
  const realm = { WebAssembly: undefined };
  const without = new Function("globalThis", "WebAssembly", `${text};return globalThis.cnnkitEngine`)(realm, undefined);
  assert.equal(await without.simd(), null);
});

test("its own text makes the worker: it answers there", async () => {
  const posted = [];
  const scope = { postMessage: (message) => posted.push(message), onmessage: null };
  new Function("globalThis", script)(scope);
  scope.onmessage({ data: { id: 1, call: "hello" } });
  for (let i = 0; i < 200 && !posted.length; i++) await new Promise((next) => setTimeout(next, 5));
  assert.deepEqual(posted, [{ id: 1, answer: { simd: true } }]);
});

test("a network behind messages runs, goes back and says what is wrong", async () => {
  const { ask } = talk();
  await ask({ call: "load", description: NET, gradients: "all" });
  await ask({ call: "start", net: 1, seed: 5 });
  const { answer } = await ask({ call: "forward", net: 1, pictures: digits(1), read: ["relu", "head"] });
  assert.equal(answer.relu.length, 48);
  const back = await ask({ call: "backward", net: 1, seeds: { head: Float32Array.of(1, 0) }, read: ["input"] });
  assert.equal(back.answer.input.length, 16);
  assert.ok(back.answer.input.some((v) => v !== 0));
  const bad = await ask({ call: "forward", net: 1, pictures: new Float32Array(15) });
  assert.match(bad.error, /15 numbers came; a picture has 16/);
  const other = await ask({ call: "backward", net: 1, seeds: { conv: new Float32Array(48) } });
  assert.match(other.error, /no output "conv".*computed in place/);
});

test("training tells its losses, falls, and is the same again from the same seed", async () => {
  const { ask, told } = talk();
  await ask({ call: "load", description: NET, batch: 8, gradients: "all" });
  const data = { pictures: digits(32), targets: Int32Array.from({ length: 32 }, (_, i) => i % 2) };
  const training = { data, test: data, epochs: 30, optimizer: { rate: 0.1 }, seed: 2, pause: 0 };
  const runs = [];
  for (let run = 0; run < 2; run++) {
    assert.ok((await ask({ call: "time", net: 1, seed: 4 })).answer > 0);
    told.length = 0;
    const { answer } = await ask({ call: "train", net: 1, training });
    assert.equal(answer.epoch, 30);
    assert.deepEqual(Object.keys(answer.norms), ["conv.weight", "conv.bias", "head.weight", "head.bias"]);
    runs.push(told.filter(({ progress }) => progress).flatMap(({ progress }) => progress.losses));
  }
  assert.equal(runs[0].length, 120);
  assert.deepEqual(runs[0], runs[1]);
  assert.ok(runs[0].at(-1) < runs[0][0]);
});

test("what was cancelled is not computed, and a cancelled training stops", async () => {
  const { ask, send, told, last } = talk();
  await ask({ call: "load", description: NET, batch: 8, gradients: "all" });
  await ask({ call: "start", net: 1, seed: 1 });
  const first = ask({ call: "forward", net: 1, pictures: digits(8) });
  const second = ask({ call: "forward", net: 1, pictures: digits(8) });
  send({ cancel: last() });
  assert.equal((await second).answer, null);
  assert.notEqual((await first).answer, null);
  const data = { pictures: digits(16), targets: new Int32Array(16) };
  const training = { data, epochs: 100000, optimizer: { rate: 0.01 }, pause: 0 };
  const run = ask({ call: "train", net: 1, training });
  const id = last();
  for (let i = 0; i < 200 && !told.some((message) => message.id === id); i++)
    await new Promise((next) => setTimeout(next, 5));
  send({ cancel: id });
  assert.equal((await run).answer, null);
});

test("a loss that is no number ends the training", async () => {
  const { ask } = talk();
  await ask({ call: "load", description: NET, batch: 8, gradients: "all" });
  await ask({ call: "start", net: 1, seed: 1 });
  const data = { pictures: digits(16), targets: Int32Array.from({ length: 16 }, (_, i) => i % 2) };
  const training = { data, epochs: 50, optimizer: { rate: 1e30 } };
  const { answer } = await ask({ call: "train", net: 1, training });
  assert.ok(answer.diverged && answer.epoch < 50);
});
