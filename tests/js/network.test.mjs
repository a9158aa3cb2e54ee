// A network that Python told: its rows and sums, and who reads whom, are those of cnnkit.summary.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { front } from "./page.mjs";

const { network, folded } = (await front("network")).network;
const golden = JSON.parse(readFileSync(new URL("../golden/network.json", import.meta.url), "utf8"));

for (const { network: name, told, edges, params, macs, stages } of golden) {
  const found = network(told);
  test(`${name}: edges go through sums and concatenations as in Python`, () => {
    const order = (a, b) => a[0] - b[0] || a[1] - b[1];
    assert.deepEqual(found.edges.sort(order), edges.sort(order));
    assert.ok(found.joints.length > 5 && edges.length > found.rows.length - 1, "it has branches");
    assert.ok(found.links.some(([source, target]) => source.kind === "input" && target.kind === "row"));
    assert.ok(found.links.some(([, target]) => target.kind === "output"));
  });
  test(`${name}: rows and folded rows add up to Python's totals`, () => {
    const sum = (rows, key) => rows.reduce((all, row) => all + row[key], 0);
    for (const rows of [found.rows, folded(found.rows, 1), folded(found.rows, 2)])
      assert.deepEqual([sum(rows, "params"), sum(rows, "macs")], [params, macs]);
    const shown = folded(found.rows, 1);
    assert.deepEqual(
      shown.map((row) => [row.name, row.params, row.macs]),
      stages,
    );
    assert.deepEqual(shown[0].in, found.inputs[0].shape);
    assert.deepEqual(shown.at(-1).out, found.rows.at(-1).out);
    assert.equal(folded(found.rows, 99).length, found.rows.length);
  });
}
