// @ts-check
// The arithmetic of one row of a network, with its numbers put in, as cnnkit/widgets/layer_sums.py writes it. No DOM.

import { count } from "./scale.js";

export const CELLS = ["size", "params", "macs", "sees"];
/** What a reader calls them. */
export const NAMES = { size: "gives", params: "parameters", macs: "multiplications", sees: "sees" };
const MOST_TERMS = 8; // of a sum that is written out
const product = (list) => list.reduce((a, b) => a * b, 1);
const isConv = ({ made, in: come }) => made?.[0] === "conv" && come.length === 3;
const isLinear = ({ made }) => made?.[0] === "linear";
const last = (list) => list[list.length - 1];

/** "96×55×55"; "4,096" of a vector. @param {number[]} shape */
export const crossed = (shape) => (shape.length === 1 ? count(shape[0]) : shape.join("×"));

/** A line for each of CELLS. @param {any} row */
export const layerSums = (row) => ({ size: sizes(row), params: params(row), macs: macs(row), sees: sees(row) });

/** The same of a module: its name, in, out, field and join; `rows` are its layers. */
export function moduleSums(group, rows) {
  const gives = crossed(group.out);
  let size = `${crossed(group.in)} comes in, ${gives} leaves`;
  if (group.join) {
    const [kind, parts] = group.join;
    const sum = parts.reduce((a, b) => a + b, 0);
    size =
      kind === "cat"
        ? `${parts.join(" + ")} = ${sum} maps, stacked: ${gives}`
        : `${parts.length} times ${gives}, added up`;
  }
  const of = (key) => total(rows.map((row) => row[key]));
  return { size, params: of("params"), macs: of("macs"), sees: sees({ ...group, made: null }) };
}

function total(numbers) {
  const terms = numbers.filter(Boolean);
  if (!terms.length) return "none";
  const sum = count(terms.reduce((a, b) => a + b, 0));
  if (terms.length === 1) return sum;
  if (terms.length > MOST_TERMS) return `${terms.length} layers together: ${sum}`;
  return `${terms.map(count).join(" + ")} = ${sum}`;
}

function sizes({ kind, made, in: come, out: gives }) {
  const places = come.slice(1).join("·");
  const one = product(gives.slice(1)) === 1;
  if (kind === "Flatten") return `${come.join("·")} = ${count(gives[0])} numbers in a row`;
  if (isLinear({ made })) return `${count(last(come))} numbers in, ${count(last(gives))} out`;
  if (kind.includes("AdaptiveAvg") && one)
    return `the mean of ${places} places, one number for each of ${count(come[0])} maps`;
  if (kind.includes("AdaptiveMax") && one)
    return `the largest of ${places} places, one number for each of ${count(come[0])} maps`;
  const sides = made && gives.length === 3 ? [0, 1].map((axis) => side(made, come, gives, axis)) : [""];
  if (sides.includes("")) return `${crossed(come)} comes in, ${crossed(gives)} leaves`;
  const filters = made[0] === "conv" ? `${gives[0]} filters, ${gives[0]} maps` : `${gives[0]} maps as before`;
  return sides[0] === sides[1] ? `${filters}; side ${sides[0]}` : `${filters}; height ${sides[0]}, width ${sides[1]}`;
}

/** "(227 − 11)/4 + 1 = 55"; empty where the formula does not say what was measured. */
function side(made, come, gives, axis) {
  const [what, kernel, stride, padding, dilation, ...rest] = made;
  const [n, k, s, d, out] = [come[axis + 1], kernel[axis], stride[axis], dilation[axis], gives[axis + 1]];
  if (padding === "same") return out === Math.ceil(n / s) ? `⌈${n}/${s}⌉ = ${out}` : "";
  const reach = d * (k - 1) + 1;
  const p = padding[axis];
  const room = n + 2 * p - reach;
  const up = what === "pool" && Boolean(last(rest));
  if (out !== (up ? Math.ceil : Math.floor)(room / s) + 1) return "";
  if (k === 1 && s === 1 && !p) return `${out} as before`;
  const inside = p ? `${n} + 2·${p} − ${reach}` : `${n} − ${reach}`;
  let part = s > 1 ? `(${inside})/${s}` : inside;
  if (room % s) part = up ? `⌈${part}⌉` : `⌊${part}⌋`;
  return `${part} + 1 = ${out}`;
}

const groupsOf = (made) => made[made.length - 2];

/** "11·11·3", of grouped convolutions "5·5·96/2". */
function windowOf({ made, in: come }) {
  const shared = groupsOf(made) > 1 ? `/${groupsOf(made)}` : "";
  return `${made[1][0]}·${made[1][1]}·${come[0]}${shared}`;
}
const weightsOf = ({ made, in: come, out }) => (out[0] * made[1][0] * made[1][1] * come[0]) / groupsOf(made);

function params(row) {
  const { made, params: all, also, out } = row;
  if (!all) return "none";
  const behind = also ? ` + 2·${out[0]} of batch norm` : "";
  if (isConv(row)) {
    const biases = out[0] * last(made);
    if (weightsOf(row) + biases + also === all)
      return `${out[0]}·(${windowOf(row)})${biases ? ` + ${biases}` : ""}${behind} = ${count(all)}`;
  }
  if (isLinear(row)) {
    const [come, gives] = [last(row.in), last(out)];
    if (come * gives + gives * made[1] + also === all)
      return `${count(come)}·${count(gives)}${made[1] ? ` + ${count(gives)}` : ""}${behind} = ${count(all)}`;
  }
  if (row.kind === "BatchNorm2d" && all === 2 * out[0]) return `2·${out[0]} = ${count(all)}`;
  return count(all);
}

function macs(row) {
  const { macs: all, out } = row;
  if (!all) return "none";
  if (isConv(row) && weightsOf(row) * out[1] * out[2] === all)
    return `${out[0]}·(${windowOf(row)}) weights at ${out[1]}·${out[2]} places = ${count(all)}`;
  if (isLinear(row) && last(row.in) * last(out) === all)
    return `one for each weight: ${count(last(row.in))}·${count(last(out))} = ${count(all)}`;
  return count(all);
}

function sees({ field, made }) {
  if (!field) return "not known";
  const [size, jump] = field;
  if (jump === 0) return "the whole picture";
  if (made && made[0] !== "linear") {
    const axis = made[1][0] >= made[1][1] ? 0 : 1;
    const [k, s, d] = [made[1][axis], made[2][axis], made[4][axis]];
    const step = jump / s;
    const before = size - (k - 1) * d * step;
    if (k > 1 && before >= 1) return `${before} + (${k} − 1)·${d > 1 ? `${d}·` : ""}${step} = ${size} pixels a side`;
  }
  return made ? `${size} pixels a side, as before` : `${size} pixels a side`;
}
