// Paths through a residual network are counted in the page as they are when each is written down.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as lesions from "../../cnnkit/widgets/front/lib/lesions.js";

const golden = JSON.parse(readFileSync(new URL("../golden/lesions.json", import.meta.url), "utf8"));

for (const [name, cases] of Object.entries(golden)) {
  test(name, () => {
    assert.ok(cases.length > 4);
    for (const { args, want } of cases) assert.deepEqual(lesions[name](...args), want, `${JSON.stringify(args)}`);
  });
}
