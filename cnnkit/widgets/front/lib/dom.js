// @ts-check
// Building blocks of every widget: elements, the frame with its question and live sentence, and bound controls.
import "./base.css";

// Every widget is a bundle with a copy of this file, so a count alone would give two widgets of a page the same ids.
const bundle = Math.random().toString(36).slice(2, 8);
let uid = 0;
export const newId = (stem) => `ck-${stem}-${bundle}-${++uid}`;

/** Says in the widget around `node` what went wrong, and logs it. */
export function fails(node, error) {
  const event = new CustomEvent("ck-fails", { bubbles: true, cancelable: true, composed: true, detail: error });
  if (node.dispatchEvent(event)) console.error("[cnnkit]", error);
}
/**
 * `call`, whose errors are said in the widget around `node` instead of leaving a stale picture.
 * @param {EventTarget} node
 * @param {(event?: any) => any} call
 * @returns {(event?: any) => void}
 */
export const guarded = (node, call) => (event) => {
  try {
    const coming = call(event);
    if (coming instanceof Promise) coming.catch((error) => fails(node, error));
  } catch (error) {
    fails(node, error);
  }
};
/** Shows `text` as the live sentence of the widget around `node`. */
export const tell = (node, text) =>
  node.dispatchEvent(new CustomEvent("ck-says", { bubbles: true, composed: true, detail: text }));
/** A listener whose errors are said. */
export const on = (node, type, call, options) => node.addEventListener(type, guarded(node, call), options);

function fill(node, attrs, children) {
  for (const [key, value] of Object.entries(attrs)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) on(node, key.slice(2), value);
    else if (key === "text") node.textContent = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}
/** An HTML element: `el("p", { class: "note", text: "…" })`; a key `onclick` adds a listener. */
export const el = (tag, attrs = {}, ...children) => fill(document.createElement(tag), attrs, children);
/** The same for SVG. */
export const svg = (tag, attrs = {}, ...children) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attrs, children);

/** 1234567 -> "1,234,567". */
export const count = (n) => Math.round(n).toLocaleString("en-US");
/** A signed number in at most `digits` decimals, with a real minus sign. */
export const signed = (x, digits = 2) => `${Number(x.toFixed(digits))}`.replace("-", "−");
export const clamp = (value, low, high) => Math.max(low, Math.min(high, value));
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

const ARROWS = new Map([
  ["ArrowLeft", [-1, 0]],
  ["ArrowRight", [1, 0]],
  ["ArrowUp", [0, -1]],
  ["ArrowDown", [0, 1]],
]);
/** [dx, dy] of an arrow key, or undefined. */
export const arrow = (event) => (event.ctrlKey || event.metaKey || event.altKey ? undefined : ARROWS.get(event.key));

/** Writes the widget's frame into `root`: question, controls, stage, live sentence. */
export function frame(root, model, name) {
  const question = el("p", { class: "ck-question", id: newId("question") });
  const controls = el("div", { class: "ck-controls" });
  const stage = el("div", { class: "ck-stage" });
  const says = el("p", { class: "ck-says", role: "status", "aria-live": "polite" });
  const section = el(
    "section",
    { class: `ck ck-${name}`, "aria-labelledby": question.id },
    question,
    controls,
    stage,
    says,
  );
  const ask = () => {
    question.textContent = model.get("question") || name;
    question.classList.toggle("ck-hidden", !model.get("question"));
  };
  watch(model, ["question"], ask);
  root.replaceChildren(section);
  return { section, controls, stage, says, question };
}

/** Calls `draw` now and whenever one of `keys` changes; many changes in one tick are one call. */
export function watch(model, keys, draw) {
  let due = false;
  const later = () => {
    if (due) return;
    due = true;
    queueMicrotask(() => {
      due = false;
      draw();
    });
  };
  for (const key of keys) model.on(`change:${key}`, later);
  draw();
}
export function put(model, patch) {
  for (const [key, value] of Object.entries(patch)) model.set(key, value);
  model.save_changes();
}

// JupyterLab takes arrow keys for itself unless the control itself says otherwise.
const KEYS = { "data-lm-suppress-shortcuts": "true" };

