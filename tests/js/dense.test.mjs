// A dense block is counted in the page as torch's block is.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { dense } from "../../cnnkit/widgets/front/lib/dense.js";

const golden = JSON.parse(readFileSync(new URL("../golden/dense.json", import.meta.url), "utf8"));

test("dense is torch's", () => {
  assert.ok(golden.dense.length > 4);
  for (const { args, want } of golden.dense) assert.deepEqual(dense(...args), want, `${args}`);
});
