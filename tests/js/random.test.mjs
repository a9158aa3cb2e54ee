// The counter-based generator against its authors' known answers and against numpy, number by number.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as random from "../../cnnkit/widgets/front/engine/random.js";

const golden = JSON.parse(readFileSync(new URL("../golden/random.json", import.meta.url)));

test("Philox2x32-10 gives the known answers of its authors (Random123, kat_vectors)", () => {
  const max = 0xffffffff;
  assert.deepEqual(random.philox(0, 0, 0), [0xff1dae59, 0x6cd10df2]);
  assert.deepEqual(random.philox(max, max, max), [0x2c3f628b, 0xab4fd7ad]);
  assert.deepEqual(random.philox(0x243f6a88, 0x85a308d3, 0x13198a2e), [0xdd7ce038, 0xf62a4c12]);
});

for (const [name, cases] of Object.entries(golden)) {
  test(`${name} draws what Python draws`, () => {
    for (const { in: given, out } of cases) {
      const got = random[name](...given);
      assert.deepEqual(typeof got === "number" ? [got] : Array.from(got), out);
    }
  });
}

test("streams tell purposes, parts and times apart, and refuse what would run into another", () => {
  const seen = new Set();
  for (const purpose of Object.keys(random.PURPOSE))
    for (const part of [0, 255]) for (const time of [0, 2 ** 20 - 1]) seen.add(random.stream(purpose, part, time));
  assert.equal(seen.size, 16);
  assert.throws(() => random.stream("start", 256), /parts below 256/);
  assert.throws(() => random.stream("order", 0, 2 ** 20), /times below 1048576/);
  assert.throws(() => random.stream("constructor"), /legal are start, order, dropout, labels/);
});
