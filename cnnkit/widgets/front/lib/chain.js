// @ts-check
// A chain of layers written as lines of text, as in cnnkit/widgets/chain.py (which explains the lines); no DOM.
import {
  convMacs,
  convParams,
  explain,
  geometry,
  linearParams,
  problem,
  receptiveField,
  samePadding,
} from "./sizing.js";

export const FORMS = {
  conv: "conv 32 k3 s1 p1 d1 g1 in 3 nobias",
  pool: "pool 2 s2 p0 ceil",
  avgpool: "avgpool 2 s2 p0 ceil",
  gap: "gap",
  gmp: "gmp",
  flatten: "flatten",
  linear: "linear 10 in 576 nobias",
  pad: "pad same",
  relu: "relu",
  tanh: "tanh",
  sigmoid: "sigmoid",
  dropout: "dropout",
};
export const MOST = 9_999_999; // beyond it doubles would print sums that are not exact
const FIELDS = { conv: "kspdg", pool: "ksp", avgpool: "ksp", linear: "", pad: "" };
const WORDS = { conv: ["nobias"], pool: ["ceil"], avgpool: ["ceil"], linear: ["nobias"] };

class ChainError extends Error {
  constructor(line, message) {
    super(message);
    this.line = line;
  }
}

/** The layers of a text, one a line; throws a ChainError with `line` (from 0) where a line cannot be read. */
export const readLayers = (text) => [...eachLayer(text)];

function* eachLayer(text) {
  for (const [line, raw] of text.split("\n").entries()) {
    const clean = raw.split("#")[0].trim().toLowerCase();
    if (clean) yield readLine(clean, line);
  }
}

function readLine(text, line) {
  const kind = text.split(/\s+/)[0];
  if (!Object.hasOwn(FORMS, kind))
    throw new ChainError(line, `“${text}”: no layer is called “${kind}”. Legal: ${Object.keys(FORMS).join(", ")}.`);
  const layer = { kind, line, text, number: null, fields: {}, given: null, words: [] };
  const rest = text.slice(kind.length).replace(/\b(in|p)\s+(?=\w)/g, "$1");
  for (const token of rest.split(/\s+/).filter(Boolean)) {
    if (/^\d+$/.test(token) && layer.number === null && kind in FIELDS && kind !== "pad") layer.number = Number(token);
    else if (/^in\d+$/.test(token) && (kind === "conv" || kind === "linear")) layer.given = Number(token.slice(2));
    else if ((token === "psame" || token === "pvalid") && kind === "conv") layer.fields.p = token.slice(1);
    else if (/^[kspdg]\d+$/.test(token) && FIELDS[kind]?.includes(token[0]))
      layer.fields[token[0]] = Number(token.slice(1));
    else if (WORDS[kind]?.includes(token)) layer.words.push(token);
    else if (kind === "pad" && ["same", "valid", "0"].includes(token)) layer.fields.p = token === "same" ? "same" : 0;
    else throw new ChainError(line, `“${text}”: “${token}” cannot be read here. Legal: ${FORMS[kind]}.`);
  }
  checkNumbers(layer);
  return layer;
}

function checkNumbers({ kind, line, text, number, fields, given }) {
  const refuse = (why) => {
    throw new ChainError(line, why);
  };
  const names = (what) => refuse(`“${text}” names no ${what}. Legal: ${FORMS[kind]}.`);
  if (kind === "conv" && number === null) names("number of filters");
  if (kind === "linear" && number === null) names("number of outputs");
  if (kind === "conv" && fields.k === undefined) names("kernel");
  if (kind.endsWith("pool") && number === null && fields.k === undefined) names("window");
  if (kind === "pad" && fields.p === undefined) refuse("“pad” says nothing. Legal: pad same, pad 0.");
  for (const [name, value] of [["the number", number], ["in", given], ...Object.entries(fields)]) {
    const least = name === "p" ? 0 : 1;
    if (typeof value === "number" && value < least && kind !== "pad")
      refuse(`“${text}”: ${name} is ${value}; legal: ${least} or more.`);
    if (value > MOST) refuse(`“${text}”: ${name} is larger than 9,999,999.`);
  }
}

