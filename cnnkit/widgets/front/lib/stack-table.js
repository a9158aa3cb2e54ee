// @ts-check
// The layers as a table with one picture beside all rows. Rows are kept and changed in place, so focus stays where it is.
import { count, el, on, within } from "./dom.js";
import { coneView, slabs } from "./stack-picture.js";

const TWO_LINES = 560; // px of width below which a row has its numbers in two lines
const sizeOf = (shape) => shape.join("×");

function setText(node, text) {
  if (node.textContent !== `${text}`) node.textContent = text;
}

/** `onselect(i)`: 0 is the input, 1 the first layer. */
export function layerTable(onselect) {
  const rows = [];
  const pictures = el("td", { class: "ck-pictures" });
  const heads = Array.from({ length: 6 }, () => el("th", { scope: "col" }));
  const body = el("tbody");
  const total = cellsOf(el("th", { scope: "row", text: "total" }), el("td"));
  const foot = el("tfoot", {}, total.tr);
  const words = "Layers, what each gives, and what it costs or sees";
  const node = el(
    "table",
    { class: "ck-layers" },
    el("caption", { class: "ck-hidden", text: words }),
    el("thead", {}, el("tr", {}, ...heads)),
    body,
    foot,
  );

  function select(i) {
    onselect(i);
    rows[within(i, rows.length)].button.focus();
  }
  function keep(number) {
    while (rows.length < number) {
      rows.push(layerRow(rows.length, select));
      body.append(rows.at(-1).tr);
    }
    for (const row of rows.splice(number)) row.tr.remove();
    if (!pictures.isConnected) rows[0].cells[0].before(pictures);
    pictures.rowSpan = number;
  }

  function draw(state, width) {
    const narrow = width < TWO_LINES;
    const high = narrow || matchMedia("(pointer: coarse)").matches ? 44 : 36;
    const { lines, rows: built, chosen, error, cone } = state;
    keep(lines.length + 1);
    heading(heads, cone, narrow);
    rows.forEach((row, i) => {
      const { gives, numbers, kind } = i ? layerCells(state, i - 1) : inputCells(state);
      row.tr.className = `${i === chosen ? "ck-chosen " : ""}${kind}`;
      row.tr.style.height = `${high}px`;
      setText(row.name, i ? lines[i - 1] : `input ${sizeOf(state.input)}`);
      setText(row.gives, narrow && i ? gives : "");
      row.button.tabIndex = i === chosen ? 0 : -1;
      if (i === chosen) row.button.setAttribute("aria-current", "true");
      else row.button.removeAttribute("aria-current");
      write(row.cells, gives, numbers, narrow);
    });
    foot.hidden = Boolean(error) || cone;
    const sum = (key) => count(built.reduce((all, row) => all + row[key], 0));
    write(total.cells, "", [sum("params"), sum("macs")], narrow);
    const drawn = { ...state, rows: built, total: lines.length };
    pictures.replaceChildren((cone ? coneView : slabs)(drawn, Math.min(320, pictures.clientWidth - 8), high));
  }
  return { node, draw };
}

function cellsOf(...before) {
  const cells = Array.from({ length: 4 }, () => el("td"));
  return { tr: el("tr", {}, ...before, ...cells), cells };
}

function layerRow(i, select) {
  const [name, gives] = [el("span"), el("span", { class: "ck-gives" })];
  const button = el(
    "button",
    { type: "button", class: "ck-layer", "data-lm-suppress-shortcuts": "true", onclick: () => select(i) },
    name,
    gives,
  );
  on(button, "keydown", (event) => {
    const by = new Map([
      ["ArrowDown", 1],
      ["ArrowUp", -1],
    ]).get(event.key);
    if (!by) return;
    event.preventDefault();
    select(i + by);
  });
  return { button, name, gives, ...cellsOf(el("th", { scope: "row" }, button)) };
}

/** A cell for each number, or on a narrow page one cell with a line for each; what the layer gives stands under its name. */
function write(cells, gives, numbers, narrow) {
  const shown = narrow ? [inTwoLines(numbers.filter((text) => text !== ""))] : [gives, ...numbers];
  cells.forEach((cell, i) => {
    cell.hidden = i >= shown.length;
    setText(cell, shown[i] ?? "");
  });
}

const inTwoLines = ([first = "", ...others], comma = "") =>
  others.length ? `${first}${comma}\n${others.join(", ")}` : `${first}`;

function heading(heads, cone, narrow) {
  const numbers = cone ? ["field", "jump", "start"] : ["parameters", "multiplications"];
  const picture = cone ? "what one unit sees" : "side and channels";
  const shown = narrow ? ["layer,\ngives", picture, inTwoLines(numbers, ",")] : ["layer", picture, "gives", ...numbers];
  heads.forEach((head, i) => {
    head.hidden = i >= shown.length;
    setText(head, shown[i] ?? "");
  });
}

const inputCells = ({ input, cone }) => ({ gives: sizeOf(input), numbers: cone ? [1, 1, 0.5] : ["", ""], kind: "" });

function layerCells({ rows, bad, cone }, i) {
  const row = rows[i];
  if (!row) {
    return {
      gives: i === bad ? "✗" : "–",
      numbers: cone ? ["", "", ""] : ["", ""],
      kind: i === bad ? "ck-bad" : "ck-unreached",
    };
  }
  const kind = row.unread ? "ck-cuts" : "";
  const spatial = row.shape.length === 3;
  if (cone)
    return {
      gives: sizeOf(row.shape),
      numbers: [row.field.size, spatial ? row.field.jump : "–", spatial ? row.field.start : "–"],
      kind,
    };
  if (row.kind === "pad") return { gives: "", numbers: ["", ""], kind };
  return { gives: sizeOf(row.shape), numbers: [count(row.params), count(row.macs)], kind };
}
