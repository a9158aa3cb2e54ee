// What widgets compute beside the engine, and the road of a drawing, against torch and cnnkit.data, function by function.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as digits from "../../cnnkit/widgets/front/lib/digits.js";
import { softmax } from "../../cnnkit/widgets/front/engine/losses.js";
import * as net from "../../cnnkit/widgets/front/lib/net.js";

const golden = JSON.parse(readFileSync(new URL("../golden/net.json", import.meta.url)));
const functions = { ...net, ...digits, softmax };

const isTensor = (value) => value !== null && typeof value === "object" && "data" in value && "shape" in value;
/** What the front end takes: tensors of Float32Array, bitmaps of Uint8Array; vectors bare where `bare` says so. */
function given(value, bare) {
  if (isTensor(value))
    return bare ? Float32Array.from(value.data) : net.tensor(Float32Array.from(value.data), value.shape);
  if (value?.ink) return { ...value, ink: Uint8Array.from(value.ink) };
  return value;
}
function close(got, wanted, where) {
  if (isTensor(wanted)) {
    if (isTensor(got)) assert.deepEqual(Array.from(got.shape), wanted.shape, where);
    const values = Array.from(isTensor(got) ? got.data : got);
    assert.equal(values.length, wanted.data.length, where);
    values.forEach((v, i) =>
      assert.ok(
        Math.abs(v - wanted.data[i]) <= 1e-6 * Math.max(1, Math.abs(wanted.data[i])),
        `${where}[${i}]: ${v}, torch has ${wanted.data[i]}`,
      ),
    );
  } else if (wanted?.ink) {
    assert.deepEqual({ ...got, ink: Array.from(got.ink) }, wanted, where);
  } else if (wanted !== null && typeof wanted === "object" && !Array.isArray(wanted)) {
    assert.deepEqual(Object.keys(got), Object.keys(wanted), where);
    for (const key of Object.keys(wanted)) close(got[key], wanted[key], `${where}.${key}`);
  } else assert.deepEqual(got, wanted, where);
}

test("every exported function has golden vectors, and every vector a function", () => {
  assert.deepEqual(Object.keys(functions).sort(), Object.keys(golden).sort());
});

for (const [name, cases] of Object.entries(golden)) {
  test(`${name} equals Python in ${cases.length} cases`, () => {
    assert.ok(cases.length > 0);
    for (const [i, { in: args, out }] of cases.entries()) {
      const ready = args.map((arg) => given(arg, name in digits || name === "softmax"));
      if (name === "unpack") ready[0] = new DataView(Uint8Array.from(args[0]).buffer);
      close(functions[name](...ready), out, `${name} ${i}`);
    }
  });
}

test("weights of another length than their list of shapes are refused", () => {
  assert.throws(
    () => net.unpack(new DataView(new ArrayBuffer(12)), [["a", [2]]]),
    /12 bytes came, the list of shapes takes 8/,
  );
});

test("a view that starts at an odd byte is read all the same", () => {
  const bytes = new Uint8Array(5);
  new DataView(bytes.buffer).setFloat32(1, 2.5, true);
  assert.equal(net.unpack(new DataView(bytes.buffer, 1), [["a", [1]]]).a.data[0], 2.5);
});
