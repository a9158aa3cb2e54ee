// What is said of a network, and which one is near a year, is Python's.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { front } from "./page.mjs";

const { timeline } = await front("timeline");
const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const golden = read("../golden/timeline.json");
const { networks } = read("../../cnnkit/widgets/data/timeline.json");

for (const name of ["told", "deepestBefore", "nearYear"]) {
  test(`${name} is Python's`, () => {
    assert.ok(golden[name].length > 4);
    for (const { args, want } of golden[name]) assert.equal(timeline[name](networks, ...args), want);
  });
}
