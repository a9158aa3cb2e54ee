// YOLO's grid gives in the page what cnnkit.detection gives.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { front } from "./page.mjs";

const all = await front("yolo", "yolo-guess", "yolo-words");
const { encode, decode, suppress, responsible, pays, placed } = all.yolo;
const { guess } = all["yolo-guess"];
const words = all["yolo-words"];
const golden = JSON.parse(readFileSync(new URL("../golden/yolo.json", import.meta.url), "utf8"));
const grid = (S) => ({ S, B: 2, C: 3 });
const labelled = (scene) => scene.map(([label, ...box]) => ({ label, box }));
const near = (a, b, what) => {
  assert.equal(a.length, b.length, what);
  a.forEach((v, i) => assert.ok(Math.abs(v - b[i]) < 1e-12, `${what}, place ${i}: ${v}, want ${b[i]}`));
};

test("a scene is encoded as yolo_encode does, and the lost are named", () => {
  assert.ok(golden.encode.length >= 12);
  for (const { scene, S, target, lost } of golden.encode) {
    const found = encode(labelled(scene), grid(S));
    assert.deepEqual(Array.from(found.target), target, `S = ${S}, ${JSON.stringify(scene)}`);
    assert.deepEqual(found.lost, lost);
  }
});

test("a centre at exactly 1.0 belongs to the last cell", () => {
  const { row, column, x, centre } = placed([1 - 2 ** -53, 0.3, 1, 0.7], 3);
  assert.deepEqual([row, column, x, centre[0]], [1, 2, 1, 1]);
});

test("a tensor is decoded and suppressed as yolo_decode and batched_nms do", () => {
  for (const { S, tensor, threshold, overlap, boxes, scores, labels, kept } of golden.decode) {
    const found = decode(tensor, grid(S), threshold);
    near(
      found.map((one) => one.score),
      scores,
      "scores",
    );
    near(
      found.flatMap((one) => one.box),
      boxes.flat(),
      "boxes",
    );
    assert.deepEqual(
      found.map((one) => one.label),
      labels,
    );
    const { kept: stay, dropped } = suppress(found, overlap);
    assert.deepEqual(
      stay.map((one) => found.indexOf(one)),
      kept,
    );
    assert.equal(stay.length + dropped.length, found.length);
  }
});

test("the responsible box and what it pays are those of the loss", () => {
  for (const { pair, truth, S, mine, overlaps, centre, sides } of golden.responsible) {
    const found = responsible(pair, truth, S);
    assert.equal(found.mine, mine);
    near(found.overlaps, overlaps, "overlaps");
    const due = pays(pair[mine], truth);
    near([due.centre, due.sides], [centre, sides], "loss");
  }
});

test("the made-up prediction is that of Python", () => {
  for (const { scene, S, want } of golden.guess)
    assert.deepEqual(Array.from(guess(labelled(scene), grid(S))), want, `S = ${S}, ${JSON.stringify(scene)}`);
});

test("words say who is lost, who answers and what is left", () => {
  const classes = ["disc", "star", "cross"];
  const scene = labelled(golden.encode[0].scene);
  const coded = encode(scene, grid(3));
  assert.match(
    words.targetSentence(scene, coded, classes, 3),
    /^The star is lost: the cell in row 1, column 1 already/,
  );
  const apart = encode(scene, grid(7));
  assert.match(words.targetSentence(scene, apart, classes, 7), /^Each of the 3 objects has a cell of its own/);
  assert.deepEqual([words.number(2 ** -53), words.number(2e-4), words.number(0.24)], ["≈ 0", "2.0e−4", "0.24"]);
  const at = { row: 1, column: 1 };
  const rows = words.targetRows(words.cellOf(coded.target, grid(3), at), grid(3), at, scene[0], classes);
  assert.equal(rows.length, 8);
  assert.deepEqual(rows[0].slice(0, 4), ["x", "0.44", "0.44", "0.48 · 3 − 1"]);
  const { who } = words.pairRows(
    [
      [0.38, 0.38, 0.64, 0.6],
      [0.28, 0.46, 0.5, 0.74],
    ],
    grid(3),
    at,
    scene[0],
  );
  assert.equal(who.mine, 0);
  assert.match(words.pairSentence(scene[0], who, at, classes), /^Box 1 answers for the disc/);
  const none = { S: 3, passed: 0, kept: 0, dropped: 0, hits: 0, objects: 3 };
  assert.match(words.decodeSentence(none), /^None of 18 boxes reaches the threshold/);
});
