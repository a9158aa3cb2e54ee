// @ts-check
// Controls that edit a chain of layers: the numbers of the chosen one, and buttons that move, remove and add.
import { MOST, readLayers } from "./chain.js";
import { button, choice, counter } from "./controls.js";
import { el } from "./dom.js";
import { edited } from "./edit-line.js";

const FRESH = [
  ["conv", "conv 16 k3"],
  ["pool", "pool 2"],
  ["flatten", "flatten"],
  ["gap", "gap"],
  ["linear", "linear 10"],
];
const FIELDS = new Map([
  ["conv", ["number", "k", "s", "p"]],
  ["pool", ["number", "s", "p"]],
  ["avgpool", ["number", "s", "p"]],
  ["linear", ["number"]],
]);
const LABELS = {
  number: (kind) => ({ conv: "filters", linear: "outputs" })[kind] ?? "window",
  k: () => "kernel",
  s: () => "stride",
  p: () => "padding",
  given: () => "reads",
};
const RULES = {
  number: "a layer has whole ones",
  k: "a kernel covers whole pixels",
  s: "a window starts on a pixel",
  p: "zero columns are added whole",
  given: "it is told how many numbers come in",
};

export const linesOf = (text) => text.split("\n").filter((line) => line.split("#")[0].trim());

/** The chosen layer, `{ kind: "input" }`, or null for a line that cannot be read. */
function current({ lines, chosen }) {
  if (!chosen) return { kind: "input", given: null };
  try {
    return readLayers(lines[chosen - 1])[0];
  } catch {
    return null;
  }
}

/**
 * Counters for the chosen layer. `state()` is what the widget knows now. They are built anew, and those of the former
 * layer forgotten, where another kind of layer is chosen: a counter never asks about a layer that it does not describe.
 */
export function numberBar(state, put) {
  const node = el("div", { class: "ck-numbers" });
  let kind = "";
  let calls = [];
  const source = (get, set) => ({
    get,
    set,
    on(call) {
      calls.push(call);
      call();
    },
  });
  return {
    node,
    draw(now) {
      const layer = current(now);
      const next = layer ? `${layer.kind}${layer.given === null ? "" : " in"}` : "none";
      if (next === kind) return calls.forEach((call) => call());
      [kind, calls] = [next, []];
      node.replaceChildren(el("div", { class: "ck-bar" }, ...fieldsOf(layer, state, put, source)));
    },
  };
}

function fieldsOf(layer, state, put, source) {
  if (!layer) return [el("p", { class: "ck-note", text: "This line cannot be read: mend it as text." })];
  if (layer.kind === "input") return inputFields(state, put, source);
  const change = (field) => (value) => {
    const now = state();
    const latest = current(now);
    // between a change of the text and the next frame, the counters of the former layer are still there
    if (!latest || latest.kind === "input") return;
    const lines = [...now.lines];
    lines[now.chosen - 1] = edited(lines[now.chosen - 1], latest, field, value);
    put({ layers: lines.join("\n") });
  };
  const bound = (field) => source(() => valueOf(current(state()), field), change(field));
  const fields = [...(FIELDS.get(layer.kind) ?? []), ...(layer.given === null ? [] : ["given"])];
  const counters = fields.map((field) =>
    counter(bound(field), LABELS[field](layer.kind), { min: field === "p" ? 0 : 1, max: MOST, rule: RULES[field] }),
  );
  const padding = source(() => current(state())?.fields.p, change("p"));
  const pad = () =>
    choice(padding, "later stride-1 convs pad", [
      [0, "nothing"],
      ["same", "to keep the size"],
    ]);
  return [el("b", { text: layer.kind }), ...counters, ...(layer.kind === "pad" ? [pad()] : [])];
}

function inputFields(state, put, source) {
  const side = (axes, label) => {
    const set = (value) => put({ input: state().input.map((old, i) => (axes.includes(i) ? value : old)) });
    return counter(
      source(() => state().input[axes[0]], set),
      label,
      { min: 1, max: 4096, rule: "an image has whole ones" },
    );
  };
  return [el("b", { text: "input" }), side([0], "channels"), side([1, 2], "side")];
}

/** What a counter shows: "p same" and a stride that is not written have the number that they stand for. */
function valueOf(layer, field) {
  if (!layer) return "";
  const window = layer.number ?? layer.fields?.k;
  if (field === "number") return window;
  if (field === "given") return layer.given;
  const usual = { s: layer.kind.endsWith("pool") ? window : 1, p: 0 }[field];
  return layer.fields?.[field] ?? usual;
}

/** Buttons that move, remove and add lines. */
export function arrangeButtons(state, put) {
  const act = (work) => () => {
    const { lines, chosen } = state();
    const next = [...lines];
    const selected = work(next, chosen - 1) + 1;
    put({ layers: next.join("\n"), selected });
  };
  const swap = (by) =>
    act((lines, i) => {
      if (i < 0 || i + by < 0 || i + by >= lines.length) return i;
      [lines[i], lines[i + by]] = [lines[i + by], lines[i]];
      return i + by;
    });
  const remove = act((lines, i) => {
    if (i >= 0) lines.splice(i, 1);
    return Math.min(i, lines.length - 1);
  });
  const add = (line) =>
    act((lines, i) => {
      lines.splice(i + 1, 0, line);
      return i + 1;
    });
  const labelled = (text, label, work) => button(text, work, { "aria-label": label });
  return el(
    "div",
    { class: "ck-field ck-arrange", role: "group", "aria-label": "arrange the layers" },
    labelled("↑", "move the layer up", swap(-1)),
    labelled("↓", "move the layer down", swap(1)),
    labelled("✕", "remove the layer", remove),
    el("span", { class: "ck-label", text: "add" }),
    ...FRESH.map(([kind, line]) => labelled(kind, `add ${kind} below`, add(line))),
  );
}
