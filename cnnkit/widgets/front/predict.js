// One prediction, asked before the answer is shown.
import { ask, rich } from "./lib/ask.js";
import { el, frame, watch } from "./lib/dom.js";

function render({ model, el: root }) {
  const { section, controls, stage, says, question } = frame(root, model, "predict");
  controls.remove();
  says.remove(); // the answer itself is the live sentence
  watch(model, ["item"], () => {
    const item = model.get("item");
    rich(question, item.question);
    stage.replaceChildren(ask(item, {
      legend: el("legend", { class: "ck-hidden", text: "Your prediction" }),
      reveal: true,
      verb: "Compare",
      // the page opens the fold that holds the answer in its own words
      done: () => section.dispatchEvent(new CustomEvent("ck-answered", { bubbles: true })),
    }));
  });
  section.classList.add("ck-asks");
}
export default { render };
