// A chain of layers to edit: what each gives and costs, what one unit sees, and where the chain breaks.
import { cone, readLayers, trace } from "./lib/chain.js";
import { choice, count, counter, el, frame, presets, put, slider, watch } from "./lib/dom.js";
import { sized } from "./lib/drag.js";
import { edited } from "./lib/edit-line.js";
import { coneView, slabs } from "./lib/stack-picture.js";
import "./stack-builder.css";

const KEYS = ["layers", "input", "selected", "cone", "across", "down", "note"];
const FRESH = { conv: "conv 16 k3", pool: "pool 2", flatten: "flatten", gap: "gap", linear: "linear 10" };
const NAMES = { number: { conv: "filters", linear: "outputs", pool: "window", avgpool: "window" }, k: "kernel", s: "stride", p: "padding", given: "reads" };

const linesOf = (text) => text.split("\n").filter((line) => line.split("#")[0].trim());
const sizeOf = (shape) => shape.join("×");

/** What the page knows: raw lines, the rows that can be built, the error, and the chosen line (0 is the input). */
function read(model) {
  const lines = linesOf(model.get("layers"));
  const input = model.get("input");
  const chosen = Math.max(0, Math.min(model.get("selected"), lines.length));
  return { lines, input, chosen, cone: model.get("cone"), ...trace(lines.join("\n"), input) };
}

function render({ model, el: root }) {
  const { section, controls, stage, says } = frame(root, model, "stack-builder");
  const note = el("p", { class: "ck-note" });
  const table = el("table", { class: "ck-layers" });
  const detail = el("p", { class: "ck-detail" });
  const photo = photograph(model);
  stage.append(table);
  stage.before(note, photo.node);
  section.append(says, detail, controls);
  buildControls(model, controls);
  const box = sized(stage, () => draw());

  function draw() {
    const state = read(model);
    note.textContent = model.get("note");
    note.hidden = !model.get("note");
    drawTable(model, table, state, box.width());
    says.textContent = verdict(state);
    says.classList.toggle("ck-broken", Boolean(state.error));
    detail.textContent = explainRow(state);
    photo.draw(state);
  }
  watch(model, KEYS, draw);
  return () => { box.stop(); photo.stop(); };
}

function verdict({ rows, error, lines, chosen, cone: wantsField }) {
  if (error) return error.message;
  const row = rows[chosen - 1];
  if (wantsField && row) {
    const { size, jump } = row.field;
    return `One unit after “${row.text}” sees ${size} × ${size} pixels; neighbours look ${jump} ${jump === 1 ? "pixel" : "pixels"} apart.`;
  }
  const params = rows.reduce((sum, { params: n }) => sum + n, 0);
  const macs = rows.reduce((sum, { macs: n }) => sum + n, 0);
  const top = rows.reduce((best, one) => (one.params > best.params ? one : best), { params: 0 });
  const share = top.params ? ` ${Math.round((100 * top.params) / params)} % of the parameters lie in “${top.text}”.` : "";
  return lines.length ? `${count(params)} parameters, ${count(macs)} multiplications.${share}` : "No layers yet: add one.";
}

/** The arithmetic of the chosen row, with its numbers. */
function explainRow({ rows, chosen, input, cone: wantsField }) {
  const row = rows[chosen - 1];
  if (!row) return "";
  const before = rows[chosen - 2];
  const { layer, params, macs } = row;
  const last = row.windows.at(-1);
  if (wantsField && row.shape.length === 3 && last && row.windows.length > (before?.windows.length ?? 0)) {
    const { size, jump } = before?.field ?? { size: 1, jump: 1 };
    return `Field ${size} + (${last[0]} − 1)·${last[3] > 1 ? `${last[3]}·` : ""}${jump} = ${row.field.size}; jump ${jump}·${last[1]} = ${row.field.jump}; first centre ${row.field.start}.`;
  }
  const cIn = (before?.shape ?? input)[0];
  const bias = layer.words.includes("nobias") ? "" : ` + ${layer.number}`;
  const cut = row.note ? ` ${row.note.split(". Exact")[0].split("; padding")[0]}` : "";
  if (layer.kind === "linear") return `${cIn}·${layer.number}${bias} = ${count(params)} parameters, one multiplication a weight: ${count(macs)}.`;
  if (layer.kind !== "conv") return cut.trim() || "No parameters, no multiplications.";
  const { k, g = 1 } = layer.fields;
  const [, h, w] = row.shape;
  return `${layer.number}·(${k}·${k}·${cIn / g})${bias} = ${count(params)} parameters; every weight at ${h}·${w} places: ${count(macs)} multiplications.${cut}`;
}

