// @ts-check
// What a detector's raw answers mean, how they meet what is really there, and how that is said. No DOM here.
import { iou } from "./overlap.js";
import { decode, depth, suppress } from "./yolo.js";

/** The last layer's maps, sides as roots, as the tensor that `decode` reads. @param {ArrayLike<number>} raw @param {import("./yolo.js").Grid} grid */
export function tensorOf(raw, grid) {
  const { S, B } = grid;
  const size = depth(grid);
  const out = new Float64Array(S * S * size);
  for (let k = 0; k < size; k++) {
    const root = k < 5 * B && (k % 5 === 2 || k % 5 === 3);
    for (let cell = 0; cell < S * S; cell++) {
      const v = raw[k * S * S + cell];
      out[cell * size + k] = root ? v * v : v;
    }
  }
  return out;
}

/** @typedef {import("./yolo.js").Answer} Answer */
/**
 * Kept and dropped boxes, best first, and the best score there is: what to say where nothing is found.
 * @param {ArrayLike<number>} tensor @param {import("./yolo.js").Grid} grid
 */
export function found(tensor, grid, threshold, overlap) {
  const all = decode(tensor, grid, 0).sort((a, b) => b.score - a.score);
  const { kept, dropped } = suppress(
    all.filter(({ score }) => score >= threshold),
    overlap,
  );
  return { kept, dropped, best: all[0] ?? null };
}

/**
 * Each kept box, best first, takes the object of its class that it overlaps most, by 0.5 at least and not taken before.
 * `truth`: of each object its class and the box of what is seen (null where nothing is), in parts of the side.
 * @param {Answer[]} kept @param {{ label: number, box: number[] | null }[]} truth
 */
export function met(kept, truth) {
  const taken = new Map();
  const verdicts = kept.map((one) => {
    const overlaps = truth.map(({ box }) => (box ? iou(box, one.box) : 0));
    const best = (may) => {
      const places = truth.map((_, i) => i).filter((i) => overlaps[i] >= 0.5 && may(i));
      return places.sort((a, b) => overlaps[b] - overlaps[a])[0] ?? -1;
    };
    const hit = best((i) => truth[i].label === one.label && !taken.has(i));
    if (hit >= 0) {
      taken.set(hit, one);
      return { one, kind: "hit", object: hit };
    }
    const twice = best((i) => truth[i].label === one.label);
    if (twice >= 0) return { one, kind: "twice", object: twice };
    const other = best(() => true);
    return { one, kind: other >= 0 ? "wrong" : "nothing", object: other };
  });
  return { verdicts, missed: truth.map((_, i) => i).filter((i) => !taken.has(i)) };
}

const many = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
const all = (names) => (names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names[0]);

/**
 * @param {ReturnType<typeof found>} what
 * @param {{ label: number, share: number, box: number[] | null }[]} truth
 * @param {string[]} classes
 */
export function foundSentence({ kept, best }, truth, classes, threshold) {
  const name = (label) => classes[label];
  const there = truth.length ? many(truth.length, "object") : "no object";
  if (!kept.length) {
    const nearly = best
      ? `The highest score is ${best.score.toFixed(2)}, for a ${name(best.label)}.`
      : "No box has a score above 0.";
    return `The network finds nothing: no box reaches ${threshold.toFixed(2)}. ${nearly} There ${truth.length === 1 ? "is" : "are"} ${there}.`;
  }
  const { verdicts, missed } = met(kept, truth);
  const hits = truth.length - missed.length;
  const said = truth.length ? [`${hits} of ${many(truth.length, "object")} found.`] : ["There is no object."];
  if (missed.length) {
    const hidden = (i) => (truth[i].share < 0.98 ? ` (${Math.round(100 * truth[i].share)} % of it is seen)` : "");
    said.push(`Missed: ${all(missed.map((i) => name(truth[i].label) + hidden(i)))}.`);
  }
  const of = (kind) => verdicts.filter((one) => one.kind === kind);
  const scored = ({ one }) => `${name(one.label)} ${one.score.toFixed(2)}`;
  for (const one of of("wrong")) said.push(`It calls the ${name(truth[one.object].label)} a ${scored(one)}.`);
  if (of("twice").length) said.push(`Found twice: ${all(of("twice").map(scored))}.`);
  if (of("nothing").length) said.push(`Invented: ${all(of("nothing").map(scored))}.`);
  return said.join(" ");
}

/**
 * Where names of boxes are written so that none covers another, if there is room: above, below, or inside its box.
 * @param {{ box: number[], width: number }[]} labels box in px @param {number} side @param {number} tall
 */
export function labelPlaces(labels, side, tall = 16) {
  /** @type {number[][]} */
  const used = [];
  return labels.map(({ box: [x0, y0, x1, y1], width }) => {
    const left = (x) => Math.max(1, Math.min(side - width - 1, x));
    const places = [
      [left(x0), y0 - tall - 2],
      [left(x0), y1 + 2],
      [left(x1 - width), y0 - tall - 2],
      [left(x1 - width), y1 + 2],
      [left(x0), y0 + 2],
      [left(x0), y1 - tall - 2],
    ].filter(([, y]) => y >= 0 && y + tall <= side);
    /** @param {number[]} place */
    const free = ([x, y]) => !used.some(([a, b, c]) => x < a + c && a < x + width && Math.abs(y - b) < tall);
    const [x, y] = places.find(free) ?? places[0] ?? [left(x0), 0];
    used.push([x, y, width]);
    return { x, y };
  });
}
