// Label maps are counted, told of and painted in the page as by Python; strokes leave no gaps.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { front } from "./page.mjs";

const { "label-map": labels } = await front("label-map");
const golden = JSON.parse(readFileSync(new URL("../golden/labels.json", import.meta.url), "utf8"));

for (const name of ["counted", "told", "stamped"]) {
  test(`${name} is Python's`, () => {
    assert.ok(golden[name].length > 4);
    for (const { args, want } of golden[name]) assert.deepEqual(labels[name](...args), want);
  });
}

/** Cells inside of the rectangles of a path. */
const filled = (d) =>
  [...d.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)].flatMap(([, x, y, n]) =>
    Array.from({ length: Number(n) }, (_, i) => [Number(y), Number(x) + i]),
  );

test("an area fills the cells of its class and no others", () => {
  assert.ok(golden.covered.length > 4);
  for (const { args, want } of golden.covered) assert.deepEqual(filled(labels.area(...args)), want);
});

test("a border has an edge wherever a cell meets another class or the frame", () => {
  const edges = (rows, k) => labels.border(rows, k).split("M").length - 1;
  assert.equal(edges(["000", "010", "000"], 1), 4);
  assert.equal(edges(["011", "011"], 1), 8);
  assert.equal(edges(["012", "021"], 1), 8);
  assert.equal(edges(["000"], 1), 0);
});

test("a stroke is whole, ends where the hand is, and stays put where it stays", () => {
  for (const [from, to] of [
    [
      [0, 0],
      [5, 11],
    ],
    [
      [9, 3],
      [2, 3],
    ],
    [
      [4, 8],
      [4, 1],
    ],
    [
      [3, 3],
      [7, 1],
    ],
  ]) {
    const cells = [from, ...labels.along(from, to)];
    assert.deepEqual(cells.at(-1), to);
    for (let i = 1; i < cells.length; i++) {
      const [dy, dx] = [cells[i][0] - cells[i - 1][0], cells[i][1] - cells[i - 1][1]];
      assert.equal(Math.max(Math.abs(dy), Math.abs(dx)), 1);
    }
  }
  assert.deepEqual(labels.along([2, 2], [2, 2]), []);
});
