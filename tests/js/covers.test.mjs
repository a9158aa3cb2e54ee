// A cover in the page is the cover of cnnkit.visualize.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { front } from "./page.mjs";

const { covered, blurred } = (await front("covers")).covers;
const golden = JSON.parse(readFileSync(new URL("../golden/covers.json", import.meta.url), "utf8"));
const near = (found, want, what) => {
  assert.equal(found.length, want.length);
  want.forEach((value, i) => assert.ok(Math.abs(found[i] - value) < 1e-6, `${what}, ${i}: ${found[i]}, not ${value}`));
};

test("blurred is Python's", () => {
  for (const { args, want } of golden.blurred)
    near(blurred(Float32Array.from(args[0]), args[1], args[2]), want, args[2]);
});

test("covered is Python's, with each fill", () => {
  assert.equal(new Set(golden.covered.map(({ args }) => args[3])).size, 4);
  for (const { args, want } of golden.covered) {
    const [x, side, box, fill] = [Float32Array.from(args[0]), ...args.slice(1)];
    const kept = x.slice();
    const soft = fill === "blur" ? blurred(x, side, (box[1] - box[0]) / 2) : null;
    near(covered(x, side, box, fill, soft), want, `${fill} ${box}`);
    assert.deepEqual(x, kept);
  }
});