function drawTable(model, table, state, width) {
  const { lines, input, rows, error, chosen, cone: wantsField } = state;
  const focused = [...table.querySelectorAll(".ck-layer")].indexOf(table.getRootNode().activeElement);
  const high = width < 560 || matchMedia("(pointer: coarse)").matches ? 44 : 36;
  const select = (i) => {
    put(model, { selected: Math.max(0, Math.min(lines.length, i)) });
    table.querySelectorAll(".ck-layer")[model.get("selected")]?.focus();
  };
  const bad = error ? lines.findIndex((_, i) => i === error.line) : -1;
  const drawn = { rows, input, bad, total: lines.length, chosen, error, across: model.get("across") };
  const pictures = el("td", { class: "ck-pictures", rowspan: lines.length + 1 });
  const line = (text, i, cells, kind = "") => el("tr", { class: `${i === chosen ? "ck-chosen " : ""}${kind}`, style: `height:${high}px` },
    el("th", { scope: "row" }, el("button", {
      type: "button", class: "ck-layer", text, tabindex: i === chosen ? 0 : -1, "aria-current": i === chosen ? "true" : null, "data-lm-suppress-shortcuts": "true",
      onclick: () => select(i),
      onkeydown: (event) => {
        const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (by) { event.preventDefault(); select(i + by); }
      },
    })),
    i === 0 ? pictures : null,
    ...cells.map((text2) => el("td", { text: text2 })));
  const blank = ["", "", ""];
  const numbers = (row) => {
    const spatial = row.shape.length === 3;
    if (wantsField) return [row.field.size, spatial ? row.field.jump : "–", spatial ? row.field.start : "–"];
    return [row.kind === "pad" ? "" : count(row.params), row.kind === "pad" ? "" : count(row.macs)];
  };
  table.replaceChildren(
    el("caption", { class: "ck-hidden", text: "Layers, what each gives, and what it costs or sees" }),
    el("thead", {}, el("tr", {}, ...["layer", wantsField ? "what one unit sees" : "side and channels", "gives",
      ...(wantsField ? ["field", "jump", "start"] : ["parameters", "multiplications"])].map((text) => el("th", { scope: "col", text })))),
    el("tbody", {},
      line(`input ${sizeOf(input)}`, 0, [sizeOf(input), ...(wantsField ? [1, 1, 0.5] : ["", ""])]),
      ...lines.map((text, i) => {
        const row = rows[i];
        if (row) return line(text, i + 1, [row.kind === "pad" ? "" : sizeOf(row.shape), ...numbers(row)], row.unread ? "ck-cuts" : "");
        return line(text, i + 1, [i === bad ? "✗" : "–", ...blank.slice(wantsField ? 0 : 1)], i === bad ? "ck-bad" : "ck-unreached");
      })),
    ...(error || wantsField ? [] : [el("tfoot", {}, el("tr", {}, el("th", { scope: "row", text: "total" }), el("td"), el("td"),
      el("td", { text: count(rows.reduce((sum, row) => sum + row.params, 0)) }),
      el("td", { text: count(rows.reduce((sum, row) => sum + row.macs, 0)) })))]),
  );
  pictures.append((wantsField ? coneView : slabs)(drawn, Math.min(320, pictures.clientWidth - 8), high));
  if (focused >= 0) table.querySelectorAll(".ck-layer")[Math.min(focused, lines.length)]?.focus();
}

function buildControls(model, controls) {
  const initial = Object.fromEntries(KEYS.map((key) => [key, model.get(key)]));
  const text = el("textarea", { rows: 8, spellcheck: "false", "aria-label": "All layers as text, one a line", "data-lm-suppress-shortcuts": "true" });
  text.addEventListener("change", () => put(model, { layers: linesOf(text.value).join("\n") }));
  watch(model, ["layers"], () => { text.value = linesOf(model.get("layers")).join("\n"); });
  const numbers = el("div", { class: "ck-numbers" });
  const bars = new Map();
  watch(model, ["layers", "selected"], () => {
    const layer = current(model);
    const key = layer ? `${layer.kind}${layer.given === null ? "" : " in"}` : "none";
    if (!bars.has(key)) bars.set(key, numberBar(model, key, layer));
    if (numbers.firstChild !== bars.get(key)) numbers.replaceChildren(bars.get(key));
  });
  const across = slider(model, "across", "unit at", { min: 0, max: 100, unit: "% of the width" });
  watch(model, ["cone"], () => { across.hidden = !model.get("cone"); });
  controls.append(numbers, arrange(model), across,
    choice(model, "cone", "Show", [[false, "costs"], [true, "what a unit sees"]]),
    el("details", {}, el("summary", { text: "As text" }), text),
    presets(model, [...model.get("presets"), ["Reset", initial]]));
}

/** The chosen layer, `{ kind: "input" }`, or null for a line that cannot be read. */
function current(model) {
  const { lines, chosen } = read(model);
  if (!chosen) return { kind: "input", given: null };
  try {
    return readLayers(lines[chosen - 1])[0];
  } catch {
    return null;
  }
}

