// @ts-check
// One prediction, asked before the answer is shown.
import { ask, rich } from "./lib/ask.js";
import { el } from "./lib/dom.js";
import { keeping } from "./lib/given.js";
import { widget } from "./lib/widget.js";

function setup(ui) {
  const { section, controls, stage, question, get } = ui;
  controls.remove();
  const done = (right) => {
    // the page opens the fold that holds the answer in its own words
    section.dispatchEvent(new CustomEvent("ck-answered", { bubbles: true }));
    kept.note(0, right);
  };
  const draw = () => {
    const item = get("item");
    const legend = el("legend", { class: "ck-hidden", text: "Your prediction" });
    rich(question, item.question);
    stage.replaceChildren(ask(item, { legend, reveal: true, verb: "Compare", done }));
  };
  const kept = keeping(ui, () => [...stage.querySelectorAll("fieldset")], draw);
  return () => {
    draw();
    kept.drawn();
  };
}

export default widget("predict", { state: ["item"], keeps: ["given"], setup });
