// @ts-check
// Which class of a photograph makes pr-builder's list: one, as papers average, or all of them together.
import { el, newId, on } from "./dom.js";
import { LEAST } from "./pr-scene.js";

/**
 * `node` chooses; `draw()` brings it up to date and says what the averages shown are averages of.
 * @param {import("./widget.js").Ui} ui @param {() => import("./boxed-photographs.js").Boxed} now
 */
export function classChoice({ get, put }, now) {
  const id = newId("counted");
  const select = /** @type {HTMLSelectElement} */ (el("select", { id }));
  on(select, "change", () => put({ counted: Number(select.value), chosen: 0 }));
  let built = "";
  return {
    node: el("div", { class: "ck-field" }, el("label", { for: id, text: "List of" }), select),
    draw() {
      const { raw, true: shipped } = now();
      const there = (get("truth") === "own" ? get("own") : shipped).map((one) => one[4]);
      const said = raw.filter((row) => row[5] >= LEAST).map((row) => row[4]);
      const chosen = get("counted") < 0 ? [] : [get("counted")];
      const labels = [...new Set([...there, ...said, ...chosen])];
      if (built !== labels.join()) {
        built = labels.join();
        const options = labels.map((k) => el("option", { value: k, text: get("classes")[k] }));
        select.replaceChildren(el("option", { value: -1, text: "all classes" }), ...options);
      }
      select.value = `${get("counted")}`;
      if (get("counted") < 0)
        return "All classes in one list. Papers do not: mAP is the mean of the classes’ own averages.";
      const name = get("classes")[get("counted")];
      return `AP of ${name} alone, as papers have it; mAP is the mean of such averages over the classes with an object.`;
    },
  };
}
