// @ts-check
// A question of which several options are right: tick, compare, and see which were found, missed or ticked in vain.
import { el } from "./dom.js";

/** How the ticked options (by place) stand to the right ones. */
export function compared(options, ticked) {
  const places = (wanted) => options.flatMap((option, i) => (wanted(option.right, ticked.includes(i)) ? [i] : []));
  return {
    found: places((right, yours) => right && yours),
    missed: places((right, yours) => right && !yours),
    vain: places((right, yours) => !right && yours),
  };
}

/** One sentence: "4 of 7 found, 1 ticked in vain." */
export function verdict({ found, missed, vain }) {
  const more = vain.length ? `, ${vain.length} ticked in vain` : "";
  return `${found.length} of ${found.length + missed.length} found${more}.`;
}

/** Nodes for `ask`; `paragraph` and `rich` are its own. */
export function tick(item, { verb, done, tell, paragraph, rich }) {
  let tried = false;
  const rows = item.options.map((option) => {
    const input = el("input", { type: "checkbox", "data-lm-suppress-shortcuts": "true" });
    const mark = el("span", { class: "ck-mark" });
    const row = el("label", { class: "ck-option" }, input, rich(el("span", { class: "ck-text" }), option.text), mark);
    return { row, input, mark };
  });
  function answered(shown) {
    const ticked = shown ? [] : rows.flatMap(({ input }, i) => (input.checked ? [i] : []));
    const result = compared(item.options, ticked);
    rows.forEach(({ row, mark }, i) => {
      row.classList.toggle("ck-right", item.options[i].right);
      row.classList.toggle("ck-yours", ticked.includes(i));
      const words = { found: "✓ yours, right", missed: shown ? "✓ right" : "✓ missed", vain: "✗ yours" };
      mark.textContent = words[Object.keys(words).find((key) => result[key].includes(i)) ?? ""] ?? "";
    });
    const good = !result.missed.length && !result.vain.length;
    const lead = shown ? "The answer:" : good ? "Right." : verdict(result);
    tell(paragraph(lead, good || shown ? "ck-is-right" : "ck-is-off", item.why));
    done(shown ? null : good, !tried);
    tried = true;
  }
  const check = el("button", {
    type: "button",
    text: verb,
    onclick: () => {
      if (rows.some(({ input }) => input.checked)) answered(false);
      else tell(el("p", { text: "Tick one at least, or let it be shown." }));
    },
  });
  return { nodes: rows.map(({ row }) => row), row: el("div", { class: "ck-row" }, check), show: () => answered(true) };
}
