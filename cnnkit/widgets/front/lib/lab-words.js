// @ts-check
// What train-lab says of runs, recorded or trained here.
import { el } from "./dom.js";
import { curveOf } from "./lab.js";
import { short } from "./scale.js";

/**
 * A recorded run, one entry a seed: curves, accuracies, held-out shares, the step where it was stopped (0: it was not),
 * and log10 of the gradient norms of the first seed at its first and last step, null as long as they are on their way.
 * @typedef {{ curves: number[][][], accuracy: number[][], held: number[][], stopped: number[],
 *   norms: (Float32Array | null)[] }} Kept
 */

/** @param {any} recorded @param {string} key @returns {Kept | null} */
export function recordedRun(recorded, key) {
  const run = recorded.axes.run.indexOf(key);
  if (run < 0) return null;
  const seeds = recorded.axes.seed.map((_, seed) => seed);
  const of = (series) => seeds.map((seed) => recorded.at(series, { run, seed }));
  const ends = recorded.facts.ends[key] ?? [];
  const stopped = (seed) => (ends[seed]?.includes(null) ? of("steps")[seed][0] : 0);
  return {
    curves: of("loss").map((tens, seed) =>
      curveOf(
        tens,
        (ends[seed] ?? []).map((v) => v ?? NaN),
      ),
    ),
    accuracy: of("accuracy"),
    held: of("held"),
    stopped: seeds.map(stopped),
    norms: [0, 1].map((moment) => recorded.frame("norms", { run, moment })),
  };
}

const span = (values) => {
  const [low, high] = [Math.min(...values), Math.max(...values)].map((v) => v.toFixed(2));
  return low === high ? low : `${low} to ${high}`;
};

/** @param {Kept | null} kept */
export function sayRun(who, kept) {
  if (!kept) return `${who}: with these switches nothing is recorded; train it yourself.`;
  const { stopped, accuracy, held } = kept;
  if (stopped.every(Boolean))
    return `${who}: the loss is not a finite number from step ${span0(stopped)} on, and the run stopped.`;
  const whole = stopped.flatMap((step, i) => (step ? [] : [i]));
  const some =
    whole.length < stopped.length
      ? ` (${stopped.length - whole.length} of ${stopped.length} stopped: a loss that is not finite)`
      : "";
  const last = (series) => span(whole.map((i) => series[i].at(-1)));
  return `${who}: in the last of six epochs, ${last(accuracy)} of its training digits are read right, held out ${last(held)}${some}.`;
}
const span0 = (steps) => [...new Set(steps)].sort((a, b) => a - b).join(" or ");

/** The same of a run that was trained here. */
export function sayShare(who, { stopped, accuracy, held, losses }) {
  if (stopped) return `${who}: the loss is not a finite number from step ${stopped} on, so it stopped there.`;
  if (!accuracy.length) return `${who}: ${losses.length} steps, no epoch is complete.`;
  const epoch = accuracy.length;
  return `${who}: in epoch ${epoch}, ${accuracy.at(-1).toFixed(2)} of its training digits are read right, held out ${held.at(-1).toFixed(2)}.`;
}

/** How far two float32 programs part, in a fold: measured in torch against itself. */
export function exactness(drift) {
  const rows = drift.map(({ run, apart }) =>
    el(
      "tr",
      {},
      el("th", { scope: "row", text: `${run.split(" ")[0]}, rate ${run.split(" ")[6]}` }),
      ...[0, 1, 4, 9].map((i) => el("td", { text: short(apart[i]) })),
    ),
  );
  const head = ["", "step 1", "2", "5", "10"].map((text) => el("th", { scope: "col", text }));
  const words =
    "Page and torch start from the same weights and see the same digits in the same order. With 8 layers and rate 0.01 " +
    "their first ten losses agree to 0.0001 (tested); deeper networks and larger rates make rounding errors grow, in " +
    "torch too. So far is torch in 32 bits from torch in 64 bits, loss by loss:";
  return el(
    "details",
    { class: "ck-hint" },
    el("summary", { text: "How exact is it?" }),
    el("p", { class: "ck-note", text: words }),
    el("table", { class: "ck-note" }, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...rows)),
  );
}
