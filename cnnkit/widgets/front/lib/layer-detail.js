// @ts-check
// What stands round the chosen row of a network: its name and how it is made, and the buttons that walk and open.
import { button } from "./controls.js";
import { el } from "./dom.js";
import { madeOf } from "./layer-tree.js";

/**
 * `steps` holds ‹, › and a button for the module that is chosen; `draw(line)` says of a line what it is.
 * @param {{ step: (by: number) => void }} picture as `volumes` makes it
 * @param {() => void} open opens or closes what is chosen
 * @param {{ kind: string, more?: Element[] }} how `kind`: what the widget's classes begin with; `more`: further buttons
 */
export function layerDetail(picture, open, { kind, more = [] }) {
  const head = el("p", { class: `${kind}-head` });
  const opener = button("", open);
  const steps = el(
    "div",
    { class: `${kind}-steps ck-on-screen` },
    button("‹", () => picture.step(-1), { "aria-label": "Layer before" }),
    button("›", () => picture.step(1), { "aria-label": "Next layer" }),
    opener,
    ...more,
  );
  /** @param {import("./layer-tree.js").Line} line */
  function draw(line) {
    const parts = `${line.end - line.first} parts`;
    const then = line.numbers.then?.length ? `, then ${line.numbers.then.join(", ")}` : "";
    head.replaceChildren(el("b", { text: line.label }), ` ${line.group ? parts : madeOf(line.numbers)}${then}`);
    opener.hidden = !line.group;
    opener.textContent = line.open ? "Close" : `Open its ${parts}`;
  }
  return { head, steps, draw };
}
