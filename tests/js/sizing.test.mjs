// The sizing widgets' formulas, held to cnnkit.sizing, torch and brute force: integers exactly, doubles to 1e-12.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as chain from "../../cnnkit/widgets/front/lib/chain.js";
import * as config from "../../cnnkit/widgets/front/lib/vgg-config.js";
import { edited } from "../../cnnkit/widgets/front/lib/edit-line.js";
import * as sizing from "../../cnnkit/widgets/front/lib/sizing.js";

const golden = JSON.parse(readFileSync(new URL("../golden/sizing.json", import.meta.url), "utf8"));
const formulas = { ...sizing, ...chain, ...config };

/** Every value that Python wrote must stand in the answer, at the same place. */
function same(got, want, where) {
  if (Array.isArray(want)) {
    assert.ok(Array.isArray(got), `${where}: ${got} is no list`);
    assert.equal(got.length, want.length, `${where}: length`);
    want.forEach((value, i) => same(got[i], value, `${where}[${i}]`));
  } else if (want !== null && typeof want === "object") {
    for (const [key, value] of Object.entries(want)) same(got[key], value, `${where}.${key}`);
  } else if (typeof want === "number" && !Number.isInteger(want)) {
    assert.ok(Math.abs(got - want) <= 1e-12 * Math.max(1, Math.abs(want)), `${where}: ${got}, not ${want}`);
  } else assert.equal(got === 0 ? 0 : got, want, where);
}

/** A spec becomes a geometry first where the function takes one; choices are compared without their fields. */
function answer(name, args) {
  if (name === "problem") return sizing.problem(sizing.geometry(...args));
  if (name === "explain") {
    const { text, choices } = sizing.explain(sizing.geometry(...args));
    return { text, choices: choices.map((c) => [c.argument, c.value, c.size, c.text]) };
  }
  if (name === "readLayers")
    return chain.readLayers(...args).map((layer) => ({ ...layer, words: [...layer.words].sort() }));
  return formulas[name](...args);
}

test("every formula has vectors, and every vector a formula", () => {
  const functions = Object.entries(formulas)
    .filter(([, value]) => typeof value === "function")
    .map(([name]) => name);
  assert.deepEqual(Object.keys(golden).sort(), functions.sort());
  for (const [name, cases] of Object.entries(golden)) assert.ok(cases.length >= 10, name);
});

for (const [name, cases] of Object.entries(golden)) {
  test(`${name}: ${cases.length} cases`, () => {
    cases.forEach(({ args, want, error }, i) => {
      const where = `${name} case ${i} (${JSON.stringify(args)})`;
      if (error !== undefined)
        assert.throws(
          () => answer(name, args),
          ({ message }) => message === error,
          where,
        );
      else same(answer(name, args), want, where);
    });
  });
}

test("each choice, taken, gives the size it promises and leaves nothing unread", () => {
  let taken = 0;
  for (const {
    args: [spec],
  } of golden.explain) {
    const g = sizing.geometry(spec);
    for (const { fields, size } of sizing.explain(g).choices) {
      const next = sizing.geometry({ ...g, ...fields });
      assert.equal(next.size, size);
      assert.deepEqual(next.unread, []);
      taken += 1;
    }
  }
  assert.ok(taken > 100);
});

test("one number of a line is changed and the rest stays as it was written", () => {
  const change = (line, key, value) => edited(line, chain.readLayers(line)[0], key, value);
  assert.equal(change("conv 32 k3 s1 p1", "number", 64), "conv 64 k3 s1 p1");
  assert.equal(change("conv k3 32", "number", 64), "conv k3 64");
  assert.equal(change("conv 32 k3", "p", 2), "conv 32 k3 p2");
  assert.equal(change("conv 32 k3 p same", "p", 1), "conv 32 k3 p1");
  assert.equal(change("pool 2", "number", 3), "pool 3");
  assert.equal(change("pool k2 s1", "number", 3), "pool k3 s1");
  assert.equal(change("linear 1024 in 1600", "given", 576), "linear 1024 in 576");
  assert.equal(change("linear 1024 in 1600", "number", 10), "linear 10 in 1600");
  assert.equal(change("pad 0", "p", "same"), "pad same");
});
