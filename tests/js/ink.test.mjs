// A photograph's ink, against a slow search and pictures whose ink is known.
import assert from "node:assert/strict";
import test from "node:test";
import { uniform } from "../../cnnkit/widgets/front/engine/random.js";
import { inkOf, otsu } from "../../cnnkit/widgets/front/lib/ink.js";

const variance = (list) => {
  const mean = list.reduce((a, b) => a + b, 0) / list.length;
  return list.reduce((sum, v) => sum + (v - mean) ** 2, 0) / list.length;
};
/** The threshold with the least variance within the two parts, tried one by one: the same one, by Otsu's paper. */
function slow(grey) {
  let best = Infinity,
    at = 0;
  for (let v = 0; v < 255; v++) {
    const [low, high] = [grey.filter((g) => g <= v), grey.filter((g) => g > v)];
    if (!low.length || !high.length) continue;
    const within = (low.length * variance(low) + high.length * variance(high)) / grey.length;
    if (within < best - 1e-9) {
      best = within;
      at = v;
    }
  }
  return at;
}

test("the threshold is the one that a search over all of them finds", () => {
  for (const seed of [1, 2, 3]) {
    const dark = uniform(seed, 0, 40).map((u) => 20 + 60 * u),
      light = uniform(seed, 1, 120).map((u) => 150 + 90 * u);
    const grey = [...dark, ...light].map(Math.round);
    assert.equal(otsu(grey), slow(grey));
  }
});

const SIDE = 12;
const inside = (i) => i % SIDE > 3 && i % SIDE < 7 && i > 2 * SIDE && i < 9 * SIDE;
const picture = (ink, paper) => ({
  data: Array.from({ length: SIDE * SIDE }, (_, i) => [...(inside(i) ? ink : paper), 255]).flat(),
  width: SIDE,
  height: SIDE,
});
test("ink is what the border is not: dark on light, light on dark, or a colour", () => {
  const wanted = Array.from({ length: SIDE * SIDE }, (_, i) => (inside(i) ? 1 : 0));
  for (const [ink, paper] of [
    [
      [20, 20, 30],
      [240, 236, 220],
    ],
    [
      [250, 250, 250],
      [30, 60, 40],
    ],
    [
      [10, 40, 200],
      [230, 230, 230],
    ],
  ])
    assert.deepEqual(Array.from(inkOf(picture(ink, paper)).ink), wanted);
});
test("it is said which of the two is ink, and where they were parted", () => {
  const told = ({ dark, split }) => [dark, split];
  const [black, white] = [
    [20, 20, 20],
    [240, 240, 240],
  ];
  assert.deepEqual(told(inkOf(picture(black, white))), [true, 20]);
  assert.deepEqual(told(inkOf(picture(white, black))), [false, 20]);
});
