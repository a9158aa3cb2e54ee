// An Inception module is counted in the page as torch counts it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { inception } from "../../cnnkit/widgets/front/lib/inception.js";

const golden = JSON.parse(readFileSync(new URL("../golden/inception.json", import.meta.url), "utf8"));

test("inception is torch's", () => {
  assert.ok(golden.inception.length > 10);
  for (const { args, want } of golden.inception) assert.deepEqual(inception(...args), want, JSON.stringify(args));
});

test("358 million is the squeezed module with its 3×3 counted twice, and no other branch", () => {
  const widths = golden.inception.find(({ args }) => args[1] === "three").args[0];
  assert.equal(inception(widths).counted, 271351808);
  const found = ["one", "three", "five", "pool"].filter(
    (twice) => Math.round(inception(widths, twice).counted / 1e6) === 358,
  );
  assert.deepEqual(found, ["three"]);
});
