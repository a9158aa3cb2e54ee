// @ts-check
// LeNet-5's table of links: switch them, and see what they cost and which maps of C3 read the same.
import { counted, switched, told } from "./lib/c3.js";
import { hint, presets } from "./lib/controls.js";
import { count, el } from "./lib/dom.js";
import { sized } from "./lib/drag.js";
import { grid } from "./lib/grid.js";
import { widget } from "./lib/widget.js";
import "./c3-table.css";

const STATE = ["table", "chosen"];
const NARROW = 560; // px below which the table lies on its side
const NOTE =
  "Press a cell to switch its link, or walk with the arrow keys and switch with Space. " +
  "Maps of C3 with the same letter read the same maps of S2.";

function setup(ui) {
  const { controls, stage, get, put, say } = ui;
  controls.append(presets(ui), hint(NOTE));
  const box = sized(stage, ui.redraw, ui.signal);
  let onSide = false;
  /** Cell to link: [map of S2, map of C3]; the first row and column are names, the last of S2's way letters. */
  const link = (row, col) => (onSide ? [col - 1, row - 1] : [row - 1, col - 1]);
  const isLink = (i, j) => i >= 0 && i < 6 && j >= 0 && j < 16;
  const cell = (i, j) => (onSide ? [j + 1, i + 1] : [i + 1, j + 1]);
  const flip = (row, col) => {
    const [i, j] = link(row, col);
    if (isLink(i, j)) put({ table: switched(get("table"), i, j), chosen: j });
  };
  const board = grid("links from the maps of S2 to the maps of C3", {
    help: "Arrow keys move, Space switches a link.",
    onmove(row, col) {
      const [i, j] = link(row, col);
      const at = [Math.min(5, Math.max(0, i)), Math.min(15, Math.max(0, j))];
      if (!isLink(i, j)) {
        const [r, c] = cell(at[0], at[1]);
        board.place(r, c, true);
      }
      put({ chosen: at[1] });
    },
    onkey(event, row, col) {
      if (event.key !== " " && event.key !== "Enter") return false;
      flip(row, col);
      return true;
    },
  });
  board.table.addEventListener("click", (event) => {
    if (/** @type {Element} */ (event.target).closest(".ckg-cell")) flip(board.at[0], board.at[1]);
  });
  const facts = ["links", "parameters", "connections", "different sets of inputs"].map((name) => ({
    name,
    value: el("dd"),
  }));
  stage.append(
    board.node,
    el("dl", { class: "c3-facts" }, ...facts.map(({ name, value }) => el("div", {}, el("dt", { text: name }), value))),
  );
  board.place(1, 1, false);

  return () => {
    const [table, chosen] = STATE.map(get);
    const found = counted(table);
    const before = onSide;
    onSide = box.width() < NARROW;
    board.box.classList.toggle("c3-on-side", onSide);
    board.caption.textContent = onSide
      ? "a row for each map of C3, a column for each map of S2"
      : "a column for each map of C3, a row for each map of S2";
    const rows = lines(table, found.letters, chosen);
    const at = link(board.at[0], board.at[1]);
    board.draw(onSide ? rows[0].map((_, c) => rows.map((row) => row[c])) : rows);
    if (before !== onSide) board.place(at[1] + 1, at[0] + 1, false);
    [`${found.links} of 96`, count(found.params), count(found.connections), `${found.different} of 16`].forEach(
      (text, k) => {
        if (facts[k].value.textContent !== text) facts[k].value.textContent = text;
      },
    );
    say(told(table, chosen));
  };
}

/** Names, links and letters as cells, a row for each map of S2. */
function lines(table, letters, chosen) {
  const name = (text, label) => ({ text, kind: "blank", label });
  const links = (i) =>
    [...table[i]].map((sign, j) => ({
      text: sign === "X" ? "●" : "",
      kind: sign === "X" ? (j === chosen ? "patch c3-now" : "patch") : j === chosen ? "c3-now" : "",
      label: `S2's ${i} to C3's ${j}: ${sign === "X" ? "linked" : "not linked"}`,
    }));
  return [
    [name("", "S2 and C3"), ...[...table[0]].map((_, j) => name(`${j}`, `map ${j} of C3`))],
    ...table.map((_, i) => [name(`${i}`, `map ${i} of S2`), ...links(i)]),
    [
      name("set", "letters of the sets"),
      ...[...letters].map((text, j) => ({ text, kind: "blank c3-set", label: `set of map ${j}: ${text}` })),
    ],
  ];
}

export default widget("c3-table", { state: STATE, setup });
