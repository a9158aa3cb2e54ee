// The grid steppers' formulas, held to vectors that torch made: integers exactly, doubles to 1e-12.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as arithmetic from "../../cnnkit/widgets/front/lib/arithmetic.js";

const golden = JSON.parse(readFileSync(new URL("../golden/grid.json", import.meta.url), "utf8"));

function same(got, want, where) {
  if (Array.isArray(want)) {
    assert.ok(Array.isArray(got), `${where}: a list`);
    assert.equal(got.length, want.length, `${where}: length`);
    want.forEach((value, i) => same(got[i], value, `${where}[${i}]`));
  } else if (Number.isInteger(want) && Number.isInteger(got)) assert.equal(got + 0, want, where);
  else assert.ok(Math.abs(got - want) <= 1e-12 * Math.max(1, Math.abs(want)), `${where}: ${got}, not ${want}`);
}

/** The candidates from −12 to 12 that a rule of `unnoticed` allows in a cell that holds `value`. */
const allowed = (rule, value) =>
  Array.from({ length: 25 }, (_, i) => i - 12).filter(
    (v) =>
      v === value || rule === "any" || (rule === "sign" && v === -value) || (typeof rule === "number" && v <= rule),
  );

test("every formula has vectors, and every vector a formula", () => {
  assert.deepEqual(Object.keys(golden).sort(), Object.keys(arithmetic).sort());
  for (const [name, cases] of Object.entries(golden)) assert.ok(cases.length >= 10, name);
});

for (const [name, cases] of Object.entries(golden)) {
  test(`${name} equals torch in ${cases.length} cases`, () => {
    cases.forEach(({ args, want }, i) => {
      let got = arithmetic[name](...args);
      if (name === "unnoticed") got = got.map((line, r) => line.map((rule, c) => allowed(rule, args[0][r][c])));
      same(got, want, `${name} case ${i}`);
    });
  });
}
