// @ts-check
// Numbers that flow through boxes along a line: a box says what it holds, the arrow before it what was done.
import { el } from "./dom.js";
import "./flow.css";

/**
 * A box: `name` says what the number is, `op` what the arrow into it does, `kind` "a" to "d" is its colour, `off` a box
 * that plays no part now.
 * @typedef {{ name: string, value: string, op?: string, kind?: string, off?: boolean }} Stop
 */

/**
 * A line of boxes that breaks where the page is narrow; `draw(stops)` changes only what differs from the last draw, and
 * the line may become longer or shorter.
 * @param {string} label what flows, for who cannot see it
 */
export function flow(label) {
  const node = el("ol", { class: "ckf", "aria-label": label });
  /** @param {Stop[]} stops */
  function draw(stops) {
    while (node.childNodes.length > stops.length) node.lastChild?.remove();
    while (node.childNodes.length < stops.length) node.append(box());
    stops.forEach((stop, i) => fill(/** @type {HTMLElement} */ (node.childNodes[i]), stop));
  }
  return { node, draw };
}

const box = () =>
  el(
    "li",
    { class: "ckf-stop" },
    el("span", { class: "ckf-op" }),
    el("span", { class: "ckf-box" }, el("span", { class: "ckf-name" }), el("b", { class: "ckf-value" })),
  );

/** @param {HTMLElement} item @param {Stop} stop */
function fill(item, { name, value, op = "", kind = "", off = false }) {
  const looks = ["ckf-stop", kind && `ckf-${kind}`, off && "ckf-off"].filter(Boolean).join(" ");
  if (item.className !== looks) item.className = looks;
  const [arrow, held] = item.children;
  write(arrow, op);
  write(held.children[0], name);
  write(held.children[1], value);
}

/** @param {Element} part @param {string} text */
function write(part, text) {
  if (part.textContent !== text) part.textContent = text;
}
