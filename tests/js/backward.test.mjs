// What a rule lets through in the page is what autograd lets through with it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { front } from "./page.mjs";

const { back } = (await front("backward")).backward;
const golden = JSON.parse(readFileSync(new URL("../golden/backward.json", import.meta.url), "utf8"));

test("back is torch's", () => {
  assert.equal(golden.back.length, 75);
  for (const { args, want } of golden.back) assert.equal(back(...args).out + 0, want, `${args}`);
});

test("a gate that is not asked says nothing", () => {
  assert.deepEqual(back(-1, 3, "deconvnet"), { byInput: null, bySlope: true, out: 3 });
  assert.deepEqual(back(1, -2, "gradient"), { byInput: true, bySlope: null, out: -2 });
});
