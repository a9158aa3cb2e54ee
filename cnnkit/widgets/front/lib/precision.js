// @ts-check
// From finds and true boxes to one number: matching, precision and recall, three averages of them. No DOM here.

/** Which find takes which object, and what is wrong with the others. @typedef {"hit" | "localization" | "class" | "duplicate" | "background" | "both"} Kind */
/** @typedef {"voc07" | "voc10" | "coco"} Method */
/** @type {Method[]} */
export const METHODS = ["voc07", "voc10", "coco"];
const LOW = 0.1; // up to this IoU nothing is there

/** Places from the best score down, equal ones in their order. @param {number[]} scores */
export const ranks = (scores) => scores.map((_, i) => i).sort((a, b) => scores[b] - scores[a] || a - b);

/**
 * COCO's rule, best scores first: a find takes the object that it overlaps most of those still free, from `limit` on; of
 * two with equal IoU the later one. For each find the object, or −1.
 * @param {number[][]} ious a row for each find @param {number[]} scores @param {number} limit
 */
export function matched(ious, scores, limit) {
  const enough = Math.min(limit, 1 - 1e-10);
  const found = scores.map(() => -1);
  const taken = new Set();
  for (const i of ranks(scores)) {
    let at = -1;
    ious[i].forEach((v, j) => {
      if (!taken.has(j) && v >= (at < 0 ? enough : ious[i][at])) at = j;
    });
    if (at < 0) continue;
    taken.add(at);
    found[i] = at;
  }
  return found;
}

/**
 * The same for finds and objects of several classes: a find takes objects of its own class only.
 * @param {number[][]} ious @param {{ label: number, score: number }[]} finds @param {number[]} labels of the objects
 */
export const matchedByClass = (ious, finds, labels, limit) =>
  matched(
    ious.map((row, i) => row.map((v, j) => (labels[j] === finds[i].label ? v : -1))),
    finds.map(({ score }) => score),
    limit,
  );

/**
 * What kind of mistake a false alarm is, tried in this order.
 * @param {number[]} row its IoU with each object @param {boolean[]} same whether that is of its class
 * @returns {Kind}
 */
export function kindOf(row, same, limit) {
  const most = (wanted) => Math.max(-1, ...row.filter((_, j) => same[j] === wanted));
  const [right, other] = [most(true), most(false)];
  if (Math.max(right, other) <= LOW) return "background";
  if (right > LOW && right < limit) return "localization";
  if (other >= limit) return "class";
  return right >= limit ? "duplicate" : "both";
}

/**
 * After each find of the ranked list `hits`: precision, recall and the envelope, the best precision from there on.
 * @param {boolean[]} hits @param {number} objects all of them, found or not
 */
export function curve(hits, objects) {
  let found = 0;
  const precision = hits.map((hit, i) => (found += Number(hit)) / (i + 1));
  found = 0;
  const recall = hits.map((hit) => (found += Number(hit)) / objects);
  const envelope = [...precision];
  for (let i = envelope.length - 2; i >= 0; i--) envelope[i] = Math.max(envelope[i], envelope[i + 1]);
  return { precision, recall, envelope };
}

/**
 * Average precision by one of three definitions; NaN where there is nothing to be found.
 * @param {boolean[]} hits best first @param {number} objects @param {Method} method
 */
export function averagePrecision(hits, objects, method) {
  if (!objects) return NaN;
  const { recall, envelope } = curve(hits, objects);
  if (method === "voc10") return hits.reduce((sum, hit, i) => sum + (hit ? envelope[i] : 0), 0) / objects;
  return mean(levels(method).map((_, k, all) => envelope[reached(hits, recall, objects, k, all)] ?? 0));
}

/** The recalls at which the envelope is read. @param {Method} method */
export const levels = (method) => {
  const steps = method === "voc07" ? 10 : 100;
  return Array.from({ length: steps + 1 }, (_, i) => i / steps);
};

/** The first rank whose recall is at least level `k`: counts are compared for 11 levels, and for 101 what COCO's tool compares. */
function reached(hits, recall, objects, k, all) {
  const steps = all.length - 1;
  if (steps === 100) {
    // 0.57 is written 57 · 0.01 there, which is more than 57/100
    const level = k === 100 ? 1 : k * 0.01;
    return recall.findIndex((r) => r >= level);
  }
  let found = 0;
  return hits.findIndex((hit) => (found += Number(hit)) * steps >= k * objects);
}

const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
