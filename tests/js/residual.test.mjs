// A residual block of one number gives in the page what torch's autograd gives.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { front } from "./page.mjs";

const { residual } = (await front("residual")).residual;
const golden = JSON.parse(readFileSync(new URL("../golden/residual.json", import.meta.url), "utf8"));

test("residual is torch's", () => {
  assert.ok(golden.residual.length > 4);
  for (const { args, want } of golden.residual) {
    const found = residual(...args);
    for (const key of ["branch", "y"]) assert.ok(Math.abs(found[key] - want[key]) < 1e-9, `${key} of ${args}`);
    for (const key of ["skip", "branch"]) assert.ok(Math.abs(found.back[key] - want.back[key]) < 1e-9, `${args}`);
    assert.ok(Math.abs(found.chain - want.chain) <= 1e-9 * Math.max(1, want.chain), `chain of ${args}`);
  }
});
