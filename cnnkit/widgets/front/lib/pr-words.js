// @ts-check
// What pr-builder says of its finds, in words. No DOM here.

/** How each kind is called beside a find. */
export const WORDS = {
  hit: "hit",
  localization: "too loose",
  class: "wrong class",
  duplicate: "duplicate",
  background: "nothing there",
  both: "class and place",
};
export const NAMES = ["11 recalls", "every hit", "101 recalls"];
export const letter = (object) => String.fromCharCode(65 + object);

const many = (n, one, more = `${one}s`) => `${n} ${n === 1 ? one : more}`;
const change = (by) => `${by < 0 ? "−" : "+"}${Math.abs(by).toFixed(3)}`;

/** Which of three changes is the largest, or −1 where all are the same to three digits. @param {number[]} by */
export function largest(by) {
  const size = by.map((v) => Math.round(1000 * Math.abs(v)));
  const most = Math.max(...size);
  return most && size.filter((v) => v === most).length === 1 ? size.indexOf(most) : -1;
}

/** `name` is the class that is counted, "" for all. @param {any} state */
export function sentence({ finds, objects, kept, hits, values, before, own, name }) {
  if (!objects && name)
    return `No true ${name} here: the class has no average, and the mean over classes leaves it out.`;
  if (!objects)
    return own
      ? "No true box yet, so nothing can be found and there is no average: draw a box round each thing."
      : "Nothing here has a name in the detector's list: every find is a false alarm, and there is no average.";
  if (!finds.length) return `No find of class ${name}: recall is 0 of ${objects}, and so is every average.`;
  if (!kept) return `All ${finds.length} finds are cut off: recall is 0, and so is every average.`;
  const right = hits.filter(Boolean).length;
  const end = `${many(right, "hit")} among ${many(kept, "find")}: precision ${right}/${kept} = ${(right / kept).toFixed(2)}, recall ${right}/${objects} = ${(right / objects).toFixed(2)}.`;
  const by = values.map((v, i) => v - before[i]);
  const most = largest(by);
  if (by.every((v) => Math.abs(v) < 5e-4)) return end;
  const moved = by.map((v, i) => `${NAMES[i]} ${change(v)}`).join(", ");
  return `${end} Since the start: ${moved}${most < 0 ? "" : `; ${NAMES[most]} moved most`}.`;
}