/** `{ rows, error }` for an input [c, h, w]: every row that can be built, and `{ line, message }` of what stops the chain. */
export function trace(text, input) {
  const flow = { shape: input, source: "the input", pad: 0, windows: [], next: [], rows: [] };
  try {
    for (const layer of eachLayer(text)) step(flow, layer);
  } catch (error) {
    if (!(error instanceof ChainError)) throw error;
    return { rows: flow.rows, error: { line: error.line, message: error.message } };
  }
  return { rows: flow.rows, error: null };
}

function step(flow, layer) {
  const row = { text: layer.text, line: layer.line, kind: layer.kind, layer, params: 0, macs: 0, unread: 0, note: "" };
  if (layer.kind === "pad") flow.pad = layer.fields.p;
  else if (layer.kind === "conv") conv(flow, layer, row);
  else if (layer.kind.endsWith("pool")) pool(flow, layer, row);
  else if (["gap", "gmp", "flatten"].includes(layer.kind)) vector(flow, layer);
  else if (layer.kind === "linear") linear(flow, layer, row);
  if (layer.kind !== "pad") flow.source = `“${layer.text}”`;
  flow.rows.push({ ...row, shape: flow.shape, field: receptiveField(flow.windows), windows: [...flow.windows] });
}

function maps(flow, layer) {
  if (flow.shape.length === 3) return flow.shape;
  throw new ChainError(
    layer.line,
    `“${layer.text}” slides over maps, but ${flow.source} gives a row of ${flow.shape[0]} numbers. ` +
      "Likely fix: move it above the flatten or global pool.",
  );
}

function slide(flow, layer, row, [k, s, p, d]) {
  const isPool = layer.kind !== "conv";
  const refuse = (why) => {
    throw new ChainError(layer.line, `“${layer.text}” on ${flow.shape.join("×")}: ${why}`);
  };
  const sides = maps(flow, layer)
    .slice(1)
    .map((n) => {
      if (p === "same" && s > 1) {
        const [left, right] = samePadding(n, k, s, d);
        refuse(
          `torch has padding='same' only at stride 1, got stride ${s}. Other frameworks then give ceil(${n}/${s}) = ${Math.ceil(n / s)}; ` +
            `for that, pad by hand: ${left} on the left and ${right} on the right.`,
        );
      }
      const [left, right] = p === "same" ? samePadding(n, k, 1, d) : p === "valid" ? [0, 0] : [p, p];
      const g = geometry({ n, k, s, left, right, d, pool: isPool, ceil: layer.words.includes("ceil") });
      const wrong = problem(g);
      if (wrong) refuse(wrong);
      return g;
    });
  const g = sides.at(-1);
  flow.windows.push([k, s, g.left, d]);
  row.unread = g.unread.length;
  if (g.unread.length) row.note = explain(g).text;
  return sides.map(({ size }) => size);
}

function conv(flow, layer, row) {
  const [c] = maps(flow, layer);
  if (layer.given !== null && layer.given !== c) {
    throw new ChainError(
      layer.line,
      `“${layer.text}” was told to read ${layer.given} channels, but ${flow.source} gives ${c}. Likely fix: in ${c}, or leave it out.`,
    );
  }
  const { k, s = 1, d = 1, g = 1, p = s === 1 ? flow.pad : 0 } = layer.fields;
  const out = layer.number;
  for (const [name, channels] of [
    ["in_channels", c],
    ["out_channels", out],
  ]) {
    if (channels % g === 0) continue;
    const legal = Array.from({ length: Math.min(c, out) }, (_, i) => i + 1).filter((m) => c % m === 0 && out % m === 0);
    throw new ChainError(
      layer.line,
      `“${layer.text}” on ${flow.shape.join("×")}: groups must divide ${name}: ${channels} channels do not split into ${g} groups; legal: ${legal.join(", ")}`,
    );
  }
  const [h, w] = slide(flow, layer, row, [k, s, p, d]);
  row.params = convParams(c, out, k, !layer.words.includes("nobias"), g).total;
  row.macs = convMacs(c, out, k, h, w, g);
  flow.shape = [out, h, w];
}

