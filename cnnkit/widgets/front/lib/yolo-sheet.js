// @ts-check
// The numbers of one cell of YOLO's grid, as a table.
import { el } from "./dom.js";
import { depth } from "./yolo.js";

const ROWS = 10;
const HEADS = {
  target: ["", "box 1", "box 2", "from"],
  pair: ["", "target", "box 1", "box 2"],
  decode: ["", "box 1", "box 2", ""],
};

/** The numbers of one cell, written over in place. */
export function table() {
  const caption = el("caption");
  const heads = Array.from({ length: 4 }, () => el("th", { scope: "col" }));
  const lines = Array.from({ length: ROWS }, () => {
    const cells = [el("th", { scope: "row" }), el("td"), el("td"), el("td")];
    return { row: el("tr", {}, ...cells), cells };
  });
  const node = el("table", { class: "yg-table" }, caption, el("thead", {}, el("tr", {}, ...heads)));
  node.append(el("tbody", {}, ...lines.map(({ row }) => row)));
  const write = (cell, text) => {
    if (cell.textContent !== text) cell.textContent = text;
  };
  return {
    node: el("div", { class: "yg-sheet" }, node),
    name(mode, { row, column }, grid) {
      const every = `${grid.S}·${grid.S}·(5·${grid.B}+${grid.C}) = ${grid.S * grid.S * depth(grid)}`;
      const what = { target: `${depth(grid)} of ${every}`, pair: "two predicted boxes", decode: "as predicted" };
      write(caption, `Cell (${row}, ${column}): ${what[mode]}`);
    },
    draw(mode, rows) {
      node.className = `yg-table yg-${mode}`;
      HEADS[mode].forEach((text, i) => write(heads[i], text));
      lines.forEach(({ row, cells }, i) => {
        const now = rows[i];
        row.hidden = !now;
        if (!now) return;
        row.className = now[4] ? `yg-${now[4]}` : "";
        cells.forEach((cell, k) => write(cell, now[k]));
      });
    },
  };
}
