// A surface is seen in the page as numpy turns it, from back to front.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { cut, dents, faces, heights, seen } from "../../cnnkit/widgets/front/lib/surface.js";

const golden = JSON.parse(readFileSync(new URL("../golden/surface.json", import.meta.url), "utf8"));

/** Numbers in lists of any depth. */
const close = (got, want, words) => {
  if (typeof want === "number") return assert.ok(Math.abs(got - want) < 1e-9, `${words}: ${got}, not ${want}`);
  assert.equal(got.length, want.length, words);
  want.forEach((one, i) => close(got[i], one, words));
};

for (const [name, call] of Object.entries({ cut, dents, heights, seen })) {
  test(name, () => {
    assert.ok(golden[name].length > 2);
    for (const { args, want } of golden[name]) close(call(...args), want, name);
  });
}

test("faces come from back to front, each with its corners", () => {
  for (const { args, want } of golden.faces) {
    const got = faces(...args);
    assert.equal(got.length, want.length);
    for (let i = 1; i < got.length; i++) assert.ok(got[i].far <= got[i - 1].far + 1e-9);
    const key = (face) =>
      face.corners.map(([r, u]) => `${r.toFixed(6)} ${u.toFixed(6)}`.replace(/-0\.000000/g, "0.000000")).join();
    const found = new Map(got.map((face) => [key(face), face.height]));
    for (const face of want) close(found.get(key(face)), face.height, key(face));
  }
});
