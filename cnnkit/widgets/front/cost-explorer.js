// @ts-check
// What a convolution costs, in three forms: its factors, a squeeze beside the plain layer, and its wiring.
import { factors } from "./lib/cost-factors.js";
import { squeeze } from "./lib/cost-squeeze.js";
import { wired } from "./lib/cost-wiring.js";
import { widget } from "./lib/widget.js";
import "./cost-explorer.css";

const FORMS = { factors, squeeze, wiring: wired };
const STATE = ["h", "c_in", "k", "c_out", "start", "mid", "groups", "kind", "chosen"];

/** @param {import("./lib/widget.js").Ui} ui */
function setup(ui) {
  ui.section.classList.add(`ckc-${ui.get("shows")}`);
  return FORMS[ui.get("shows")](ui);
}

export default widget("cost-explorer", { state: STATE, setup });
