// @ts-check
// A few questions; every wrong answer is answered, and the first tries are counted.
import { ask, rich } from "./lib/ask.js";
import { el } from "./lib/dom.js";
import { keeping } from "./lib/given.js";
import { widget } from "./lib/widget.js";

/** How far the reader is; `first` maps the number of an item to whether its first answer was right. */
function score(first, total) {
  const right = [...first.values()].filter(Boolean).length;
  if (!first.size) return "";
  if (first.size < total) return `${first.size} of ${total} answered.`;
  const next = right === total ? "You can go on." : "The answers above say what to look at again.";
  return `${right} of ${total} right at the first try. ${next}`;
}

function setup(ui) {
  const { controls, stage, get, say } = ui;
  controls.remove();
  const nodes = () => [...stage.querySelectorAll("fieldset")];
  const draw = () => {
    const items = get("items");
    const first = new Map();
    const asked = items.map((item, i) => {
      const done = (right, isFirst) => {
        if (isFirst) first.set(i, right === true);
        say(score(first, items.length));
        kept.note(i, right);
      };
      return el("li", {}, ask(item, { legend: rich(el("legend"), `${i + 1}. ${item.question}`), done }));
    });
    stage.replaceChildren(el("ol", { class: "ck-items" }, ...asked));
    say("");
  };
  const kept = keeping(ui, nodes, draw);
  return () => {
    draw();
    kept.drawn();
  };
}

export default widget("quiz", { state: ["items"], keeps: ["given"], setup });
