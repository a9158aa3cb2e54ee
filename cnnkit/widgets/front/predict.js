// @ts-check
// One prediction, asked before the answer is shown.
import { ask, rich } from "./lib/ask.js";
import { el } from "./lib/dom.js";
import { widget } from "./lib/widget.js";

function setup({ section, controls, stage, question, get }) {
  controls.remove();
  // the page opens the fold that holds the answer in its own words
  const done = () => section.dispatchEvent(new CustomEvent("ck-answered", { bubbles: true }));
  return () => {
    const item = get("item");
    const legend = el("legend", { class: "ck-hidden", text: "Your prediction" });
    rich(question, item.question);
    stage.replaceChildren(ask(item, { legend, reveal: true, verb: "Compare", done }));
  };
}

export default widget("predict", { state: ["item"], setup });
