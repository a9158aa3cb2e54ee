// Boxes: areas and IoU against counted quarter pixels; order and undominated points against a slow search.
import assert from "node:assert/strict";
import { test } from "node:test";
import { front } from "./page.mjs";

const { overlap, list } = await front("overlap", "list");

/** Quarter pixels whose middle lies in every one of the boxes. */
function counted(...boxes) {
  let n = 0;
  for (let x = 0.125; x < 10; x += 0.25)
    for (let y = 0.125; y < 10; y += 0.25)
      n += boxes.every(([x0, y0, x1, y1]) => x > x0 && x < x1 && y > y0 && y < y1) ? 1 : 0;
  return n / 16;
}
let seed = 1;
const dice = (n) => (seed = (seed * 48271) % 2147483647) % n;
const side = () => [dice(40) / 4, dice(40) / 4].sort((a, b) => a - b);
const box = () => {
  const [[x0, x1], [y0, y1]] = [side(), side()];
  return [x0, y0, x1, y1];
};

test("areas, what is shared and IoU are what counting finds, also for boxes apart or empty", () => {
  let apart = 0;
  for (let i = 0; i < 60; i++) {
    const [a, b] = [box(), box()];
    const both = counted(a, b);
    const either = counted(a) + counted(b) - both;
    assert.equal(overlap.area(a), counted(a));
    assert.equal(overlap.area(overlap.shared(a, b)), both);
    assert.ok(Math.abs(overlap.iou(a, b) - (either ? both / either : 0)) < 1e-12);
    apart += both === 0 ? 1 : 0;
  }
  assert.ok(apart > 5 && apart < 55);
  assert.equal(overlap.iou([1, 1, 1, 1], [1, 1, 1, 1]), 0);
  assert.equal(overlap.iou([0, 0, 2, 3], [0, 0, 2, 3]), 1);
});

for (const higher of [false, true]) {
  test(`undominated points are those that a slow search finds, ${higher ? "higher" : "lower"} is better`, () => {
    for (let i = 0; i < 20; i++) {
      const points = Array.from({ length: 12 }, () => ({ x: dice(8), y: dice(8) }));
      const beats = (a, b) => a.x <= b.x && (higher ? a.y >= b.y : a.y <= b.y) && (a.x !== b.x || a.y !== b.y);
      const want = new Set(points.filter((p) => !points.some((q) => beats(q, p))).map((p) => `${p.x},${p.y}`));
      assert.deepEqual(new Set(list.undominated(points, higher).map((p) => `${p.x},${p.y}`)), want);
    }
  });
}

test("rows without a number come last, both ways", () => {
  const rows = [{ n: 2 }, { n: null }, { n: 10 }, {}, { n: 1 }];
  assert.deepEqual(
    list.inOrder(rows, "n").map(({ n }) => n),
    [1, 2, 10, null, undefined],
  );
  assert.deepEqual(
    list.inOrder(rows, "n", true).map(({ n }) => n),
    [10, 2, 1, null, undefined],
  );
});
