// The ground under every widget: one draw a frame, errors that are said, Reset, and an end to all listening.
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { changed, front, Model, nextFrame } from "./page.mjs";

const modules = await front("widget", "controls", "grid", "dom");
const { widget } = modules.widget;
const { counter, choice, toggle, presets } = modules.controls;
const { grid } = modules.grid;
const { el } = modules.dom;

/** A widget of one number, mounted; `draw` is what it draws with. */
async function mounted(draw, state = {}, extra = () => {}) {
  const model = new Model({ question: "Why?", n: 2, still: "<b>still</b>", presets: [], ...state });
  const root = el("div");
  document.body.append(root);
  const ending = new AbortController();
  let ui;
  const probe = widget("probe", {
    state: ["n"],
    setup: (given) => {
      ui = given;
      extra(given);
      return () => draw(given);
    },
  });
  probe.initialize({ model });
  await probe.render({ model, el: root, signal: ending.signal });
  return { model, root, ui, end: () => ending.abort() };
}

test("many changes of a frame are one draw, and none comes after the end", async () => {
  const draw = mock.fn();
  const { model, end } = await mounted(draw);
  assert.equal(draw.mock.callCount(), 1);
  for (let n = 3; n < 60; n++) model.set("n", n);
  assert.equal(draw.mock.callCount(), 1);
  nextFrame();
  assert.equal(draw.mock.callCount(), 2);
  model.set("n", 1);
  end();
  nextFrame();
  model.set("n", 5);
  nextFrame();
  assert.equal(draw.mock.callCount(), 2);
  assert.equal(model.listeners, 0);
});

test("the live sentence is written only when it changes", async () => {
  const { ui } = await mounted((one) => one.say(`n is ${one.get("n") > 1 ? "more" : "one"}`));
  const before = changed.nodes;
  ui.put({ n: 7 });
  nextFrame();
  assert.equal(changed.nodes, before);
  ui.put({ n: 1 });
  nextFrame();
  assert.equal(ui.says.textContent, "n is one");
});

for (const where of ["draw", "handler", "promise", "watch"]) {
  test(`what fails in a ${where} is said and logged once`, async () => {
    const logged = mock.method(console, "error", () => {});
    const breaks = (n) => {
      if (n > 2) throw new Error("no such cell");
    };
    let press;
    const { ui } = await mounted(
      (one) => where === "draw" && breaks(one.get("n")),
      {},
      (one) => {
        if (where === "watch") one.watch(["n"], () => breaks(one.get("n")));
        press = el("button", { onclick: where === "promise" ? async () => breaks(3) : () => breaks(3) });
        one.stage.append(press);
      },
    );
    for (let n = 3; n < 6; n++) {
      ui.put({ n });
      if (where === "handler" || where === "promise") press.press("click");
      nextFrame();
      await Promise.resolve();
    }
    assert.match(ui.says.textContent, /stopped: no such cell/);
    assert.equal(logged.mock.callCount(), 1);
    logged.mock.restore();
  });
}

test("a widget that cannot be set up shows its still frame and says why", async () => {
  const logged = mock.method(console, "error", () => {});
  const { ui, model } = await mounted(
    () => {},
    {},
    () => {
      throw new Error("no weights");
    },
  );
  assert.equal(ui.stage.innerHTML, "<b>still</b>");
  assert.match(ui.says.textContent, /no weights/);
  assert.equal(model.listeners, 0);
  logged.mock.restore();
});

test("Reset goes back to the first mount, also in a view that was opened later", async () => {
  const model = new Model({ question: "", n: 2, presets: [{ label: "Nine", n: 9 }] });
  let bar;
  const probe = widget("probe", {
    state: ["n"],
    setup: (ui) => {
      bar = presets(ui);
      return () => {};
    },
  });
  probe.initialize({ model });
  await probe.render({ model, el: el("div") });
  const [nine, reset] = bar.all((node) => node.tagName === "button");
  nine.press("click");
  assert.equal(model.get("n"), 9);
  await probe.render({ model, el: el("div") });
  bar.all((node) => node.textContent === "Reset")[0].press("click");
  assert.equal(model.get("n"), 2);
  assert.equal(reset.textContent, "Reset");
});

