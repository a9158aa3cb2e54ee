// Axes: places of numbers and back, and the round numbers beside them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { front } from "./page.mjs";

const { clamp, within, scale, ticks, decades, short, nearest } = (await front("scale")).scale;

test("a number is kept between two ends, and a place among those that there are", () => {
  assert.deepEqual(
    [-1, 2.5, 9].map((v) => clamp(v, 0, 4)),
    [0, 2.5, 4],
  );
  assert.deepEqual(
    [-1, 2, 9].map((v) => within(v, 3)),
    [0, 2, 2],
  );
  assert.equal(within(5, 0), 0);
});

test("an axis puts its ends at its ends and finds every number again", () => {
  for (const [from, to, log] of [
    [0, 3, false],
    [-2, 5, false],
    [1e-4, 10, true],
  ]) {
    const at = scale({ from, to, log }, 34, 316);
    assert.deepEqual([at(from), at(to)], [34, 350]);
    for (let i = 0; i <= 20; i++) {
      const v = log ? from * (to / from) ** (i / 20) : from + ((to - from) * i) / 20;
      assert.ok(Math.abs(at.invert(at(v)) / v - 1) < 1e-9 || v === 0);
    }
    assert.equal(at(to * 100), 350);
  }
  assert.equal(scale({ from: 0.1, to: 10, log: true }, 0, 100)(1), 50);
  assert.equal(scale({ from: 0.1, to: 10, log: true }, 0, 100)(0), 0);
  assert.throws(() => scale({ from: 0, to: 1, log: true }, 0, 1), /both ends must be above 0/);
});

test("ticks are round, evenly apart, inside, and few", () => {
  for (const [from, to] of [
    [0, 1],
    [0, 2.83],
    [-3, 7],
    [0, 0.004],
    [12, 13],
    [0, 61706],
    [0.1, 0.7],
  ]) {
    for (const most of [3, 5, 8]) {
      const found = ticks(from, to, most);
      assert.ok(found.length >= 2 && found.length <= most, `${from} to ${to}: ${found}`);
      assert.ok(found[0] >= from && found.at(-1) <= to);
      const step = Number((found[1] - found[0]).toPrecision(6));
      assert.ok([1, 2, 5].includes(Math.round(step / 10 ** Math.floor(Math.log10(step) + 1e-9))), `${found}`);
      found.forEach((v, i) => assert.ok(Math.abs(v - (found[0] + i * step)) < 1e-9 * Math.max(1, to)));
    }
  }
  assert.deepEqual(ticks(0, 1, 6), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(ticks(5, 5), [5]);
  assert.deepEqual(decades(1e-4, 1), [0.0001, 0.001, 0.01, 0.1, 1]);
  assert.deepEqual(decades(1, 1e12, 5), [1, 1e3, 1e6, 1e9, 1e12]);
});

test("numbers are written short, and the nearest stop is the nearest as drawn", () => {
  assert.deepEqual([0, 0.5, -2, 1234.56, 1e6, 25e6, 1e-5, -3e-7].map(short), [
    "0",
    "0.5",
    "−2",
    "1235",
    "10⁶",
    "2.5·10⁷",
    "10⁻⁵",
    "−3·10⁻⁷",
  ]);
  assert.equal(nearest([1, 10, 100], 40), 1);
  assert.equal(nearest([1, 10, 100], 40, Math.log10), 2);
});
