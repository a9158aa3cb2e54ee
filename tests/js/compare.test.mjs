// Which networks pass the filters, which no other beats, and what is said of them is Python's.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { front } from "./page.mjs";

const { compare } = await front("compare");
const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const golden = read("../golden/compare.json");
const { networks, protocols } = read("../../cnnkit/widgets/data/compare_plot.json");
const dots = (state) => compare.shown(networks, state);

test("shown is Python's", () => {
  assert.ok(golden.shown.length > 4);
  for (const { state, want } of golden.shown)
    assert.deepEqual(
      dots(state).map(({ name, x, y }) => [name, x, y]),
      want,
    );
});

test("onFront is Python's", () => {
  for (const { state, want } of golden.onFront) assert.deepEqual(compare.onFront(dots(state), state), want);
});

test("told is Python's", () => {
  for (const { state, want } of golden.told) assert.equal(compare.told(dots(state), state, protocols), want);
});

test("networks without a number are left out, and no network meets an ensemble", () => {
  for (const protocol of Object.keys(protocols)) {
    const state = { x: "macs", y: "top1", protocol, families: [], since: 1998, budget: 0 };
    for (const dot of dots(state)) assert.equal(dot.protocol, protocol);
  }
});
