// @ts-check
// What pr-builder looks at: the finds, best first, and how much each overlaps each object. No DOM here.
import { iou } from "./overlap.js";
import { kindOf, matchedByClass } from "./precision.js";
import { suppress } from "./yolo.js";

export const LEAST = 0.25; // score from which on the detector's boxes are shown
export const SUPPRESS = 0.6;

/** @typedef {{ score: number, label: number, box: number[] | null }} Find */
/**
 * `finds` best first, `kinds` of each (as if none were cut off, which changes nobody's), `of` the object that each
 * overlaps most of its class with that IoU, `truth` boxes with their classes. Of photographs those of the class that is
 * counted, or of all.
 * @param {(key: string) => any} get @param {import("./boxed-photographs.js").Boxed} picture
 */
export function finds(get, picture) {
  const { all, ious, labels, truth } = get("source") === "list" ? ofList(get) : ofPicture(get, picture);
  const limit = get("limit");
  const found = matchedByClass(ious, all, labels, limit);
  const kinds = all.map(({ label }, i) =>
    found[i] >= 0
      ? /** @type {const} */ ("hit")
      : kindOf(
          ious[i],
          labels.map((one) => one === label),
          limit,
        ),
  );
  const of = all.map(({ label }, i) => {
    if (found[i] >= 0) return { object: found[i], iou: ious[i][found[i]] };
    let [object, most] = [-1, 0];
    ious[i].forEach((v, j) => {
      if (labels[j] === label && v > most) [object, most] = [j, v];
    });
    return { object, iou: most };
  });
  const counts = (label) => get("source") === "list" || get("counted") < 0 || label === get("counted");
  const own = (rows) => rows.filter((_, i) => counts(all[i].label));
  return { finds: own(all), kinds: own(kinds), of: own(of), objects: labels.filter(counts).length, truth };
}

function ofList(get) {
  const objects = get("objects");
  const rows = get("finds");
  return {
    all: rows.map(([score]) => ({ score, label: 0, box: null })),
    ious: rows.map(([, its, v]) => Array.from({ length: objects }, (_, j) => (j === its ? v : 0))),
    labels: Array(objects).fill(0),
    truth: [],
  };
}

function ofPicture(get, picture) {
  const rows = picture.raw.filter((row) => row[5] >= LEAST);
  const said = rows.map(([x0, y0, x1, y1, label, score]) => ({ score, label, box: [x0, y0, x1, y1] }));
  const all = suppress(said, SUPPRESS).kept;
  const truth = get("truth") === "own" ? get("own") : picture.true;
  return {
    all,
    ious: all.map(({ box }) => truth.map((one) => iou(box, one.slice(0, 4)))),
    labels: truth.map((one) => one[4]),
    truth,
  };
}
