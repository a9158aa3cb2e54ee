// @ts-check
// The ranked finds as a row of cells, and three averages as bars: parts of pr-builder.
import { arrow, el, on } from "./dom.js";
import { NAMES, WORDS, largest, letter } from "./pr-words.js";

const SPOKEN = ["VOC 2007", "VOC 2010", "COCO"];

/** The finds, best first: each a button with its rank, score and verdict; arrows walk. @param {{ press: (i: number) => void }} how */
export function cells({ press }) {
  const node = el("div", { class: "pb-cells", role: "group", "aria-label": "Finds, the best score first" });
  /** @type {any[]} */
  const all = [];
  on(node, "keydown", (event) => {
    const step = arrow(event);
    const at = all.findIndex(({ button }) => button === event.target);
    if (!step || at < 0) return;
    event.preventDefault();
    const seen = all.filter(({ button }) => !button.hidden);
    seen[(at + step[0] + step[1] + seen.length) % seen.length].button.focus();
  });
  const made = (i) => {
    const [sign, score] = [el("b"), el("span")];
    const button = el(
      "button",
      { type: "button", onclick: () => press(i), "data-lm-suppress-shortcuts": "true" },
      sign,
      score,
    );
    on(button, "focus", () => all.forEach((one) => (one.button.tabIndex = one.button === button ? 0 : -1)));
    return { button, sign, score };
  };
  return {
    node,
    /** @param {any} state */
    draw({ finds, kinds, of, kept, chosen, list }) {
      while (all.length < finds.length) {
        const one = made(all.length);
        all.push(one);
        node.append(one.button);
      }
      const stop = Math.max(
        0,
        all.findIndex(({ button }) => button === document.activeElement),
      );
      all.forEach(({ button, sign, score }, i) => {
        button.hidden = i >= finds.length;
        if (button.hidden) return;
        const hit = kinds[i] === "hit";
        const cut = i >= kept;
        button.className = `pb-cell pb-${kinds[i]} ${cut ? "pb-cut" : ""} ${i === chosen ? "pb-chosen" : ""}`.trim();
        button.tabIndex = i === (all[stop].button.hidden ? 0 : stop) ? 0 : -1;
        sign.textContent = hit ? "✓" : "✗";
        score.textContent = finds[i].score.toFixed(2);
        const what = of[i].object >= 0 && list ? ` of object ${letter(of[i].object)}` : "";
        const does = list ? `. Press: ${hit ? "a false alarm" : "a hit"}` : "";
        const words = `Rank ${i + 1}, score ${score.textContent}: ${WORDS[kinds[i]]}${what}${cut ? ", cut off" : ""}${does}`;
        if (button.getAttribute("aria-label") !== words) button.setAttribute("aria-label", words);
        if (!list) button.setAttribute("aria-pressed", `${i === chosen}`);
        else button.removeAttribute("aria-pressed");
      });
    },
  };
}

/** Three averages with how far each has moved: `draw(values, before)`. */
export function averages() {
  const rows = NAMES.map((name, i) => {
    const [bar, value, by] = [el("i"), el("b"), el("span", { class: "pb-by" })];
    const label = el("span", { class: "pb-name" }, name, el("small", { text: ` ${SPOKEN[i]}` }));
    return {
      bar,
      value,
      by,
      node: el("li", {}, label, el("span", { class: "pb-track", "aria-hidden": "true" }, bar), value, by),
    };
  });
  return {
    node: el(
      "ol",
      { class: "pb-three", "aria-label": "Average precision by three definitions" },
      ...rows.map(({ node }) => node),
    ),
    draw(values, before) {
      const by = values.map((v, i) => v - before[i]);
      const most = largest(by);
      rows.forEach((row, i) => {
        row.bar.style.width = `${100 * (values[i] || 0)}%`;
        row.value.textContent = Number.isNaN(values[i]) ? "none" : values[i].toFixed(3);
        const still = !(Math.abs(by[i]) >= 5e-4);
        row.by.textContent = still ? "" : `${by[i] < 0 ? "−" : "+"}${Math.abs(by[i]).toFixed(3)}`;
        row.node.classList.toggle("pb-most", i === most);
      });
    },
  };
}
