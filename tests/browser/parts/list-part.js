// @ts-check
// Networks as a ranked list, a table and a scatter, for the common suite.
import { presets } from "../../../cnnkit/widgets/front/lib/controls.js";
import { ranked, scatter, sortable } from "../../../cnnkit/widgets/front/lib/list.js";
import { widget } from "../../../cnnkit/widgets/front/lib/widget.js";

function setup(ui) {
  const { controls, stage, get, put, say } = ui;
  const nets = get("nets");
  const choose = ({ name }) => put({ chosen: name });
  const best = ranked({ label: "Smallest error first", full: 50, show: (v) => `${v} %` });
  const table = sortable({
    label: "Networks",
    columns: [
      { key: "name", name: "network", text: true },
      { key: "macs", name: "MACs", show: (v) => `${(v / 1e9).toFixed(1)} G` },
      { key: "error", name: "error", show: (v) => `${v} %` },
    ],
    choose,
  });
  const points = scatter({
    label: "Error against multiplications",
    x: { from: 1e8, to: 1e11, log: true, name: "multiplications", grid: true },
    y: { from: 20, to: 50, name: "top-1 error, %", grid: true },
    choose,
  });
  controls.append(presets(ui, []));
  stage.append(points.node, points.numbers(), table.node, best.node);
  return () => {
    const known = nets.filter((net) => net.error !== null);
    const chosen = nets.find((net) => net.name === get("chosen")) ?? null;
    points.draw({
      points: known.map((net) => ({ ...net, x: net.macs, y: net.error, kind: "a" })),
      chosen,
      front: "lower",
    });
    table.draw(nets, chosen);
    const order = [...known].sort((a, b) => a.error - b.error);
    best.draw(order.map((net) => ({ name: net.name, value: net.error, kind: net === chosen ? "right" : "" })));
    say(chosen ? `${chosen.name} is chosen.` : "None is chosen.");
  };
}
export default widget("list-part", { state: ["chosen"], setup });
