// A few questions; every wrong answer is answered, and the first tries are counted.
import { ask, rich } from "./lib/ask.js";
import { el, frame, watch } from "./lib/dom.js";

function render({ model, el: root }) {
  const { controls, stage, says } = frame(root, model, "quiz");
  controls.remove();
  watch(model, ["items"], () => {
    const items = model.get("items");
    const first = new Map();
    const score = () => {
      const right = [...first.values()].filter(Boolean).length;
      if (!first.size) says.textContent = "";
      else if (first.size < items.length) says.textContent = `${first.size} of ${items.length} answered.`;
      else says.textContent = `${right} of ${items.length} right at the first try. ` +
        (right === items.length ? "You can go on." : "The answers above say what to look at again.");
    };
    stage.replaceChildren(el("ol", { class: "ck-items" }, ...items.map((item, i) => el("li", {}, ask(item, {
      legend: rich(el("legend"), `${i + 1}. ${item.question}`),
      done: (right, isFirst) => { if (isFirst) first.set(i, right === true); score(); },
    })))));
    score();
  });
}
export default { render };
