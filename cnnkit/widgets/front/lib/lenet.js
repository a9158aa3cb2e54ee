// @ts-check
// LeNet-5's layers as the widgets lay them out, and which units each unit reads. No DOM.
import { fieldOf } from "./net.js";

export const LAYERS = [
  { name: "C1", words: "6 maps of 28×28", kind: "conv", k: 5, s: 1, count: 6, h: 28, w: 28, columns: 6, gap: 2 },
  {
    name: "S2",
    words: "6 maps of 14×14",
    kind: "pool",
    k: 2,
    s: 2,
    count: 6,
    h: 14,
    w: 14,
    columns: 6,
    unit: 2,
    gap: 2,
  },
  {
    name: "C3",
    words: "16 maps of 10×10",
    kind: "conv",
    k: 5,
    s: 1,
    count: 16,
    h: 10,
    w: 10,
    columns: 8,
    unit: 2,
    gap: 2,
  },
  { name: "S4", words: "16 maps of 5×5", kind: "pool", k: 2, s: 2, count: 16, h: 5, w: 5, columns: 8, unit: 4, gap: 2 },
  { name: "C5", words: "120 units", kind: "conv", k: 5, s: 1, count: 120, h: 1, w: 1, columns: 40, unit: 7, gap: 1 },
  { name: "F6", words: "84 units", kind: "dense", k: 1, s: 1, count: 84, h: 1, w: 1, columns: 42, unit: 7, gap: 1 },
  {
    name: "Output",
    words: "10 classes",
    kind: "dense",
    k: 1,
    s: 1,
    count: 10,
    h: 1,
    w: 1,
    columns: 10,
    unit: 40,
    gap: 0,
  },
];
export const OUTPUT = LAYERS.length - 1;

/** Numbers that came one layer after the other, cut for all layers but the output. @param {Float32Array} all */
export function byLayer(all) {
  let at = 0;
  return LAYERS.slice(0, OUTPUT).map(({ count, h, w }) => all.subarray(at, (at += count * h * w)));
}

export function unitName([index, map, row, column]) {
  const { name, h } = LAYERS[index];
  if (index === OUTPUT) return `Output ${map}`;
  return h === 1 ? `${name}, unit ${map}` : `${name}, map ${map}, row ${row}, column ${column}`;
}

/** The units of the layer before that this unit reads: maps, and first and last row and column; null for all of them. */
export function sources([index, map, row, column]) {
  const { kind, k, s } = LAYERS[index],
    before = LAYERS[index - 1];
  if (kind === "dense") return null;
  const window = (at) => [at * s, at * s + k - 1];
  const maps = kind === "pool" ? [map] : Array.from({ length: before?.count ?? 1 }, (_, i) => i);
  return { maps, rows: window(row), columns: window(column) };
}

/** A unit's place in its layer, its value in the layers' `maps`, and the rows and columns of the input that it sees. */
export function unitAt([index, map, row, column], maps) {
  const { h, w } = LAYERS[index];
  const below = LAYERS.slice(0, index + 1).map(({ k, s }) => [k, s]);
  const place = (map * h + row) * w + column;
  return { place, value: maps[index][place], rows: fieldOf(below, row), columns: fieldOf(below, column) };
}
