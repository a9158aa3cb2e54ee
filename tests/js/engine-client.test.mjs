// From a widget to its network and back, where workers are refused: the page's own thread answers.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { loadNetwork, newestOnly, numbers } from "../../cnnkit/widgets/front/lib/engine.js";

(0, eval)(readFileSync(new URL("../../cnnkit/widgets/dist/engine.js", import.meta.url), "utf8"));
globalThis.Worker = class {
  constructor() {
    throw new Error("refused");
  }
};

const NET = {
  input: [1, 2, 2],
  layers: [
    { name: "flat", kind: "flatten" },
    { name: "head", kind: "linear", out: 1 },
  ],
};
const WEIGHTS = numbers({
  "head.weight": { data: Float32Array.of(1, 2, 3, 4), shape: [1, 4] },
  "head.bias": { data: Float32Array.of(0.5), shape: [1] },
});
const x = Float32Array.of(1, 1, 1, 1);

test("a network answers, goes back, and its weights come home", async () => {
  const net = await loadNetwork(NET, WEIGHTS, { gradients: "all" });
  assert.deepEqual((await net.forward(x)).head, Float32Array.of(10.5));
  const { input } = await net.backward({ head: Float32Array.of(2) });
  assert.deepEqual(input, Float32Array.of(2, 4, 6, 8));
  assert.deepEqual(await net.values(), WEIGHTS);
});

test("what is wrong is said to who asked", async () => {
  await assert.rejects(loadNetwork(NET, { "head.weight": x }), /head.bias of shape 1 takes 1 numbers, none came/);
  await assert.rejects(
    loadNetwork({ input: [1, 2, 2], layers: [{ name: "far", kind: "attention" }] }),
    /layer "far" \(attention\): the kinds are conv, linear/,
  );
  const net = await loadNetwork(NET, WEIGHTS);
  await assert.rejects(net.backward({ head: Float32Array.of(1) }), /made for gradients: "none"/);
});

test("only the newest of several questions is answered", async () => {
  const life = new AbortController();
  const net = await loadNetwork(NET, WEIGHTS, { signal: life.signal });
  const newest = newestOnly(life.signal);
  const asked = [1, 2, 3].map((k) =>
    newest((signal) =>
      net.forward(
        x.map((v) => k * v),
        { signal },
      ),
    ),
  );
  const answers = await Promise.all(asked);
  assert.deepEqual(answers.slice(0, 2), [null, null]);
  assert.deepEqual(answers[2].head, Float32Array.of(30.5));
});

test("a widget that has ended gets no answer, and its network is forgotten", async () => {
  const life = new AbortController();
  const net = await loadNetwork(NET, WEIGHTS, { signal: life.signal });
  const newest = newestOnly(life.signal);
  const late = newest((signal) => net.forward(x, { signal }));
  life.abort();
  assert.equal(await late, null);
  assert.equal(await newest((signal) => net.forward(x, { signal })), null);
  await new Promise((next) => setTimeout(next, 20));
  await assert.rejects(net.forward(x), /forward: this network was dropped/);
});
