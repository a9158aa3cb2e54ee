// Numbers that readers type, in English and in other countries' ways; what is no number is refused.
import assert from "node:assert/strict";
import { test } from "node:test";
import { number } from "../../cnnkit/widgets/front/lib/typed-number.js";

const READ = {
  12: 12,
  " 1,520 ": 1520,
  "1 520": 1520,
  "48,184,640": 48184640,
  "4.5e3": 4500,
  "1e9": 1e9,
  "−3": -3,
  "+2": 2,
  ".5": 0.5,
  "4,0": 4,
  "4.0": 4,
  "0,125": 0.125,
  "7,": 7,
  "-0,5": -0.5,
  "1_000": 1000,
  "2\u202f304": 2304,
  "1,520.5": 1520.5,
};
const REFUSED = [
  "",
  "0x4",
  "abc",
  "1,52,0",
  "4,0,0",
  "1.2.3",
  "Infinity",
  "NaN",
  "constructor",
  "--3",
  "e5",
  "12 apples",
  "1,5,20",
];

test("what people write is read", () => {
  for (const [typed, value] of Object.entries(READ)) assert.equal(number(typed), value, typed);
});
test("what is no number is refused", () => {
  for (const typed of REFUSED) assert.ok(Number.isNaN(number(typed)), typed);
});
