// Capsules are squashed and routed in the page as by cnnkit.blocks.capsule.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { front } from "./page.mjs";

const { capsule } = await front("capsule");
const golden = JSON.parse(readFileSync(new URL("../golden/capsule.json", import.meta.url), "utf8"));

function close(found, want, where) {
  if (typeof want === "number") return assert.ok(Math.abs(found - want) < 1e-9, `${where}: ${found}, not ${want}`);
  assert.deepEqual(Object.keys(found), Object.keys(want), where);
  for (const key of Object.keys(want)) close(found[key], want[key], `${where}.${key}`);
}

for (const name of ["squash", "route"]) {
  test(`${name} is Python's`, () => {
    assert.ok(golden[name].length > 4);
    golden[name].forEach(({ args, want }, i) => close(capsule[name](...args), want, `${name} ${i}`));
  });
}

test("the votes are left as they were", () => {
  const [{ args }] = golden.route;
  const before = structuredClone(args[0]);
  capsule.route(...args);
  assert.deepEqual(args[0], before);
});
