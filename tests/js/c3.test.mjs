// Tables of links are counted and told of in the page as by the Python class.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { front } from "./page.mjs";

const { c3 } = await front("c3");
const golden = JSON.parse(readFileSync(new URL("../golden/c3.json", import.meta.url), "utf8"));

for (const name of ["counted", "told", "switched"]) {
  test(`${name} is Python's`, () => {
    assert.ok(golden[name].length > 4);
    for (const { args, want } of golden[name]) assert.deepEqual(c3[name](...args), want);
  });
}
