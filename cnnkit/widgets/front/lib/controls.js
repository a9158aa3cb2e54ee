// @ts-check
// Controls: each shows a value and sets it, wherever the value lives; what it refuses it explains.
import { arrow, calm, el, newId, on, tell } from "./dom.js";
import { refusal, whole, written } from "./typed.js";

/**
 * A value; a trait is one case (`ui.trait("stride")`). `on(call)` calls now and whenever the value may have changed.
 * @typedef {{ get: () => any, set: (value: any) => void, on: (call: () => void) => void }} Source
 */

// JupyterLab takes arrow keys for itself unless the control itself says otherwise.
const KEYS = { "data-lm-suppress-shortcuts": "true" };

/** A button: `button("Step", step)`. */
export const button = (text, onclick, attrs = {}) => el("button", { type: "button", text, onclick, ...attrs });

/**
 * A slider with its value and unit beside it.
 * @param {Source} source
 * @param {string} label
 */
export function slider(source, label, { min, max, step = 1, unit = "", show = (v) => `${v}` }) {
  const id = newId("slider");
  const input = el("input", { type: "range", id, min, max, step, ...KEYS });
  // the slider speaks its value itself; as a live region, which an output is, it would be spoken twice
  const value = el("output", { for: id, "aria-live": "off" });
  on(input, "input", () => source.set(Number(input.value)));
  source.on(() => {
    input.value = source.get();
    value.textContent = `${show(source.get())}${unit && ` ${unit}`}`;
    input.setAttribute("aria-valuetext", value.textContent);
  });
  return el("div", { class: "ck-field" }, el("label", { for: id, text: label }), input, value);
}

/** What a button beside a counter says, shows, and makes of the number. @typedef {[string, string, (value: number) => number]} Nudge */
/** @type {Nudge} */
const LESS = ["decrease", "−", (value) => value - 1];
/** @type {Nudge} */
const MORE = ["increase", "+", (value) => value + 1];

/**
 * A whole number with − and +. What is no whole number from `min` to `max` (numbers, or functions of nothing) changes
 * nothing and is explained; `rule` says in half a sentence what the number counts.
 * @param {Source} source
 * @param {string} label
 * @param {{ min?: number | (() => number), max?: number | (() => number), rule?: string, less?: Nudge, more?: Nudge }} legal
 */
export function counter(source, label, { min = -Infinity, max = Infinity, rule = "", less = LESS, more = MORE }) {
  const id = newId("counter");
  // a text field, for a number field hides from us what was typed into it
  const input = el("input", {
    type: "text",
    role: "spinbutton",
    id,
    inputmode: "numeric",
    autocomplete: "off",
    ...KEYS,
  });
  const range = () => {
    const [low, high] = [min, max].map((end) => (typeof end === "function" ? end() : end));
    return { min: low, max: high };
  };
  const take = (text) => {
    const now = source.get();
    const got = whole(text, range());
    if ("value" in got) source.set(got.value);
    else tell(input, refusal(label, got.why, { ...range(), rule, now }));
    input.value = written(source.get());
  };
  const nudge = (step) => take(`${step(source.get())}`);
  on(input, "change", () => take(input.value));
  on(input, "keydown", (event) => {
    const by = arrow(event)?.[1];
    if (!by) return;
    event.preventDefault();
    nudge((value) => value - by);
  });
  source.on(() => {
    const now = source.get();
    input.value = written(now);
    for (const [key, value] of Object.entries({ now, ...range() })) {
      if (Number.isFinite(value)) input.setAttribute(`aria-value${key}`, `${value}`);
    }
  });
  const at = ([word, sign, step]) => button(sign, () => nudge(step), { "aria-label": `${word} ${label}` });
  const pair = el("span", { class: "ck-counter" }, at(less), input, at(more));
  return el("div", { class: "ck-field" }, el("label", { for: id, text: label }), pair);
}

/**
 * One of several: a row of buttons that acts as a radio group (arrows move, Space picks).
 * @param {Source} source
 * @param {string} label
 * @param {([any, string] | [any, string, Element])[]} options value and words, or a picture that these words describe
 */
export function choice(source, label, options) {
  const id = newId("choice");
  const buttons = options.map(([value, text, picture]) => {
    const named = picture ? { class: "ck-pictured", "aria-label": text, title: text } : {};
    const one = button(picture ? "" : text, () => source.set(value), { role: "radio", ...named, ...KEYS });
    if (picture) one.append(picture);
    return one;
  });
  const group = el("div", { class: "ck-choices", role: "radiogroup", "aria-labelledby": id }, ...buttons);
  on(group, "keydown", (event) => {
    const step = arrow(event);
    if (!step) return;
    event.preventDefault();
    const next = buttons.at((buttons.indexOf(event.target) + step[0] + step[1]) % buttons.length);
    next.focus();
    next.click();
  });
  source.on(() => {
    const chosen = options.findIndex(([value]) => value === source.get());
    buttons.forEach((one, i) => {
      one.setAttribute("aria-checked", `${i === chosen}`);
      one.tabIndex = i === Math.max(0, chosen) ? 0 : -1;
    });
  });
  return el("div", { class: "ck-field" }, el("span", { class: "ck-label", id, text: label }), group);
}

/**
 * A switch.
 * @param {Source} source
 * @param {string} label
 */
export function toggle(source, label) {
  const one = button(label, () => source.set(!source.get()));
  source.on(() => one.setAttribute("aria-pressed", `${Boolean(source.get())}`));
  return one;
}

/**
 * Starting points `{ label, …traits }`, each named by its claim, and Reset.
 * @param {Pick<import("./widget.js").Ui, "get" | "put" | "reset">} ui
 * @param {Record<string, any>[]} list
 * @param {{ reset?: () => void }} more
 */
export function presets(ui, list = ui.get("presets") ?? [], { reset = ui.reset } = {}) {
  const id = newId("presets");
  const words = el("span", { class: "ck-label", id, text: "Try" });
  const all = [...list.map(({ label, ...patch }) => button(label, () => ui.put(patch))), button("Reset", reset)];
  if (!list.length) return all[0];
  const first = el("span", { class: "ck-field" }, words, all.shift());
  return el("div", { class: "ck-presets", role: "group", "aria-labelledby": id }, first, ...all);
}

/** How the widget is moved, in a fold. */
export const hint = (text) =>
  el("details", { class: "ck-hint" }, el("summary", { text: "How to move it" }), el("p", { class: "ck-note", text }));

/**
 * Play and pause: calls `step()` every `ms` until it returns false. Never starts by itself; where readers want no
 * motion, each press is one step.
 * @param {() => any} step
 * @param {AbortSignal} signal
 */
export function player(step, signal, { ms = 700, label = "Play" } = {}) {
  let timer = 0;
  const show = () => {
    one.textContent = timer ? "❚❚ Pause" : `▶ ${label}`;
    one.setAttribute("aria-pressed", `${Boolean(timer)}`);
  };
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    show();
  };
  const one = button("", () => {
    if (timer) return stop();
    if (calm()) return void step();
    timer = setInterval(() => {
      if (!one.isConnected || step() === false) stop();
    }, ms);
    show();
  });
  signal.addEventListener("abort", stop);
  show();
  return one;
}
