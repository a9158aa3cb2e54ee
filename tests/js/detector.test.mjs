// The scene that a reader composes is painted as in Python, and the shipped YOLO says of it what torch says.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Net } from "../../cnnkit/widgets/front/engine/net.js";
import { front } from "./page.mjs";

const all = await front("scene-painter", "outlines", "detected", "safetensors");
const { paint } = all["scene-painter"];
const { OUTLINES } = all.outlines;
const { tensorOf, found, met, foundSentence, labelPlaces } = all.detected;
const { readSafetensors, fromBytes } = all.safetensors;
const golden = JSON.parse(readFileSync(new URL("../golden/detector.json", import.meta.url), "utf8"));
const GRID = { S: 7, B: 2, C: 10 };
const { classes } = golden;
const hand = (digit, one) => golden.hands.slice((3 * digit + one) * 64, (3 * digit + one + 1) * 64);
const placed = ({ objects, ...scene }) => ({
  ...scene,
  objects: objects.map(([label, x, y, r, turn, seed]) => ({ label, x, y, r, turn, seed })),
});

test("outlines are those of the scenes", () => {
  assert.equal(golden.outlines.length, 10);
  for (const { name, at, want } of golden.outlines)
    at.forEach(([u, v], i) => assert.ok(Math.abs(OUTLINES[name](u, v) - want[i]) < 1e-12, `${name} at ${u}, ${v}`));
});

test("scenes are painted as in Python, and what is seen of each object is the same", () => {
  for (const { scene, pixels, sum, boxes, shares } of golden.paint) {
    const { picture, seen } = paint(placed(scene), classes, hand);
    pixels.forEach((v, i) => assert.ok(Math.abs(picture[97 * i] - v) < 2e-6, `number ${97 * i}`));
    assert.ok(Math.abs(picture.reduce((a, b) => a + b, 0) - sum) < 0.02);
    assert.deepEqual(
      seen.map(({ box }) => box),
      boxes,
    );
    seen.forEach(({ share }, i) => assert.ok(Math.abs(share - shares[i]) < 1e-12));
  }
});

test("the network of the page says what torch says, to 1e-4", () => {
  const file = readFileSync(new URL("../../cnnkit/detection/weights/yolo_scenes.safetensors", import.meta.url));
  const copy = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
  const weights = fromBytes(readSafetensors(new DataView(copy)).tensors);
  const net = new Net(golden.network, { batch: 1, gradients: "none" }).load(weights);
  for (const { scene, threshold, overlap, raw, answers } of golden.answers) {
    const { picture } = paint(placed(scene), classes, hand);
    net.forward(Float32Array.from(picture, (v) => (v - 0.5) / 0.25));
    const mine = net.read();
    assert.equal(mine.length, raw.length);
    const worst = raw.reduce((most, v, i) => Math.max(most, Math.abs(v - mine[i])), 0);
    assert.ok(worst < 1e-4, `differs by ${worst}`);
    const { kept } = found(tensorOf(mine, GRID), GRID, threshold, overlap);
    assert.deepEqual(
      kept.map((one) => classes[one.label]),
      answers.map(([name]) => name),
    );
    kept.forEach((one, i) => {
      assert.ok(Math.abs(one.score - answers[i][1]) < 1e-3);
      one.box.forEach((v, k) => assert.ok(Math.abs(v - answers[i][2][k]) < 1e-3));
    });
  }
});

const box = (x, y, side = 0.2) => [x, y, x + side, y + side];
const truth = (label, at, share = 1) => ({ label, box: at, share });
const answer = (label, at, score) => ({ label, box: at, score });

test("each object is met once, and what misses is named", () => {
  const there = [truth(0, box(0.1, 0.1)), truth(3, box(0.6, 0.6), 0.5), truth(4, box(0.1, 0.7))];
  const kept = [
    answer(0, box(0.1, 0.12), 0.9),
    answer(0, box(0.12, 0.1), 0.5),
    answer(2, box(0.6, 0.6), 0.4),
    answer(1, box(0.4, 0.1), 0.3),
  ];
  const { verdicts, missed } = met(kept, there);
  assert.deepEqual(
    verdicts.map(({ kind }) => kind),
    ["hit", "twice", "wrong", "nothing"],
  );
  assert.deepEqual(missed, [1, 2]);
  const said = foundSentence({ kept, best: kept[0] }, there, classes, 0.25);
  assert.equal(
    said,
    "1 of 3 objects found. Missed: star (50 % of it is seen) and heart. It calls the star a triangle 0.40. " +
      "Found twice: disc 0.50. Invented: square 0.30.",
  );
});

test("where nothing is found it says so, with the highest score", () => {
  const nothing = { kept: [], best: answer(3, box(0, 0), 0.12) };
  assert.match(
    foundSentence(nothing, [], classes, 0.25),
    /finds nothing: no box reaches 0.25. The highest score is 0.12/,
  );
});

test("names of boxes cover each other only where there is no room", () => {
  const labels = [
    { box: [100, 100, 160, 160], width: 70 },
    { box: [110, 104, 170, 164], width: 70 },
    { box: [0, 0, 60, 60], width: 70 },
  ];
  const places = labelPlaces(labels, 336, 18);
  assert.deepEqual(places[0], { x: 100, y: 80 });
  assert.equal(places[1].y, 166);
  assert.equal(places[2].y, 62);
});
