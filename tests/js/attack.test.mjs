// An attack's arithmetic gives in the page what cnnkit.visualize gives.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { front } from "./page.mjs";

const { attack } = await front("attack");
const golden = JSON.parse(readFileSync(new URL("../golden/attack.json", import.meta.url), "utf8"));

const close = (found, want) => {
  assert.equal(found.length, want.length);
  want.forEach((v, i) => assert.ok(Math.abs(found[i] - v) < 1e-6, `${found[i]} for ${v} at ${i}`));
};

for (const name of ["moved", "projected", "coins", "unpackSigns", "enlarged"]) {
  test(`${name} is Python's`, () => {
    assert.ok(golden[name].length > 0);
    for (const { args, want } of golden[name]) close(attack[name](...args), want);
  });
}

test("two steps, each brought back, are those of pgd", () => {
  for (const { args, want } of golden["two steps"]) {
    const [x, weight, eps, alpha] = args;
    let now = Float32Array.from(x);
    for (let step = 0; step < 2; step++) now = attack.projected(attack.moved(now, weight, alpha), x, eps);
    close(now, want);
  }
});

test("what is thrown is fair, and nothing leaves the range", () => {
  const thrown = attack.coins(20000, 1);
  assert.ok(Math.abs(thrown.reduce((a, b) => a + b, 0)) < 500);
  const x = Float32Array.from({ length: 20000 }, (_, i) => i / 20000);
  const y = attack.moved(x, thrown, 0.1);
  assert.ok(y.every((v, i) => v >= 0 && v <= 1 && Math.abs(v - x[i]) <= 0.1 + 1e-6));
});
