// @ts-check
// The life of a widget: mounted, drawn at most once a frame, reset, ended; what fails is said where the reader looks.
import "./base.css";
import { el, fails, guarded, newId, put } from "./dom.js";

/**
 * What `setup` gets.
 * @typedef {object} Ui
 * @property {any} model anywidget's model: traits are the whole state
 * @property {AbortSignal} signal ends with the view: for everything that listens outside of the widget
 * @property {HTMLElement} section the widget itself, with its parts in reading order
 * @property {HTMLElement} question
 * @property {HTMLElement} controls
 * @property {HTMLElement} stage
 * @property {HTMLElement} says the live sentence: write it with `say`
 * @property {(key: string) => any} get
 * @property {(patch: Record<string, any>) => void} put
 * @property {(key: string) => import("./controls.js").Source} trait a trait as a control takes it
 * @property {(keys: string[], call: () => void) => void} watch calls now, and once a frame in which a key changed
 * @property {(text: string) => void} say
 * @property {() => void} redraw draws in the next frame, for what is no trait
 * @property {() => void} reset every trait of `state` as it was at first
 */

/**
 * A front end: `export default widget("conv-stepper", { state: ["row", "col"], setup })`.
 *
 * `keeps` are the traits that a page keeps for a reader who comes back, and that a link carries: those of `state`, unless
 * the reader changes others. `setup(ui)` builds the page once, may be async, and returns `draw()`, which is called then, and once in every frame
 * in which a trait of `state` changed.
 * @param {string} name its slug
 * @param {{ state: string[], keeps?: string[], setup: (ui: Ui) => (() => void) | Promise<() => void> }} parts
 */
export function widget(name, { state, keeps = state, setup }) {
  const snapshot = (model) => Object.fromEntries(state.map((key) => [key, model.get(key)]));
  // Jupyter gives each view another face of the model, but loads this module once a model; a page does it the other way.
  const starts = new WeakMap();
  let latest = null;
  return {
    keeps,
    initialize({ model }) {
      latest = snapshot(model);
      starts.set(model, latest);
    },
    async render({ model, el: root, signal }) {
      const ending = new AbortController();
      signal?.addEventListener("abort", () => ending.abort());
      const start = starts.get(model) ?? latest ?? snapshot(model);
      let draw = () => {};
      const ui = frame(model, name, ending.signal);
      ui.reset = () => ui.put(start);
      ui.redraw = onceAFrame(
        guarded(ui.section, () => draw()),
        ending.signal,
      );
      ui.section.inert = true; // until the first frame is drawn, nothing may be pressed
      root.replaceChildren(ui.section);
      try {
        draw = await setup(ui);
        draw();
        for (const key of state) listen(model, key, ui.redraw, ending.signal);
      } catch (error) {
        ending.abort();
        ui.stage.innerHTML = model.get("still") ?? "";
        ui.section.replaceChildren(ui.stage, ui.says);
        fails(ui.section, error);
      }
      ui.section.inert = false;
      return () => ending.abort();
    },
  };
}

/** The parts of a widget, and what `setup` gets; `reset` and `redraw` are still missing. @returns {Ui} */
function frame(model, name, signal) {
  const question = el("p", { class: "ck-question", id: newId("question") });
  const controls = el("div", { class: "ck-controls" });
  const stage = el("div", { class: "ck-stage" });
  const says = el("p", { class: "ck-says", role: "status", "aria-live": "polite" });
  // no <section>, which a deck of slides takes for one of its own
  const attrs = { class: `ck ck-${name}`, role: "region", "aria-labelledby": question.id };
  const section = el("div", attrs, question, controls, stage, says);
  const say = (text) => {
    if (says.textContent !== text) says.textContent = text;
  };
  section.addEventListener("ck-says", (event) => say(/** @type {CustomEvent} */ (event).detail));
  let logged = "";
  section.addEventListener("ck-fails", (event) => {
    event.preventDefault();
    const error = /** @type {CustomEvent} */ (event).detail;
    say(`This figure stopped: ${error.message}. Reset it, or load the page again.`);
    if (error.message !== logged) console.error("[cnnkit]", error);
    logged = error.message;
  });
  const watch = (keys, call) => {
    const safe = guarded(section, call);
    const later = onceAFrame(safe, signal);
    for (const key of keys) listen(model, key, later, signal);
    safe();
  };
  watch(["question"], () => {
    question.textContent = model.get("question") || name;
    question.classList.toggle("ck-hidden", !model.get("question"));
  });
  const get = (key) => model.get(key);
  const trait = (key) => ({
    get: () => model.get(key),
    set: (value) => put(model, { [key]: value }),
    on: (call) => watch([key], call),
  });
  const missing = () => {};
  return {
    ...{ model, signal, section, question, controls, stage, says, get, trait, watch, say },
    put: (patch) => put(model, patch),
    reset: missing,
    redraw: missing,
  };
}

function listen(model, key, call, signal) {
  model.on(`change:${key}`, call);
  signal.addEventListener("abort", () => model.off(`change:${key}`, call));
}

/** `call`, however often it is asked for, once in the next frame, and not after the end. */
export function onceAFrame(call, signal) {
  let due = 0;
  signal.addEventListener("abort", () => cancelAnimationFrame(due));
  return () => {
    if (signal.aborted) return;
    due ||= requestAnimationFrame(() => {
      due = 0;
      call();
    });
  };
}
