// @ts-check
// A chain of layers to edit: what each gives and costs, what one unit sees, and where the chain breaks.
import { trace } from "./lib/chain.js";
import { choice, presets, slider } from "./lib/controls.js";
import { clamp, count, el, newId, on, tell } from "./lib/dom.js";
import { sized } from "./lib/drag.js";
import { arrangeButtons, linesOf, numberBar } from "./lib/stack-edit.js";
import { photograph } from "./lib/stack-photo.js";
import { layerTable } from "./lib/stack-table.js";
import { configOf, layersOf } from "./lib/vgg-config.js";
import { widget } from "./lib/widget.js";
import "./stack-builder.css";

const STATE = ["layers", "input", "selected", "cone", "across", "down", "note"];

/** What the page knows: raw lines, the rows that can be built, the error, and the chosen line (0 is the input). */
function read(get) {
  const lines = linesOf(get("layers"));
  const input = get("input");
  const chosen = clamp(get("selected"), 0, lines.length);
  const traced = trace(lines.join("\n"), input);
  const bad = traced.error ? lines.findIndex((_, i) => i === traced.error.line) : -1;
  return { lines, input, chosen, bad, cone: get("cone"), across: get("across"), down: get("down"), ...traced };
}

function setup(ui) {
  const { controls, stage, says, get, put, trait, say } = ui;
  const note = el("p", { class: "ck-note" });
  const detail = el("p", { class: "ck-detail" });
  const more = el("div", { class: "ck-controls" });
  const state = () => read(get);
  const table = layerTable((i) => put({ selected: clamp(i, 0, state().lines.length) }));
  const photo = photograph(ui);
  const bar = numberBar(state, put);
  const across = slider(trait("across"), "unit at", { min: 0, max: 100, unit: "% of the width" });
  stage.append(table.node);
  controls.append(bar.node, arrangeButtons(state, put), across);
  if (get("by_config")) controls.prepend(asConfig(trait("layers")));
  stage.before(note, photo.node, controls);
  stage.after(says, detail, more);
  const shown = choice(trait("cone"), "Show", [
    [false, "costs"],
    [true, "what a unit sees"],
  ]);
  more.append(presets(ui), shown, asText(trait("layers")));
  const box = sized(stage, ui.redraw, ui.signal);
  return () => {
    const now = state();
    note.textContent = get("note");
    note.hidden = !get("note");
    across.hidden = !now.cone;
    bar.draw(now);
    table.draw(now, box.width());
    photo.draw(now);
    says.classList.toggle("ck-broken", Boolean(now.error));
    detail.textContent = explainRow(now);
    say(verdict(now));
  };
}

/** The convolutions as VGG writes them, in one line; what follows them stays. */
function asConfig(source) {
  const id = newId("config");
  const text = el("input", { id, spellcheck: "false", autocomplete: "off", "data-lm-suppress-shortcuts": "true" });
  const now = () => configOf(linesOf(source.get()));
  on(text, "change", () => {
    try {
      source.set([...layersOf(text.value), ...now()[1]].join("\n"));
    } catch (error) {
      tell(text, `${error.message} It stays as it was.`);
    }
    text.value = now()[0];
  });
  source.on(() => {
    text.value = now()[0];
  });
  return el("div", { class: "ck-field ck-config" }, el("label", { for: id, text: "configuration" }), text);
}

/** All layers in a text field, in a fold. */
function asText(source) {
  const label = "All layers as text, one a line";
  const text = el("textarea", {
    rows: 8,
    spellcheck: "false",
    "aria-label": label,
    "data-lm-suppress-shortcuts": "true",
  });
  on(text, "change", () => source.set(linesOf(text.value).join("\n")));
  source.on(() => {
    text.value = linesOf(source.get()).join("\n");
  });
  return el("details", {}, el("summary", { text: "As text" }), text);
}

function verdict({ rows, error, lines, chosen, cone }) {
  if (error) return error.message;
  const row = rows[chosen - 1];
  if (cone && row) {
    const { size, jump } = row.field;
    return `One unit after “${row.text}” sees ${size} × ${size} pixels; neighbours look ${jump} ${jump === 1 ? "pixel" : "pixels"} apart.`;
  }
  const total = (key) => rows.reduce((sum, one) => sum + one[key], 0);
  const params = total("params");
  const top = rows.reduce((best, one) => (one.params > best.params ? one : best), { params: 0 });
  const share = top.params
    ? ` ${Math.round((100 * top.params) / params)} % of the parameters lie in “${top.text}”.`
    : "";
  return lines.length
    ? `${count(params)} parameters, ${count(total("macs"))} multiplications.${share}`
    : "No layers yet: add one.";
}

/** The arithmetic of the chosen row, with its numbers. */
function explainRow({ rows, chosen, input, cone }) {
  const row = rows[chosen - 1];
  if (!row) return "";
  const before = rows[chosen - 2];
  const { layer, params, macs } = row;
  const last = row.windows.at(-1);
  if (cone && row.shape.length === 3 && last && row.windows.length > (before?.windows.length ?? 0)) {
    const { size, jump } = before?.field ?? { size: 1, jump: 1 };
    const spread = last[3] > 1 ? `${last[3]}·` : "";
    return `Field ${size} + (${last[0]} − 1)·${spread}${jump} = ${row.field.size}; jump ${jump}·${last[1]} = ${row.field.jump}; first centre ${row.field.start}.`;
  }
  const cIn = (before?.shape ?? input)[0];
  const bias = layer.words.includes("nobias") ? "" : ` + ${layer.number}`;
  const cut = row.note ? ` ${row.note.split(". Exact")[0].split("; padding")[0]}` : "";
  if (layer.kind === "linear") {
    return `${cIn}·${layer.number}${bias} = ${count(params)} parameters, one multiplication for each weight: ${count(macs)}.`;
  }
  if (layer.kind !== "conv") return cut.trim() || "No parameters, no multiplications.";
  const { k, g = 1 } = layer.fields;
  const [, h, w] = row.shape;
  return `${layer.number}·(${k}·${k}·${cIn / g})${bias} = ${count(params)} parameters; every weight at ${h}·${w} places: ${count(macs)} multiplications.${cut}`;
}

export default widget("stack-builder", { state: STATE, setup });
