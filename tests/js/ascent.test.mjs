// Steps and priors of a picture that climbs, held to vectors that cnnkit.visualize made.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as ascent from "../../cnnkit/widgets/front/lib/ascent.js";

const golden = JSON.parse(readFileSync(new URL("../golden/ascent.json", import.meta.url), "utf8"));

test("every function has vectors, and every vector a function", () => {
  assert.deepEqual(Object.keys(golden).sort(), Object.keys(ascent).sort());
});

for (const [name, cases] of Object.entries(golden)) {
  test(`${name} is Python's in ${cases.length} cases`, () => {
    cases.forEach(({ args, want }, i) => {
      const got = ascent[name](...args.map((arg) => (Array.isArray(arg) ? Float32Array.from(arg) : arg)));
      assert.equal(got.length, want.length);
      want.forEach((v, at) => assert.ok(Math.abs(got[at] - v) < 2e-6, `${name} ${i} at ${at}: ${got[at]}, not ${v}`));
    });
  });
}

test("what it is given stays as it was", () => {
  const x = Float32Array.from({ length: 48 }, (_, i) => i / 48);
  const before = [...x];
  ascent.uphill(x, x, 0.1);
  ascent.priceSlope(x, 4, { l2: 1, tv: 1 });
  ascent.clipSmall(x, x, 0.5);
  ascent.blurred(x, 4, 1);
  ascent.rolled(x, 4, 1, 1);
  assert.deepEqual([...x], before);
});
