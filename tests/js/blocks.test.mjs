// The blocks that cost-explorer counts, held to torch: layers, kernels, weights, multiplications, and where a squeeze pays.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as blocks from "../../cnnkit/widgets/front/lib/block-costs.js";
import { floatsOf, tooMuch } from "../../cnnkit/widgets/front/lib/pace.js";
import { Net } from "../../cnnkit/widgets/front/engine/net.js";
import { timeForward } from "../../cnnkit/widgets/front/engine/training.js";

const golden = JSON.parse(readFileSync(new URL("../golden/blocks.json", import.meta.url), "utf8"));

for (const [name, cases] of Object.entries(golden))
  test(name, () => {
    for (const { args, want } of cases) assert.deepEqual(blocks[name](...args), want, JSON.stringify(args));
  });

test("the engine takes every block, and says how long a pass takes", () => {
  for (const layers of [
    blocks.squeezeLayers(8, 3, 3),
    ...["grouped", "separable", "factorised"].map((kind) =>
      blocks.blockLayers(kind, 8, 8, 3, kind === "grouped" ? 2 : 1),
    ),
  ]) {
    const net = new Net(blocks.asNetwork(layers, 5)).start(1);
    const weights = Object.values(net.values()).reduce((sum, { length }) => sum + length, 0);
    assert.equal(weights, blocks.layerCosts(layers, 5).weights);
    assert.equal(net.forward(new Float32Array(8 * 25)).read().length, 8 * 25);
    assert.ok(timeForward(net, { least: 0 }) >= 0);
  }
});

test("what would not fit into a page is not measured", () => {
  const network = (c, h) => blocks.asNetwork(blocks.blockLayers("grouped", c, c, 3), h);
  assert.equal(floatsOf(network(2, 4)), 4 * 4 * (2 * 9 + 2));
  assert.equal(tooMuch([network(256, 28)], 462422016), false);
  assert.equal(tooMuch([network(512, 64)], 1), false);
  assert.equal(tooMuch([network(4096, 512)], 1), true);
  assert.equal(tooMuch([network(2, 4)], 4e9), true);
});
