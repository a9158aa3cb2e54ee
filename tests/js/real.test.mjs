// The real network from its shipped file, in the engine, against torch: weights bit by bit, logits and gradient.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import test from "node:test";
import { inflateSync } from "node:zlib";
import { Net } from "../../cnnkit/widgets/front/engine/net.js";
import { codeOf, nearest } from "../../cnnkit/widgets/front/lib/neighbours.js";
import { fromBytes, readSafetensors } from "../../cnnkit/widgets/front/lib/safetensors.js";
import { compileKernels } from "../../cnnkit/widgets/front/kernels.mjs";
import { gradCam, rankCorrelation, shuffled, slopeMap, spread } from "../../cnnkit/widgets/front/lib/attribution.js";
import { blocksOf, fieldOn, mapFacts } from "../../cnnkit/widgets/front/lib/fields.js";
import { filterGrid, toDisplay } from "../../cnnkit/widgets/front/lib/filters.js";
import { likeliest } from "../../cnnkit/widgets/front/lib/likeliest.js";

const root = new URL("../../", import.meta.url);
const golden = JSON.parse(readFileSync(new URL("tests/golden/real.json", root)));
const stored = JSON.parse(readFileSync(new URL("cnnkit/widgets/data/real_network.json", root)));
const bytes = readFileSync(new URL("cnnkit/models/weights/squeezenet1_1_imagenet.safetensors", root));
const file = (shift = 0) => {
  const room = new Uint8Array(shift + bytes.length);
  room.set(bytes, shift);
  return new DataView(room.buffer, shift, bytes.length);
};
const floats = (packed) => new Float32Array(Uint8Array.from(Buffer.from(packed, "base64")).buffer);
const picture = Float32Array.from(inflateSync(Buffer.from(golden.pixels, "base64")), (v) => v / 255);
const { tensors, texts } = readSafetensors(file());
const weights = fromBytes(tensors);
const far = (got, wanted, largest) => wanted.reduce((most, v, i) => Math.max(most, Math.abs(got[i] - v)), 0) / largest;

test("bytes times steps are torch's weights, bit by bit, wherever the file starts in memory", () => {
  for (const shift of [0, 3])
    for (const [name, values] of Object.entries(fromBytes(readSafetensors(file(shift)).tensors))) {
      const sum = createHash("sha256").update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      assert.equal(sum.digest("hex"), golden.weights[name], name);
    }
  assert.deepEqual(Object.keys(weights).sort(), Object.keys(golden.weights).sort());
});

test("a type that the page cannot read is refused by name", () => {
  const header = JSON.stringify({ w: { dtype: "BF16", shape: [1], data_offsets: [0, 2] } });
  const view = new DataView(new ArrayBuffer(8 + header.length + 2));
  view.setBigUint64(0, BigInt(header.length), true);
  new Uint8Array(view.buffer, 8).set(Buffer.from(header));
  assert.throws(() => readSafetensors(view), /w is of type BF16; the page reads F32 and I8/);
});

const simd = new WebAssembly.Module(await compileKernels());
for (const [words, module] of Object.entries({ SIMD: simd, "plain loops": null }))
  test(`logits and gradient of the cat are torch's, ${words}`, () => {
    const net = new Net(stored.description, { gradients: "input", module }).load(weights);
    const logits = net.forward(picture).read();
    const wanted = floats(golden.logits);
    assert.ok(far(logits, wanted, Math.max(...wanted.map(Math.abs))) <= 1e-5);
    const seed = new Float32Array(1000);
    seed[golden.likeliest] = 1;
    const { input } = net.backward({ "head.flatten": seed });
    // where values of a pool's window nearly tie, 32 bits let another win (torch's own: one in a hundred); a wrong
    // kernel is off nearly everywhere. Random pictures hold it to 1e-4: tests/widgets/test_engine_networks.py
    const { every, largest, values, near, torch_off: own } = golden.gradient;
    const some = input.filter((_, i) => i % every === 0);
    const off = floats(values).filter((v, i) => Math.abs(some[i] - v) / largest > near).length / some.length;
    if (process.env.SHOW) console.log(words, off, "torch", own);
    assert.ok(off <= 5 * own, `${off} of the gradient is off`);
  });

