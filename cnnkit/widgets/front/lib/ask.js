// @ts-check
// One question, answered by a choice or a number, and answered back. Nothing is stored.
import "./ask.css";
import { tick } from "./ask-several.js";
import { el, newId, svg } from "./dom.js";
import { number } from "./typed-number.js";

const SAFE = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
/** Escapes text, but for the bare inline tags code, sub, sup, em and strong (as `rich` in items.py). */
export const safe = (text) =>
  String(text)
    .replace(/[&<>]/g, (c) => SAFE[c])
    .replace(/&lt;(\/?(?:code|sub|sup|em|strong))&gt;/g, "<$1>");
export function rich(node, text) {
  node.innerHTML = safe(text);
  return node;
}

export const written = (x) =>
  Number(x.toPrecision(10)).toLocaleString("en-US", { maximumFractionDigits: 10 }).replace("-", "−");

/** @type {(right: boolean | null, first: boolean) => void} */
const nothing = () => {};

/** `reveal`: a wrong answer shows the right one at once (prediction) instead of asking again (quiz).
 *  `done(right, first)` is called at every answer; right is null where the reader asked to be shown. */
export function ask(item, { legend, reveal = false, verb = "Check", done = nothing }) {
  const answer = el("div", { class: "ck-reply", role: "status", "aria-live": "polite" });
  const tell = (...nodes) => {
    answer.replaceChildren();
    // A node may be a function of the width it has.
    answer.append(...nodes.map((node) => (typeof node === "function" ? node(answer.parentNode.clientWidth) : node)));
  };
  const form = item.several ? tick : item.options ? choose : enter;
  const finished = (right, first) => {
    if (item.see) answer.append(taught(item.see));
    done(right, first);
  };
  const ui = form(item, { reveal, verb, done: finished, tell, paragraph, rich });
  const show = el("button", { type: "button", class: "ck-quiet", text: "Show me", onclick: () => ui.show() });
  ui.row.append(show);
  return el("fieldset", { class: "ck-item" }, legend, ...ui.nodes, ui.row, answer);
}

// A saved notebook may hold anything: only a page of this site becomes a link (as `_PLACE` in items.py).
const PLACE = /^(?:\.\.\/)*[\w-]+(?:\/[\w-]+)*\.html(?:#[\w-]+)?$/;
const taught = (places) => {
  const links = places.map(({ text, href }) => (PLACE.test(href) ? el("a", { href, text }) : text));
  return el("p", { class: "ck-taught" }, "Taught in ", ...links.flatMap((link, i) => (i ? [" · ", link] : [link])));
};

const paragraph = (lead, tone, text) => {
  const p = el("p");
  p.append(el("b", { class: tone, text: lead }), " ", rich(el("span"), text));
  return p;
};

function choose(item, { reveal, verb, done, tell }) {
  const name = newId("option");
  let tried = false;
  const rows = item.options.map((option, i) => {
    const input = el("input", { type: "radio", name, value: i, "data-lm-suppress-shortcuts": "true" });
    const mark = el("span", { class: "ck-mark" });
    const row = el("label", { class: "ck-option" }, input, rich(el("span", { class: "ck-text" }), option.text), mark);
    // Arrow keys move through a radio group and click as they go; only a pointer, Space, Enter or the button answers.
    row.addEventListener("click", (event) => {
      if (event.target === input && !event.pointerType) return;
      input.checked = true;
      answered(i);
    });
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      input.checked = true;
      answered(i);
    });
    return { row, input, mark, option };
  });
  const right = rows.findIndex(({ option }) => option.right);
  const markUp = (yours, open) =>
    rows.forEach(({ row, mark, option }, i) => {
      const isRight = option.right && open;
      row.classList.toggle("ck-right", isRight);
      row.classList.toggle("ck-yours", i === yours);
      mark.textContent = isRight ? (i === yours ? "✓ yours, right" : "✓ right") : i === yours ? "✗ yours" : "";
    });
  function answered(i) {
    const good = i === right;
    markUp(i, good || reveal);
    const { why } = item.options[i];
    if (good) tell(paragraph("Right.", "ck-is-right", why));
    else if (reveal)
      tell(
        paragraph("Your answer:", "ck-is-off", why),
        paragraph("The right one:", "ck-is-right", item.options[right].why),
      );
    else tell(paragraph("Not this one.", "ck-is-off", why));
    done(good, !tried);
    tried = true;
  }
  const show = () => {
    rows[right].input.checked = true;
    markUp(-1, true);
    tell(paragraph("The answer:", "ck-is-right", item.options[right].why));
    done(null, !tried);
    tried = true;
  };
  const check = el("button", {
    type: "button",
    text: verb,
    onclick: () => {
      const i = rows.findIndex(({ input }) => input.checked);
      if (i >= 0) answered(i);
      else tell(el("p", { text: "Choose one first, or let it be shown." }));
    },
  });
  return { nodes: rows.map(({ row }) => row), row: el("div", { class: "ck-row" }, check), show };
}

