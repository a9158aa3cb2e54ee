// @ts-check
// Building blocks of every widget: elements, listeners whose errors are said, numbers in words.

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

/** "38 %" of 0.38. */
export const percent = (share) => `${Math.round(100 * share)} %`;
/** A signed number in at most `digits` decimals, with a real minus sign. */
export const signed = (x, digits = 2) => `${Number(x.toFixed(digits))}`.replace("-", "−");
export { clamp, count, within } from "./scale.js";
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

const ARROWS = new Map([
  ["ArrowLeft", [-1, 0]],
  ["ArrowRight", [1, 0]],
  ["ArrowUp", [0, -1]],
  ["ArrowDown", [0, 1]],
]);
/** [dx, dy] of an arrow key, or undefined. */
export const arrow = (event) => (event.ctrlKey || event.metaKey || event.altKey ? undefined : ARROWS.get(event.key));

/** Sets several traits. */
export function put(model, patch) {
  for (const [key, value] of Object.entries(patch)) model.set(key, value);
  model.save_changes();
}

/**
 * The values of several traits, by name.
 * @param {(key: string) => any} get
 * @param {string[]} keys
 * @returns {any}
 */
export const values = (get, keys) => Object.fromEntries(keys.map((key) => [key, get(key)]));