test("the five likeliest classes are named as in Python", () => {
  const five = likeliest(floats(golden.logits), 5, JSON.parse(texts.classes));
  assert.deepEqual(
    five.map(({ name }) => name),
    golden.top.map(([name]) => name),
  );
  five.forEach(({ probability }, i) => assert.ok(Math.abs(probability - golden.top[i][1]) <= 1e-4));
});

test("filters are shown as in Python: mid-grey at zero, one scale a filter or one for all", () => {
  const weight = weights["body.conv1.weight"];
  for (const [name, packed] of Object.entries(golden.display))
    assert.ok(far(toDisplay(weight, 64, { one: name === "one" }), floats(packed), 1) <= 1e-6);
  const { data, h, w } = filterGrid(
    Float32Array.from({ length: 3 * 27 }, (_, i) => i),
    { count: 3, k: 3, columns: 2 },
  );
  assert.deepEqual([h, w], [7, 7]);
  // the second filter's green, second row; a gap; and the empty place of a fourth
  assert.equal(data[(7 + 1) * 7 + 4], 27 + 9 + 3);
  assert.ok(Number.isNaN(data[3]) && Number.isNaN(data[4 * 7 + 5]));
});

test("the nearest are those of Python, by distance and by angle, and never oneself", () => {
  const { bank, query, l2, cosine, left_out } = golden.nearest;
  assert.deepEqual(nearest(query, bank, { count: 6 }), l2);
  assert.deepEqual(nearest(query, bank, { count: 6, cosine: true }), cosine);
  assert.deepEqual(nearest(bank.slice(7 * 12, 8 * 12), bank, { count: 6, leaveOut: 7 }), left_out);
  assert.deepEqual(
    nearest([0, 0], [1, 0, 0, 0, 0, 1], { count: 3, cosine: true }),
    [0, 1, 2],
    "ties: the earlier first",
  );
});

test("a layer's code is Python's, step by step", () => {
  const net = new Net(stored.description, { module: simd }).load(weights).forward(picture);
  for (const [name, wanted] of Object.entries(golden.codes)) {
    const code = codeOf(net.read(name), wanted.length);
    assert.ok(far(code, wanted, 1) <= 1, "a mean on the edge of two steps may fall to either");
    assert.ok(code.filter((v, i) => v !== wanted[i]).length <= 2, name);
  }
});

test("fields lie on the picture where cnnkit.summary has them, cut at its edges", () => {
  for (const { field, unit, box } of golden.fields)
    assert.deepEqual(Object.values(fieldOn(field, unit, 224)), [box[0], box[1], box[2], box[3]]);
});

test("maps are made smaller by their largest, and told by largest, zeros and place", () => {
  const map = Float32Array.of(0, 1, 2, 0, 0, 5, 0, 0, 3);
  assert.deepEqual(blocksOf(map, 3, 2), Float32Array.of(1, 5, 0, 3));
  assert.deepEqual(mapFacts(map, 3), [5, 5 / 9, 1, 2, 11 / 9]);
});

test("Grad-CAM, spreading and likeness are torch's", () => {
  const { gradCam: cam, spread: wide, rankCorrelation: alike } = golden;
  const wanted = floats(cam.want);
  const got = gradCam(Float32Array.from(cam.maps), Float32Array.from(cam.slopes), 4);
  assert.ok(wanted.some((v) => v > 0) && wanted.some((v) => v === 0), "some of it is cut");
  assert.ok(far(got, wanted, 1) <= 1e-5);
  assert.ok(far(spread(floats(wide.map), 5, 16), floats(wide.want), 1) <= 1e-6);
  const [a, b] = [alike.a, alike.b].map(floats);
  assert.ok(Math.abs(rankCorrelation(a, b) - alike.want) <= 1e-4);
  assert.equal(rankCorrelation(a, new Float32Array(50)), null, "a flat map is like nothing");
  assert.deepEqual(slopeMap(Float32Array.of(1, -2, 3, 4, 0, -6)), Float32Array.of(4, 12));
});

test("shuffled weights are the same numbers elsewhere, the same again from the same seed", () => {
  const values = Float32Array.from({ length: 2000 }, (_, i) => i);
  const once = shuffled(values, 3);
  assert.deepEqual(
    [...once].sort((a, b) => a - b),
    [...values],
  );
  assert.ok(once.filter((v, i) => v === values[i]).length < 10);
  assert.deepEqual(shuffled(values, 3), once);
  assert.notDeepEqual(shuffled(values, 4), once);
});