for (const [typed, why] of [
  ["", "that is no number"],
  ["abc", "“abc” is no number"],
  ["constructor", "“constructor” is no number"],
  ["2.5", "2.5 is not a whole number"],
  ["1e9", "1e9 is out of range"],
  ["0", "0 is out of range"],
  ["−3", "−3 is out of range"],
  ["0x4", "“0x4” is no number"],
]) {
  test(`a counter answers ${JSON.stringify(typed)} and changes nothing`, async () => {
    let node;
    const { ui } = await mounted(
      () => {},
      {},
      (one) => {
        node = counter(one.trait("n"), "stride", { min: 1, max: 9, rule: "windows start on pixels" });
        one.controls.append(node);
      },
    );
    const [input] = node.all(({ tagName }) => tagName === "input");
    input.value = typed;
    input.press("change");
    assert.equal(ui.get("n"), 2);
    assert.equal(input.value, "2");
    assert.equal(ui.says.textContent, `Stride: ${why}; windows start on pixels. Legal: 1, 2, … 9. It stays 2.`);
  });
}

test("a counter takes whole numbers, its buttons and arrow keys, and a limit that moves", async () => {
  let node;
  let top = 4;
  const { ui } = await mounted(
    () => {},
    {},
    (one) => one.controls.append((node = counter(one.trait("n"), "row", { min: 0, max: () => top }))),
  );
  const [input] = node.all(({ tagName }) => tagName === "input");
  const [less, more] = node.all(({ tagName }) => tagName === "button");
  more.press("click");
  more.press("click");
  more.press("click");
  assert.equal(ui.get("n"), 4);
  assert.match(ui.says.textContent, /^Row: 5 is out of range. Legal: 0, 1, … 4. It stays 4.$/);
  top = 3;
  less.press("click");
  assert.equal(ui.get("n"), 3);
  input.press("keydown", { key: "ArrowDown" });
  assert.equal(ui.get("n"), 2);
  input.value = " 1 ";
  input.press("change");
  assert.equal(ui.get("n"), 1);
});

test("controls show and set any value, not only a trait", () => {
  const seen = [];
  let value = "max";
  let show;
  const source = {
    get: () => value,
    set: (next) => {
      value = next;
      seen.push(next);
    },
    on: (call) => (show = call)(),
  };
  const radio = choice(source, "pool", [
    ["max", "max"],
    ["mean", "average"],
  ]);
  const [, mean] = radio.all(({ tagName }) => tagName === "button");
  mean.press("click");
  show();
  assert.equal(mean.getAttribute("aria-checked"), "true");
  toggle(source, "x").press("click");
  assert.deepEqual(seen, ["mean", false]);
});

test("a grid touches only the cells that changed", () => {
  const numbers = grid("numbers", { onmove: () => {} });
  const cells = (at) =>
    Array.from({ length: 20 }, (_, i) =>
      Array.from({ length: 20 }, (_, j) => ({ text: `${i + j}`, kind: i === at ? "patch" : "" })),
    );
  numbers.draw(cells(3));
  numbers.place(3, 0);
  let before = changed.nodes;
  numbers.draw(cells(3));
  numbers.place(3, 0);
  assert.equal(changed.nodes - before, 0);
  before = changed.nodes;
  numbers.draw(cells(4));
  numbers.place(4, 0);
  assert.ok(changed.nodes - before <= 50, `${changed.nodes - before} changes for two rows of 20`);
  assert.equal(numbers.cell(4, 7).className, "ckg-cell patch");
  assert.equal(numbers.cell(3, 7).className, "ckg-cell ");
});
