// Runs of train-lab in the page's engine against the same runs in plain torch (tests/golden/make_lab.py).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { Net } from "../../cnnkit/widgets/front/engine/net.js";
import * as random from "../../cnnkit/widgets/front/engine/random.js";
import { train } from "../../cnnkit/widgets/front/engine/training.js";
import { BATCH, describe, key, Shown, trainingOf, unpack } from "../../cnnkit/widgets/front/lib/lab.js";

const golden = JSON.parse(readFileSync(new URL("../golden/lab.json", import.meta.url)));
const digits = await unpack(Buffer.from(golden.unpack, "base64"));

/** The first steps of a run, told one by one. */
function started(switches, steps) {
  const net = new Net(describe(switches), { batch: BATCH, gradients: "all" }).start(1);
  const shown = new Shown(switches);
  for (const progress of train(net, { ...trainingOf(switches, 1, digits, random), pause: 0 })) {
    shown.hear(progress);
    if (shown.losses.length === steps) break;
  }
  return { net, shown };
}
const apart = (a, b) => Math.max(...a.map((v, i) => Math.abs(v - b[i])));

for (const { switches, agree, parameters, loss, loss64, norms, ...told } of golden.losses)
  test(`${told.key}: ${agree === 1 ? "the first loss is" : "ten losses are"} torch's`, (t) => {
    assert.equal(key(switches), told.key);
    const { net, shown } = started(switches, agree === 1 ? 2 : 10);
    assert.equal(shown.weights.length, switches.depth, "layers with weights");
    assert.deepEqual(
      [...net.store.learnt.values()].map(({ name, size }) => [name, size]),
      parameters,
    );
    for (let step = 0; step < agree; step++)
      assert.ok(
        Math.abs(shown.losses[step] - loss[step]) < 1e-4,
        `step ${step + 1}: ${shown.losses[step]}, torch ${loss[step]}`,
      );
    const longest = Math.max(...norms);
    assert.ok(apart(shown.first, norms) < 0.02 * longest, "norms of the first step");
    const both = [0, 1].map((step) => [shown.losses[step], loss64[step]].map((v) => Math.abs(v - loss[step])));
    for (const [step, [ours, torch]] of both.entries())
      t.diagnostic(`step ${step + 1}: page ${ours.toExponential(1)}, torch in float64 ${torch.toExponential(1)} away`);
  });

test("norms of the first step are torch's to 1e-4, where torch's own do not move", () => {
  const steady = golden.losses.filter(({ key: line }) => !line.startsWith("plain-56"));
  for (const { switches, norms } of steady.filter(({ agree }) => agree === 10)) {
    const { first } = started(switches, 1).shown;
    assert.ok(
      first.every((norm, i) => Math.abs(norm / norms[i] - 1) < 1e-4),
      key(switches),
    );
  }
});

test("an epoch: curve, accuracy in training mode, held-out digits", () => {
  for (const { switches, curve, accuracy, held } of golden.epoch) {
    const { shown } = started(switches, 20);
    assert.deepEqual(
      shown.curve.map(([step]) => step),
      [10, 20],
    );
    assert.ok(
      apart(
        shown.curve.map(([, v]) => v),
        curve,
      ) < 1e-3,
    );
    assert.ok(Math.abs(shown.accuracy[0] - accuracy[0]) <= 2 / 1280);
    assert.ok(Math.abs(shown.held[0] - held[0]) <= 3 / 500);
  }
});

test("a run ends at the first loss that is not finite", () => {
  for (const { switches, steps } of golden.stopped) {
    const { shown } = started(switches, 1000);
    assert.ok(Math.abs(shown.stopped - steps) <= 1, `${shown.stopped}, torch ${steps}`);
    assert.ok(!Number.isFinite(shown.losses.at(-1)));
    assert.ok(
      shown.curve.length > 0 && shown.curve.every(([, loss]) => Number.isFinite(loss)),
      "what came before is drawn",
    );
    assert.ok(shown.first.every(Number.isFinite));
  }
});
