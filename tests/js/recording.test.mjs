// What a page reads in a recording is what Python wrote; frames are fetched once, and not before they are looked at.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mock, test } from "node:test";
import { front } from "./page.mjs";

const { recording } = (await front("recording")).recording;
const golden = JSON.parse(readFileSync(new URL("../golden/recording.json", import.meta.url), "utf8"));
const bytes = Buffer.from(golden.bytes, "base64");
const view = () => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
const plain = (found) => [found].flat().map((v) => (Number.isNaN(v) ? null : v));

for (const ask of ["at", "along"]) {
  test(`${ask}: every series is Python's`, () => {
    const run = recording(golden.header, { fetch: view });
    assert.ok(golden[ask].length > 2);
    for (const { in: given, out } of golden[ask]) assert.deepEqual(plain(run[ask](...given)), out, `${given}`);
  });
}

test("frames are Python's to the last bit, fetched once at the first look", async () => {
  const arrived = mock.fn();
  const fetch = mock.fn(view);
  const run = recording(golden.header, { fetch, arrived });
  run.at("loss", { rate: 0, epoch: 0 });
  assert.equal(fetch.mock.callCount(), 0);
  const [first] = golden.frame;
  assert.equal(run.frame(...first.in), null);
  assert.equal(run.frame(...first.in), null);
  await run.load();
  assert.deepEqual([fetch.mock.callCount(), arrived.mock.callCount()], [1, 1]);
  for (const { in: given, out } of golden.frame) {
    assert.deepEqual([...run.frame(...given)], Array.from(Float32Array.from(out)), `${given[1].epoch}`);
  }
});

test("what was not recorded is named, with what was; what cannot be fetched is told", async () => {
  const failed = mock.fn();
  const run = recording(golden.header, { fetch: () => Promise.reject(new Error("gone")), failed });
  assert.throws(() => run.at("constructor", {}), /constructor was not recorded; there is loss, norm, share/);
  assert.throws(() => run.frame("view", { block: 0 }), /sheet of pictures/);
  run.frame("weight", { epoch: 0 });
  await run.load();
  assert.equal(failed.mock.calls[0].arguments[0].message, "gone");
});