function pool(flow, layer, row) {
  const k = layer.number ?? layer.fields.k;
  const [h, w] = slide(flow, layer, row, [k, layer.fields.s ?? k, layer.fields.p ?? 0, 1]);
  flow.shape = [flow.shape[0], h, w];
}

function vector(flow, layer) {
  const [c, h, w] = maps(flow, layer);
  const flat = layer.kind === "flatten"; // then it is the next layer that reads every place at once
  flow.shape = [flat ? c * h * w : c];
  (flat ? flow.next : flow.windows).push([w, w, 0, 1]);
}

function linear(flow, layer, row) {
  const out = layer.number;
  const refuse = (why) => {
    throw new ChainError(layer.line, `mat1 and mat2 shapes cannot be multiplied ${why}`);
  };
  if (flow.shape.length === 3) {
    const [c, h, w] = flow.shape;
    if (layer.given === w) {
      throw new ChainError(
        layer.line,
        `“${layer.text}” would run on each of the ${c * h} rows of ${w} and give ${c}×${h}×${out}, not ` +
          `${out} numbers. Likely fix: flatten first, and in ${c * h * w}.`,
      );
    }
    refuse(
      `(${c * h}×${w} and ${layer.given ?? c * h * w}×${out}): a Linear reads the last axis only, and ${flow.source} gives maps of ${c}×${h}×${w}. ` +
        `Likely fix: flatten first, which makes ${c}·${h}·${w} = ${c * h * w} numbers.`,
    );
  }
  const [features] = flow.shape;
  if (layer.given !== null && layer.given !== features) refuse(mismatch(flow, layer, features));
  const params = linearParams(features, out, !layer.words.includes("nobias"));
  row.params = params.total;
  row.macs = params.weights;
  flow.shape = [out];
  flow.windows.push(...flow.next.splice(0));
}

const product = (shape) => shape.reduce((a, b) => a * b, 1);

function mismatch(flow, layer, features) {
  const before = flow.rows.slice(0, -1).findLast(({ shape }) => shape.length === 3)?.shape;
  const flat = before && product(before) === features;
  const seen = flow.rows.findLast(({ shape }) => shape.length === 3 && product(shape) === layer.given);
  const side = before && Math.round(Math.sqrt(layer.given / before[0]));
  const square = flat && side * side * before[0] === layer.given;
  return (
    `(1×${features} and ${layer.given}×${layer.number}): this Linear was told to read ${layer.given} ${layer.given === 1 ? "number" : "numbers"}, ` +
    `but ${flow.source} gives ${flat ? `${before.join("·")} = ` : ""}${features}. Likely fix: in ${features}` +
    (seen
      ? `. (${layer.given} = ${seen.shape.join("·")} is what “${seen.text}” gives.)`
      : square
        ? `; or a layer above it, for ${layer.given} = ${before[0]}·${side}·${side} expects maps of ${side}×${side}.`
        : ".")
  );
}

/** Units [first, last] that one unit of the last map sees on every map below it, down to the input, along one axis.
 *  `windows` are [kernel, stride, padding, dilation]; not cut at the borders. */
export function cone(windows, unit) {
  const seen = [[unit, unit]];
  for (const [k, s, p, d = 1] of [...windows].reverse()) {
    const [low, high] = seen[0];
    seen.unshift([low * s - p, high * s - p + (k - 1) * d]);
  }
  return seen;
}
