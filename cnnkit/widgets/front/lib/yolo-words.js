// @ts-check
// What yolo-grid says: the rows of its table and its sentence. No DOM here.
import { signed } from "./dom.js";
import { depth, pays, placed, responsible } from "./yolo.js";

const BOX = ["x", "y", "w", "h", "confidence"];
/** A number of the table; one that three decimals would hide is written out, and a last bit is not. */
export const number = (v) => {
  if (v !== 0 && Math.abs(v) < 1e-9) return "≈ 0";
  return v !== 0 && Math.abs(v) < 5e-4 ? v.toExponential(1).replaceAll("-", "−") : signed(v, Math.abs(v) < 1 ? 3 : 2);
};
const two = (v) => v.toFixed(2);
const parts = (v) => signed(v, 3);

/** "the disc", "the disc and the star" */
export const listed = (names) => names.map((name) => `the ${name}`).join(" and ");

/** The numbers of one cell. */
export const cellOf = (tensor, grid, { row, column }) => {
  const from = (row * grid.S + column) * depth(grid);
  return Array.from(tensor.slice(from, from + depth(grid)));
};

/** Rows [name, box 1, box 2, why, kind] of a cell's target. */
export function targetRows(cell, grid, at, object, classes) {
  const place = object && placed(object.box, grid.S);
  const [x0, y0, x1, y1] = object?.box ?? [];
  const last = (v) => (v === 1 ? " (last cell)" : "");
  const why = place
    ? [
        `${parts(place.centre[0])} · ${grid.S} − ${at.column}${last(place.centre[0])}`,
        `${parts(place.centre[1])} · ${grid.S} − ${at.row}${last(place.centre[1])}`,
        `${parts(x1)} − ${parts(x0)}`,
        `${parts(y1)} − ${parts(y0)}`,
        "an object is here",
      ]
    : ["no centre lies here,", "so all are 0", "", "", "there is none"];
  return [
    ...BOX.map((name, k) => [name, number(cell[k]), number(cell[5 + k]), why[k], ""]),
    ...classes.map((name, c) => [
      name,
      number(cell[5 * grid.B + c]),
      "",
      object?.label === c ? "once a cell" : "",
      "class",
    ]),
  ];
}

/** Rows [name, target, box 1, box 2, kind] of the cell's two predicted boxes, and who answers. */
export function pairRows(pair, grid, at, object) {
  const relative = pair.map(([x0, y0, x1, y1]) => {
    const [w, h] = [x1 - x0, y1 - y0];
    return [(x0 + w / 2) * grid.S - at.column, (y0 + h / 2) * grid.S - at.row, w, h];
  });
  const place = object && placed(object.box, grid.S);
  const truth = place && [place.x, place.y, place.w, place.h];
  const who = truth && responsible(relative, truth, grid.S);
  const rows = ["x", "y", "w", "h"].map((name, k) => [
    name,
    truth ? number(truth[k]) : "–",
    ...relative.map((box) => number(box[k])),
    "",
  ]);
  const is = (i) => who?.mine === i;
  const of = (call) => [0, 1].map(call);
  rows.push(["IoU", "", ...of((i) => (who ? two(who.overlaps[i]) : "–")), ""]);
  rows.push(["answers?", "", ...of((i) => (is(i) ? "yes" : "no")), "verdict"]);
  rows.push(["confidence", "", ...of((i) => (is(i) ? `→ ${two(who.overlaps[i])}` : "→ 0")), ""]);
  const due = who && pays(relative[who.mine], truth);
  rows.push(["place pays", "", ...of((i) => (is(i) ? `5 · ${due.centre.toFixed(3)}` : "0")), ""]);
  rows.push(["sides pay", "", ...of((i) => (is(i) ? `5 · ${due.sides.toFixed(3)}` : "0")), ""]);
  return { rows, who };
}

/** Rows [name, box 1, box 2, why, kind] of a cell's predicted numbers. */
export function decodeRows(cell, grid, threshold, classes) {
  const shares = cell.slice(5 * grid.B);
  const best = shares.indexOf(Math.max(...shares));
  const scores = [cell[4], cell[9]].map((confidence) => confidence * shares[best]);
  return [
    ...BOX.map((name, k) => [
      name,
      two(cell[k]),
      two(cell[5 + k]),
      k < 2 ? "in the cell" : k < 4 ? "of the picture" : "",
      "",
    ]),
    ...classes.map((name, c) => [name, two(shares[c]), "", c === best ? "greatest share" : "", "class"]),
    ["score", ...scores.map(two), `confid. · ${two(shares[best])}`, "verdict"],
    ["kept?", ...scores.map((v) => (v >= threshold ? "yes" : "no")), `at least ${two(threshold)}`, ""],
  ];
}

/** @param {any[]} objects @param {ReturnType<typeof import("./yolo.js").encode>} coded */
export function targetSentence(objects, coded, classes, S) {
  const names = objects.map(({ label }) => classes[label]);
  if (!names.length) return "No object: every number of the target is 0.";
  const edge = objects.find(({ box }) => placed(box, S).centre.includes(1));
  if (edge)
    return (
      `The ${classes[edge.label]} is a sliver whose centre is at exactly 1.0: ${S} · 1.0 = ${S} would be a cell that ` +
      "does not exist. The last cell takes it, and says 1."
    );
  if (!coded.lost.length) {
    const each = names.length === 1 ? "The object" : `Each of the ${names.length} objects`;
    return `${each} has a cell of its own on ${S}×${S}: nobody is lost.`;
  }
  const lost = listed(coded.lost.map((i) => names[i]));
  const { row, column } = placed(objects[coded.lost[0]].box, S);
  const first = names[coded.inCell[row * S + column][0]];
  return (
    `${lost[0].toUpperCase()}${lost.slice(1)} ${coded.lost.length > 1 ? "are" : "is"} lost: the cell in row ${row}, ` +
    `column ${column} already speaks of the ${first}, which came first, and a cell has one class.`
  );
}

export function pairSentence(object, who, at, classes) {
  if (!object)
    return (
      `No centre lies in the cell in row ${at.row}, column ${at.column}: neither box answers, and both pay, half, for any ` +
      "confidence at all."
    );
  const { mine, overlaps } = who;
  const [a, b] = [mine, 1 - mine];
  const why =
    overlaps[a] > overlaps[b] ? `IoU ${two(overlaps[a])} against ${two(overlaps[b])}` : "equal IoU, but nearer";
  return (
    `Box ${a + 1} answers for the ${classes[object.label]} (${why}). It alone pays for place and sides; box ${b + 1} pays ` +
    "for being confident at all."
  );
}

export function decodeSentence({ S, passed, kept, dropped, hits, objects }) {
  const all = `${2 * S * S} boxes`;
  if (!passed) return `None of ${all} reaches the threshold: nothing is found.`;
  const gone = dropped ? `suppression drops ${dropped}, ` : "suppression drops none, ";
  const extra = kept - hits;
  const found = `${hits} of ${objects} object${objects === 1 ? "" : "s"} found`;
  return (
    `${passed} of ${all} reach the threshold; ${gone}${kept} ${kept === 1 ? "is" : "are"} left: ${found}` +
    `${extra ? `, and ${extra} box${extra > 1 ? "es" : ""} too many` : ""}.`
  );
}
