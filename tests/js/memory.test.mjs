// What memory.js lets in from links, files and the storage.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const code = readFileSync(new URL("../../cnnkit/publish/static/memory.js", import.meta.url), "utf8");
/** memory.js on a page without widgets. */
function loaded(more = {}) {
  const window = {};
  const location = { href: "file:///course/basics/sliding.html", pathname: "/course/basics/sliding.html", hash: "" };
  const document = {
    documentElement: { dataset: { content_root: "../" } },
    querySelector: () => null,
    addEventListener: () => {},
  };
  const page = {
    window,
    location,
    document,
    URL,
    structuredClone,
    addEventListener: () => {},
    setTimeout,
    clearTimeout,
    ...more,
  };
  vm.runInNewContext(code, page);
  return window.cnnkitMemory;
}
const { isLegal, legalPart, refusals, fromLink, toLink, root, kept } = loaded();
const parsed = (text) => JSON.parse(text);

for (const [rule, good, bad] of [
  [{ bool: 1 }, [true, false], [1, 0, "true", null]],
  [{ int: [1, 5] }, [1, 5], [0, 6, 1.5, "1", NaN, null, [1], true]],
  [{ float: [0, 1] }, [0, 0.5, 1], [-1e-9, Infinity, NaN, "0.5", null]],
  [{ one: ["max", 3] }, ["max", 3], ["min", "3", 4, null, "constructor"]],
  [{ each: [{ int: [0, 1] }, { text: 3 }] }, [[1, "abc"]], [[2, "abc"], [1], [], [1, "abc", 1], "1a", null]],
  [{ each: [{ bool: 1 }], none: 1 }, [[], [true]], [[1], [true, true]]],
  [{ text: 5 }, ["", "abc"], ["abcdef", 3, null, "__proto__"]],
  [{ signs: ".X", len: [3, 3] }, ["X.X"], ["X.", "X.O", "X.X.", 3]],
  [
    { list: { int: [0, 9] }, len: [2, 3] },
    [
      [1, 2],
      [1, 2, 3],
    ],
    [[1], [1, 2, 3, 4], [1, "2"], { 0: 1, 1: 2, length: 2 }, "12"],
  ],
  [
    { dict: { a: { bool: 1 } } },
    [{ a: true }],
    [{}, { a: 1 }, { a: true, b: 1 }, [], null, parsed('{"__proto__": true}')],
  ],
  [
    { free: 1 },
    [[], {}, [[1, 2], ["a"]], { a: [1] }, [null, true]],
    [
      [1e9],
      [[[[[[1]]]]]],
      ["x".repeat(61)],
      { constructor: 1 },
      parsed('{"__proto__": {"x": 1}}'),
      Array(2001).fill(0),
      [NaN],
    ],
  ],
  [{}, [], [1, "a", null]],
  [undefined, [], [1]],
  [parsed('{"__proto__": {"bool": 1}}'), [], [true]],
]) {
  test(`the rule ${JSON.stringify(rule)}`, () => {
    for (const value of good) assert.equal(isLegal(rule, value), true, JSON.stringify(value));
    for (const value of bad) assert.equal(isLegal(rule, value), false, JSON.stringify(value));
  });
}

test("of a patch only traits that the widget keeps are taken, and only legal values", () => {
  const limits = { n: { int: [1, 9] }, m: { int: [1, 9] }, question: { text: 99 } };
  const patch = parsed('{"n": 3, "m": 10, "question": "x", "other": 1, "__proto__": {"n": 4}}');
  assert.deepEqual({ ...legalPart(patch, ["n", "m"], limits) }, { n: 3 });
  for (const none of [null, [], "n", 3]) assert.deepEqual({ ...legalPart(none, ["n"], limits) }, {});
  assert.deepEqual({ ...legalPart({ n: 3 }, ["n", "toString"], {}) }, {});
  assert.equal({}.n, undefined);
});

test("a link comes back as it went, and what is none is null", () => {
  const patch = { stride: 2, words: 'ö "<b>" %41 #:', list: [[1.5, -2]] };
  assert.deepEqual(JSON.parse(JSON.stringify(fromLink(toLink("conv-stepper-0", patch)))), {
    name: "conv-stepper-0",
    patch,
  });
  for (const hash of [
    "",
    "#",
    "#ck",
    "#ck:",
    "#ck:a",
    "#ck:A:{}",
    "#ck:a:{",
    "#ck:a:%",
    "#a-heading",
    `#ck:a:"${"x".repeat(9000)}"`,
  ])
    assert.equal(fromLink(hash), null, hash.slice(0, 30));
});

test("without storage nothing is kept, and nothing fails", () => {
  assert.equal(root, "/course/");
  assert.equal(kept, false);
  const memory = loaded();
  memory.store("basics/sliding", { end: 1 });
  assert.deepEqual({ ...memory.pages() }, {});
  memory.forget();
});

test("what is in the storage may be broken", () => {
  const items = {
    "cnnkit /course/ a": "{",
    "cnnkit /course/ b": "[1]",
    "cnnkit /course/ c": '{"end":1}',
    "cnnkit /other/ d": "{}",
  };
  Object.defineProperties(items, {
    getItem: { value: (key) => items[key] ?? null },
    setItem: { value: (key, text) => (items[key] = text) },
    removeItem: { value: (key) => delete items[key] },
  });
  const memory = loaded({ localStorage: items });
  assert.deepEqual(JSON.parse(JSON.stringify(memory.pages())), { a: {}, b: {}, c: { end: 1 } });
  memory.forget();
  assert.deepEqual(Object.keys(items), ["cnnkit /other/ d"]);
});

test("what is left out of a link is said in words", () => {
  const limits = {
    stride: { int: [1, 5] },
    mode: { one: ["max", "average"] },
    share: { float: [0, 1] },
    hid: { int: [0, 1] },
  };
  const keeps = ["stride", "mode", "share"];
  assert.equal(refusals({ stride: 2, mode: "max" }, keeps, limits), "");
  assert.equal(refusals({ stride: 9, mode: "max" }, keeps, limits), "stride is a whole number from 1 to 5 here");
  assert.equal(
    refusals({ mode: "min", share: 2 }, keeps, limits),
    "mode is one of max, average here; share is a number from 0 to 1 here",
  );
  assert.equal(
    refusals({ hid: 1, toString: 1 }, keeps, limits),
    "nothing here is called hid; nothing here is called toString",
  );
  assert.equal(refusals(null, keeps, limits), "it holds nothing that can be shown");
});
