// The two heads that train in the page, held to what torch's autograd and Adam make of them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as heads from "../../cnnkit/widgets/front/lib/two-heads.js";

const golden = JSON.parse(readFileSync(new URL("../golden/two-heads.json", import.meta.url), "utf8"));

function near(got, want, where, by = 1e-8) {
  if (typeof want === "object") for (const key of Object.keys(want)) near(got[key], want[key], `${where}.${key}`, by);
  else assert.ok(Math.abs(got - want) < by, `${where}: ${got}, not ${want}`);
}

test("pictures are drawn as in Python", () => {
  for (const { args, want } of golden.pictures) assert.deepEqual(heads.pictures(...args), want);
});

golden.trained.forEach(({ args, errors, bias }, i) => {
  test(`λ ${args.lam}, ${args.layers}, ${args.steps} steps`, () => {
    const job = heads.training(heads.learnt(args.seed), args);
    while (job.done() < 1) job.go(7);
    const of = heads.unseen(args.seed);
    near([...job.net.bias], bias, "bias");
    near(heads.errors(job.net, of), errors, "errors");
    const said = heads.answers(job.net, of.ink[5]);
    near(said, golden.answers[i].want, "answers");
    near(heads.terms(said.p, of.y[5], said.box, of.boxes[5]), golden.terms[i].want, "terms");
  });
});

test("units of their own never hear of λ", () => {
  const run = (lam) => {
    const job = heads.training(heads.learnt(0), { lam, layers: "own", seed: 0, steps: 10 });
    job.go(10);
    return [...job.net.bias];
  };
  near(run(300), run(0.3), "bias", 1e-4); // Adam divides by a slope's size, and adds 1e-8 to it
});

test("a box is shown in whole per cent, within the picture, its edges in order", () => {
  assert.deepEqual(heads.wholePercent([-0.1, 0.246, 0.5, 1.2]), [0, 25, 50, 100]);
  assert.deepEqual(heads.wholePercent([0.7, 1.3, 0.2, 0.1]), [70, 99, 71, 100]);
});
