// Networks walked layer by layer: the rows that are seen, and the arithmetic of each, are those of Python.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { front } from "./page.mjs";

const {
  "layer-tree": tree,
  "layer-sums": sums,
  "layer-table": table,
} = await front("layer-tree", "layer-sums", "layer-table");
const golden = JSON.parse(readFileSync(new URL("../golden/layers.json", import.meta.url), "utf8"));

for (const { network, told, opened, lines } of golden.layerTree) {
  const found = tree.layerTree(told);
  test(`${network}: the rows are folded by module as in Python`, () => {
    const seen = found
      .lines(opened)
      .map(({ name, label, level, first, end, group, open, numbers }) => [
        ...[name, label, level, first, end, group, open],
        ...["in", "out", "params", "macs", "field"].map((key) => numbers[key]),
      ]);
    assert.deepEqual(seen, lines);
    for (const key of ["params", "macs"]) {
      const all = found.lines().reduce((sum, line) => sum + line.numbers[key], 0);
      assert.equal(all, found[key], "closed rows add up to the whole");
    }
  });
  test(`${network}: the arithmetic is Python’s, sentence by sentence`, () => {
    const want = golden.layerSums.find((one) => one.network === network);
    const rows = found.rows.map((row) => [tree.madeOf(row), ...Object.values(sums.layerSums(row))]);
    assert.deepEqual(rows, want.rows);
    assert.deepEqual(
      found.lines(opened).map((line) => Object.values(found.sums(line))),
      want.lines,
    );
  });
}

test("numbers are short on a narrow page, and what a source prints stands beside ours", () => {
  assert.deepEqual([9472, 61100840, 110784, 3663761408].map(table.brief), ["9,472", "61.1 M", "111 K", "3.66 G"]);
  assert.equal(table.beside(1000, 1072), "printed 1,072 (+7.2 %)");
  assert.equal(table.beside(1000, 1000), "printed 1,000");
  assert.equal(table.beside(1000, undefined), "");
});
