// Suppression in the page is that of cnnkit.detection, and so is what it does to true objects.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { front } from "./page.mjs";

const { suppression, overlap } = await front("suppression", "overlap");
const golden = JSON.parse(readFileSync(new URL("../golden/suppression.json", import.meta.url), "utf8"));

test("suppressed is Python's, class by class and class-blind", () => {
  let dropped = 0;
  for (const { args, order, kept, first } of golden.suppressed) {
    const [rows, threshold, blind] = args;
    const best = suppression.ranked(rows);
    assert.deepEqual(
      best,
      order.map((i) => rows[i]),
    );
    const fate = suppression.suppressed(best, threshold, blind);
    assert.deepEqual(suppression.stays(fate), kept);
    best.forEach((row, i) => assert.equal(overlap.iou(best[0], row), first[i]));
    fate.forEach(({ by, iou }, i) => {
      if (by < 0) return;
      dropped += 1;
      assert.ok(by < i && fate[by].by < 0, "only a box that stays drops another");
      assert.ok(iou > threshold && (blind || best[by][4] === best[i][4]));
    });
  }
  assert.ok(dropped > 50);
});

test("a box at the threshold stays", () => {
  const rows = [
    [0, 0, 2, 2, 0, 0.9],
    [0, 0, 2, 1, 0, 0.8],
  ];
  assert.deepEqual(suppression.stays(suppression.suppressed(rows, 0.5)), [0, 1]);
  assert.deepEqual(suppression.stays(suppression.suppressed(rows, 0.49)), [0]);
});

test("met is Python's", () => {
  const lost = [];
  for (const { args, kept, met } of golden.met) {
    const [picture, threshold, least, blind] = args;
    const { raw, true: truth } = golden.pictures[picture];
    const rows = suppression.ranked(raw, least);
    const found = suppression.stays(suppression.suppressed(rows, threshold, blind));
    assert.deepEqual(found, kept);
    assert.deepEqual(suppression.met(rows, found, truth), met);
    lost.push(met.before - met.after);
  }
  assert.ok(lost.some((n) => n > 0) && lost.some((n) => n === 0));
});

test("sides, areas and IoU are Python's", () => {
  for (const { args, sides, areas, iou } of golden.sides) {
    const [a, b] = args;
    assert.deepEqual(overlap.sides(a, b), sides);
    const both = overlap.area(overlap.shared(a, b));
    const found = { a: overlap.area(a), b: overlap.area(b), both, either: overlap.area(a) + overlap.area(b) - both };
    assert.deepEqual(found, areas);
    assert.equal(overlap.iou(a, b), iou);
  }
});
