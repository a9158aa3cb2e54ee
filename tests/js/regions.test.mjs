// RoI pooling and RoIAlign, held to slow loops over their definitions.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as regions from "../../cnnkit/widgets/front/lib/regions.js";

const golden = JSON.parse(readFileSync(new URL("../golden/regions.json", import.meta.url), "utf8"));

function same(got, want, where) {
  if (typeof want === "object") {
    assert.deepEqual(Object.keys(got), Object.keys(want), where);
    for (const key of Object.keys(want)) same(got[key], want[key], `${where}.${key}`);
  } else assert.ok(Math.abs(got - want) <= 1e-9 * Math.max(1, Math.abs(want)), `${where}: ${got}, not ${want}`);
}

test("every formula has vectors, and every vector a formula", () => {
  const functions = Object.keys(regions).filter((name) => typeof regions[name] === "function");
  assert.deepEqual(Object.keys(golden).sort(), functions.sort());
});

for (const [name, cases] of Object.entries(golden)) {
  test(`${name} equals the definition in ${cases.length} cases`, () => {
    cases.forEach(({ args, want }, i) => same(regions[name](...args), want, `${name} case ${i}`));
  });
}
