// Finds are matched, and averaged in three ways, as cnnkit.detection does it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as precision from "../../cnnkit/widgets/front/lib/precision.js";

const golden = JSON.parse(readFileSync(new URL("../golden/precision.json", import.meta.url), "utf8"));

for (const name of ["matched", "kindOf"])
  test(`${name} is the library's`, () => {
    assert.ok(golden[name].length > 10);
    for (const { args, want } of golden[name]) assert.deepEqual(precision[name](...args), want, JSON.stringify(args));
  });

test("all kinds of mistakes occur", () => {
  const kinds = new Set(golden.kindOf.map(({ want }) => want));
  assert.deepEqual([...kinds].sort(), ["background", "both", "class", "duplicate", "localization"]);
});

test("curve is the library's", () => {
  for (const { args, want } of golden.curve) {
    const got = precision.curve(...args);
    for (const key of ["precision", "recall", "envelope"])
      got[key].forEach((v, i) => assert.ok(Math.abs(v - want[key][i]) < 1e-12, `${key} ${i}`));
  }
});

test("averagePrecision is the library's, by all three definitions", () => {
  assert.ok(golden.averagePrecision.length > 20);
  for (const { args, want } of golden.averagePrecision) {
    const got = precision.averagePrecision(...args);
    assert.ok(Math.abs(got - want) < 1e-12, `${args[2]}: ${got}, not ${want}`);
  }
  assert.ok(Number.isNaN(precision.averagePrecision([false], 0, "coco")));
});

test("a find takes objects of its own class only", () => {
  const finds = [
    { label: 1, score: 0.9 },
    { label: 0, score: 0.8 },
  ];
  assert.deepEqual(precision.matchedByClass([[0.9], [0.7]], finds, [0], 0.5), [-1, 0]);
});
