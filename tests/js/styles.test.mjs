// A widget's style reaches no other widget: what is refused while bundling, and what the bundles hold.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { test } from "node:test";
import { scoped, selectors } from "../../cnnkit/widgets/front/styles.mjs";

const dist = new URL("../../cnnkit/widgets/dist/", import.meta.url);

test("a selector without its widget's name is refused, with file, line and selector", () => {
  const css = "/* a, b { */\n.ck.ck-a .x,\n.ck .y:is(.p, .q) { color: red; }\n";
  assert.throws(
    () => scoped(css, "a.css", "a", false),
    ({ message }) => message.startsWith('a.css:3: ".ck .y:is(.p, .q)" must begin with .ck.ck-a'),
  );
  for (const wrong of ["p", ".ck", ".ck-a .x", ".ck.ck-ab", "html .ck.ck-a", ".ck.ck-a .x { & p {} }"]) {
    assert.throws(() => scoped(`@media print { ${wrong} { color: red; } }`, "a.css", "a", false), /must begin/, wrong);
  }
  assert.throws(() => scoped("@media print { .x {} }", "lib/a.css", "a", true), /"\.x" must begin with \.ck,/);
});

test("a shared rule is bound to the widget that brings it", () => {
  const css = "@media print { .ck, .ck p { color: red; } } .ck:is(html *) { top: 0; }";
  assert.equal(
    scoped(css, "lib/base.css", "a", true),
    "@media print { .ck.ck-a, .ck.ck-a p { color: red; } } .ck.ck-a:is(html *) { top: 0; }",
  );
});

for (const name of readdirSync(dist).filter((file) => file.endsWith(".css"))) {
  test(`every rule of ${name} is its widget's own`, () => {
    const own = `.ck.ck-${basename(name, ".css")}`;
    const all = selectors(readFileSync(new URL(name, dist), "utf8"));
    assert.ok(all.length > 20);
    for (const { text } of all) assert.ok(text.startsWith(own), text);
  });
}

test("paper and dark screens have the colours of the book's pages", () => {
  const read = (path) => readFileSync(new URL(`../../cnnkit/${path}`, import.meta.url), "utf8");
  const colours = (css, name) =>
    [...css.matchAll(new RegExp(`${name}(\\w+): (#[0-9a-f]{6});`, "g"))].map(([, key, value]) => `${key} ${value}`);
  const [widgets, pages] = [
    colours(read("widgets/front/lib/base.css"), "--_"),
    colours(read("publish/static/cnnkit.css"), "--ck-"),
  ];
  assert.equal(widgets.length, 22);
  // a page may say its light colours once more, for paper
  for (const colour of widgets) assert.ok(pages.includes(colour), `${colour} is not in cnnkit.css`);
  assert.deepEqual(new Set(pages), new Set(widgets));
});
