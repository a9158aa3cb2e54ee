// @ts-check
// A residual block as circles and arrows, and links that are switched in a table, for the common suite.
import { presets } from "../../../cnnkit/widgets/front/lib/controls.js";
import { switchTable, wiring } from "../../../cnnkit/widgets/front/lib/wiring.js";
import { widget } from "../../../cnnkit/widgets/front/lib/widget.js";

const ROWS = ["input 1", "input 2", "input 3", "input 4"];
const OUT = ["map 1", "map 2", "map 3"];

function setup(ui) {
  const { controls, stage, get, put, say } = ui;
  const spots = (names) => names.map((name, i) => ({ name, text: `${i + 1}` }));
  const view = wiring({
    label: "Which map reads which input, and a sum that reads the inputs too",
    columns: [
      { title: "inputs", spots: spots(ROWS) },
      { title: "maps", spots: spots(OUT) },
      { title: "sum", spots: [{ name: "the sum", text: "+", kind: "b" }] },
    ],
    choose: (chosen) => put({ chosen: chosen ?? [] }),
  });
  const toggle = (r, c) =>
    put({ links: get("links").map((row, i) => row.map((is, j) => (i === r && j === c ? !is : is))) });
  const table = switchTable({ label: "inputs to maps", rows: ROWS, columns: OUT, toggle });
  controls.append(presets(ui, []));
  stage.append(view.node, table.node);
  return () => {
    const on = get("links");
    const chosen = get("chosen");
    const first = ROWS.flatMap((_, i) => OUT.flatMap((__, j) => (on[i][j] ? [{ from: [0, i], to: [1, j] }] : [])));
    const sum = OUT.map((_, j) => ({ from: [1, j], to: [2, 0] }));
    view.draw({
      links: [...first, ...sum, { from: [0, 0], to: [2, 0], kind: "b" }],
      chosen: chosen.length ? chosen : null,
    });
    table.draw((r, c) => on[r][c]);
    say(`${first.length} links${chosen.length ? `; chosen: column ${chosen[0] + 1}, circle ${chosen[1] + 1}` : ""}.`);
  };
}
export default widget("wiring-part", { state: ["links", "chosen"], setup });