const refusal = (typed) => {
  const seen = typed.length > 20 ? `${typed.slice(0, 20)}…` : typed;
  return `${seen ? `“${seen}” is not a number.` : "Nothing is typed yet."} Type a number, such as 12, 4.5 or 1,520, or let it be shown.`;
};

function enter(item, { reveal, verb, done, tell }) {
  const id = newId("number");
  const slides = item.low !== null && item.low !== undefined;
  let tried = false;
  const input = slides
    ? el("input", {
        type: "range",
        id,
        min: item.low,
        max: item.high,
        step: item.step ?? "any",
        value: (item.low + item.high) / 2,
        "data-lm-suppress-shortcuts": "true",
      })
    : el("input", {
        type: "text",
        id,
        inputmode: "decimal",
        autocomplete: "off",
        "data-lm-suppress-shortcuts": "true",
      });
  const unit = item.unit ? ` ${item.unit}` : "";
  const now = el("output", { for: id, hidden: !slides && !unit, "aria-live": "off" }); // the slider speaks its value itself
  const echo = () => {
    now.textContent = slides ? written(Number(Number(input.value).toPrecision(3))) + unit : unit.trim();
    if (slides) input.setAttribute("aria-valuetext", now.textContent);
  };
  input.addEventListener("input", echo);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      check();
    }
  });
  echo();
  const bare = (typed) =>
    item.unit && typed.trim().endsWith(item.unit) ? typed.trim().slice(0, -item.unit.length) : typed;
  const both = (yours) => {
    const nodes = [paragraph(`${written(item.answer)}${unit}.`, "ck-is-right", item.why)];
    if (yours !== null && yours !== item.answer) nodes.unshift((width) => line(yours, item, width));
    return nodes;
  };
  function check() {
    const x = slides ? Number(input.value) : number(bare(input.value));
    if (!Number.isFinite(x)) return tell(el("p", { text: refusal(input.value.trim()) }));
    const good = Math.abs(x - item.answer) <= item.tolerance + 1e-12 * Math.abs(item.answer);
    const trap = item.traps.find(([value]) => Math.abs(value - x) <= 1e-9 * Math.max(1, Math.abs(value)))?.[1];
    if (good)
      tell(
        paragraph("Right.", "ck-is-right", item.why),
        ...(x === item.answer ? [] : [(width) => line(x, item, width)]),
      );
    else if (reveal) tell(...(trap ? [paragraph("Your answer:", "ck-is-off", trap)] : []), ...both(x));
    else
      tell(
        paragraph(
          trap ? "Not quite." : "Not yet.",
          "ck-is-off",
          trap ?? (x > item.answer ? "Too large: try again." : "Too small: try again."),
        ),
      );
    done(good, !tried);
    tried = true;
  }
  const show = () => {
    tell(...both(null));
    done(null, !tried);
    tried = true;
  };
  const label = el("label", { class: "ck-hidden", for: id, text: `Your number${unit && ` of ${unit.trim()}`}` });
  const button = el("button", { type: "button", text: verb, onclick: check });
  return { nodes: [], row: el("div", { class: "ck-row" }, label, input, now, button), show };
}

/** A number line with the reader's answer beside the right one. */
function line(yours, item, width) {
  const w = Math.min(560, width || 320),
    y = 34,
    pad = 60;
  const slides = item.low !== null && item.low !== undefined;
  const values = [yours, item.answer];
  const logarithmic = !slides && Math.min(...values) > 0 && Math.max(...values) / Math.min(...values) > 12;
  const f = logarithmic ? Math.log10 : (x) => x;
  const ends = slides ? [item.low, item.high] : [Math.min(...values), Math.max(...values)].map(f);
  const span = ends[1] - ends[0] || 1;
  const at = (x) => pad + ((Math.min(ends[1], Math.max(ends[0], f(x))) - ends[0]) / span) * (w - 2 * pad);
  const place = (x, up, words, colour, d) => [
    svg("path", { d, transform: `translate(${at(x)} ${y})`, style: `fill:var(${colour})` }),
    svg("text", {
      x: at(x),
      y: up ? y - 14 : y + 27,
      "text-anchor": "middle",
      text: words,
      style: `fill:var(${colour});font-weight:600`,
    }),
  ];
  return svg(
    "svg",
    {
      viewBox: `0 0 ${w} 68`,
      width: w,
      height: 68,
      role: "img",
      "aria-label": `Your answer ${written(yours)}, right ${written(item.answer)}${logarithmic ? ", on a log scale" : ""}`,
    },
    svg("line", { x1: 8, x2: w - 8, y1: y, y2: y, style: "stroke:var(--_line)" }),
    ...place(yours, true, `yours ${written(Number(yours.toPrecision(4)))}`, "--_orange", "M-8,-8 L8,-8 L0,6 Z"),
    ...place(item.answer, false, `right ${written(item.answer)}`, "--_green", "M0,-9 L9,0 L0,9 L-9,0 Z"),
  );
}
