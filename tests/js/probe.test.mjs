// A head solved in the page is the head of cnnkit.visualize.linear_probe.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { leftOut, means, ridge } from "../../cnnkit/widgets/front/lib/probe.js";

const golden = JSON.parse(readFileSync(new URL("../golden/probe.json", import.meta.url), "utf8"));
const near = (found, want, what) => {
  assert.equal(found.length, want.length, what);
  want.forEach((value, i) => assert.ok(Math.abs(found[i] - value) < 1e-10, `${what}, ${i}: ${found[i]}, not ${value}`));
};

test("a code is the mean of each map", () => {
  for (const { maps, count, want } of golden.means) near(means(Float32Array.from(maps), count), want, "means");
});

test("scores are Python's, with fewer and with more pictures than features, and a feature that never changes", () => {
  for (const { codes, labels, classes, l2, asked, want } of golden.ridge) {
    const head = ridge(codes, labels, classes, l2);
    asked.forEach((code, i) => {
      const scores = head.scores(code);
      near(scores, want[i], `${codes.length} pictures`);
      assert.ok(Math.abs(scores.reduce((a, b) => a + b) - 1) < 1e-10);
    });
  }
});

test("leaving each picture out in turn counts what Python counts", () => {
  for (const one of golden.ridge) assert.equal(leftOut(one.codes, one.labels, one.classes, one.l2), one["left out"]);
});
