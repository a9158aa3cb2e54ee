// @ts-check
// Switches of several runs: a row for each switch, a column for each run.
import { el, on } from "./dom.js";

/**
 * Each side is a trait that holds all switches of one run.
 * @param {import("./widget.js").Ui} ui
 * @param {{ switches: Record<string, { label: string, show?: (value: any) => string }>, sides: string[],
 *   letters: string[], choices: Record<string, any[]> }} what
 */
export function switchTable(ui, { switches, sides, letters, choices }) {
  const cell = (key, { label, show = (value) => `${value}` }, i) => {
    const options = choices[key].map((value) => el("option", { text: show(value) }));
    const select = el("select", { "aria-label": `${label}, run ${letters[i]}` }, ...options);
    on(select, "change", () =>
      ui.put({ [sides[i]]: { ...ui.get(sides[i]), [key]: choices[key][select.selectedIndex] } }),
    );
    ui.watch([sides[i]], () => {
      select.selectedIndex = choices[key].indexOf(ui.get(sides[i])[key]);
    });
    return el("td", {}, select);
  };
  const head = el("tr", {}, el("td"), ...letters.map((text) => el("th", { scope: "col", text })));
  const rows = Object.entries(switches).map(([key, one]) =>
    el("tr", {}, el("th", { scope: "row", text: one.label }), ...sides.map((_, i) => cell(key, one, i))),
  );
  return el("table", { class: "cks" }, el("thead", {}, head), el("tbody", {}, ...rows));
}