/** Counters for the numbers of one kind of layer; they always speak of the chosen line. */
function numberBar(model, key, layer) {
  if (!layer) return el("p", { class: "ck-note", text: "This line cannot be read: mend it as text." });
  const bind = (get, set) => ({ get, set: (_, value) => set(value), save_changes: () => model.save_changes(),
    on: (_, later) => ["layers", "selected", "input"].forEach((trait) => model.on(`change:${trait}`, later)) });
  if (layer.kind === "input") {
    const side = (from, label) => counter(bind(() => model.get("input")[from], (value) =>
      model.set("input", model.get("input").map((old, i) => (i === from || (from && i) ? value : old)))), `input-${from}`, label, { min: 1, max: 4096 });
    return el("div", { class: "ck-bar" }, el("b", { text: "input" }), side(0, "channels"), side(1, "side"));
  }
  const change = (field, value) => {
    const { lines, chosen } = read(model);
    lines[chosen - 1] = edited(lines[chosen - 1], current(model), field, value);
    model.set("layers", lines.join("\n"));
  };
  const value = (field) => {
    const now = current(model);
    if (!now) return "";
    if (field === "number") return now.number ?? now.fields.k;
    if (field === "given") return now.given;
    const usual = { s: now.kind.endsWith("pool") ? (now.number ?? now.fields.k) : 1, p: 0 }[field];
    return now.fields[field] ?? usual;
  };
  const fields = { conv: ["number", "k", "s", "p"], pool: ["number", "s", "p"], avgpool: ["number", "s", "p"], linear: ["number"] }[layer.kind] ?? [];
  if (layer.given !== null) fields.push("given");
  const bar = el("div", { class: "ck-bar" }, el("b", { text: layer.kind }), ...fields.map((field) =>
    counter(bind(() => value(field), (next) => change(field, next)), field, NAMES[field][layer.kind] ?? NAMES[field], { min: field === "p" ? 0 : 1, max: 99999 })));
  if (layer.kind === "pad") {
    bar.append(choice(bind(() => current(model)?.fields.p, (next) => change("p", next)), "pad", "later stride-1 convs pad", [[0, "nothing"], ["same", "to keep the size"]]));
  }
  return bar;
}

/** Buttons that move, remove and add lines. */
function arrange(model) {
  const act = (work) => () => {
    const { lines, chosen } = read(model);
    const next = work(lines, chosen - 1);
    put(model, { layers: lines.join("\n"), selected: next + 1 });
  };
  const swap = (by) => act((lines, i) => {
    if (i < 0 || i + by < 0 || i + by >= lines.length) return i;
    [lines[i], lines[i + by]] = [lines[i + by], lines[i]];
    return i + by;
  });
  const button = (text, label, onclick) => el("button", { type: "button", text, "aria-label": label, onclick });
  return el("div", { class: "ck-field ck-arrange", role: "group", "aria-label": "arrange the layers" },
    button("↑", "move the layer up", swap(-1)), button("↓", "move the layer down", swap(1)),
    button("✕", "remove the layer", act((lines, i) => { if (i >= 0) lines.splice(i, 1); return Math.min(i, lines.length - 1); })),
    el("span", { class: "ck-label", text: "add" }),
    ...Object.entries(FRESH).map(([kind, line]) => button(kind, `add ${kind} below`, act((lines, i) => { lines.splice(i + 1, 0, line); return i + 1; }))));
}

/** The photograph with a square on what the chosen unit sees; dragging moves the unit. */
function photograph(model) {
  const image = el("img", { alt: "", draggable: "false" });
  const square = el("div", { class: "ck-square" });
  const node = el("div", { class: "ck-photo", hidden: true }, image, square);
  let url = "";
  Promise.resolve(model.get("image")).then((bytes) => {
    if (!bytes?.byteLength) return;
    url = URL.createObjectURL(new Blob([bytes]));
    image.src = url;
    node.dataset.has = "1";
    draw(read(model));
  });
  const move = (event) => {
    if (!event.buttons) return;
    const box = node.getBoundingClientRect();
    const part = (at, from, size) => Math.round(Math.max(0, Math.min(100, (100 * (at - from)) / size)));
    put(model, { across: part(event.clientX, box.left, box.width), down: part(event.clientY, box.top, box.height) });
  };
  node.addEventListener("pointerdown", (event) => { node.setPointerCapture(event.pointerId); move(event); });
  node.addEventListener("pointermove", move);
  function draw(state) {
    const row = state.rows.slice(0, state.chosen).findLast(({ shape }) => shape.length === 3);
    node.hidden = !node.dataset.has || !state.cone;
    const [, h, w] = state.input;
    const along = (per, n, units) => {
      const [low, high] = cone(row?.windows ?? [], Math.round((per / 100) * (units - 1)))[0];
      return [(100 * low) / n, (100 * (high - low + 1)) / n];
    };
    const [left, width] = along(model.get("across"), w, row?.shape[2] ?? w);
    const [top, height] = along(model.get("down"), h, row?.shape[1] ?? h);
    square.style.cssText = `left:${left}%;top:${top}%;width:${width}%;height:${height}%`;
    node.setAttribute("role", "img");
    node.setAttribute("aria-label", `Photograph, ${w} pixels wide, with a square of ${row?.field.size ?? 1} pixels that the unit sees`);
  }
  return { node, draw, stop: () => url && URL.revokeObjectURL(url) };
}
export default { render };
