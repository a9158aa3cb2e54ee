// @ts-check
// Label maps: rows of texts with a digit for each cell. What is counted of two of them, and how one is painted. No DOM here.

const hundredths = (x) => (Math.floor(100 * x + 0.5) / 100).toFixed(2);
const tenths = (x) => (Math.floor(10 * x + 0.5) / 10).toFixed(1);
export { hundredths, tenths };

/** `table[true][painted]`, and what is read off it; `iou` is null for a class that is neither there nor painted. */
export function counted(truth, painted, classes) {
  const table = Array.from({ length: classes }, () => new Array(classes).fill(0));
  truth.forEach((row, y) => [...row].forEach((k, x) => table[k][painted[y][x]]++));
  const sum = (list) => list.reduce((a, b) => a + b, 0);
  const right = sum(table.map((row, k) => row[k]));
  const iou = table.map((row, k) => {
    const union = sum(row) + sum(table.map((line) => line[k])) - row[k];
    return union ? row[k] / union : null;
  });
  const there = iou.filter((one) => one !== null);
  return { table, right, accuracy: right / sum(table.map(sum)), iou, mean: sum(there) / there.length };
}

/** What is said of a painted map. */
export function told(truth, painted, names) {
  const { accuracy, iou, mean } = counted(truth, painted, names.length);
  const start = `${tenths(100 * accuracy)} % of the cells are right, and the mean IoU is ${hundredths(mean)}. `;
  const objects = names.map((name, k) => ({ name, iou: iou[k] })).filter((one, k) => k && one.iou !== null);
  const missing = objects.filter((one) => one.iou === 0).map((one) => one.name);
  if (missing.length) return `${start}Not a cell in common with the truth: ${missing.join(", ")}.`;
  if (iou.every((one) => one === null || one === 1)) return `${start}Every cell is right.`;
  const lowest = objects.reduce((a, b) => (b.iou < a.iou ? b : a));
  return `${start}The lowest of the objects: ${lowest.name}, ${hundredths(lowest.iou)}.`;
}

/** The map after a square brush of `side` cells was put down at row y, column x, with class k. */
export function stamped(rows, y, x, side, k) {
  const reach = (side - 1) / 2;
  return rows.map((row, i) => {
    if (Math.abs(i - y) > reach) return row;
    const from = Math.max(0, x - reach);
    const to = Math.min(row.length, x + reach + 1);
    return to > from ? row.slice(0, from) + `${k}`.repeat(to - from) + row.slice(to) : row;
  });
}

/**
 * The cells that a stroke crosses from [y, x] to [y, x], without its first: a fast hand leaves no gaps.
 * @param {number[]} from
 * @param {number[]} to
 */
export function along([y0, x0], [y1, x1]) {
  const steps = Math.max(Math.abs(y1 - y0), Math.abs(x1 - x0));
  return Array.from({ length: steps }, (_, i) => [
    Math.round(y0 + ((y1 - y0) * (i + 1)) / steps),
    Math.round(x0 + ((x1 - x0) * (i + 1)) / steps),
  ]);
}

/** The cells of class k as an SVG path, a rectangle for each run in a row. */
export const area = (rows, k) =>
  rows
    .map((row, y) =>
      [...row.matchAll(new RegExp(`${k}+`, "g"))]
        .map((run) => `M${run.index} ${y}h${run[0].length}v1h-${run[0].length}z`)
        .join(""),
    )
    .join("");

/** The border of class k as an SVG path: each edge between a cell of it and one that is not. */
export function border(rows, k) {
  const is = (y, x) => rows[y]?.[x] === `${k}`;
  return rows
    .flatMap((row, y) =>
      [...row].map((_, x) => {
        if (!is(y, x)) return "";
        const edges = [
          is(y - 1, x) ? "" : `M${x} ${y}h1`,
          is(y + 1, x) ? "" : `M${x} ${y + 1}h1`,
          is(y, x - 1) ? "" : `M${x} ${y}v1`,
          is(y, x + 1) ? "" : `M${x + 1} ${y}v1`,
        ];
        return edges.join("");
      }),
    )
    .join("");
}