/** A slider bound to a number trait, with its value and unit beside it. */
export function slider(model, key, label, { min = 0, max = 100, step = 1, unit = "", show = (v) => v } = {}) {
  const id = newId(key);
  const input = el("input", { type: "range", id, min, max, step, ...KEYS });
  const value = el("output", { for: id });
  input.addEventListener("input", () => put(model, { [key]: Number(input.value) }));
  watch(model, [key], () => {
    input.value = model.get(key);
    value.textContent = `${show(model.get(key))}${unit && ` ${unit}`}`;
    input.setAttribute("aria-valuetext", value.textContent);
  });
  return el("div", { class: "ck-field" }, el("label", { for: id, text: label }), input, value);
}

/** A whole number with − and + buttons; any typed integer is accepted, so that illegal states can be explained. */
export function counter(model, key, label, { min = -Infinity, max = Infinity } = {}) {
  const id = newId(key);
  const input = el("input", { type: "number", id, step: 1, style: "width:4.6rem", ...KEYS });
  const set = (value) => {
    if (Number.isInteger(value)) put(model, { [key]: Math.min(max, Math.max(min, value)) });
  };
  input.addEventListener("change", () => {
    set(Math.round(Number(input.value)));
    input.value = model.get(key);
  });
  const nudge = (by, sign, word) =>
    el("button", {
      type: "button",
      text: sign,
      "aria-label": `${word} ${label}`,
      onclick: () => set(model.get(key) + by),
    });
  watch(model, [key], () => {
    input.value = model.get(key);
  });
  return el(
    "div",
    { class: "ck-field" },
    el("label", { for: id, text: label }),
    nudge(-1, "−", "decrease"),
    input,
    nudge(1, "+", "increase"),
  );
}

/** One of several: a row of buttons that acts as a radio group (arrows move, Space picks). `options`: [[value, label], …]. */
export function choice(model, key, label, options) {
  const id = newId(key);
  const buttons = options.map(([value, text]) =>
    el("button", { type: "button", role: "radio", text, ...KEYS, onclick: () => put(model, { [key]: value }) }),
  );
  const group = el("div", { class: "ck-choices", role: "radiogroup", "aria-labelledby": id }, ...buttons);
  group.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = (buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length;
    buttons[next].focus();
    buttons[next].click();
  });
  watch(model, [key], () =>
    buttons.forEach((button, i) => {
      const now = options[i][0] === model.get(key);
      button.setAttribute("aria-checked", now);
      button.tabIndex = now || (i === 0 && !options.some(([v]) => v === model.get(key))) ? 0 : -1;
    }),
  );
  return el("div", { class: "ck-field" }, el("span", { class: "ck-label", id, text: label }), group);
}

/** A switch bound to a boolean trait. */
export function toggle(model, key, label) {
  const button = el("button", { type: "button", text: label, onclick: () => put(model, { [key]: !model.get(key) }) });
  watch(model, [key], () => button.setAttribute("aria-pressed", Boolean(model.get(key))));
  return button;
}

/** Buttons that set several traits at once; `presets`: [[label, patch], …], each named by its claim. */
export function presets(model, list, label = "Try") {
  const id = newId("presets");
  return el(
    "div",
    { class: "ck-field", role: "group", "aria-labelledby": id },
    el("span", { class: "ck-label", id, text: label }),
    ...list.map(([text, patch]) => el("button", { type: "button", text, onclick: () => put(model, patch) })),
  );
}

/** Play and pause: calls `step()` every `ms` until it returns false. Never starts by itself; motion stays off where readers ask for it. */
export function player(step, { ms = 700, label = "Play" } = {}) {
  let timer = 0;
  const button = el("button", { type: "button", text: `▶ ${label}`, "aria-pressed": "false" });
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    button.textContent = `▶ ${label}`;
    button.setAttribute("aria-pressed", "false");
  };
  button.addEventListener("click", () => {
    if (timer) return stop();
    if (calm()) return void step();
    button.textContent = "❚❚ Pause";
    button.setAttribute("aria-pressed", "true");
    timer = setInterval(() => {
      if (!button.isConnected || step() === false) stop();
    }, ms);
  });
  return { button, stop };
}
/**
 * The values of several traits, by name.
 * @param {(key: string) => any} get
 * @param {string[]} keys
 * @returns {any}
 */
export const values = (get, keys) => Object.fromEntries(keys.map((key) => [key, get(key)]));
