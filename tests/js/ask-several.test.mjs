// What was found, missed and ticked in vain.
import assert from "node:assert/strict";
import { test } from "node:test";
import "./page.mjs";

const { compared, verdict } = await import("../../cnnkit/widgets/front/lib/ask-several.js");

test("ticked options stand to the right ones as found, missed or in vain", () => {
  const options = [true, false, true, false].map((right) => ({ right }));
  const result = compared(options, [0, 1]);
  assert.deepEqual(result, { found: [0], missed: [2], vain: [1] });
  assert.equal(verdict(result), "1 of 2 found, 1 ticked in vain.");
  assert.equal(verdict(compared(options, [2, 0])), "2 of 2 found.");
});
